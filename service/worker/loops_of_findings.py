"""Findings: stored at midnight and on request, and following whatever changes in between."""

from service.events.feed import Consumer, organizations_behind
from service.findings.following import follow
from service.findings.running import (
    audit_organization,
    organizations_asking,
    organizations_to_audit,
)
from service.tables import utc_now
from service.worker.areas import Area, Workshop
from service.worker.loops import Loop

# Organizations at once: an audit takes an interpreter for seconds where there is much.
_AUDITED = 1
_FOLLOWED = 2

_AUDIT_EVERY_S = 30.0
_ASK_EVERY_S = 1.0
# What this process numbers is followed at once: this is for what others have numbered.
_FOLLOW_EVERY_S = 0.25


def _loops(shop: Workshop) -> list[Loop]:
    database = shop.database
    nights = shop.organizations(
        lambda: organizations_to_audit(database, utc_now()),
        lambda id_: audit_organization(database, id_, utc_now()),
        lanes=_AUDITED,
    )
    requests = shop.organizations(
        lambda: organizations_asking(database, utc_now()),
        lambda id_: audit_organization(database, id_, utc_now()),
        lanes=_AUDITED,
    )
    logs = shop.organizations(
        lambda: organizations_behind(database, Consumer.FINDINGS),
        lambda id_: follow(database, id_, utc_now()),
        lanes=_FOLLOWED,
    )
    shop.grown.append(logs.call)
    return [
        Loop("audit", nights.step, _AUDIT_EVERY_S),
        Loop("audit on request", requests.step, _ASK_EVERY_S),
        Loop("findings", logs.step, _FOLLOW_EVERY_S),
    ]


# One that holds its turn, one that reads, one that writes.
FINDINGS = Area(_loops, 4 * _AUDITED + 2 * _FOLLOWED)
