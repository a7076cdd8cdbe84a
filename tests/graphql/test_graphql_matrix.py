"""``docs/visibility.md`` is true: every cell of it is asked of the API, over one story, stage by stage, by everybody."""

from typing import Any

import pytest
import world as w
from every_field import ROOTS, Found, given, objects, query
from fakes import World
from selections import played, selected
from stories import told
from whole_story import EVERYBODY, STAGES, stages
from whole_story import PROVINCIAL as PROVINCIAL_ROUND

from biaogan.app.docs_unguarded import FIELDS, TYPES, reasons
from biaogan.app.docs_visibility import COLUMNS, FIRST, PROVINCIAL, RESOLVED, lines, opens, types
from biaogan.domain import ids
from biaogan.domain.event import EVENTS
from biaogan.graphql import visibility
from biaogan.graphql.case_file import LINES
from biaogan.graphql.viewer import ROLES, Relation
from biaogan.graphql.visibility import TABLE, Klass, When

CONFLICTED = ids.expert_id(w.EXPERTS[10].actor)
COLUMN = {
    **dict.fromkeys(("public", "objector", "other_applicant", "other_unit", "idle_expert"), "public"),
    **dict.fromkeys(("applicant", "editor"), "applicant"),
    **dict.fromkeys(("unit", "unit_head"), "unit"),
    **dict.fromkeys(("province", "province_head"), "province"),
    **dict.fromkeys(("expert", "leader", "provincial_expert"), "expert"),
    **dict.fromkeys(("chair", "vice_chair"), "chair"),
    **{name: name for name in COLUMNS if name in EVERYBODY and name not in ("public", "expert", "chair")},
    **{f"{name}_granted": f"{name}+" for name in ("director", "auditor", "investigator")},
}
"""Who asks -> what they are to the first case and to its desk round."""
KLASS = {(kind, field): klass for kind, klass, names in lines() for field in names}
ASKED = KLASS.keys() & set[tuple[str, str]]().union(*(selected(query(root)) for root in ROOTS.values()))
"""The guarded fields that are asked for here."""


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[World, str]]:
    """The story told up to each stage."""
    return {letter: (told(s.scene, tmp_path_factory.mktemp(letter)), s.case) for letter, s in stages().items()}


@pytest.fixture(scope="module")
def truth(worlds: dict[str, tuple[World, str]]) -> dict[tuple[str, str], dict[Any, Found]]:
    """What there is: the answers while everything is open to everybody."""
    closed = dict(TABLE)
    for name, klass in closed.items():
        TABLE[name] = Klass(klass.level, klass.rule, {Relation.PUBLIC: When.ALWAYS})
    visibility._visible.cache_clear()
    try:
        return {
            (s, root): ask(worlds, s, root, "auditor_granted") for s in STAGES for root in ROOTS if root != "viewer"
        }
    finally:
        TABLE.update(closed)
        visibility._visible.cache_clear()


def ask(worlds: dict[str, tuple[World, str]], stage: str, root: str, who: str) -> dict[Any, Found]:
    """Every object that this root leads somebody to."""
    world, case = worlds[stage]
    answer = world.data(query(ROOTS[root]), EVERYBODY[who], **given(ROOTS[root], case, CONFLICTED))
    return {found.place: found for found in objects(answer)}


def blank(found: Found) -> bool:
    """Whether it is a row of a list, of which nothing is shown."""
    guarded = [value for name, value in found.node.items() if (found.kind, name) in KLASS]
    is_row = isinstance(found.place[-1], int | tuple)
    return is_row and bool(guarded) and all(value in (None, []) for value in guarded)


def column(who: str, root: str, found: Found) -> str:
    """What somebody is to this object."""
    actor, unit = EVERYBODY[who], found.node.get("unit")
    owner = {
        "Assignment": found.node.get("expertId"),
        "Conflict": found.nearest("Expert").get("personId"),
        "Consensus": found.nearest("Group").get("leaderId"),
        "Expert": found.node.get("personId"),
        "Group": found.node.get("leaderId"),
        "Objection": None if found.node.get("byLetter") else found.node.get("filerId"),
        "Override": found.nearest("Group").get("leaderId"),
        "Pledge": found.nearest("Expert").get("personId"),
        "ScoreSheet": found.node.get("expertId"),
    }.get(found.kind)
    if owner is not None and owner == actor:
        return "own"
    if found.kind in ("PipelineCount", "UnitReport") and COLUMN[who] in ("unit", "public") and "unit" in who:
        mine = w.CHENGDE if who == "other_unit" else w.SHIJIAZHUANG
        return "unit" if unit == mine else "public"
    if COLUMN[who] == "expert":
        foreign = ("desk", "ranking") if who == "provincial_expert" else ("provincial",)
        return "public" if root in foreign else "expert"
    return COLUMN[who]


def provincial(root: str, found: Found) -> bool:
    """Whether it is of the province's own round."""
    return found.kind in PROVINCIAL and (root == "provincial" or found.node.get("roundId") == PROVINCIAL_ROUND)


def reached(found: Found, here: str, stage: str) -> bool:
    """Whether what it is within is open: a line to the class of its record, a sheet on a panel to whoever sees that."""
    if found.kind == "TimelineEntry":
        return opens("Case", LINES[EVENTS[found.node["type"]].KLASS], here, stage)
    if found.kind == "ScoreSheet" and found.nearest("Assignment"):
        return opens("Assignment", "round.panels", here, stage)
    return True


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("stage", STAGES)
def test_every_cell_of_the_table_is_what_the_api_answers(
    worlds: dict[str, tuple[World, str]], truth: dict[tuple[str, str], dict[Any, Found]], stage: str, who: str
) -> None:
    for root in ROOTS:
        if root == "viewer":
            continue
        there, seen = truth[stage, root], ask(worlds, stage, root, who)
        assert seen.keys() <= there.keys(), "nothing is shown that is not there"
        assert [place for place, found in seen.items() if blank(found)] == [], "a row is whole or is not there"
        for place, found in there.items():
            shown = seen[place].node if place in seen else {}
            for name, value in found.node.items():
                klass = KLASS.get((found.kind, name))
                if klass is None or value is None:
                    continue
                here = column(who, root, found)
                wanted = opens(found.kind, klass, here, stage, provincial(root, found)) and reached(found, here, stage)
                what = (stage, who, here, root, found.kind, klass, name)
                assert (shown.get(name) is not None) is wanted, what
                if wanted and not isinstance(value, (dict, list)) and not name.endswith(("status", "Plot")):
                    assert shown[name] == value, what


def test_the_story_fills_every_field_from_the_stage_the_table_names(
    truth: dict[tuple[str, str], dict[Any, Found]], worlds: dict[str, tuple[World, str]]
) -> None:
    filled: dict[tuple[str, str], set[str]] = {place: set() for place in KLASS}
    for (stage, _), answer in truth.items():
        for found in answer.values():
            for name, value in found.node.items():
                if value is not None and (found.kind, name) in filled:
                    filled[found.kind, name].add(stage)
    for stage in STAGES:
        for found in ask(worlds, stage, "viewer", "office").values():
            for name, value in found.node.items():
                if value is not None and (found.kind, name) in filled:
                    filled[found.kind, name].add(stage)
    assert {place for place, found_at in filled.items() if found_at} == ASKED
    for kind in {kind for kind, _ in ASKED}:
        begun = set().union(*(found_at for (of, _), found_at in filled.items() if of == kind))
        assert min(begun, key=STAGES.index) == FIRST.get(kind, "D"), kind


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_sees_the_own_roles_and_places_and_nobody_elses(
    worlds: dict[str, tuple[World, str]], who: str
) -> None:
    for stage in STAGES:
        for found in ask(worlds, stage, "viewer", who).values():
            if found.kind == "Role":
                assert found.node["role"]
                assert found.node["grantedAt"]
            if found.kind in ("Assignment", "ScoreSheet"):
                assert found.node["expertId"] == EVERYBODY[who]
            if found.kind == "Viewer":
                assert found.node["person"] == EVERYBODY[who]


def test_every_role_of_the_rulebook_has_its_column() -> None:
    told_of = {role for roles in COLUMNS.values() for role in roles}
    assert told_of >= set(ROLES) | {
        "applicant_editor", "applicant_signatory", "t1_officer", "t1_approver", "expert", "group_leader", "objector", "system",
    }  # fmt: skip
    assert set(COLUMN) == set(EVERYBODY)
    assert set(COLUMN.values()) | {"own"} == set(COLUMNS)


def test_every_type_and_field_is_asked_here_or_of_a_deployment() -> None:
    """What only a deployment can answer, `tests/app/test_app_matrix.py` asks."""
    here = set[tuple[str, str]]().union(*(selected(query(root)) for root in ROOTS.values()))
    there = selected(played())
    assert KLASS.keys() <= here | there
    assert {kind for kind, _ in KLASS.keys() - here} == {kind for kind, _ in KLASS.keys() & there - here}


def test_every_field_asks_its_class_or_has_a_reason_why_not() -> None:
    kinds = types()
    told_of = set(reasons(kinds)) | {f"{kind}.{name}" for kind, name in KLASS}
    assert told_of == {f"{kind.name}.{name}" for kind in kinds for name in kind.fields}
    assert set(RESOLVED) <= {f"{kind}.{name}" for kind, name in KLASS}
    assert set(TYPES) <= {kind.name for kind in kinds}
    assert set(FIELDS) <= {name for kind in kinds for name in kind.fields if kind.name not in TYPES}
