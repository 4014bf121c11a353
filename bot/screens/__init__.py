"""What a place in the product looks like: its text and its buttons, from values alone."""
