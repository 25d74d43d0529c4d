"""Words for guidance in four languages."""
