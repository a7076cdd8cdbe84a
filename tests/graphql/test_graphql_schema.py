"""The committed schema: it is what the code says, it does not break its clients unnoticed, and it explains itself."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLNonNull,
    build_schema,
    find_breaking_changes,
    get_named_type,
    is_enum_type,
    is_input_object_type,
    is_interface_type,
    is_introspection_type,
    is_object_type,
    is_specified_scalar_type,
    is_union_type,
)

from biaogan.domain.lifecycle import ACTS
from biaogan.domain.person import SYSTEM
from biaogan.graphql.actions import camel
from biaogan.graphql.acts import drafted, names
from biaogan.graphql.guard import guarded, klass_of
from biaogan.graphql.schema import inner_schema, sdl
from biaogan.graphql.visibility import TABLE

ROOT = Path(__file__).parents[2]
RELEASED = Path(__file__).parent / "released.graphql"
COMMITTED = ROOT / "graphql" / "schema.graphql"
CHINESE = re.compile("[\u4e00-\u9fff]")


def ours() -> list[object]:
    kinds = inner_schema().type_map.values()
    return [kind for kind in kinds if not is_introspection_type(kind) and not is_specified_scalar_type(kind)]


def test_the_committed_schema_is_what_the_code_says() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == sdl(), "run `make docs`"


def test_a_breaking_change_since_the_last_release_is_named_in_the_changelog() -> None:
    """`released.graphql` is the schema of the last release; it is replaced when the next one is made."""
    before = build_schema(RELEASED.read_text(encoding="utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    missing = [change.description for change in find_breaking_changes(before, inner_schema())]
    assert [change for change in missing if change not in changelog] == []


def test_the_check_for_breaking_changes_finds_one() -> None:
    text = re.sub(r'  """[^"]*"""\n  t1Rank: Int\n', "", sdl())
    (change,) = find_breaking_changes(inner_schema(), build_schema(text))
    assert change.description == "Field Case.t1Rank was removed."
    assert find_breaking_changes(build_schema(text), inner_schema()) == []


def test_every_type_field_argument_and_value_is_described() -> None:
    bare = []
    for kind in ours():
        name = kind.name  # type: ignore[attr-defined]
        described = {name: kind.description}  # type: ignore[attr-defined]
        if is_object_type(kind) or is_interface_type(kind) or is_input_object_type(kind):
            for field, definition in kind.fields.items():
                described[f"{name}.{field}"] = definition.description
                for argument, given in getattr(definition, "args", {}).items():
                    described[f"{name}.{field}({argument})"] = given.description
        elif is_enum_type(kind):
            described |= {f"{name}.{value}": definition.description for value, definition in kind.values.items()}
        bare += [place for place, text in described.items() if not text or not text.strip()]
    assert bare == []


def test_every_type_of_the_procedure_gives_its_chinese_term() -> None:
    for name in (
        "Case",
        "Round",
        "Roster",
        "NationalList",
        "ScoreSheet",
        "Ranking",
        "Cycle",
        "Organisation",
        "Assignment",
    ):
        assert CHINESE.search(inner_schema().type_map[name].description or ""), name


def test_the_root_of_queries_is_a_view() -> None:
    schema = inner_schema()
    query, view = schema.type_map["Query"], schema.type_map["View"]
    assert is_object_type(query)
    assert is_object_type(view)
    assert {name: str(field.type) for name, field in query.fields.items()} == {
        name: str(field.type) for name, field in view.fields.items()
    }


GUARDED = {
    "Case",
    "Round",
    "Roster",
    "NationalList",
    "ScoreSheet",
    "RankingEntry",
    "Assignment",
    "Organisation",
    "Role",
    "Cycle",
    "Objection",
    "FileEntry",
    "Section",
    "Declaration",
    "DocumentCheck",
    "Checklist",
    "Hold",
    "Reexamination",
    "Defence",
    "SiteVisit",
    "TimelineEntry",
    "Title",
    "Duty",
    "StatusCheck",
    "AdverseFact",
    "Revocation",
    "Bar",
    "Expert",
    "Pledge",
    "Conflict",
    "Committee",
    "Draw",
    "Group",
    "Consensus",
    "Override",
    "CycleChange",
    "Interpretation",
    "CalendarYear",
    "PipelineCount",
    "SupposedRanking",
    "SupposedEntry",
    "TooFewSheets",
    "LeftOutSheet",
    "LeftOutExpert",
    "SmallestFlip",
    "FlipStep",
    "RankInterval",
    "SupposedReport",
}
UNGUARDED = {
    "id",
    "cycle",
    "erasures",
    "organisation",
    "sheets",
    "availableActions",
    "case",
    "round",
    "sheet",
    "assignments",
    "ranking",
    "places",
    "file",
    "sections",
    "declaration",
    "documentChecks",
    "checklists",
    "holds",
    "reexamination",
    "defence",
    "siteVisits",
    "timeline",
    "award",
    "bars",
    "history",
    "interpretations",
    "locked",
    "noticeClock",
    "pledges",
    "conflicts",
    "consensus",
    "overrides",
    "entries",
    "tooFew",
    "leftOut",
    "steps",
}


def test_every_value_that_comes_from_a_row_has_a_class() -> None:
    for name in GUARDED:
        kind = inner_schema().type_map[name]
        assert is_object_type(kind)
        for field, definition in kind.fields.items():
            klass = klass_of(definition)
            assert klass in TABLE or (klass is None and field in UNGUARDED), f"{name}.{field}"
            if klass and TABLE[klass].level != "K0":
                assert f"[{TABLE[klass].level}]" in (definition.description or "")


def test_a_class_that_the_table_does_not_know_cannot_be_declared() -> None:
    with pytest.raises(KeyError):
        guarded("case.unheard_of", "A field.")


def test_what_is_guarded_may_be_null() -> None:
    for name in GUARDED - {"Cycle", "Role"}:
        kind = inner_schema().type_map[name]
        assert is_object_type(kind)
        for field, definition in kind.fields.items():
            assert klass_of(definition) is None or not str(definition.type).endswith("!"), f"{name}.{field}"


def test_unions_name_their_members_after_their_classes() -> None:
    for kind in ours():
        if is_union_type(kind):
            assert all(
                member.extensions["strawberry-definition"].origin.__name__ == member.name for member in kind.types
            )


def test_every_act_a_person_may_state_has_its_input_with_every_field_of_its_event() -> None:
    schema = inner_schema()
    action = schema.type_map["ActionInput"]
    assert isinstance(action, GraphQLInputObjectType)
    assert action.is_one_of
    assert list(action.fields) == names() == [camel(row.act) for row in ACTS if row.roles != (SYSTEM,)]
    for row in drafted():
        own = get_named_type(action.fields[camel(row.act)].type)
        assert isinstance(own, GraphQLInputObjectType)
        expected = {camel(part.name) for part in fields(row.event)}  # type: ignore[arg-type]
        assert set(own.fields) - {"on"} == expected
        derived = row.stream is not None or (None in row.sources and row.kind in ("sheet", "cycle"))
        assert ("on" in own.fields) is not derived
        if "on" in own.fields:
            assert isinstance(own.fields["on"].type, GraphQLNonNull) is (None not in row.sources)
        assert row.event.TOPIC in (own.description or "")
