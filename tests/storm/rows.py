"""Inputs by chance: rows of what is to be made or changed."""

from tests.storm.known import Known, Row
from tests.storm.values import DRIVERS, SOURCES, Chance

# The name of a mutation and its input; None where there is nothing yet to do it to.
Made = tuple[str, Row] | None

ALIGNABLE = ("Objective", "Objective", "KeyResult")
ABOVE = ("Objective", "Objective", "Objective", "KeyResult", "StrategyElement")


def objective_row(chance: Chance, known: Known) -> Row:
    return {
        "id": chance.new_id(),
        "title": "Blown in",
        "cycleId": known.any(chance.random, "Cycle"),
        "progressDriver": chance.random.choice(DRIVERS),
        **(chance.days("startsOn", "endsOn") if chance.hits(0.3) else {}),
    }


def key_result_row(chance: Chance, known: Known, home: str) -> Row:
    row = {"id": chance.new_id(), "objectiveId": home, "title": "Blown in", **chance.measure()}
    row["weight"] = chance.weight()
    if chance.hits(0.4):
        row |= key_result_part(chance, known)
    return row


def key_result_part(chance: Chance, known: Known) -> Row:
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


def reading_row(chance: Chance, kpi: str) -> Row:
    return {"id": chance.new_id(), "kpiId": kpi, "value": chance.number(), "at": chance.moment()}


def alignment_row(chance: Chance, known: Known) -> Row | None:
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
        "allocation": allocation(chance),
        "kind": "CONTRIBUTES" if chance.hits(0.85) else "SUPPORTS",
        **(chance.days("validFrom", "validTo") if chance.hits(0.2) else {}),
    }


def allocation(chance: Chance) -> str | None:
    return chance.random.choice((None, None, "0", "0.25", "0.5"))


def batch_of(mutation: str, chance: Chance, rows: list[Row]) -> Made:
    policy = "REJECT_ALL" if chance.hits(0.3) else "REJECT_FAILED_ROWS"
    return mutation, {"rows": rows, "errorPolicy": policy}


def row_of(chance: Chance, known: Known, type_name: str) -> Row | None:
    id_ = known.any(chance.random, type_name)
    return None if id_ is None else {"id": id_}


def one(mutation: str, chance: Chance, known: Known, type_name: str) -> Made:
    row = row_of(chance, known, type_name)
    return None if row is None else (mutation, row)


def some(mutation: str, chance: Chance, known: Known, type_name: str) -> Made:
    rows = [{"id": id_} for id_ in known.some(chance.random, type_name, 4)]
    return batch_of(mutation, chance, rows) if rows else None
