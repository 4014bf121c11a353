"""Keys, seals and addresses."""
