"""``docs/visibility.md`` is true of what only a deployment can answer, too: every such cell, asked over HTTP of a real ledger.

What a story over fakes can answer, ``tests/graphql/test_graphql_matrix.py`` asks.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from selections import Found, objects, played, selected
from town import town
from whole_town import COLUMN, Told, Year

from biaogan.app.docs_visibility import COLUMNS, FIRST, OWN_ONLY, lines, opens
from biaogan.graphql.viewer import ROLES

STAGES = "DSONT"
KLASS = {(kind, name): klass for kind, klass, names in lines() for name in names}
ASKED = KLASS.keys() & selected(played())
"""The guarded fields that are asked for here."""
EVERYTHING = "auditor_granted"
"""To whom every such field opens but those that are somebody's own."""
KEYS = {"Knower": ("personId",), "SuspiciousReads": ("kind", "personId")}
DIFFERS = {
    "ConfidentialityReport": {"text", "jws", "html", "pdf", "receipt"},
    "SuspiciousReads": {"reads", "positions", "figures", "streams"},
    "SupposedReport": {"text", "jws", "receipt"},
    "SupposedRanking": {"position", "everySignerKnown"},
}
"""Fields that tell of the asking itself, or of the reads up to then: each who asks gets another value."""
ROOTS = {
    ("audit",): ("AccessRecord", "audit"),
    ("suppose", "ranking"): ("SupposedRanking", "supposition"),
    ("suppose", "smallestFlip"): ("SmallestFlip", "supposition"),
    ("suppose", "report"): ("SupposedReport", "supposition"),
    ("suppose", "leaveOneOut"): ("LeftOutExpert", "sheet.expert"),
    ("suppose", "stability"): ("RankInterval", "sheet.expert"),
    ("suppose", "stabilityPlot"): ("RankInterval", "sheet.expert"),
    ("workbench",): ("Objection", "objection.report"),
    ("workbench", "disclosures"): ("AccessRecord", "audit"),
}
"""Fields that are null unless a class is open -> whose."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """What everybody was answered in a year of a deployment on SQLite."""
    folder = tmp_path_factory.mktemp("matrix")
    with town(folder / "data", f"sqlite:///{folder / 'log.db'}") as made:
        year = Year(made)
        year.all()
        yield year.told


def found(told: Told, stage: str, who: str) -> dict[tuple[Any, ...], Found]:
    """Every object somebody was shown at a stage."""
    return {one.place: one for one in objects(told.answers[stage, who], KEYS)}


def is_open(place: tuple[str, str], stage: str, who: str) -> bool:
    """By the table."""
    return opens(place[0], KLASS[place], COLUMN[who], stage)


def reached(one: Found, stage: str, who: str) -> bool:
    """Whether what it is within is open: what a workbench supposes is of who is on the panel, to whoever sees that;
    and that somebody could have known of a case only for being on it."""
    if one.kind == "Knower" and "expert" in one.node["roles"] and not one.node["read"]:
        return not ROLES.keys().isdisjoint(one.node["roles"]) or opens("Assignment", "round.panels", COLUMN[who], stage)
    return one.place[:2] != ("workbench", "whatIf") or opens("PanelMember", "round.panels", COLUMN[who], stage)


@pytest.mark.parametrize("who", COLUMN)
@pytest.mark.parametrize("stage", STAGES)
def test_every_cell_of_the_table_is_what_a_deployment_answers(told: Told, stage: str, who: str) -> None:
    there, seen = found(told, stage, EVERYTHING), found(told, stage, who)
    for one in seen.values():
        for name, value in one.node.items():
            if (one.kind, name) in KLASS and one.kind not in OWN_ONLY and value is not None:
                assert is_open((one.kind, name), stage, who), (stage, who, one.place, name)
                assert reached(one, stage, who)
    for place, one in there.items():
        if one.kind in OWN_ONLY or (one.kind == "SuspiciousReads" and one.node["personId"] != told.reader):
            continue
        if not reached(one, stage, who):
            continue
        shown = seen[place].node if place in seen else {}
        for name, value in one.node.items():
            if (one.kind, name) in KLASS and value is not None and is_open((one.kind, name), stage, who):
                assert shown.get(name) is not None, (stage, who, place, name)
                assert name in DIFFERS.get(one.kind, ()) or shown[name] == value, (stage, who, place, name)


@pytest.mark.parametrize("who", COLUMN)
@pytest.mark.parametrize("stage", STAGES)
def test_what_leads_to_them_is_null_for_everybody_else(told: Told, stage: str, who: str) -> None:
    for path, (kind, klass) in ROOTS.items():
        answer: Any = told.answers[stage, who]
        for name in path:
            answer = answer and answer[name]
        within = path[0] != "workbench" or opens("Objection", "objection.report", COLUMN[who], stage)
        assert (answer is not None) is (within and opens(kind, klass, COLUMN[who], stage)), (stage, who, path)
    ranking = told.answers[stage, who]["suppose"]["ranking"]
    signers = opens("LeftOutSheet", "sheet.expert", COLUMN[who], stage)
    assert ranking is None or ranking["everySignerKnown"] is signers


@pytest.mark.parametrize("who", COLUMN)
def test_everybody_is_told_of_exactly_the_reads_that_concern_them(told: Told, who: str) -> None:
    for stage in STAGES:
        reads, notices = told.concerned[stage, who]
        shown = [one.node for one in found(told, stage, who).values()]
        own = [node for node in shown if node["__typename"] == "OwnRead"]
        given = [node for node in shown if node["__typename"] == "Notice"]
        assert Counter((node["at"], node["klass"]) for node in own) == reads
        assert Counter((node["at"], node["klass"], node["about"]) for node in given) == notices
        assert all(node["roles"] == ["integrity_auditor"] for node in (*own, *given))
        assert all((node["caseId"] is None) is (node["about"] in ("PERSON", "EXPERT")) for node in given)


def test_a_year_fills_every_field_from_the_stage_the_table_names(told: Told) -> None:
    filled: dict[tuple[str, str], set[str]] = {place: set() for place in ASKED}
    for stage, who in told.answers:
        for one in found(told, stage, who).values():
            for name, value in one.node.items():
                if value is not None and (one.kind, name) in filled:
                    filled[one.kind, name].add(stage)
    assert [place for place, stages in filled.items() if not stages] == []
    for kind in {kind for kind, _ in ASKED}:
        begun = set().union(*(stages for (of, _), stages in filled.items() if of == kind))
        assert min(begun, key=STAGES.index) == FIRST.get(kind, "D"), kind


def test_somebody_of_every_column_asks() -> None:
    assert set(COLUMN.values()) | {"own"} == set(COLUMNS)
