"""Who may do what as a page for people: `python -m schema.access_document > docs/access.md`."""

import sys
from collections.abc import Iterator

from graphql import GraphQLObjectType

from schema.root import core_schema
from service.access import Action
from service.actor import Role

_ROLES = tuple(Role)
_INTRODUCTION = """\
# Who may do what

<!-- Made by `make docs` from service/access.py and the GraphQL schema; edit those instead. -->

Every request comes with a token of one organization, and a token has one role. A viewer reads, a
member also writes OKRs of any team, an admin also structure, settings and tokens. *Nobody* is who
comes without a token that is in use: the answer is 401, and nothing is told. A *stranger* is the
admin of another organization: whatever is asked or changed is that organization's, and our ids are
found in no argument, input or list. *Own*: the token that is asked with, and those that stand for
the same person.

What a role does not allow is refused with the code `FORBIDDEN`, and changes nothing. A test tries
each cell of these tables, and fails for a field that has no row.

`GET /audit` and `GET /graph` are read as `alignmentAudit` and `alignmentGraph` are.
"""
_HEAD = "| | nobody | viewer | member | admin | stranger |\n|---|---|---|---|---|---|"


def page() -> str:
    """The whole page in Markdown."""
    parts = [_INTRODUCTION]
    for title, root in (
        ("Queries", core_schema.query_type),
        ("Mutations", core_schema.mutation_type),
        ("Subscriptions", core_schema.subscription_type),
    ):
        if root is not None:
            parts += [f"## {title}\n", _HEAD, *_rows(root), ""]
    return "\n".join(parts)


def _rows(root: GraphQLObjectType) -> Iterator[str]:
    for action in Action:
        if action.api_name in root.fields:
            cells = " | ".join(_cell(action, role) for role in _ROLES)
            yield f"| `{action.api_name}` | no | {cells} | no |"


def _cell(action: Action, role: Role) -> str:
    if role.rank >= action.least.rank:
        return "yes"
    return "own" if role.rank >= action.least_own.rank else "no"


if __name__ == "__main__":
    sys.stdout.write(page())
