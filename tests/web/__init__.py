"""The webhook and what stands beside it."""
