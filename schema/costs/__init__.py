"""What an operation costs: measured when its document is new, worked out for each request."""
