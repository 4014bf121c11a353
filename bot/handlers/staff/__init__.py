"""What neighbourhood staff do."""
