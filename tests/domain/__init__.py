"""The domain, without fixtures."""
