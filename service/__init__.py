"""Sightline's service: what the system does, below every way of asking for it."""
