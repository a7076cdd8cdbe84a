"""Queries for every field that a story over fakes can fill, and how to lay two answers to them side by side."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import objection_journey as o
import review_journey as r
from graphql import get_named_type, is_object_type
from selections import OWN, Found, operation, schema, selection
from selections import objects as found
from stories import DRAW
from whole_story import DESK, EXPERT, PROVINCIAL
from world import CYCLE, SHIJIAZHUANG

from biaogan.domain.ids import roster_id

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
KEYS = {
    "Assignment": ("roundId", "case", "expertId"),
    "PipelineCount": ("unit", "status"),
    "ScoreSheet": ("roundId", "caseId", "number"),
    "TimelineEntry": ("at",),
    "Title": ("caseId",),
    "UnitReport": ("unit",),
}
"""What an object of a narrowed list is told by; objects of other lists by their places."""
NAME = " { __typename id }"
WITHOUT = {f"Viewer.{name}" for name in OWN}
"""What no fake can answer."""


@cache
def query(root: str) -> str:
    """Every field below this root, down to the next thing that has a name of its own."""
    assert schema.query_type is not None
    kind = get_named_type(schema.query_type.fields[root.partition("(")[0]].type)
    body = selection(kind, asked={"Case.timeline": "(first: 60)"}, without=WITHOUT) if is_object_type(kind) else NAME
    return operation(root + body, (*VARIABLES, "case", "conflicted"))


def objects(answer: Any) -> Iterator[Found]:
    """Every object of an answer."""
    return found(answer, KEYS)


def given(root: str, case: str, conflicted: str) -> dict[str, str]:
    """The variables of a root."""
    known = VARIABLES | {"case": case, "conflicted": conflicted}
    return {name: value for name, value in known.items() if f"${name}" in root}
