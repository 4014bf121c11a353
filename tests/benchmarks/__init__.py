"""Measures of speed; `make bench` prints them. They never fail by time."""
