"""How lists are read, once more on PostgreSQL 15."""

from tests.storage.conftest import *  # noqa: F403 - tests and their fixtures
from tests.storage.test_due_plans import *  # noqa: F403
from tests.storage.test_inbox_plans import *  # noqa: F403
from tests.storage.test_list_plans import *  # noqa: F403
from tests.storage.test_without_extensions import *  # noqa: F403
