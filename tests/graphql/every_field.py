"""Queries for every field that can be read, made from the schema, and how to lay two answers to them side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import objection_journey as o
import review_journey as r
from graphql import GraphQLObjectType, get_named_type, is_composite_type, is_object_type
from stories import DRAW
from whole_story import DESK, EXPERT, PROVINCIAL
from world import CYCLE, SHIJIAZHUANG

from biaogan.domain.ids import roster_id
from biaogan.graphql.schema import inner_schema

ROOTS = {
    "case": "case(id: $case)",
    "desk": "round(id: $desk)",
    "provincial": "round(id: $provincial)",
    "ranking": "ranking(round: $desk)",
    "objection": "objection(id: $objection)",
    "letter": "objection(id: $letter)",
    "retracted": "objection(id: $retracted)",
    "expert": "expert(id: $expert)",
    "conflicted": "expert(id: $conflicted)",
    "committee": "committee(cycle: $cycle)",
    "draw": "draw(id: $draw)",
    "group": "group(id: $group)",
    "pipeline": "pipeline(cycle: $cycle)",
    "years": "calendarYears",
    "cycle": "cycle(id: $cycle)",
    "roster": "roster(id: $roster)",
    "reports": "unitReports(cycle: $cycle)",
    "list": "nationalList(cycle: $cycle)",
    "register": "register",
    "viewer": "viewer",
}
"""Name -> a root field; between them they lead to every type."""
LISTS = (
    "cases(first: 20)", "objections", "experts", "draws(cycle: $cycle)", "groups(cycle: $cycle)", "rounds(cycle: $cycle)",
    "rosters(cycle: $cycle)", "cycles", "notice(cycle: $cycle)", "node(id: $case)", "nodes(ids: [$case, $desk, $draw])",
    "ledger",
)  # fmt: skip
"""The other root fields: what they lead to is reached by its name as well."""
VARIABLES = {
    "desk": DESK,
    "provincial": PROVINCIAL,
    "objection": o.objection_id(),
    "letter": o.objection_id(2),
    "retracted": o.objection_id(3),
    "expert": EXPERT,
    "cycle": CYCLE,
    "draw": DRAW,
    "group": r.GROUP,
    "roster": roster_id(CYCLE, SHIJIAZHUANG),
}
NAMED = ("Case", "Round", "Cycle", "Expert", "Group", "Draw", "Objection", "Roster", "NationalList", "Committee")
"""Types asked for by their ids where another type leads to them."""
KEYS = {
    "Assignment": ("roundId", "case", "expertId"),
    "PipelineCount": ("unit", "status"),
    "ScoreSheet": ("roundId", "caseId", "number"),
    "TimelineEntry": ("at",),
    "Title": ("caseId",),
    "UnitReport": ("unit",),
}
"""What an object of a narrowed list is told by; objects of other lists by their places."""
schema = inner_schema()


@cache
def query(root: str) -> str:
    """Every field below this root, down to the next thing that has a name of its own."""
    name = root.partition("(")[0]
    assert schema.query_type is not None
    kind = get_named_type(schema.query_type.fields[name].type)
    body = _selection(kind, ()) if is_object_type(kind) else " { __typename id }"
    used = [v for v in (*VARIABLES, "case", "conflicted") if f"${v})" in root or f"${v}," in root or f"${v}]" in root]
    head = "(" + ", ".join(f"${v}: ID!" for v in used) + ")" if used else ""
    return f"query{head} {{ {root}{body} }}"


def _selection(kind: Any, above: tuple[str, ...]) -> str:
    if not isinstance(kind, GraphQLObjectType) or (above and kind.name in NAMED):
        return " { __typename id }"
    found = ["__typename"]
    for name, field in kind.fields.items():
        inner = get_named_type(field.type)
        if inner.name in above or (name in ("edges", "proof", "record") and kind.name != "Case"):
            continue
        text = name + ("(first: 60)" if name == "timeline" else "")
        found.append(text + (_selection(inner, (*above, kind.name)) if is_composite_type(inner) else ""))
    return " { " + " ".join(found) + " }"


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


def objects(answer: Any, place: tuple[Any, ...] = (), above: tuple[dict[str, Any], ...] = ()) -> Iterator[Found]:
    """Every object of an answer."""
    if isinstance(answer, list):
        for number, item in enumerate(answer):
            yield from objects(item, (*place, _key(item, number)), above)
    elif isinstance(answer, dict):
        if "__typename" in answer:
            yield Found(place, answer, above)
            above = (*above, answer)
        for name, value in answer.items():
            yield from objects(value, (*place, name), above)


def _key(item: Any, number: int) -> Any:
    keys = KEYS.get(item.get("__typename", "")) if isinstance(item, dict) else None
    if keys is None:
        return number
    return tuple(item[key]["id"] if isinstance(item[key], dict) else item[key] for key in keys)


def given(root: str, case: str, conflicted: str) -> dict[str, str]:
    """The variables of a root."""
    known = VARIABLES | {"case": case, "conflicted": conflicted}
    return {name: value for name, value in known.items() if f"${name}" in root}
