"""A statement that leaves the organization out of one of its tables is never made."""

import pytest
from sqlalchemy import exists, func, inspect, or_, select

from schema.nouns import NOUNS
from schema.prepared.binds import Binds
from schema.prepared.plans import check_tenancy
from schema.prepared.scans import all_of, visible
from service.actor import Role
from service.objectives.models import KeyResult, Objective
from service.paging.nouns import Noun

OBJECTIVES = inspect(Objective).local_table.alias()
KEY_RESULTS = inspect(KeyResult).local_table.alias()
TABLE = inspect(Objective).local_table


@pytest.fixture
def binds() -> Binds:
    return Binds(Role.ADMIN)


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.name)
def test_the_rows_of_every_noun_name_the_organization(noun: Noun, binds: Binds) -> None:
    for scan in (all_of(noun, binds), visible(noun, binds)):
        check_tenancy(select(scan.rows(scan.key).subquery()), binds)


def test_a_table_without_the_organization_is_refused(binds: Binds) -> None:
    ours = OBJECTIVES.c.organization_id == binds.organization
    below = KEY_RESULTS.c.objective_id == OBJECTIVES.c.id
    loose = {
        "alone": select(OBJECTIVES.c.title),
        "under its own name": select(TABLE.c.title),
        "by another value": select(OBJECTIVES.c.id).where(
            OBJECTIVES.c.organization_id == binds.person
        ),
        "by another column": select(OBJECTIVES.c.id).where(OBJECTIVES.c.id == binds.organization),
        "for all but ours": select(OBJECTIVES.c.id).where(
            OBJECTIVES.c.organization_id != binds.organization
        ),
        "one of two": select(OBJECTIVES.c.id, KEY_RESULTS.c.id).where(ours, below),
        "joined": select(OBJECTIVES.c.id).join(KEY_RESULTS, below).where(ours),
        "inside": select(select(KEY_RESULTS.c.title).where(below).scalar_subquery()).where(ours),
        "in a condition": select(OBJECTIVES.c.id).where(ours, exists().where(below)),
        "counted": select(func.count()).select_from(OBJECTIVES),
        "either": select(OBJECTIVES.c.id).where(or_(ours, OBJECTIVES.c.weight > 1)),
    }
    passed = []
    for name, statement in loose.items():
        try:
            check_tenancy(select(statement.subquery()), binds)
        except AssertionError:
            continue
        passed.append(name)

    assert passed == []


def test_what_names_it_for_every_table_is_let_pass(binds: Binds) -> None:
    mine = [
        OBJECTIVES.c.organization_id == binds.organization,
        KEY_RESULTS.c.organization_id == binds.organization,
    ]

    check_tenancy(select(OBJECTIVES.c.id, KEY_RESULTS.c.id).where(*mine), binds)
    joined = OBJECTIVES.join(KEY_RESULTS, mine[1])
    check_tenancy(select(OBJECTIVES.c.id).select_from(joined).where(mine[0]), binds)
