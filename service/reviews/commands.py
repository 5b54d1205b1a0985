"""Reviews: only ever added to. Whatever comes twice is there once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from service.access import Action, allow
from service.actor import Actor
from service.cycles.models import Cycle
from service.database import Session
from service.errors import Taken
from service.events.facts import created
from service.identity.models import Person
from service.identity.queries import organization_of
from service.identity.rules import day_in
from service.objectives.models import Objective
from service.reviews.models import Review
from service.reviews.queries import StoredReview, reviews_called
from service.reviews.rules import ReviewKind, check_review
from service.teams.models import Team
from service.writing.batches import Batch, Outcome, Policy
from service.writing.given import New, Values, given
from service.writing.inserting import insert_and_tell, new_rows
from service.writing.recordset import table_of
from service.writing.references import refuse_missing

_REVIEWS = table_of(Review)
_REFERENCES = {
    "objective_id": table_of(Objective),
    "cycle_id": table_of(Cycle),
    "team_id": table_of(Team),
    "author_id": table_of(Person),
}
# Where they are absent, what was recorded is what the sender means.
_FILLED_IN = {"held_on", "author_id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReview(New):
    """What people said when they looked back on an objective, or on a cycle.

    Attributes:
        team_id: whose part of the cycle it is about; absent: everyone's.
        held_on: absent: today, where the organization is.
        author_id: absent: the person that the token stands for.
    """

    kind: ReviewKind
    objective_id: UUID | None = None
    cycle_id: UUID | None = None
    team_id: UUID | None = None
    held_on: date | None = None
    went_well: str | None = None
    went_badly: str | None = None
    learned: str | None = None
    carries_over: str | None = None
    recognition: str | None = None
    author_id: UUID | None = None


async def record_reviews(
    session: Session, actor: Actor, news: Sequence[NewReview], policy: Policy, now: datetime
) -> Outcome:
    """Reviews of what is in use; whatever the state of a cycle, it may be looked back on.

    One whose id or external id is there already, and which says the same, is that one. Refuses
    with Required (it names nothing, or says nothing), TooLong, Invalid (a text; an objective beside
    a cycle or a team), NotFound (objective, cycle, team, author), Taken (an id, and it says
    something else).
    """
    allow(actor, Action.REVIEW_CREATE)
    batch = Batch(news, policy)
    batch.check(lambda new: check_review(given(new)))
    rows = new_rows(actor, batch, now)
    known = await _known(session, actor, batch)
    said = {index: {} if index in known else row for index, row in rows.items()}
    await refuse_missing(session, actor, batch, said, _REFERENCES)
    batch.settle()
    made = {index: rows[index] for index, _ in batch.accepted() if index not in known}
    await _fill_in(session, actor, made.values(), now)
    lost = await _insert(session, actor, made)
    if lost:
        # Somebody wrote them at the same time: it is theirs that is there.
        known |= await _known(session, actor, batch)
        for index in lost - known.keys():
            batch.refuse(index, Taken("somebody made such a review at the same time", ["id"]))
        batch.settle()
    return batch.outcome(lambda index, _: known[index] if index in known else rows[index]["id"])


async def _known(session: Session, actor: Actor, batch: Batch[NewReview]) -> dict[int, UUID]:
    """By index, the review that is there already; what says something else is refused."""
    news = [new for _, new in batch.accepted()]
    ids = {new.id for new in news if new.id is not None}
    external_ids = {new.external_id for new in news if new.external_id is not None}
    stored = await reviews_called(session, actor, ids, external_ids)
    found: dict[int, UUID] = {}

    def check(index: int, new: NewReview) -> None:
        for field in ("id", "external_id"):
            called = getattr(new, field)
            for row in stored:
                if called is None or row[field] != called:
                    continue
                if not _is_the_same(new, row):
                    raise Taken("there is such a review, and it says something else", [field])
                found[index] = row["id"]

    batch.check_each(check)
    return found


def _is_the_same(new: NewReview, row: StoredReview) -> bool:
    return (new.id is None or new.id == row["id"]) and all(
        row[name] == value
        for name, value in given(new).items()
        if not (value is None and name in _FILLED_IN)
    )


async def _fill_in(session: Session, actor: Actor, rows: Collection[Values], now: datetime) -> None:
    undated = [row for row in rows if row["held_on"] is None]
    if undated:
        today = day_in((await organization_of(session, actor)).timezone, now)
        for row in undated:
            row["held_on"] = today
    for row in rows:
        row["author_id"] = row["author_id"] or actor.person_id


async def _insert(session: Session, actor: Actor, rows: Mapping[int, Values]) -> set[int]:
    """Insert the rows; those that somebody else was quicker with, by index."""
    if not rows:
        return set()
    facts = [
        replace(created(_REVIEWS.name, row["id"], _told(row)), type="review.recorded")
        for row in rows.values()
    ]
    inserted = await insert_and_tell(session, actor, _REVIEWS, list(rows.values()), facts)
    return {index for index, row in rows.items() if row["id"] not in inserted}


def _told(row: Values) -> Values:
    return {name: value for name, value in row.items() if name != "external_system"}
