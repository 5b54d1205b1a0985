"""What shapes the payloads of webhooks, for the worker, which knows nothing of GraphQL."""

import asyncio
from importlib import import_module

from service.database import Database
from service.webhooks.sending import Shape


async def shaping(database: Database) -> Shape:
    """What shapes payloads by reading from a database; the schema is loaded beside the loop."""
    module = await asyncio.to_thread(import_module, "schema.webhook_shaping")
    shape: Shape = module.shaper(database)
    return shape
