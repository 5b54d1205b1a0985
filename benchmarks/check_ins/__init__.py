"""Check-ins in an organization of 1.2 million nodes: `python -m benchmarks.check_ins --help`."""
