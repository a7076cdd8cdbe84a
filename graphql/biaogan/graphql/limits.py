"""What an operation may ask for, decided before it runs, in ONE pass that is linear in the document.

Each fragment is measured once and its measure is added at every spread, so nesting fragments multiplies numbers, not
work. Cost is the number of objects requested: the size of a list times what each of its members costs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_interface_type,
    is_list_type,
    is_object_type,
)

from biaogan.graphql.faults import TOO_EXPENSIVE, Fault


@dataclass(frozen=True, slots=True)
class Limits:
    """The most an operation may have of each (限额)."""

    tokens: int = 1000
    aliases: int = 15
    """Aliases and repetitions of a field in one selection: both ask for the same thing again."""
    directives: int = 20
    root_fields: int = 10
    mutation_fields: int = 1
    depth: int = 12
    cost: int = 5000
    page: int = 100
    """The highest page size, and the price of one that only the variables tell."""


NESTING: Final = 60
"""Selections written inside one another in one definition; a standard introspection query needs 13."""
LIST_SIZE: Final = 10
"""What a list without a page size is priced at."""
LONG: Final = {("Why", "steps"): 100}
"""Lists without a page size that are longer: what they are priced at."""
INTROSPECTION_COST: Final = {"__schema": 2000, "__type": 200}
_CEILING: Final = 10**12
_PAGED: Final = ("nodes", "edges")


@dataclass(slots=True)
class Measure:
    """What a selection asks for. ``repeats`` counts within this definition only."""

    fields: int = 0
    aliases: int = 0
    directives: int = 0
    depth: int = 0
    cost: int = 0
    introspects: bool = False

    def add(self, other: "Measure") -> None:
        """``other`` is selected as well, at the same level."""
        self.fields = min(self.fields + other.fields, _CEILING)
        self.aliases = min(self.aliases + other.aliases, _CEILING)
        self.directives = min(self.directives + other.directives, _CEILING)
        self.depth = max(self.depth, other.depth)
        self.cost = min(self.cost + other.cost, _CEILING)
        self.introspects = self.introspects or other.introspects


def measure(schema: GraphQLSchema, document: DocumentNode, limits: Limits) -> dict[str | None, Measure]:
    """Operation name -> what it asks for. Raises Fault(QUERY_TOO_EXPENSIVE) for the first limit any of them exceeds.

    The document need not be valid: what the schema does not know costs one object.
    """
    walk = _Pass(schema, document, limits)
    measures: dict[str | None, Measure] = {}
    for definition in document.definitions:
        if isinstance(definition, FragmentDefinitionNode):
            _check(walk.fragment(definition.name.value), limits, limits.root_fields, len(definition.directives or ()))
        elif isinstance(definition, OperationDefinitionNode):
            own = walk.selections(definition.selection_set, schema.get_root_type(definition.operation), None, 1)
            own.directives += sum(len(variable.directives or ()) for variable in definition.variable_definitions or ())
            roots = limits.mutation_fields if definition.operation is OperationType.MUTATION else limits.root_fields
            if own.fields > roots:
                raise _too_many("rootFields", own.fields, roots)
            _check(own, limits, roots, len(definition.directives or ()))
            measures[definition.name.value if definition.name else None] = own
    return measures


def _check(found: Measure, limits: Limits, roots: int, directives: int) -> None:
    for name, actual, maximum in (
        ("aliases", found.aliases, limits.aliases),
        ("directives", found.directives + directives, limits.directives),
        ("depth", found.depth, limits.depth),
        ("cost", found.cost, limits.cost),
    ):
        if actual > maximum:
            raise _too_many(name, actual, maximum)


def _too_many(name: str, actual: int, maximum: int) -> Fault:
    shown = f"{actual}" if actual < _CEILING else "far more"
    return Fault(
        TOO_EXPENSIVE,
        f"请求过多：{name} {actual if actual < _CEILING else '远超上限'}，上限 {maximum}",
        f"the operation asks for too much: {name} {shown}, at most {maximum}",
        limit=name,
        maximum=maximum,
    )


class _Pass:
    def __init__(self, schema: GraphQLSchema, document: DocumentNode, limits: Limits) -> None:
        self.schema = schema
        self.limits = limits
        self.definitions: Mapping[str, FragmentDefinitionNode] = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self.fragments: dict[str, Measure] = {}

    def fragment(self, name: str) -> Measure:
        """The measure of a fragment, the same wherever it is spread. Unknown or circular ones are for validation."""
        found = self.fragments.get(name)
        if found is None:
            self.fragments[name] = found = Measure()
            definition = self.definitions.get(name)
            if definition is not None:
                condition = definition.type_condition.name.value
                found.add(self.selections(definition.selection_set, self.schema.get_type(condition), None, 1))
                if condition.startswith("__"):
                    found.depth, found.cost = 1, 0
        return found

    def selections(
        self, selection_set: SelectionSetNode, parent: GraphQLNamedType | None, page: int | None, nesting: int
    ) -> Measure:
        """``page``: the size of the page this selection is the connection of."""
        if nesting > NESTING:
            raise _too_many("depth", nesting, self.limits.depth)
        found, names = Measure(), set[str]()
        self._collect(selection_set, parent, page, nesting, found, names)
        return found

    def _collect(
        self,
        selection_set: SelectionSetNode,
        parent: GraphQLNamedType | None,
        page: int | None,
        nesting: int,
        found: Measure,
        names: set[str],
    ) -> None:
        for selection in selection_set.selections:
            found.directives += len(selection.directives or ())
            if isinstance(selection, FieldNode):
                key = (selection.alias or selection.name).value
                found.aliases += selection.alias is not None or key in names
                names.add(key)
                found.add(self._field(selection, parent, page, nesting))
            elif isinstance(selection, FragmentSpreadNode):
                found.add(self.fragment(selection.name.value))
            elif isinstance(selection, InlineFragmentNode):
                if nesting > NESTING:
                    raise _too_many("depth", nesting, self.limits.depth)
                condition = selection.type_condition
                inner = self.schema.get_type(condition.name.value) if condition else parent
                self._collect(selection.selection_set, inner, page, nesting + 1, found, names)

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None, page: int | None, nesting: int) -> Measure:
        name = node.name.value
        if name in INTROSPECTION_COST:
            return self._introspection(node, nesting)
        definition = _definition(parent, name)
        if node.selection_set is None:
            return Measure(fields=1, depth=1)
        kind = get_named_type(definition.type) if definition else None
        size = self._page(node) if definition and {"first", "last"} <= definition.args.keys() else None
        inner = self.selections(node.selection_set, kind if is_composite_type(kind) else None, size, nesting + 1)
        paged = parent is not None and parent.name.endswith("Connection") and name in _PAGED
        priced = LONG.get((parent.name, name)) if parent is not None else None
        many = self._many(node, definition, (page or self.limits.page) if paged else priced)
        cost = min(many * (1 + inner.cost), _CEILING)
        return Measure(1, inner.aliases, inner.directives, inner.depth + 1, cost, inner.introspects)

    def _introspection(self, node: FieldNode, nesting: int) -> Measure:
        """Priced as a whole; how deep its lists may nest is the library's rule (MaxIntrospectionDepthRule)."""
        inner = self.selections(node.selection_set, None, None, nesting + 1) if node.selection_set else Measure()
        return Measure(1, inner.aliases, inner.directives, 1, INTROSPECTION_COST[node.name.value], True)

    def _page(self, node: FieldNode) -> int:
        for argument in node.arguments or ():
            if argument.name.value in ("first", "last") and isinstance(argument.value, IntValueNode):
                return min(max(int(argument.value.value[:9]), 1), self.limits.page)
        return self.limits.page

    def _many(self, node: FieldNode, definition: GraphQLField | None, page: int | None) -> int:
        if definition is None or not is_list_type(get_nullable_type(definition.type)):
            return 1
        if page is not None:
            return page
        for argument in node.arguments or ():
            if argument.name.value == "ids":
                given = argument.value
                return max(len(given.values), 1) if isinstance(given, ListValueNode) else self.limits.page
        return LIST_SIZE


def _definition(parent: GraphQLNamedType | None, name: str) -> GraphQLField | None:
    return parent.fields.get(name) if is_object_type(parent) or is_interface_type(parent) else None
