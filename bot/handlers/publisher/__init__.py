"""What publishers do."""
