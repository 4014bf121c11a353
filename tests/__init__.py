"""Tests mirror the code; journeys, chaos, browser and simulator have folders of their own."""
