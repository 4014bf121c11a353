"""Kills, stops and planted faults: what stands after them."""
