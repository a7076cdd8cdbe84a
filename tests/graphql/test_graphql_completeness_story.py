"""The types that the small scene has no rows for, asked at random of a whole story: every protected value is on record.

As in :mod:`test_graphql_completeness` the counter knows the response, the schema and the table, and nothing of resolvers.
"""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from fakes import World
from graphql import GraphQLObjectType, get_named_type, is_composite_type
from stories import told
from test_graphql_completeness import WIDE, Asking, fields_of, schema, within_fragments
from whole_story import DESK, EVERYBODY, stages
from whole_story import EXPERT as POOLED
from world import CYCLE

from biaogan.graphql.guard import klass_of
from biaogan.graphql.schema import inner_schema, root
from biaogan.graphql.transport import Settings, Transport
from biaogan.graphql.visibility import Subject, Viewer, can_see

OPERATIONS = 240
KINDS = {
    "View", "Case", "CaseConnection", "CaseEdge", "Objection", "ObjectionConnection", "ObjectionEdge", "Argument", "Ballot",
    "FileEntry", "Expert", "ExpertConnection", "ExpertEdge", "Employment", "Pledge", "Conflict", "Committee", "Draw", "Group",
    "Consensus", "Decision", "Votes", "Override", "Award", "Title", "TitleConnection", "TitleEdge", "Duty", "StatusCheck",
    "AdverseFact", "Revocation", "Section", "Declaration", "DocumentCheck", "Checklist", "CheckedItem", "Hold",
    "Reexamination", "Defence", "SiteVisit", "TimelineEntry", "TimelineEntryConnection", "TimelineEntryEdge", "Erasure",
    "Message", "Posting", "Organisation", "Bar",
}  # fmt: skip
"""The types asked for here; rounds, sheets, rosters and lists are asked for of the scene."""
INSIDERS = [
    "auditor_granted",
    "director_granted",
    "investigator_granted",
    "office",
    "chair",
    "leader",
    "applicant",
    "objector",
]
HERE = Subject(listed=True, on_list=True, closed=True)
"""What is true of everything at the end of the story."""
HELD_BY = ("id", "caseId")
"""What an object is recorded under, if it has one of these; else it is its parent's. A re-examination's is its case's."""


class AskingMore(Asking):
    """The same writer for other types; a story's ids."""

    def __init__(self, chance: random.Random, ids: dict[str, list[str]]) -> None:
        super().__init__(chance)
        self.ids = ids

    def shows(self, kind: Any) -> bool:
        return not isinstance(kind, GraphQLObjectType) or kind.name in KINDS

    def field(self, name: str, field: Any, depth: int) -> str:
        kind = get_named_type(field.type)
        drawn = name.endswith("Plot")  # recorded by what it is drawn from
        if drawn or name == "at" or (is_composite_type(kind) and (depth == 0 or kind.name not in KINDS)):
            return ""
        text = name + self.arguments(name, field)
        if is_composite_type(kind):
            text += " " + self.selection(kind, depth - 1)
        return self.spelled(text, kind)

    def telling(self, kind: GraphQLObjectType) -> list[str]:
        return ["caseId"] if kind.name == "Title" else super().telling(kind)

    def value(self, name: str, argument: Any) -> str:
        if get_named_type(argument.type).name != "ID":
            return super().value(name, argument)
        return f'"{self.chance.choice(self.ids.get(name, [CYCLE]))}"'


def protected(node: Any, aliases: dict[str, str], parent: str = "") -> Iterator[tuple[str, str, str]]:
    """(object, class, field) of every protected value that is not null."""
    if isinstance(node, list):
        for item in node:
            yield from protected(item, aliases, parent)
    if not isinstance(node, dict) or "__typename" not in node:
        return
    kind = schema.type_map[node["__typename"]]
    assert isinstance(kind, GraphQLObjectType)
    own = next((str(node[name]) for name in HELD_BY if node.get(name) and kind.name in NAMED), "")
    stream = own or parent
    for key, value in node.items():
        name = aliases.get(key, key)
        field = kind.fields.get(name)
        if field is None or value is None:
            continue
        klass = klass_of(field)
        if klass is not None and not can_see(Viewer(), klass, HERE):
            yield stream, klass, field.extensions["strawberry-definition"].python_name
        yield from protected(value, aliases, stream)


NAMED = {"Case", "Objection", "Expert", "Committee", "Draw", "Group", "Title", "Organisation"}


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> World:
    made = told(stages()["T"].scene, tmp_path_factory.mktemp("ended"))
    made.transport = Transport(inner_schema(), root, Settings(threads=False, limits=WIDE))
    return made


@pytest.fixture(scope="module")
def ids(ended: World) -> dict[str, list[str]]:
    cases = ended.data("{ cases(first: 9) { nodes { id } } }", EVERYBODY["office"])["cases"]["nodes"]
    docket = ended.data("{ objections(first: 9) { nodes { id } } }", EVERYBODY["office"])["objections"]["nodes"]
    groups = ended.data(
        f'{{ groups(cycle: "{CYCLE}") {{ id }} draws(cycle: "{CYCLE}") {{ id }} }}', EVERYBODY["office"]
    )
    return {
        "case": [case["id"] for case in cases],
        "objection": [row["id"] for row in docket],
        "expert": [POOLED],
        "group": [row["id"] for row in groups["groups"]],
        "draw": [row["id"] for row in groups["draws"]],
    }


@pytest.mark.parametrize("share", range(2))
def test_every_protected_value_of_the_further_types_is_on_record(
    ended: World, ids: dict[str, list[str]], share: int
) -> None:
    chance = random.Random(f"story {share}")
    asking, shown, kinds = AskingMore(chance, ids), 0, set()
    for _ in range(OPERATIONS // 2):
        text, who = within_fragments(asking, asking.operation()), chance.choice(INSIDERS * 3 + sorted(EVERYBODY))
        ended.disclosures.seen.clear()
        answer = ended.data(text, EVERYBODY[who])
        counted = set(protected(answer, {alias: name for alias, (name, _) in fields_of(text).items()}))
        recorded = {(found.stream, found.klass, name) for found in ended.disclosures.seen for name in found.fields}
        if EVERYBODY[who] is not None:
            assert recorded == counted, (who, text)
        shown += len(counted)
        kinds |= {klass for _, klass, _ in counted}
    assert shown > OPERATIONS // 4, "the operations show enough to mean something"
    assert len(kinds) > 10, kinds


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ('case(id: "{}")', "case"),
        ('objection(id: "{}")', "objection"),
        ('expert(id: "{}")', "expert"),
        ('draw(id: "{}")', "draw"),
        ('group(id: "{}")', "group"),
        ('round(id: "{}")', "round"),
        ('roster(id: "{}")', "roster"),
        ('node(id: "{}")', "objection"),
        ('node(id: "{}")', "expert"),
    ],
)
def test_an_object_that_is_not_there_for_the_asker_is_denied_on_record_as_a_whole(
    ended: World, ids: dict[str, list[str]], field: str, kind: str
) -> None:
    there = {**ids, "round": [DESK], "roster": ["roster_00000000-0000-4000-8000-0000000000ff"]}[kind][-1]
    missing = f"{kind}_00000000-0000-4000-8000-0000000000ff"
    nobody = EVERYBODY["ministry"]
    for asked in (there, missing):
        ended.disclosures.denied.clear()
        found = ended.data("{ " + field.format(asked) + " { __typename } }", nobody)
        [answer] = found.values()
        denied = {(each.stream, each.klass) for each in ended.disclosures.denied}
        assert (answer is None) is ((asked, kind) in denied), (asked, answer)
        assert answer is None or asked == there
