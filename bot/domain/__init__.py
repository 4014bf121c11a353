"""Pure values and decisions: no clock, no chance, no network, no database, no framework."""
