"""A selection as one statement: the root says which rows, the selection says which columns."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from graphql import GraphQLObjectType, VariableNode
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Label,
    Uuid,
    any_,
    case,
    func,
    inspect,
    literal_column,
    select,
    true,
)

from schema.nouns import NOUN_BY_KIND, NOUN_BY_TYPE
from schema.page_sizes import NESTED_DEFAULT, ROOT_DEFAULT
from schema.prepared.allowing import allow_list
from schema.prepared.any_node import any_node, any_nodes
from schema.prepared.binds import Binds
from schema.prepared.connections import connection
from schema.prepared.due import due
from schema.prepared.given import Given, of_literal
from schema.prepared.inboxes import inbox
from schema.prepared.labels import KEY, TYPE, hidden, label_of
from schema.prepared.leaves import constant, global_ids, shown
from schema.prepared.lists import Listed, window
from schema.prepared.look_ups import named
from schema.prepared.occurrences import occurrence
from schema.prepared.plans import Plan, plan_of
from schema.prepared.relatives import RELATIVES
from schema.prepared.rows import array, as_json, beside, composite
from schema.prepared.scans import ActorSource, Scan, all_of, related, visible
from schema.prepared.searches import searched
from schema.prepared.selections import Selected, Selections
from schema.prepared.specs import (
    AnyNode,
    AnyNodes,
    Column,
    Derived,
    Due,
    Either,
    EitherOf,
    Identity,
    Inbox,
    Listing,
    LookUp,
    Many,
    Occurrence,
    OfActor,
    One,
    Search,
    Spec,
    brought_by,
    spec_of,
)
from service.paging.nouns import Noun, Relation

Fields = Sequence[Selected]
# Fields of `Query` that are no plain list or look-up.
_OF_QUERY: Mapping[type[Any], Callable[["Compiler", Selected], ColumnElement[Any]]] = {
    AnyNode: any_node,
    AnyNodes: any_nodes,
    Due: due,
    Inbox: inbox,
    Occurrence: occurrence,
    Search: searched,
}


class Compiler:
    """Makes the statement for one selection, given variables of one shape.

    Attributes:
        is_whole: whether the statement's JSON is the answer; not so where a field is Python.
    """

    def __init__(
        self,
        selections: Selections,
        slots: Mapping[int, int],
        binds: Binds,
        *,
        for_python: bool = False,
    ) -> None:
        self.selections = selections
        self.binds = binds
        self.is_whole = True
        self._required: dict[str, ColumnElement[bool]] = {}
        self._slots = slots
        self._for_python = for_python

    def plan(self, columns: Sequence[Label[Any]]) -> Plan:
        rows = select(*columns).subquery()
        statement = select(func.row_to_json(rows.table_valued()))
        if self._required:
            found = statement.where(*self._required.values()).scalar_subquery()
            statement = select(func.coalesce(found, literal_column("'null'::json")))
        return plan_of(statement, self.binds, [*self._required])

    def require(self, condition: ColumnElement[bool], refusal: str) -> None:
        """Have the JSON null as the value unless it holds: the refusal says what is the matter."""
        self._required[refusal] = condition

    def label(self, key: str, column: ColumnElement[Any]) -> Label[Any]:
        name = label_of(key)
        if name != key:
            self.is_whole = False
        return column.label(name)

    def root(self, selected: Selected) -> ColumnElement[Any] | None:
        """A field of `Query`; None where it is Python."""
        if selected.name in ("__schema", "__type"):
            self.is_whole = False
            return None
        if selected.field is None:
            return constant("Query")
        match spec_of(selected.field):
            case Listing() as spec:
                return self._listing(spec, selected)
            case LookUp(noun):
                allow_list(noun, self.binds)
                scan = all_of(noun, self.binds)
                rows = named(scan, self.arguments(selected)["by"], self.binds)
                return composite(rows, self.inside(scan, selected)).scalar_subquery()
            case One(noun, _):
                return self._one(noun, self.binds.organization, selected, ())
            case OfActor():
                return self._of_actor(selected)
            case spec if type(spec) in _OF_QUERY:
                return _OF_QUERY[type(spec)](self, selected)
            case _:
                self.is_whole = False
                return None

    def arguments(self, selected: Selected) -> dict[str, Given]:
        """The arguments that are given, by their names in the schema."""
        if selected.field is None:
            return {}
        variables = self.selections.variables
        return {
            one.name.value: of_literal(
                one.value, selected.field.args[one.name.value].type, variables, self._slots
            )
            for one in selected.nodes[0].arguments or ()
            if not (isinstance(one.value, VariableNode) and one.value.name.value not in variables)
        }

    def columns(
        self, source: Scan | ActorSource, fields: Fields, type_: GraphQLObjectType
    ) -> Iterator[Label[Any]]:
        """What is asked of the rows of a source."""
        for selected in fields:
            column = self._column(source, selected, type_)
            if column is not None:
                yield self.label(selected.key, column)
        if self._for_python:
            yield source.key.label(KEY)
            yield constant(type_.name).label(TYPE)
            brought = [brought_by(one.field) for one in fields if one.field is not None]
            for name in sorted({name for names in brought for name in names}):
                yield source.column(name).label(hidden(name))

    def by_id(
        self,
        noun: Noun[Any],
        key: ColumnElement[Any],
        selected: Selected,
        outer: Sequence[FromClause],
    ) -> ColumnElement[Any]:
        """The row as JSON, as the noun's own type has it."""
        scan = all_of(noun, self.binds)
        columns = self._of_type(noun.name, scan, selected)
        rows = scan.rows().where(scan.key == key).correlate(*outer)
        return as_json(rows, columns)

    def by_ids(self, type_name: str, key: str, selected: Selected) -> Label[Any]:
        """The rows of one type whose ids the values hold under a key."""
        noun = NOUN_BY_TYPE[type_name]
        scan = all_of(noun, self.binds)
        ids = self.binds.many(lambda values: values[key], Uuid())
        rows = scan.rows().where(scan.key == any_(ids))
        columns = self._of_type(type_name, scan, selected)
        return array(composite(rows, columns)).label(type_name)

    def _of_type(self, type_name: str, scan: Scan, selected: Selected) -> list[Label[Any]]:
        type_ = self.selections.schema.get_type(type_name)
        if not isinstance(type_, GraphQLObjectType):
            raise TypeError(f"{type_name} is no type of objects")
        return list(self.columns(scan, self.selections.below(selected, type_), type_))

    def inside(self, source: Scan | ActorSource, selected: Selected) -> list[Label[Any]]:
        type_ = selected.object_type
        return list(self.columns(source, self.selections.below(selected, type_), type_))

    def _column(
        self, source: Scan | ActorSource, selected: Selected, type_: GraphQLObjectType
    ) -> ColumnElement[Any] | None:
        if selected.field is None:
            return constant(type_.name)
        match spec_of(selected.field):
            case Column(name):
                return shown(source.column(name), selected.type)
            case Identity():
                return global_ids(type_.name, source.key)
            case Derived(expression):
                return shown(source.derived(expression, self.binds), selected.type)
            case One(noun, column):
                return self._one(noun, source.column(column), selected, source.outer)
            case Either(id_column, kind_column):
                key, kind = source.column(id_column), source.column(kind_column)
                return self._either(key, kind, selected, source.outer)
            case spec if type(spec) in RELATIVES:
                return RELATIVES[type(spec)](self, spec, source, selected)
            case spec:
                return self._list(spec, source, selected)

    def _one(
        self,
        noun: Noun[Any],
        key: ColumnElement[Any],
        selected: Selected,
        outer: Sequence[FromClause],
    ) -> ColumnElement[Any]:
        scan = all_of(noun, self.binds)
        rows = scan.rows().where(scan.key == key).correlate(*outer)
        return composite(rows, self.inside(scan, selected)).scalar_subquery()

    def _either(
        self,
        key: ColumnElement[Any],
        kind: ColumnElement[Any],
        selected: Selected,
        outer: Sequence[FromClause],
    ) -> ColumnElement[Any]:
        """The row of one of several nouns: as JSON, since composites of two nouns differ."""
        branches = {
            one.value: self.by_id(noun, key, selected, outer) for one, noun in NOUN_BY_KIND.items()
        }
        return case(branches, value=kind)

    def _list(
        self, spec: Spec | None, source: Scan | ActorSource, selected: Selected
    ) -> ColumnElement[Any] | None:
        match spec:
            case EitherOf():
                return self._each(spec, source, selected)
            case Many(relation):
                return self._many(relation, source, selected)
            case _:
                self.is_whole = False
                return None

    def _each(
        self, spec: EitherOf, source: Scan | ActorSource, selected: Selected
    ) -> ColumnElement[Any]:
        links = inspect(spec.links).local_table.alias()
        key, kind = links.c[spec.id_column], links.c[spec.kind_column]
        rows = (
            select(self._either(key, kind, selected, [links]))
            .where(
                links.c.organization_id == self.binds.organization,
                links.c[spec.parent] == source.key,
            )
            .order_by(*(links.c[name] for name in spec.order))
            .correlate(*source.outer)
        )
        return array(rows)

    def _many(
        self, relation: Relation[Any], source: Scan | ActorSource, selected: Selected
    ) -> ColumnElement[Any]:
        target = related(relation, self.binds)
        belongs = target.here(relation.key) == source.key
        listed = Listed(target, belongs, relation.order, NESTED_DEFAULT)
        part = window(listed, selected.declared, self.arguments(selected), self.binds)
        return connection(self, part, selected, source.outer)

    def _listing(self, spec: Listing, selected: Selected) -> ColumnElement[Any]:
        allow_list(spec.noun, self.binds)
        arguments = self.arguments(selected)
        rows = all_of if arguments.get("includeArchived") else visible
        listed = Listed(rows(spec.noun, self.binds), true(), spec.order, ROOT_DEFAULT)
        part = window(listed, selected.declared, arguments, self.binds)
        return connection(self, part, selected, ())

    def _of_actor(self, selected: Selected) -> ColumnElement[Any]:
        """An object whose row is made of what we know of who asks."""
        columns = self.inside(ActorSource(self.binds), selected)
        return beside(columns, ())
