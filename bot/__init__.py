"""Nabodialog: a two-way safety dialogue between residents and their authorities."""
