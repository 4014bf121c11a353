"""The only rooms that know who is behind a row: keyring, sealing, addresses."""
