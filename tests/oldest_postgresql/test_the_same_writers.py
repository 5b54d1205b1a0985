"""Many writers at once, once more on PostgreSQL 15."""

from tests.acceptance.test_closing_cycles import *  # noqa: F403 - tests and their fixtures
from tests.storage.test_one_write import *  # noqa: F403
