"""Whole flows, read like the story."""
