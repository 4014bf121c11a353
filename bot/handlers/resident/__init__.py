"""What residents do."""
