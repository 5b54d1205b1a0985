"""What if: changes of alignments that a command supposes, and nobody stores."""

from dataclasses import replace
from typing import Annotated

import typer

from service.alignment.snapshot import Snapshot
from service.alignment.what_if import what_if
from service.cli.messages import message
from service.errors import DomainError, UnusableInput
from service.interchange.edge_changes import read_changes

WhatIf = Annotated[
    str | None,
    typer.Option(
        metavar="CHANGES",
        help="As it would be after these changes of alignments, a file or a text: "
        "'[{add: {child: ID, parent: ID}}, {remove: {child: ID, parent: ID}}]'.",
    ),
]


def supposed(snapshot: Snapshot, given: str | None) -> Snapshot:
    """The organization after the changes, which name nodes by id or external id.

    Raises:
        UnusableInput: the changes cannot be read, or one of them makes no sense.
    """
    if given is None:
        return snapshot
    nodes = snapshot.nodes
    id_by_name = dict(zip(nodes.key, nodes.id, strict=True))
    changes = [
        replace(
            change,
            child=id_by_name.get(change.child, change.child),
            parent=id_by_name.get(change.parent, change.parent),
        )
        for change in read_changes(given)
    ]
    try:
        changed = what_if(snapshot, changes)
    except DomainError as refusal:
        place = f"change {1 + int(refusal.path[0])}: " if refusal.path else ""
        raise UnusableInput(f"--what-if: {place}{refusal.message}") from None
    noun = "change" if len(changes) == 1 else "changes"
    message(f"what if: {len(changes)} {noun} supposed, nothing stored")
    return changed
