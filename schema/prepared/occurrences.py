"""What a subscription tells of: one row, whose id comes with each event."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Uuid, exists

from schema.prepared.rows import composite
from schema.prepared.scans import all_of
from schema.prepared.selections import Selected
from schema.prepared.specs import Occurrence, spec_of

if TYPE_CHECKING:
    from schema.prepared.compiler import Compiler

# The id, among the values of a request: a name that no variable can have.
SUBJECT = "#subject"


def occurrence(compiler: "Compiler", selected: Selected) -> ColumnElement[Any]:
    """The row, archived or not; the whole answer is null where the actor may not see it."""
    spec = spec_of(selected.declared)
    if not isinstance(spec, Occurrence):
        raise TypeError(f"{selected.name} tells of no row")
    scan = all_of(spec.noun, compiler.binds)
    key = compiler.binds.of(lambda values: values[SUBJECT], Uuid())
    found = scan.rows(scan.key).where(scan.key == key)
    compiler.require(exists(found.subquery()), spec.noun.name)
    rows = scan.rows().where(scan.key == key)
    return composite(rows, compiler.inside(scan, selected)).scalar_subquery()
