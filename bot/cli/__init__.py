"""The nabodialog command: one module per noun."""
