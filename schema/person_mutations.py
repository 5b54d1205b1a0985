"""Making, changing, archiving and restoring people."""

import strawberry

from schema.inputs import said
from schema.mutation_parts import STAYS, Parts, expected_version
from schema.payloads import mutation
from schema.people import Person
from schema.writes import Write, Written, many_rows, one_row
from service.identity.commands import (
    NewPerson,
    PersonChange,
    archive_people,
    create_people,
    restore_people,
    update_people,
)
from service.identity.known_tokens import KnownTokens
from service.writing.given import Seen

_PARTS = Parts(Person, "Person", "person", "people")


@strawberry.input(description="A new person.")
class PersonCreateInput:
    name: str = said("What people call them, at most 2,000 characters.")
    id: strawberry.ID | None = _PARTS.brought_id()
    external_id: str | None = said(
        "What the caller calls them, unique among people; at most 500 characters."
    )
    email: str | None = said("Where they get mail, at most 320 characters; null: unknown.")
    manager_id: strawberry.ID | None = said("Whom they report to; null: nobody.", types=("Person",))
    active: bool = said("Whether they work there: someone who does not owns nothing.", default=True)


@strawberry.input(description="What is to change of a person: what is left out stays.")
class PersonUpdateInput:
    id: strawberry.ID = _PARTS.seen_id()
    expected_version: int | None = expected_version()
    name: strawberry.Maybe[str | None] = said(
        f"What people call them, at most 2,000 characters. {STAYS}"
    )
    email: strawberry.Maybe[str | None] = said(
        "Where they get mail, at most 320 characters; null: unknown."
    )
    manager_id: strawberry.Maybe[strawberry.ID | None] = said(
        "Whom they report to, nobody who reports to them; null: nobody.", types=("Person",)
    )
    active: strawberry.Maybe[bool | None] = said(
        f"Whether they work there; false revokes the tokens that stand for them. {STAYS}"
    )


def _forget(tokens: KnownTokens, written: Written) -> None:
    """Whoever leaves comes in no more, from the next request on."""
    tokens.forget_those_of(written.ids)


@strawberry.type
class PersonMutations:
    person_create = mutation(
        one_row(create_people, NewPerson),
        PersonCreateInput,
        _PARTS.payload("Create"),
        "Record a person.",
    )
    person_bulk_create = mutation(
        many_rows(create_people, NewPerson),
        _PARTS.bulk_input("Create", PersonCreateInput, "Up to 100 new people."),
        _PARTS.bulk_payload("Create"),
        "Record up to 100 people at once; a manager has to be there before.",
    )
    person_update = mutation(
        Write(one_row(update_people, PersonChange).run, after=_forget),
        PersonUpdateInput,
        _PARTS.payload("Update"),
        "Change a person. Whoever is no longer active has no tokens any more.",
    )
    person_archive = mutation(
        Write(one_row(archive_people, Seen).run, after=_forget),
        _PARTS.seen_input("Archive", "Whom to archive."),
        _PARTS.payload("Archive"),
        "Put a person away and revoke the tokens that stand for them. What they own and wrote "
        "keeps naming them. Once more changes nothing.",
    )
    person_restore = mutation(
        one_row(restore_people, Seen),
        _PARTS.seen_input("Restore", "Whom to bring back."),
        _PARTS.payload("Restore"),
        "Bring an archived person back; their tokens stay revoked. Once more changes nothing.",
    )
