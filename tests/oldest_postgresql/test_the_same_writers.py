"""Many writers at once, once more on PostgreSQL 15."""

from tests.acceptance.test_closing_cycles import *  # noqa: F403 - tests and their fixtures
