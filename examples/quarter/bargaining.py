"""Goals are set from both ends: teams offer what they will contribute, owners above decide."""

from dataclasses import dataclass
from decimal import Decimal

from sightline_client import (
    AlignmentAcceptInput,
    AlignmentDeclineInput,
    AlignmentProposeInput,
    AlignmentState,
    AlignmentWithdrawInput,
    DependencyCreateInput,
    DependencyKind,
    DependencyState,
    DependencyUpdateInput,
    InboxInboxEdgesNodeAlignment,
    InboxInboxEdgesNodeDependency,
    InboxKind,
    UserErrorCode,
)

from company import ARJUN, INGRID, NOOR, RAFAEL, SIOBHAN, Play, done, expect, refused, say, there
from goals import COMPANY, OWNERS, PLATFORM, ROUTES, SENSORS, SUPPLY


@dataclass(frozen=True)
class Offer:
    """What one goal would contribute to another, and why."""

    child: str
    parent: str
    rationale: str
    weight: Decimal = Decimal(1)


SUPPLYS = Offer(SUPPLY, COMPANY, "Half of what we emit is freight, so we count twice", Decimal(2))
PLATFORMS = Offer(PLATFORM, COMPANY, "Every reading that we answer burns something")
ARJUNS_SECOND = Offer(PLATFORM, SUPPLY, "We could compute the routes, too")
SENSORS_FIRST = Offer(SENSORS, SUPPLY, "A lighter sensor is cheaper to send")
SENSORS_SECOND = Offer(SENSORS, COMPANY, "What nobody has measured, nobody can lower")
NOORS = Offer(ROUTES, SUPPLY, "Somebody has to know the timetables")


def propose(play: Play) -> None:
    """The teams propose what they will contribute."""
    for offer in (SUPPLYS, PLATFORMS, SENSORS_FIRST, NOORS):
        _propose(play, offer)
    second = _propose(play, ARJUNS_SECOND)
    _try_to_withdraw(play, second)
    given = AlignmentWithdrawInput(id=second, note="Routes are computed in no time anyway")
    done(play.asks_as(ARJUN).withdraw(given).alignment_withdraw)
    say("Arjun thinks again, and withdraws that.")


def _propose(play: Play, offer: Offer) -> str:
    person = play.people[OWNERS[offer.child]]
    made = done(person.client.propose(_given(play, offer)).alignment_propose)
    alignment = there(made.alignment)
    expect("the state", alignment.state, AlignmentState.PROPOSED)
    say(f"{person.name} offers {offer.child} to {offer.parent}: “{alignment.rationale}”.")
    return alignment.id


def _given(play: Play, offer: Offer) -> AlignmentProposeInput:
    return AlignmentProposeInput(
        child_id=play.ids[offer.child],
        parent_id=play.ids[offer.parent],
        weight=offer.weight,
        rationale=offer.rationale,
    )


def _try_to_withdraw(play: Play, alignment_id: str) -> None:
    answer = play.asks_as(RAFAEL).withdraw(AlignmentWithdrawInput(id=alignment_id))
    reason = refused(answer.alignment_withdraw, UserErrorCode.FORBIDDEN)
    say(f"Rafael cannot take Arjun's offer back: {reason}.")


def decide(play: Play) -> None:
    """Whoever has the goal above accepts or declines."""
    _decide(play, INGRID, declined={})
    _decide(play, SIOBHAN, declined={SENSORS: "Weight is the least of it; ask Ingrid"})
    _propose(play, SENSORS_SECOND)
    _decide(play, INGRID, declined={})
    _close_a_circle(play)
    _show_line_of_sight(play)


def _decide(play: Play, person: str, declined: dict[str, str]) -> None:
    """Work through an inbox: decline what is named, with the reason, and accept the rest."""
    decider = play.people[person]
    reasons = {play.external_id(child): reason for child, reason in declined.items()}
    edges = there(decider.client.inbox().inbox).edges
    say(f"In the inbox of {decider.name}: {len(edges)}.")
    for edge in edges:
        if not isinstance(edge.node, InboxInboxEdgesNodeAlignment):
            continue
        offer, who = edge.node, there(edge.asked_by).name
        reason = reasons.get(offer.child.external_id or "")
        # The version: an offer that changed meanwhile is not decided about unseen.
        if reason is None:
            accepted = AlignmentAcceptInput(id=offer.id, expected_version=offer.version)
            done(decider.client.accept(accepted).alignment_accept)
            say(f"{decider.name} accepts what {who} offers.")
        else:
            turned_down = AlignmentDeclineInput(
                id=offer.id, expected_version=offer.version, note=reason
            )
            done(decider.client.decline(turned_down).alignment_decline)
            say(f"{decider.name} declines what {who} offers: “{reason}”.")


def _close_a_circle(play: Play) -> None:
    """Supply under a key result of Noor's, whose goal is under Supply's already."""
    given = AlignmentProposeInput(child_id=play.ids[SUPPLY], parent_id=play.ids["trains"])
    answer = play.asks_as(SIOBHAN).propose(given).alignment_propose
    refused(answer, UserErrorCode.ALIGNMENT_CYCLE)
    error = answer.user_errors[0]
    say("Nobody may close a circle. This one would have been, each goal below the next:")
    for goal in error.cycle if error.typename__ == "AlignmentCycleError" else ():
        say(f"   {goal.title}")


def _show_line_of_sight(play: Play) -> None:
    sight = there(play.asks_as(NOOR).line_of_sight(play.ids["trains"]).line_of_sight)
    expect("the reach of Noor's key result", sight.reach.value, "FULL")
    say("From Noor's key result to the strategy:")
    for goal in sight.paths[0].nodes:
        say(f"   {goal.title}")


def request_help(play: Play) -> None:
    """Rafael asks Siobhan for what he cannot do alone."""
    given = DependencyCreateInput(
        from_id=play.ids["parts"],
        to_id=play.ids["railway"],
        kind=DependencyKind.NEEDS,
        provider_team_id=play.teams["supply"],
        risk_owner_id=play.people[RAFAEL].id,
        needed_by=play.ends_on,
        note="The railways know what their trains emit; we need their figures for each part",
    )
    made = done(play.asks_as(RAFAEL).request_dependency(given).dependency_create)
    play.ids["help"] = there(made.dependency).id
    (request,) = there(play.asks_as(SIOBHAN).inbox().inbox).edges
    expect("what waits for Siobhan", request.kind, InboxKind.DEPENDENCY_REQUEST)
    if isinstance(request.node, InboxInboxEdgesNodeDependency):
        say(f"{there(request.asked_by).name} asks Siobhan: “{request.node.note}”.")
    move_dependency(play, SIOBHAN, DependencyState.CONFIRMED)
    say("She says yes.")


def move_dependency(play: Play, person: str, state: DependencyState) -> None:
    given = DependencyUpdateInput(id=play.ids["help"], state=state)
    changed = done(play.asks_as(person).change_dependency(given).dependency_update)
    expect("the dependency", there(changed.dependency).state, state)
