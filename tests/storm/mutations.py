"""Every mutation that moves numbers, with an input by chance; some are to be refused."""

from collections.abc import Callable, Mapping

from tests.storm.known import Known, Row
from tests.storm.values import DRIVERS, LIFECYCLES, SOURCES, ZONES, Chance

# The name of a mutation and its input; None where there is nothing yet to do it to.
Made = tuple[str, Row] | None
Maker = Callable[[Chance, Known], Made]

ALIGNABLE = ("Objective", "Objective", "KeyResult")
ABOVE = ("Objective", "Objective", "Objective", "KeyResult", "StrategyElement")


def objective_create(chance: Chance, known: Known) -> Made:
    if not known.has_room("Objective"):
        return None
    return "objectiveCreate", _objective(chance, known)


def objective_bulk_create(chance: Chance, known: Known) -> Made:
    if not known.has_room("Objective"):
        return None
    return _rows("objectiveBulkCreate", chance, [_objective(chance, known) for _ in range(3)])


def objective_update(chance: Chance, known: Known) -> Made:
    row = _of(chance, known, "Objective")
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
    return _one("objectiveArchive", chance, known, "Objective")


def objective_restore(chance: Chance, known: Known) -> Made:
    return _each("objectiveBulkRestore", chance, known, "Objective")


def key_result_create(chance: Chance, known: Known) -> Made:
    home = known.any(chance.random, "Objective")
    if home is None or not known.has_room("KeyResult"):
        return None
    return "keyResultCreate", _key_result(chance, known, home)


def key_result_bulk_create(chance: Chance, known: Known) -> Made:
    homes = known.some(chance.random, "Objective", 5)
    if not homes or not known.has_room("KeyResult"):
        return None
    rows = [_key_result(chance, known, home) for home in homes]
    return _rows("keyResultBulkCreate", chance, rows)


def key_result_update(chance: Chance, known: Known) -> Made:
    row = _of(chance, known, "KeyResult")
    return None if row is None else ("keyResultUpdate", row | _key_result_part(chance, known))


def key_result_bulk_update(chance: Chance, known: Known) -> Made:
    goals = known.some(chance.random, "KeyResult", 5)
    rows = [{"id": goal, **_key_result_part(chance, known)} for goal in goals]
    return _rows("keyResultBulkUpdate", chance, rows) if rows else None


def key_result_archive(chance: Chance, known: Known) -> Made:
    return _one("keyResultArchive", chance, known, "KeyResult")


def key_result_restore(chance: Chance, known: Known) -> Made:
    return _each("keyResultBulkRestore", chance, known, "KeyResult")


def key_result_move(chance: Chance, known: Known) -> Made:
    row, home = _of(chance, known, "KeyResult"), known.any(chance.random, "Objective")
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
    return _rows("checkInBulkCreate", chance, list(by_id.values())) if by_id else None


def kpi_create(chance: Chance, known: Known) -> Made:
    if not known.has_room("Kpi"):
        return None
    return "kpiCreate", {"id": chance.new_id(), "name": "Blown in"}


def kpi_reading_create(chance: Chance, known: Known) -> Made:
    kpi = known.any(chance.random, "Kpi")
    return None if kpi is None else ("kpiReadingCreate", _reading(chance, kpi))


def kpi_reading_bulk_create(chance: Chance, known: Known) -> Made:
    kpis = known.some(chance.random, "Kpi", 4)
    rows = [_reading(chance, kpi) for kpi in kpis]
    return _rows("kpiReadingBulkCreate", chance, rows) if rows else None


def alignment_create(chance: Chance, known: Known) -> Made:
    row = _alignment(chance, known)
    return None if row is None else ("alignmentCreate", row)


def alignment_bulk_create(chance: Chance, known: Known) -> Made:
    rows = [row for _ in range(4) if (row := _alignment(chance, known))]
    return _rows("alignmentBulkCreate", chance, rows) if rows else None


def alignment_update(chance: Chance, known: Known) -> Made:
    row = _of(chance, known, "Alignment")
    if row is None:
        return None
    part = chance.random.choice(
        [
            {"weight": chance.weight()},
            {"allocation": _allocation(chance)},
            {"kind": chance.random.choice(("CONTRIBUTES", "SUPPORTS"))},
            chance.days("validFrom", "validTo"),
        ]
    )
    return "alignmentUpdate", row | part


def alignment_archive(chance: Chance, known: Known) -> Made:
    return _one("alignmentArchive", chance, known, "Alignment")


def alignment_restore(chance: Chance, known: Known) -> Made:
    return _one("alignmentRestore", chance, known, "Alignment")


def strategy_element_create(chance: Chance, known: Known) -> Made:
    if not known.has_room("StrategyElement"):
        return None
    row = {"id": chance.new_id(), "title": "Blown in", "kind": "PILLAR"}
    return "strategyElementCreate", row


def strategy_element_archive(chance: Chance, known: Known) -> Made:
    return _one("strategyElementArchive", chance, known, "StrategyElement")


def strategy_element_restore(chance: Chance, known: Known) -> Made:
    return _one("strategyElementRestore", chance, known, "StrategyElement")


def cycle_create(chance: Chance, known: Known) -> Made:
    if not known.has_room("Cycle"):
        return None
    days = chance.days("startsOn", "endsOn")
    return "cycleCreate", {"id": chance.new_id(), "name": f"Cycle {chance.new_id()}", **days}


def cycle_update(chance: Chance, known: Known) -> Made:
    row = _of(chance, known, "Cycle")
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


def _objective(chance: Chance, known: Known) -> Row:
    return {
        "id": chance.new_id(),
        "title": "Blown in",
        "cycleId": known.any(chance.random, "Cycle"),
        "progressDriver": chance.random.choice(DRIVERS),
        **(chance.days("startsOn", "endsOn") if chance.hits(0.3) else {}),
    }


def _key_result(chance: Chance, known: Known, home: str) -> Row:
    row = {"id": chance.new_id(), "objectiveId": home, "title": "Blown in", **chance.measure()}
    row["weight"] = chance.weight()
    if chance.hits(0.4):
        row |= _key_result_part(chance, known)
    return row


def _key_result_part(chance: Chance, known: Known) -> Row:
    random = chance.random
    parts: list[Row] = [
        chance.measure(),
        {"weight": chance.weight()},
        {"dueOn": chance.day()},
        {"current": chance.number()},
        {"confidence": random.randint(0, 10)},
        {"reportedStatus": random.choice(("ON_TRACK", "OFF_TRACK", None))},
        {"follows": random.choice(SOURCES), "kpiId": known.any(random, "Kpi")},
        {"follows": random.choice(SOURCES)},
        {"checkpoints": chance.checkpoints()},
        {"milestones": chance.milestones()},
    ]
    return random.choice(parts)


def _reading(chance: Chance, kpi: str) -> Row:
    return {"id": chance.new_id(), "kpiId": kpi, "value": chance.number(), "at": chance.moment()}


def _alignment(chance: Chance, known: Known) -> Row | None:
    random = chance.random
    child = known.any(random, random.choice(ALIGNABLE))
    parent = known.any(random, random.choice(ABOVE))
    if child is None or parent is None:
        return None
    return {
        "id": chance.new_id(),
        "childId": child,
        "parentId": parent,
        "weight": chance.weight(),
        "allocation": _allocation(chance),
        "kind": "CONTRIBUTES" if chance.hits(0.85) else "SUPPORTS",
        **(chance.days("validFrom", "validTo") if chance.hits(0.2) else {}),
    }


def _allocation(chance: Chance) -> str | None:
    return chance.random.choice((None, None, "0", "0.25", "0.5"))


def _rows(mutation: str, chance: Chance, rows: list[Row]) -> Made:
    policy = "REJECT_ALL" if chance.hits(0.3) else "REJECT_FAILED_ROWS"
    return mutation, {"rows": rows, "errorPolicy": policy}


def _of(chance: Chance, known: Known, type_name: str) -> Row | None:
    id_ = known.any(chance.random, type_name)
    return None if id_ is None else {"id": id_}


def _one(mutation: str, chance: Chance, known: Known, type_name: str) -> Made:
    row = _of(chance, known, type_name)
    return None if row is None else (mutation, row)


def _each(mutation: str, chance: Chance, known: Known, type_name: str) -> Made:
    rows = [{"id": id_} for id_ in known.some(chance.random, type_name, 4)]
    return _rows(mutation, chance, rows) if rows else None
