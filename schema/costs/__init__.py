"""What an operation costs: measured once per document, worked out per request."""
