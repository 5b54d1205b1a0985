"""Check-ins of a document that correct one another."""

from collections.abc import Sequence
from typing import TypeVar

from service.interchange.checks import loops_among
from service.interchange.document import Document
from service.interchange.entries import CheckInEntry
from service.interchange.problems import Code, Problem, shown

Correcting = TypeVar("Correcting")


def correction_loops(document: Document) -> list[Problem]:
    """Check-ins that correct themselves, or one another in a loop: each loop once."""
    entries = {row.id: row for row in document.check_ins if row.id is not None}
    corrects = {name: row.corrects for name, row in entries.items() if row.corrects is not None}
    problems = []
    for loop in loops_among(corrects):
        entry = next(row for name, row in entries.items() if name in loop)
        path = " → ".join([*loop, loop[0]])
        if len(loop) == 1:
            problem = Problem(
                entry.origin, "corrects", Code.SELF_LINK, f"{shown(loop[0])} names itself"
            )
        else:
            message = f"{path} is a loop: each corrects the next"
            problem = Problem(entry.origin, "corrects", Code.LOOP, message)
        problems.append(problem)
    return problems


def after_what_they_correct(entries: Sequence[CheckInEntry]) -> list[int]:
    """The places of the entries, in their order, but those of corrections after what they correct.

    What corrects nothing comes first. There are no loops.
    """
    places = [place for place, entry in enumerate(entries) if entry.corrects is None]
    correcting = [place for place, entry in enumerate(entries) if entry.corrects is not None]
    place_by_id = {entries[place].id: place for place in correcting}
    done: set[int] = set()
    for place in correcting:
        chain: list[int] = []
        at: int | None = place
        while at is not None and at not in done:
            done.add(at)
            chain.append(at)
            at = place_by_id.get(entries[at].corrects)
        places += reversed(chain)
    return places
