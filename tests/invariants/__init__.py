"""What must hold whatever happens; see the invariants of anonymity in docs/privacy.md."""
