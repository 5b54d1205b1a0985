"""What people said when they looked back."""

from service.narrative.facts import Review
from service.narrative.stories import Name, Part, Quote, Sentence, Title
from service.narrative.words import day
from service.reviews.rules import ReviewKind

REVIEWS = {
    ReviewKind.WEEKLY: "weekly review",
    ReviewKind.MONTHLY: "monthly review",
    ReviewKind.CLOSING: "closing review",
}


def said_in(review: Review, *, of_itself: bool = False) -> Sentence:
    """`The weekly review of 12 November 2026 (Ada) says what went well: “…”`, and so on.

    Args:
        review: says something.
        of_itself: the objective that it is of is being spoken of.
    """
    parts: list[Part] = [f"The {REVIEWS[review.kind]} of {day(review.held_on)}"]
    if review.objective is not None and not of_itself:
        parts += [" of ", Title(review.objective)]
    if review.team is not None:
        parts += [" of team ", Name(review.team)]
    if review.author is not None:
        parts += [" (", Name(review.author), ")"]
    parts.append(" says ")
    for place, (what, said) in enumerate(_texts(review)):
        parts += ["; "] * bool(place) + [what, ": ", Quote(said)]
    return [*parts, "."]


def _texts(review: Review) -> list[tuple[str, str]]:
    told = {
        "what went well": review.went_well,
        "what did not": review.went_badly,
        "what was learned": review.learned,
        "what carries over": review.carries_over,
        "who is to be thanked": review.recognition,
    }
    return [(what, said) for what, said in told.items() if said is not None]
