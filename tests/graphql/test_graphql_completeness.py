"""Every protected value that leaves is on record, however it was asked for (edge case 63): a thousand random operations.

The counter knows the response, the schema, and the visibility table; nothing of resolvers. Two fields beside each
other tell it which object it looks at; they are protected themselves, and count.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fakes import World, world
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLObjectType,
    get_named_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
)
from graphql_scene import (
    CASE_A,
    CASE_B,
    CASE_C,
    CLOSED,
    CYCLE,
    DESK,
    HEAD,
    LIST,
    OPEN,
    ORG_A,
    PEOPLE,
    ROSTER,
    SALT,
    SCORES,
)

from biaogan.domain.ids import roster_id, sheet_id
from biaogan.graphql.guard import klass_of
from biaogan.graphql.limits import Limits
from biaogan.graphql.schema import inner_schema
from biaogan.graphql.visibility import Subject, Viewer, can_see

OPERATIONS = 1000
IDS = [CASE_A, CASE_B, CASE_C, OPEN, CLOSED, DESK, ROSTER, LIST, ORG_A, CYCLE, "case_none"]
BY_NAME = {
    "case": [CASE_A, CASE_B, CASE_C],
    "round": [OPEN, CLOSED, DESK],
    "ranking": [CLOSED, DESK],
    "roster": [ROSTER],
    "cycle": [CYCLE],
}
TELLING = {
    "ScoreSheet": ["roundId", "caseId", "total"],
    "Assignment": ["roundId"],
    "Ranking": ["roundId"],
    "UnitReport": ["unit"],
}
"""What is always asked of a type, so that the counter knows the object."""
LEADING = {"RankingEntry.case": "ranking", "Roster.places": "roster"}
"""Fields that lead to another object, and so tell what a field of the class tells."""
INSIDERS = ["person_auditor", "person_director", "person_expert", "person_office", "person_peer", "person_unit"]
NOTICED = 60
"""From here on case A and the list are before the public."""
WIDE = Limits(tokens=20_000, aliases=500, directives=500, depth=40, cost=10**9)
SCENE = {
    "View", "Viewer", "Role", "Task", "Cycle", "Case", "CaseConnection", "CaseEdge", "Organisation", "ScoreSheet", "Points",
    "Round", "Assignment", "Ranking", "RankingEntry", "Roster", "NationalList", "RankedCase", "NoticeEntry", "Posting",
    "UnitReport", "Node",
}  # fmt: skip
"""The types the scene has rows for; it does not count locked sheets."""
ELSEWHERE = ("locked", "scoresPlot")
"""Fields not asked for here: one the scene has no rows for, one that is recorded sheet by sheet."""
SWITCHES = {"yes": "true", "no": "false"}
schema = inner_schema()


class Asking:
    """Writes random valid read operations."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.names = 0

    def operation(self) -> str:
        self.names = 0
        query = schema.query_type
        assert query is not None
        body = self.selection(query, 4)
        used = [f"${name}: Boolean = {value}" for name, value in SWITCHES.items() if f"${name})" in body]
        return f"query{'(' if used else ''}{', '.join(used)}{')' if used else ''} {body}"

    def selection(self, kind: Any, depth: int) -> str:
        if not isinstance(kind, GraphQLObjectType):
            return self.abstract(kind, depth)
        known = [name for name, field in kind.fields.items() if self.shows(get_named_type(field.type))]
        wanted = self.chance.sample(known, k=min(len(known), self.chance.randint(1, 5)))
        parts = [part for name in wanted if (part := self.field(name, kind.fields[name], depth))]
        parts += [name for name in self.telling(kind) if name in kind.fields]
        return "{ __typename " + " ".join(parts) + " }"

    def shows(self, kind: Any) -> bool:
        """Whether the scene has rows for it."""
        return not is_composite_type(kind) or kind.name in SCENE

    def telling(self, kind: GraphQLObjectType) -> list[str]:
        return TELLING.get(kind.name, ["id"] if any(i.name == "Node" for i in kind.interfaces) else [])

    def abstract(self, kind: Any, depth: int) -> str:
        known = [member for member in schema.get_possible_types(kind) if member.name in SCENE]
        members = self.chance.sample(known, k=2)
        inside = " ".join(f"... on {member.name} {self.selection(member, depth - 1)}" for member in members)
        return "{ __typename " + inside + " }"

    def field(self, name: str, field: GraphQLField, depth: int) -> str:
        kind = get_named_type(field.type)
        if name in ELSEWHERE or (is_composite_type(kind) and (depth == 0 or kind.name not in SCENE)):
            return ""
        text = name + self.arguments(name, field)
        if is_composite_type(kind):
            text += " " + self.selection(kind, depth - 1)
        return self.spelled(text, kind)

    def spelled(self, text: str, kind: Any) -> str:
        """The field plain or under an alias, skipped or not."""
        if text.partition("(")[0].partition(" ")[0] not in ("id", *TELLING["ScoreSheet"]) or "(" in text:
            self.names += 1
            text = f"a{self.names}: {text}"
            head, brace, rest = text.partition(" {")
            condition = self.chance.choice(["", "", "", "@include(if: $yes)", "@skip(if: $yes)", "@include(if: $no)"])
            text = f"{head} {condition}{brace}{rest}"
        return text

    def arguments(self, name: str, field: GraphQLField) -> str:
        given = []
        for key, argument in field.args.items():
            if key == "first":
                given.append(f"first: {self.chance.randint(1, 5)}")
            elif key == "position" and name == "at":
                given.append(f"position: {self.chance.choice([20, 50, 70, 99])}")
            elif is_non_null_type(argument.type):
                given.append(f"{key}: {self.value(name, argument)}")
        return f"({', '.join(given)})" if given else ""

    def value(self, name: str, argument: Any) -> str:
        kind = argument.type.of_type
        if is_list_type(kind):
            return "[" + ", ".join(f'"{id_}"' for id_ in self.chance.sample(IDS, k=3)) + "]"
        inner = get_named_type(kind)
        if isinstance(inner, GraphQLEnumType):
            return next(iter(inner.values))
        if inner.name in ("Int", "Position"):
            return str(self.chance.choice([5, 10, 20]))
        choices = {
            **BY_NAME,
            "rounds": [CYCLE],
            "unitReports": [CYCLE],
            "rosters": [CYCLE],
            "nationalList": [CYCLE],
            "notice": [CYCLE],
        }
        return f'"{self.chance.choice(choices.get(name, IDS))}"'


def within_fragments(asking: Asking, text: str) -> str:
    """Some of the operation moved into named fragments: what is asked stays the same."""
    head, _, body = text.partition(" {")
    form = asking.chance.randrange(3)
    if form == 0:
        return text
    return f"{head} {{ ...F }} fragment F on Query {{{body}" if form == 1 else f"{head} {{ ... on Query {{{body} }}"


@dataclass(frozen=True)
class Counter:
    """Walks a response. ``fields``: response key -> field and, of ``at``, the position asked for."""

    fields: dict[str, tuple[str, int]]
    person: str

    def protected(self, node: Any, at: int = HEAD, parent: str = "") -> Iterator[tuple[str, str, str]]:
        """(object, class, field) of every protected value that is not null."""
        if isinstance(node, list):
            for item in node:
                yield from self.protected(item, at, parent)
        if not isinstance(node, dict) or "__typename" not in node:
            return
        kind = schema.type_map[node["__typename"]]
        assert isinstance(kind, GraphQLObjectType)
        stream = self.object_of(node) or parent
        public = Subject(listed=at >= NOTICED and (parent if kind.name == "Organisation" else stream) in (CASE_A, LIST))
        for key, value in node.items():
            name, position = self.fields.get(key, (key, -1))
            field = kind.fields.get(name)
            if field is None or value is None:
                continue
            klass = klass_of(field) or (LEADING.get(f"{kind.name}.{name}") if value else None)
            if klass is not None and not can_see(Viewer(), klass, public):
                yield stream, klass, field.extensions["strawberry-definition"].python_name
            yield from self.protected(value, at if position < 0 else position, stream)

    def object_of(self, node: dict[str, Any]) -> str:
        match node["__typename"]:
            case "ScoreSheet":
                expert = {points: expert for expert, points in SCORES.items()}[node["total"]]
                return sheet_id(node["roundId"], node["caseId"], expert, SALT)
            case "Assignment" | "Ranking":
                return str(node["roundId"])
            case "UnitReport":
                return roster_id(CYCLE, node["unit"])
            case "Role":
                return self.person
            case _:
                return str(node.get("id") or "")


def fields_of(text: str) -> dict[str, tuple[str, int]]:
    """What each alias of an operation stands for."""
    found = re.findall(r"\b(a\d+): (\w+)(?:\(position: (\d+)\))?", text)
    return {alias: (name, int(position or -1) if name == "at" else -1) for alias, name, position in found}


@pytest.mark.parametrize("share", range(4))
def test_every_protected_value_of_a_random_operation_is_on_record(share: int) -> None:
    chance = random.Random(f"completeness {share}")
    asking, one = Asking(chance), world(limits=WIDE)
    people = [*sorted(PEOPLE), *INSIDERS * 4]
    shown = 0
    for _ in range(OPERATIONS // 4):
        text, person = within_fragments(asking, asking.operation()), chance.choice(people)
        shown += checked(one, text, person)
    assert shown > OPERATIONS // 5, "the operations show enough to mean something"


def checked(one: World, text: str, person: str) -> int:
    """How many protected values the operation showed; each is on record, and nothing else is."""
    one.disclosures.seen.clear()
    counted = set(Counter(fields_of(text), person).protected(one.data(text, person)))
    recorded = {(found.stream, found.klass, name) for found in one.disclosures.seen for name in found.fields}
    assert recorded == counted, (person, text)
    return len(counted)
