"""The only rooms that use the network: intake, turns, sender, budget, media."""
