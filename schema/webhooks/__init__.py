"""Webhooks over GraphQL, and GraphQL over webhooks."""
