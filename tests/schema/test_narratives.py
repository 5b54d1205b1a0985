"""Stories as callers read them: what is stored, in sentences, as of today."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from service.events.facts import Fact
from service.events.record import record
from tests.company import QUARTER, Company
from tests.schema.conftest import archive, gid, statements

OBJECTIVE = "query ($id: ID!) { objective(by: {id: $id}) { narrative { markdown text } } }"
CYCLE = """query ($id: ID!, $team: ID) {
  cycle(by: {id: $id}) { narrative(teamId: $team) { markdown text } } }"""
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ON = {"numbers_on": NOW.date()}


def behind(progress: str, expected: str, status: str = "OFF_TRACK") -> dict[str, object]:
    return {"progress": progress, "expected": expected, "status": status}


AHEAD = behind("0.62", "0.55", "ON_TRACK")


@pytest.fixture
def tell(both):
    """The story of an objective on 22 November 2026, in plain text."""

    async def run(objective: UUID) -> str:
        answer = await both(OBJECTIVE, now=NOW, id=gid("Objective", objective))
        assert answer.errors == []
        return answer.data["objective"]["narrative"]["text"]

    return run


@pytest.fixture
def tell_cycle(both):
    async def run(cycle: UUID, team: UUID | None = None, form: str = "text") -> str:
        named = None if team is None else gid("Team", team)
        answer = await both(CYCLE, now=NOW, id=gid("Cycle", cycle), team=named)
        assert answer.errors == []
        return answer.data["cycle"]["narrative"][form]

    return run


async def test_an_objective_tells_its_story(tell, both, company: Company) -> None:
    ada = await company.person("Ada")
    team = await company.team("Platform")
    cycle = await company.cycle("2026 Q4", **QUARTER)
    own = await company.objective(
        "Grow *fast*.", owner_id=ada, team_id=team, cycle_id=cycle, **AHEAD, **ON
    )
    await company.key_result(own, "Users", metric_type="INCREASE", start=10, target=90, **AHEAD)
    await company.key_result(
        own,
        "Uptime",
        metric_type="MAINTAIN_ABOVE",
        lower="99.5",
        current="98",
        unit="%",
        **behind("0", "1"),
    )
    await company.align(own, await company.pillar("Delight"))

    assert await tell(own) == (
        "We will “Grow *fast*” as measured by “Users” (from 10 to 90) and “Uptime” (kept at or"
        " above 99.5%). Ada (Platform) is accountable; it is set for 2026 Q4 and due on"
        " 31 December 2026.\n\n"
        "It is ahead: 62% where 55% was expected by 22 November 2026. One of two key results is"
        " ahead and one is off track. “Uptime” is off track at 98%, to be kept at or above"
        " 99.5%.\n\n"
        "It is aligned to “Delight”, and its line of sight reaches the strategy."
    )
    answer = await both(OBJECTIVE, now=NOW, id=gid("Objective", own))
    markdown = answer.data["objective"]["narrative"]["markdown"]
    assert markdown.startswith(r"We will **Grow \*fast\*** as measured by **Users** (from 10")


async def test_what_is_archived_has_no_story(both, company: Company) -> None:
    own = await company.objective()
    await archive(company, "objective", own)

    answer = await both(OBJECTIVE, id=gid("Objective", own))

    assert answer.errors == []
    assert answer.data["objective"]["narrative"] is None


async def created_on(company: Company, table: str, own: UUID, day: date) -> None:
    async with company.database.writing(company.actor.organization_id) as session:
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        statement = text(f"UPDATE {table} SET created_at = :at WHERE id = :id")
        await session.execute(statement, {"at": at, "id": own})


class TestSince:
    """A line of sight that is missing has a day only where the record has it."""

    async def test_since_it_was_made(self, tell, company: Company) -> None:
        own = await company.objective(level="TEAM")
        await created_on(company, "objective", own, date(2026, 3, 4))

        assert "It has had no line of sight since 4 March 2026: it is aligned to nothing." in (
            await tell(own)
        )

    async def test_what_was_imported_counts_as_having_always_been(
        self, tell, company: Company
    ) -> None:
        own = await company.objective(external_id="o-1")

        assert "It has no line of sight: it is aligned to nothing." in await tell(own)

    async def test_since_its_alignment_was_archived(self, tell, company: Company) -> None:
        own = await company.objective(external_id="o-1")
        edge = await company.align(own, await company.pillar())
        await archive(company, "alignment", edge)  # on 2 January 2026

        assert "no line of sight since 2 January 2026: it is aligned to nothing." in await tell(own)

    async def test_an_alignment_that_never_held_tells_nothing(self, tell, company: Company) -> None:
        own = await company.objective(external_id="o-1")
        edge = await company.align(own, await company.pillar(), state="DECLINED")
        await archive(company, "alignment", edge)

        assert "It has no line of sight: it is aligned to nothing." in await tell(own)

    async def test_since_its_parent_was_archived(self, tell, company: Company) -> None:
        own, above = await company.objective(external_id="o-1"), await company.objective("Above")
        await company.align(own, above)
        await archive(company, "objective", above)

        assert (
            "no line of sight since 2 January 2026: what it is aligned to is archived."
            in await tell(own)
        )

    async def test_since_the_day_after_its_alignment_was_over(self, tell, company: Company) -> None:
        own = await company.objective(external_id="o-1")
        await company.align(own, await company.pillar(), valid_to=date(2026, 10, 31))

        assert "no line of sight since 1 November 2026" in await tell(own)

    @pytest.mark.parametrize("is_recorded", [True, False])
    async def test_since_its_parent_was_cancelled(
        self, tell, company: Company, *, is_recorded: bool
    ) -> None:
        own = await company.objective(external_id="o-1")
        above = await company.objective("Above", lifecycle="CANCELLED")
        await company.align(own, above)
        if is_recorded:
            async with company.database.writing(company.actor.organization_id) as session:
                changes = {"lifecycle": ("ACTIVE", "CANCELLED")}
                fact = Fact("objective.updated", "objective", above, changes)
                await record(session, company.actor, fact)

        found = await tell(own)

        assert "what it is aligned to is cancelled." in found
        assert ("It has had no line of sight since" in found) is is_recorded

    async def test_since_it_is_no_company_objective_any_more(self, tell, company: Company) -> None:
        own = await company.objective(external_id="o-1", level="TEAM")
        async with company.database.writing(company.actor.organization_id) as session:
            fact = Fact("objective.updated", "objective", own, {"level": ("COMPANY", "TEAM")})
            await record(session, company.actor, fact)

        assert "It has had no line of sight since" in await tell(own)

    async def test_what_breaks_further_up_is_named_without_a_day(
        self, tell, company: Company
    ) -> None:
        own, above = await company.objective(), await company.objective("Above")
        await company.align(own, above)

        assert "It has no line of sight: the way up ends at “Above”." in await tell(own)

    async def test_a_circle_is_no_way_up(self, tell, company: Company) -> None:
        own, other = await company.objective("Own"), await company.objective("Other")
        await company.align(own, other)
        await company.align(other, own)

        assert "It has no line of sight: it is part of a circle of goals." in await tell(own)


async def test_an_objective_tells_what_it_waits_for(tell, company: Company) -> None:
    own, above = await company.objective("Own"), await company.objective("Above", level="COMPANY")
    asked = datetime(2026, 11, 1, tzinfo=UTC)
    await company.align(own, above, state="PROPOSED", proposed_at=asked)
    team = await company.team("Platform")
    other = await company.objective("Other", team_id=team)
    key_result = await company.key_result(own, "Part")
    days = {"needed_by": date(2026, 12, 4)}
    await company.depend(key_result, other, state="REQUESTED", requested_at=asked + timedelta(9))
    await company.depend(own, other, state="AT_RISK", **days)
    await company.depend(other, own, kind="BLOCKS", state="AT_RISK")
    done = await company.objective("Done", lifecycle="CANCELLED")
    await company.depend(own, done, state="REQUESTED")

    found = await tell(own)

    assert "its alignment is only proposed." in found
    assert (
        "It waits for “Other” (Platform, needed by 4 December 2026) and “Other” (Platform), which"
        " are at risk." in found
    )
    assert (
        "Two requests wait for a decision, the longest since 1 November 2026: to align it to"
        " “Above” and to let “Part” depend on “Other”." in found
    )


async def test_nothing_waits_in_a_closed_cycle(tell, company: Company) -> None:
    cycle = await company.cycle(state="CLOSED")
    own = await company.objective(cycle_id=cycle, lifecycle="CLOSED", score="0.7")
    await company.align(own, await company.objective(level="COMPANY"), state="PROPOSED")

    found = await tell(own)

    assert found.startswith("We set out to")
    assert "wait" not in found
    assert "It was scored 0.7 (green)." in found


async def test_reviews_and_origins_are_told(tell, company: Company) -> None:
    past = await company.cycle("2026 Q3")
    origin = await company.objective("Before", cycle_id=past)
    ada = await company.person("Ada")
    own = await company.objective("Now", carried_from_id=origin, commitment="LEARNING", score="0.2")
    await company.review(objective_id=own, learned="  ", went_well="Old news")
    await company.review(
        objective_id=own, held_on=date(2026, 11, 2), learned="Ask\nfirst.", author_id=ada
    )

    found = await tell(own)

    assert "It continues “Before” of 2026 Q3." in found
    assert "It was scored 0.2 (red), a success, since what was learned is written down." in found
    assert "The weekly review of 2 November 2026 (Ada) says what was learned: “Ask first.”" in found
    assert "Old news" not in found


@pytest.fixture
async def quarter(company: Company) -> dict[str, UUID]:
    """A year with a quarter, two teams of which one is a part of the other, goals of all kinds."""
    year = await company.cycle("2026", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    cycle = await company.cycle("Q4", parent_id=year, **QUARTER)
    top = await company.team("Top")
    part = await company.team("Part", parent_id=top)
    pillar = await company.pillar()
    first = await company.objective("First", cycle_id=year, level="COMPANY", **AHEAD)
    second = await company.objective(
        "Second", cycle_id=cycle, team_id=top, **behind("0.1", "0.5"), owner_role="CTO"
    )
    third = await company.objective("Third", cycle_id=cycle, team_id=part, lifecycle="DRAFT")
    await company.objective("Gone", cycle_id=cycle, lifecycle="CANCELLED")
    await archive(company, "objective", await company.objective("Away", cycle_id=cycle))
    await company.align(first, pillar)
    await company.align(second, first)
    await company.align(third, second, state="PROPOSED", proposed_at=NOW)
    await created_on(company, "objective", third, date(2026, 3, 4))
    late = await company.key_result(second, "Late")
    async with company.database.writing(company.actor.organization_id) as session:
        await session.execute(
            text("UPDATE key_result SET stale = true WHERE id = :id"), {"id": late}
        )
    await company.review(cycle_id=cycle, team_id=part, learned="Ask first.")
    await company.review(cycle_id=year, recognition="Ada", held_on=date(2026, 11, 1))
    return {"year": year, "quarter": cycle, "top": top, "part": part, "third": third}


async def test_a_cycle_tells_the_story_of_the_company(tell_cycle, quarter) -> None:
    assert await tell_cycle(quarter["year"]) == (
        "Test organization has set three objectives with one key result in two teams for “2026”"
        " (1 January to 31 December 2026) and the cycles inside it. One is still a draft and one"
        " more was cancelled. 22 November 2026 is day 326 of 365.\n\n"
        "Of two objectives under way, one is ahead and one off track. At the level of the company:"
        " “First” (ahead, 62% where 55% was expected).\n\n"
        "Furthest ahead: “First” (ahead, 62% where 55% was expected).\n\n"
        "Furthest behind: “Second” (Top: off track, 10% where 50% was expected). One of one key"
        " result is overdue for a check-in. Two objectives have no key result. Two objectives have"
        " nobody who is accountable.\n\n"
        "Of three objectives, two have a line of sight to the strategy and one has no line of"
        " sight. Without a line of sight: “Third” (since 4 March 2026).\n\n"
        "A request to align “Third” to “Second” has waited for a decision since"
        " 22 November 2026.\n\n"
        "The weekly review of 1 November 2026 says who is to be thanked: “Ada”. The weekly review"
        " of 1 October 2026 of team Part says what was learned: “Ask first.”"
    )


async def test_a_team_s_story_is_of_it_and_its_parts(tell_cycle, quarter) -> None:
    top = await tell_cycle(quarter["year"], quarter["top"])
    part = await tell_cycle(quarter["quarter"], quarter["part"], form="markdown")

    assert top.startswith("Top has set two objectives with one key result in two teams for “2026”")
    assert "First" not in top.replace("first", "")
    assert part.startswith(
        "Part has set one objective with no key results for **Q4** (1 October to"
        " 31 December 2026). One is still a draft."
    )
    assert "“Ask first.”" in part
    assert "Ada" not in part


async def test_a_closed_cycle_tells_how_it_was_graded(tell_cycle, company: Company) -> None:
    cycle = await company.cycle("Q3", state="CLOSED")
    for title, commitment, score, outcome in (
        ("Best", "ASPIRATIONAL", "1", "ACHIEVED"),
        ("Good", "COMMITTED", "0.9", "PARTIAL"),
        ("Bad", None, "0.3", "MISSED"),
    ):
        await company.objective(
            title,
            cycle_id=cycle,
            lifecycle="CLOSED",
            commitment=commitment,
            score=score,
            close_outcome=outcome,
        )

    assert (
        "All three objectives are scored: two green and one red. Successes by what they were set"
        " as: none of one committed and one of one aspirational. How they ended: one achieved, one"
        " partly achieved and one missed.\n\n"
        "Scored highest: “Best” (1.0) and “Good” (0.9).\n\n"
        "Scored lowest: “Bad” (0.3)." in await tell_cycle(cycle)
    )


async def test_a_cycle_without_goals_has_a_short_story(tell_cycle, company: Company) -> None:
    cycle = await company.cycle("Someday")

    assert await tell_cycle(cycle) == "Test organization has set nothing for “Someday”."


async def test_a_team_that_is_not_there_is_an_error_beside_the_rest(
    both, company: Company, others: Company
) -> None:
    cycle, strange = gid("Cycle", await company.cycle()), gid("Team", await others.team())

    answer = await both(CYCLE, id=cycle, team=strange)

    assert answer.data == {"cycle": {"narrative": None}}
    assert answer.codes == ["NOT_FOUND"]


@pytest.mark.parametrize(
    "document",
    [
        "{ objectives(first: 100) { nodes { narrative { text } } } }",
        "{ cycles(first: 10) { nodes { narrative { text } } } }",
    ],
)
async def test_many_stories_take_as_many_statements_as_one(
    data, company: Company, document: str
) -> None:
    sent = []
    for size in (1, 9):
        for _ in range(size):
            own = await company.objective(cycle_id=await company.cycle())
            await company.key_result(own)
        with statements() as seen:
            found = await data(document)
        (nodes,) = (one["nodes"] for one in found.values())
        assert all(node["narrative"]["text"] for node in nodes)
        sent.append(len(seen))
    assert sent[0] == sent[1]
