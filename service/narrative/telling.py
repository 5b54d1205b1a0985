"""Stories of what is stored: read in a constant number of statements, told by pure templates.

`await cycle_story(database, actor, cycle_id, team_id, as_of)` gives a `CycleStory`.
"""

from dataclasses import dataclass

from service.narrative.facts import CycleFacts
from service.narrative.stories import Story


@dataclass(frozen=True, slots=True)
class CycleStory:
    """How a cycle went, and all that it was told from: what tables and charts can be drawn of."""

    facts: CycleFacts
    story: Story
