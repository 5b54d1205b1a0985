"""Alembic's entry: the caller hands over the connection it holds the migration lock on."""

from alembic import context

from migrations.partitions import is_no_part
from service import models

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=models.metadata,
    compare_type=True,
    compare_server_default=False,
    include_name=is_no_part,
)
with context.begin_transaction():
    context.run_migrations()
