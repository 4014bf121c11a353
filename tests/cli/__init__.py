"""The real command, as a subprocess."""
