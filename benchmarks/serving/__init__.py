"""Our server beside its peers: `python -m benchmarks.serving --help`."""
