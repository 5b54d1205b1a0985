"""Stories: what there is to say of an objective or a cycle, in a few honest sentences."""

from typing import Annotated
from uuid import UUID

import strawberry

from schema.context import Info
from schema.lookups import all_named, given
from schema.nouns import TEAM
from schema.reads import Fetched, key_of
from service.narrative.stories import Story

_MARKDOWN = (
    "As Markdown (CommonMark), a paragraph a line, without headings. What people wrote is escaped:"
    " it shows as itself, and brings no HTML."
)
_TEXT = "The same as plain text, titles in quotation marks."


@strawberry.type(
    description="What there is to say of an objective: what it is for, how it is measured and how"
    " it stands, what it hangs on, how it was graded, what was learned. English, from templates:"
    " every number in it is stored, or counted."
)
class ObjectiveNarrative:
    story: strawberry.Private[Story]

    @strawberry.field(description=_MARKDOWN)
    def markdown(self) -> str:
        return self.story.markdown

    @strawberry.field(description=_TEXT)
    def text(self) -> str:
        return self.story.text


@strawberry.type(
    description="What there is to say of a cycle and those inside it: what was set, how it stands,"
    " what goes well and what does not, lines of sight, decisions that wait, grades, what was"
    " learned. English, from templates: every number in it is stored, or counted."
)
class CycleNarrative:
    story: strawberry.Private[Story]

    @strawberry.field(description=_MARKDOWN)
    def markdown(self) -> str:
        return self.story.markdown

    @strawberry.field(description=_TEXT)
    def text(self) -> str:
        return self.story.text


async def _of_objective(root: strawberry.Parent[Fetched], info: Info) -> ObjectiveNarrative | None:
    found = await info.context.reads.goal_story(key_of(root))
    return None if found is None else ObjectiveNarrative(story=found)


async def _of_cycle(
    root: strawberry.Parent[Fetched],
    info: Info,
    team_id: Annotated[
        strawberry.ID | None,
        strawberry.argument(description="Only what belongs to this team and to its parts."),
    ] = None,
) -> CycleNarrative | None:
    (team,) = await all_named(info, TEAM, given(team_id), "teamId") or (None,)
    found = await info.context.reads.cycle_story(key_of(root), None if team is None else UUID(team))
    return CycleNarrative(story=found)


objective_narrative = strawberry.field(
    resolver=_of_objective,
    description="Its story as of today, in a few sentences; null where it is archived.",
)
cycle_narrative = strawberry.field(
    resolver=_of_cycle,
    description="Its story as of today, in a few short paragraphs: the whole company's, or one"
    " team's; null with an error where `teamId` names nothing.",
)
