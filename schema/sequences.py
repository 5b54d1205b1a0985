"""Pages of the findings of one audit."""

from schema.connections import PageArguments
from schema.page_sizes import NESTED_DEFAULT
from service.audit.findings import Finding
from service.audit.packed_findings import Findings
from service.paging.pages import Page
from service.paging.positions import from_cursor, to_cursor

_NAME = "findings"  # a cursor of another list is refused


def page_of_findings(findings: Findings, given: PageArguments) -> Page[Finding]:
    """One page of them.

    A cursor holds a finding's fingerprint and its place, so that it still means something when the
    audit ran anew and the finding is gone.

    Raises:
        GraphQLError, UnusableCursor: the arguments make no sense.
    """
    size = given.size(NESTED_DEFAULT)
    start = 0 if given.after is None else _place(given.after, findings, gone=0) + 1
    end = len(findings) if given.before is None else _place(given.before, findings, gone=1)
    places = range(start, max(start, min(end, len(findings))))
    shown = places[len(places) - size :] if given.last is not None else places[:size]
    if given.last is not None and size >= len(places):
        shown = places
    rows = tuple(findings[place] for place in shown)
    return Page(
        rows=rows,
        cursors=tuple(
            to_cursor(_NAME, (place, row.fingerprint))
            for place, row in zip(shown, rows, strict=True)
        ),
        has_next=shown.stop < places.stop if given.last is None else given.before is not None,
        has_previous=shown.start > places.start if given.last is not None else start > 0,
    )


def _place(cursor: str, findings: Findings, *, gone: int) -> int:
    """Where the cursor's finding is now; where it is gone, what stands in its place is next."""
    given, fingerprint = from_cursor(cursor, _NAME, (int, str))
    place = int(given)
    if 0 <= place < len(findings) and findings[place].fingerprint == fingerprint:
        return place
    found = findings.place_of(str(fingerprint))
    return max(0, min(place, len(findings))) - 1 + gone if found is None else found
