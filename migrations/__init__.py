"""The schema's history: one dated revision per change, forward only."""
