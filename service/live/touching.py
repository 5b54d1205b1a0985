"""Which objectives events are about: their own, and those of their parts and alignments."""

from collections.abc import Sequence
from uuid import UUID

from service.database import Database
from service.events.catalogue import EventType
from service.events.feed import LogEntry

# What an objective's own fields and lists show.
_NOUNS = ("objective", "key_result", "check_in", "kpi_reading", "alignment", "review", "status")
TYPES = frozenset(one for one in EventType if one.noun in _NOUNS)

# One of a review, a reading or an alignment may be about several, and many of one.
_OBJECTIVES = """
WITH told(kind, id) AS (SELECT * FROM unnest($2::text[], $3::uuid[])),
part(id) AS (
    SELECT id FROM told WHERE kind IN ('objective', 'key_result')
    UNION
    SELECT c.key_result_id FROM told t JOIN check_in c ON c.id = t.id
     WHERE t.kind = 'check_in' AND c.organization_id = $1
    UNION
    SELECT k.id FROM told t JOIN kpi_reading r ON r.id = t.id
      JOIN key_result k ON k.organization_id = r.organization_id AND k.kpi_id = r.kpi_id
     WHERE t.kind = 'kpi_reading' AND r.organization_id = $1
    UNION
    SELECT unnest(ARRAY[a.child_id, a.parent_id]) FROM told t JOIN alignment a ON a.id = t.id
     WHERE t.kind = 'alignment' AND a.organization_id = $1
    UNION
    SELECT r.objective_id FROM told t JOIN review r ON r.id = t.id
     WHERE t.kind = 'review' AND r.organization_id = $1
), touched(id) AS (
    SELECT o.id FROM part p JOIN objective o ON o.id = p.id WHERE o.organization_id = $1
    UNION
    SELECT k.objective_id FROM part p JOIN key_result k ON k.id = p.id
     WHERE k.organization_id = $1
)
SELECT coalesce(json_agg(id ORDER BY id), '[]'::json) FROM touched
 WHERE $4::uuid IS NULL OR id = $4
"""


async def objectives_of(
    database: Database,
    organization_id: UUID,
    entries: Sequence[LogEntry],
    only: UUID | None = None,
) -> list[UUID]:
    """The objectives that events of an organization are about, each once; that one, if it is."""
    kinds = [one.subject_kind for one in entries]
    arguments = (organization_id, kinds, [one.subject_id for one in entries], only)
    return await database.statements.ids(_OBJECTIVES, arguments)
