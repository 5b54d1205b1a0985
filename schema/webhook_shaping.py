"""What a stored document makes of an event: its answer, as a viewer of the organization gets it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson
import structlog

from schema.answers import Answers, Parameters
from schema.identifiers import global_id
from schema.nouns import NOUNS
from schema.prepared.given import Values
from schema.root import answers
from service.actor import Actor, Role
from service.auditing.auditor import Auditor
from service.database import Database
from service.tables import utc_now

log = structlog.stdlib.get_logger("sightline.webhooks")

# By the name of a table, what the API calls one of its rows.
_TYPE_BY_KIND = {str(noun.table.__tablename__): noun.name for noun in NOUNS}


class Shaper:
    """Answers the documents of webhooks, prepared as those of any caller are."""

    def __init__(self, answers: Answers, auditor: Auditor) -> None:
        self._answers = answers
        self._auditor = auditor

    async def __call__(
        self, organization_id: UUID, document: str, payload: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The `data` of a delivery: the event's own, and as `result` what the document gives.

        What goes wrong with the document is told in the result: the delivery is made all the same.
        """
        data = payload["data"]
        try:
            result = await self._answer(organization_id, document, _variables(payload))
        except Exception:
            log.exception("a document gave no answer", event_id=data["id"])
            message = "the document could not be answered; the log of the server tells more"
            result = {"data": None, "errors": [{"message": message}]}
        return {**data, "result": result}

    async def _answer(
        self, organization_id: UUID, document: str, variables: Values
    ) -> dict[str, Any]:
        actor = Actor(organization_id, Role.VIEWER)
        parameters = Parameters(document, variables)
        now = utc_now()
        answer = await self._answers.answer(self._auditor, actor, parameters, now, may_write=False)
        body: dict[str, Any] = orjson.loads(answer.body)
        # What it cost is ours to know.
        body.pop("extensions", None)
        return {"data": None, **body}


def shaper(database: Database) -> Shaper:
    """What shapes the payloads of one process, which reads from this database."""
    return Shaper(answers(), Auditor(database))


def _variables(payload: Mapping[str, Any]) -> Values:
    data = payload["data"]
    subject = data["subject"]
    type_name = _TYPE_BY_KIND.get(subject["kind"])
    return {
        "event": global_id("Event", data["id"]),
        "subject": None if type_name is None else global_id(type_name, subject["id"]),
        "type": payload["type"],
    }
