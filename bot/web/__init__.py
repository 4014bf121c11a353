"""The web side of the process: webhook and health, in the same loop as the bot."""
