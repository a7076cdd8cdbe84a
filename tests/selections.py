"""Queries for every field that can be read, made from the schema, and the objects of an answer, each by its place."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from graphql import (
    FieldNode,
    GraphQLObjectType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    is_composite_type,
    parse,
    visit,
)

from biaogan.graphql.schema import inner_schema

NAMED = ("Case", "Round", "Cycle", "Expert", "Group", "Draw", "Objection", "Roster", "NationalList", "Committee")
"""Types asked for by their ids where another type leads to them."""
PLAYED = {
    "audit": "audit",
    "suppose": "suppose",
    "without": "suppose(without: {statements: $sheets})",
    "workbench": "workbench(objection: $objection)",
    "viewer": "viewer",
}
"""Name -> a root field that only a deployment with a ledger can answer: who read what, and what the sheets would give."""
ASKED = {
    "Audit.readsOf": "(stream: $case, first: 5)",
    "Audit.readsBy": "(person: $reader, first: 5)",
    "Audit.whoCouldHaveKnown": '(stream: $case, class: "case.content", at: $at)',
    "Audit.suspicious": "(cycle: $cycle, since: $since)",
    "Audit.report": "(cycle: $cycle, from: 0)",
    "Audit.unwrapsOf": "(stream: $case, first: 5)",
    "Audit.unreconciled": "(cycle: $cycle, since: $since, stream: $case)",
    "Supposition.ranking": "(round: $desk, cut: 1)",
    "Supposition.leaveOneOut": "(round: $desk, cut: 1)",
    "Supposition.smallestFlip": "(round: $desk, cut: 1)",
    "Supposition.stability": "(round: $desk, cut: 1, samples: 20)",
    "Supposition.stabilityPlot": "(round: $desk, cut: 1, samples: 20)",
    "Supposition.report": "(round: $desk, cut: 1)",
    "Workbench.disclosures": "(first: 5)",
    "Viewer.readsOfMine": "(first: 50)",
    "Viewer.notices": "(first: 50)",
}
"""How these are asked, below such a root. A field that must be told more is an error of the query."""
OWN = ("readsOfMine", "notices")
"""What the viewer leads to that only a deployment can answer."""
ELSEWHERE = (
    "Workbench.objection",
    "Workbench.case",
    "Workbench.rounds",
    "Workbench.comparable",
    "PanelMember.conflicts",
)
"""Fields of objects that have roots of their own."""
TYPED = {"sheets": "[ID!]", "at": "Position", "since": "Instant!"}
"""Variables that are no ids."""
VARIABLES = ("case", "reader", "cycle", "desk", "objection", *TYPED)
"""What a deployment is asked about."""
schema = inner_schema()


def selection(
    kind: Any,
    above: tuple[str, ...] = (),
    *,
    asked: Mapping[str, str] = {},
    without: Collection[str] = (),
) -> str:
    """Every field below an object, down to the next thing that has a name of its own."""
    if not isinstance(kind, GraphQLObjectType) or (above and kind.name in NAMED):
        return " { __typename id }"
    found = ["__typename"]
    for name, field in kind.fields.items():
        inner, place = get_named_type(field.type), f"{kind.name}.{name}"
        if inner.name in above or (name in ("edges", "proof", "record") and kind.name != "Case") or place in without:
            continue
        below = selection(inner, (*above, kind.name), asked=asked, without=without) if is_composite_type(inner) else ""
        found.append(name + asked.get(place, "") + below)
    return " { " + " ".join(found) + " }"


def operation(text: str, variables: Collection[str]) -> str:
    """A query; each of these variables that is used is declared."""
    used = [name for name in variables if any(f"${name}{end}" in text for end in "),]}")]
    head = "(" + ", ".join(f"${name}: {TYPED.get(name, 'ID!')}" for name in used) + ")" if used else ""
    return f"query{head} {{ {text} }}"


@cache
def played() -> str:
    """Every field below the roots of a deployment, as far as no other matrix asks it."""
    return operation(" ".join(f"{name}: {root}{_below(root)}" for name, root in PLAYED.items()), VARIABLES)


def _below(root: str) -> str:
    assert schema.query_type is not None
    kind = get_named_type(schema.query_type.fields[root.partition("(")[0]].type)
    other = {f"Viewer.{field}" for field in kind.fields if field not in OWN} if root == "viewer" else set()
    return selection(kind, asked=ASKED, without={*other, *ELSEWHERE})


def selected(text: str) -> set[tuple[str, str]]:
    """(type, field) of every field that a query asks for."""
    found: set[tuple[str, str]] = set()
    info = TypeInfo(schema)

    class Fields(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            parent = info.get_parent_type()
            assert parent is not None
            found.add((parent.name, node.name.value))

    visit(parse(text), TypeInfoVisitor(info, Fields()))
    return found


@dataclass(frozen=True)
class Found:
    """An object of an answer, by where it is, and the objects around it."""

    place: tuple[Any, ...]
    node: dict[str, Any]
    above: tuple[dict[str, Any], ...] = ()

    @property
    def kind(self) -> str:
        """Its type."""
        return str(self.node["__typename"])

    def nearest(self, kind: str) -> dict[str, Any]:
        """The object itself, or the one of this type that it is within."""
        return next((node for node in (self.node, *reversed(self.above)) if node["__typename"] == kind), {})


def objects(
    answer: Any,
    keys: Mapping[str, tuple[str, ...]],
    place: tuple[Any, ...] = (),
    above: tuple[dict[str, Any], ...] = (),
) -> Iterator[Found]:
    """Every object of an answer; those of a type that has ``keys`` by them, others in a list by their places."""
    if isinstance(answer, list):
        for number, item in enumerate(answer):
            yield from objects(item, keys, (*place, _key(item, number, keys)), above)
    elif isinstance(answer, dict):
        if "__typename" in answer:
            yield Found(place, answer, above)
            above = (*above, answer)
        for name, value in answer.items():
            yield from objects(value, keys, (*place, name), above)


def _key(item: Any, number: int, keys: Mapping[str, tuple[str, ...]]) -> Any:
    known = keys.get(item.get("__typename", "")) if isinstance(item, dict) else None
    if known is None:
        return number
    return tuple(item[key]["id"] if isinstance(item[key], dict) else item[key] for key in known)
