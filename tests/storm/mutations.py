"""Every mutation that moves numbers, with an input by chance; some are to be refused."""

from collections.abc import Callable, Mapping

from tests.storm.known import Known
from tests.storm.rows import (
    Made,
    alignment_row,
    allocation,
    batch_of,
    key_result_part,
    key_result_row,
    objective_row,
    one,
    reading_row,
    row_of,
    some,
)
from tests.storm.values import DRIVERS, LIFECYCLES, ZONES, Chance

Maker = Callable[[Chance, Known], Made]


def objective_create(chance: Chance, known: Known) -> Made:
    if not known.has_room("Objective"):
        return None
    return "objectiveCreate", objective_row(chance, known)


def objective_bulk_create(chance: Chance, known: Known) -> Made:
    if not known.has_room("Objective"):
        return None
    return batch_of("objectiveBulkCreate", chance, [objective_row(chance, known) for _ in range(3)])


def objective_update(chance: Chance, known: Known) -> Made:
    row = row_of(chance, known, "Objective")
    if row is None:
        return None
    for part in chance.random.sample(
        [
            {"progressDriver": chance.random.choice(DRIVERS)},
            {"lifecycle": chance.random.choice(LIFECYCLES)},
            {"cycleId": known.any(chance.random, "Cycle")},
            {"title": "Renamed"},
            chance.days("startsOn", "endsOn"),
        ],
        2,
    ):
        row |= part
    return "objectiveUpdate", row


def objective_archive(chance: Chance, known: Known) -> Made:
    return one("objectiveArchive", chance, known, "Objective")


def objective_restore(chance: Chance, known: Known) -> Made:
    return some("objectiveBulkRestore", chance, known, "Objective")


def key_result_create(chance: Chance, known: Known) -> Made:
    home = known.any(chance.random, "Objective")
    if home is None or not known.has_room("KeyResult"):
        return None
    return "keyResultCreate", key_result_row(chance, known, home)


def key_result_bulk_create(chance: Chance, known: Known) -> Made:
    homes = known.some(chance.random, "Objective", 5)
    if not homes or not known.has_room("KeyResult"):
        return None
    rows = [key_result_row(chance, known, home) for home in homes]
    return batch_of("keyResultBulkCreate", chance, rows)


def key_result_update(chance: Chance, known: Known) -> Made:
    row = row_of(chance, known, "KeyResult")
    return None if row is None else ("keyResultUpdate", row | key_result_part(chance, known))


def key_result_bulk_update(chance: Chance, known: Known) -> Made:
    goals = known.some(chance.random, "KeyResult", 5)
    rows = [{"id": goal, **key_result_part(chance, known)} for goal in goals]
    return batch_of("keyResultBulkUpdate", chance, rows) if rows else None


def key_result_archive(chance: Chance, known: Known) -> Made:
    return one("keyResultArchive", chance, known, "KeyResult")


def key_result_restore(chance: Chance, known: Known) -> Made:
    return some("keyResultBulkRestore", chance, known, "KeyResult")


def key_result_move(chance: Chance, known: Known) -> Made:
    row, home = row_of(chance, known, "KeyResult"), known.any(chance.random, "Objective")
    return None if row is None else ("keyResultMove", {**row, "objectiveId": home})


def check_in_create(chance: Chance, known: Known) -> Made:
    row = chance.check_in(known)
    return None if row is None else ("checkInCreate", row)


def check_in_again(chance: Chance, known: Known) -> Made:
    """One that was sent before; or something else under its id, which is refused."""
    if not known.sent:
        return None
    row = chance.random.choice(known.sent)
    return "checkInCreate", row if chance.hits(0.8) else {**row, "wins": "Something else"}


def check_in_bulk_create(chance: Chance, known: Known) -> Made:
    rows = [row for _ in range(chance.random.randint(1, 12)) if (row := chance.check_in(known))]
    rows += chance.random.sample(known.sent, min(len(known.sent), 3))
    by_id = {row["id"]: row for row in rows}
    return batch_of("checkInBulkCreate", chance, list(by_id.values())) if by_id else None


def kpi_create(chance: Chance, known: Known) -> Made:
    if not known.has_room("Kpi"):
        return None
    return "kpiCreate", {"id": chance.new_id(), "name": "Blown in"}


def kpi_reading_create(chance: Chance, known: Known) -> Made:
    kpi = known.any(chance.random, "Kpi")
    return None if kpi is None else ("kpiReadingCreate", reading_row(chance, kpi))


def kpi_reading_bulk_create(chance: Chance, known: Known) -> Made:
    kpis = known.some(chance.random, "Kpi", 4)
    rows = [reading_row(chance, kpi) for kpi in kpis]
    return batch_of("kpiReadingBulkCreate", chance, rows) if rows else None


def alignment_create(chance: Chance, known: Known) -> Made:
    row = alignment_row(chance, known)
    return None if row is None else ("alignmentCreate", row)


def alignment_bulk_create(chance: Chance, known: Known) -> Made:
    rows = [row for _ in range(4) if (row := alignment_row(chance, known))]
    return batch_of("alignmentBulkCreate", chance, rows) if rows else None


def alignment_update(chance: Chance, known: Known) -> Made:
    row = row_of(chance, known, "Alignment")
    if row is None:
        return None
    part = chance.random.choice(
        [
            {"weight": chance.weight()},
            {"allocation": allocation(chance)},
            {"kind": chance.random.choice(("CONTRIBUTES", "SUPPORTS"))},
            chance.days("validFrom", "validTo"),
        ]
    )
    return "alignmentUpdate", row | part


def alignment_archive(chance: Chance, known: Known) -> Made:
    return one("alignmentArchive", chance, known, "Alignment")


def alignment_restore(chance: Chance, known: Known) -> Made:
    return one("alignmentRestore", chance, known, "Alignment")


def strategy_element_create(chance: Chance, known: Known) -> Made:
    if not known.has_room("StrategyElement"):
        return None
    row = {"id": chance.new_id(), "title": "Blown in", "kind": "PILLAR"}
    return "strategyElementCreate", row


def strategy_element_archive(chance: Chance, known: Known) -> Made:
    return one("strategyElementArchive", chance, known, "StrategyElement")


def strategy_element_restore(chance: Chance, known: Known) -> Made:
    return one("strategyElementRestore", chance, known, "StrategyElement")


def cycle_create(chance: Chance, known: Known) -> Made:
    if not known.has_room("Cycle"):
        return None
    days = chance.days("startsOn", "endsOn")
    return "cycleCreate", {"id": chance.new_id(), "name": f"Cycle {chance.new_id()}", **days}


def cycle_update(chance: Chance, known: Known) -> Made:
    row = row_of(chance, known, "Cycle")
    return None if row is None else ("cycleUpdate", row | chance.days("startsOn", "endsOn"))


def organization_update(chance: Chance, _: Known) -> Made:
    """Where lines are drawn, which day is today, and whether circles are let in."""
    if chance.hits(0.3):
        return "organizationUpdate", {"timezone": chance.random.choice(ZONES)}
    near, far = sorted(chance.random.choice((0.05, 0.1, 0.2, 0.35)) for _ in range(2))
    thresholds = {"check_in_cadence_days": chance.random.choice((7, 14, None))}
    settings = {
        "progress": {"on_track_gap": near, "at_risk_gap": far},
        "audit": {"thresholds": thresholds},
        "cycle_policy": chance.random.choice(("REFUSE", "REPORT")),
    }
    return "organizationUpdate", {"settings": settings}


# By maker, how often it is called among all.
CATALOGUE: Mapping[Maker, int] = {
    objective_create: 4,
    objective_bulk_create: 2,
    objective_update: 5,
    objective_archive: 1,
    objective_restore: 8,
    key_result_create: 4,
    key_result_bulk_create: 3,
    key_result_update: 8,
    key_result_bulk_update: 3,
    key_result_archive: 1,
    key_result_restore: 5,
    key_result_move: 5,
    check_in_create: 20,
    check_in_again: 4,
    check_in_bulk_create: 10,
    kpi_create: 1,
    kpi_reading_create: 4,
    kpi_reading_bulk_create: 2,
    alignment_create: 8,
    alignment_bulk_create: 3,
    alignment_update: 5,
    alignment_archive: 2,
    alignment_restore: 6,
    strategy_element_create: 1,
    strategy_element_archive: 1,
    strategy_element_restore: 1,
    cycle_create: 1,
    cycle_update: 2,
}
