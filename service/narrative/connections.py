"""What goals hang on: what is above them, what they wait for, what they may not get in time."""

from collections.abc import Sequence

from service.alignment.rules import AlignmentClass, BreakReason, Reach
from service.narrative.facts import Decision, DecisionKind, DependencyAtRisk, Goal, Sight
from service.narrative.stories import Name, Part, Quote, Sentence, Title
from service.narrative.words import capitalized, counted, day, listed, verb

_MOST_NAMED = 3

_WHY = {
    BreakReason.NO_PARENT: "it is aligned to nothing",
    BreakReason.PROPOSED_ONLY: "its alignment is only proposed",
    BreakReason.DECLINED_ONLY: "its alignment was declined",
    BreakReason.PARENT_CANCELLED: "what it is aligned to is cancelled",
    BreakReason.PARENT_ARCHIVED: "what it is aligned to is archived",
    BreakReason.IN_CYCLE: "it is part of a circle of goals",
}


def connected(goal: Goal) -> list[Sentence]:
    """What stands above it, how far up that leads, and what is at risk beside it."""
    return [*_alone(goal), *_aligned(goal), *_sight(goal), *_depends(goal)]


def waiting(decisions: Sequence[Decision], of: Goal | None = None) -> list[Sentence]:
    """What waits for somebody's decision, the longest wait first.

    Args:
        decisions: those that wait, in this order.
        of: the goal that all this is said of.
    """
    if not decisions:
        return []
    shown = [_waits_for(one, of) for one in decisions[:_MOST_NAMED]]
    if more := len(decisions) - len(shown):
        shown.append([f"{counted(more)} more"])
    since = day(decisions[0].since)
    if len(decisions) == 1:
        return [["A request ", *shown[0], f" has waited for a decision since {since}."]]
    number = capitalized(counted(len(decisions), "request"))
    return [[f"{number} wait for a decision, the longest since {since}: ", *listed(shown), "."]]


def _waits_for(one: Decision, of: Goal | None) -> Sentence:
    """`to align **A** to **B**`."""
    who: Part = "it" if of is not None and of.title == one.asks else Title(one.asks)
    if one.kind is DecisionKind.PROPOSAL:
        return ["to align ", who, " to ", Title(one.asked)]
    return ["to let ", who, " depend on ", Title(one.asked)]


def risky(one: DependencyAtRisk) -> Sentence:
    """`**Title** (Platform, needed by 4 December 2026)`."""
    known: list[Part] = [Name(one.team)] if one.team else []
    if one.needed_by:
        known += [", "] * bool(known) + [f"needed by {day(one.needed_by)}"]
    return [Title(one.provider), " (", *known, ")"] if known else [Title(one.provider)]


def _alone(goal: Goal) -> list[Sentence]:
    reason = goal.standalone_reason
    return [["It stands alone on purpose: ", Quote(reason), "."]] if reason else []


def _aligned(goal: Goal) -> list[Sentence]:
    if not goal.parents:
        return []
    parts: list[Part] = ["It is aligned to ", *_parents(goal)]
    match goal.sight:
        case Sight(Reach.FULL):
            parts.append(", and its line of sight reaches the strategy")
        case Sight(Reach.PARTIAL, AlignmentClass.ALIGNED):
            parts.append(", and its line of sight reaches a company objective")
        case _:
            pass
    return [[*parts, "."]]


def _parents(goal: Goal) -> list[Part]:
    names: list[Sentence] = [[Title(one)] for one in goal.parents[:_MOST_NAMED]]
    if more := len(goal.parents) - len(names):
        names.append(f"{counted(more)} more")
    return listed(names)


def _sight(goal: Goal) -> list[Sentence]:
    sight = goal.sight
    if sight is None:
        return []
    if sight.alignment_class is AlignmentClass.UNANCHORED:
        return [["Nothing of the strategy stands above it."]]
    if not sight.is_missing:
        return []
    begins = f"It has had no line of sight since {day(sight.since)}" if sight.since else None
    return [[begins or "It has no line of sight", *_why(goal, sight), "."]]


def _why(goal: Goal, sight: Sight) -> Sentence:
    """Its own reason, or where the ways up end."""
    own = [one for one in sight.breaks if one.node_id == goal.id]
    if own:
        return [f": {_WHY[own[0].reason]}"]
    if not sight.breaks:
        return []
    names: list[Sentence] = [[Title(one.title)] for one in sight.breaks[:_MOST_NAMED]]
    if more := len(sight.breaks) - len(names):
        names.append(f"{counted(more)} more")
    ends = verb(len(sight.breaks), "the way up ends", "the ways up end")
    return [f": {ends} at ", *listed(names)]


def _depends(goal: Goal) -> list[Sentence]:
    if not goal.at_risk:
        return []
    names = listed([risky(one) for one in goal.at_risk])
    return [["It waits for ", *names, f", which {verb(len(goal.at_risk))} at risk."]]
