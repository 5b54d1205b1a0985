"""The tests that ask the database, once more on PostgreSQL 15."""

from tests.acceptance.test_real_organizations import *  # noqa: F403 - tests and their fixtures
from tests.alignment.test_commands import *  # noqa: F403
from tests.alignment.test_proposals import *  # noqa: F403
from tests.alignment.test_queries import *  # noqa: F403
from tests.identity.test_tokens import *  # noqa: F403
from tests.search.test_search import *  # noqa: F403
from tests.storage.test_catalog import *  # noqa: F403
