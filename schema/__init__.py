"""The shape of the API.

The enums come first: a type that met one before its description would make one of its own.
"""

from schema.enums import alignment, events, goals, progress, rituals, structure, webhooks

__all__ = ["alignment", "events", "goals", "progress", "rituals", "structure", "webhooks"]
