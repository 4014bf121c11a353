"""Intake, turns, sender and budget."""
