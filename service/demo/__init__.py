"""Brackenfold, an invented company whose OKRs show what the service is for."""
