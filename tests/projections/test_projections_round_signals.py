"""The facts of the signals, as the views hold them: sheets, homes, ranks, times, sheets locked again, overrides, any position."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import journey as j
import pytest
import review_journey as r
import world as w
from sqlalchemy import Engine
from view_answers import applied
from world import on

from biaogan.domain import events as ev
from biaogan.domain import forms
from biaogan.domain.two_person import act_digest
from biaogan.projections import round_signals
from biaogan.projections.queries import Views
from biaogan.projections.sheets import ScoreSheetRow
from biaogan.projections.signals.facts import Relock, RoundFacts
from biaogan.projections.signals.kinds import Kind


@pytest.fixture
def facts(monkeypatch: pytest.MonkeyPatch) -> list[RoundFacts]:
    """What the report was given, each time it was asked for."""
    given: list[RoundFacts] = []

    def noted(facts: RoundFacts):
        given.append(facts)
        return report(facts)

    report = round_signals.report
    monkeypatch.setattr(round_signals, "report", noted)
    return given


def locked_again():
    """Every desk sheet of three cases locked, one of them again, nearer to the others; then the round is closed."""
    scene, cases = r.after(r.open_desk)
    for place, case in enumerate(cases):
        for expert in r.DESK_PANEL:
            points = w.rows(9, 18) if (place, expert) == (0, r.DESK_PANEL[0]) else w.rows(14 - place, 18)
            j.lock(scene, "desk", case, expert, "2022-08-10", points)
    sheet = w.sheet_id(r.DESK, cases[0], r.DESK_PANEL[0].actor)
    proposal = ev.ScoreSheetReopenProposed("录入有误")
    scene.play(proposal, sheet, r.LEADER, on("2022-08-11"))
    scene.play(ev.ScoreSheetReopened(act_digest(proposal)), sheet, w.DIRECTOR, on("2022-08-11", "11:00:00"))
    open_again = len(scene.records) - 1
    j.lock(scene, "desk", cases[0], r.DESK_PANEL[0], "2022-08-12", w.rows(13, 18))
    return scene, cases, sheet, open_again


def test_the_facts_are_those_of_the_views(engine: Engine, views: Views, facts: list[RoundFacts]) -> None:
    scene, cases, sheet, _ = locked_again()
    applied(engine, scene.records)
    head = len(scene.records) - 1
    assert views.signals(r.DESK, head) is not None
    (found,) = facts
    assert len(found.sheets) == 15
    mine = next(one for one in found.sheets if one.id == sheet)
    assert (mine.case, mine.expert, mine.total, mine.position) == (
        cases[0],
        r.DESK_PANEL[0].actor,
        4 * 13 + 2 * 18,
        head,
    )
    assert mine.locked_at == on("2022-08-12").astimezone(UTC)
    assert found.closes == datetime(2022, 8, 19, 16, tzinfo=UTC)
    assert {case: (of.organisation, of.unit) for case, of in found.cases.items()} == {
        case: (row.organisation, row.unit) for case in cases for row in [views.case(case, head)] if row
    }
    assert sorted(of.rank or 0 for of in found.cases.values()) == [1, 2, 3], "the province's rank came before"
    whole = Fraction(4 * 14 + 2 * 18)
    assert found.relocks == (Relock(sheet, mine.expert, Fraction(4 * 9 + 2 * 18), mine.total, whole, head),)
    assert found.overrides == found.ranked == ()


def test_the_facts_are_those_of_the_position(engine: Engine, views: Views, facts: list[RoundFacts]) -> None:
    scene, *_, open_again = locked_again()
    applied(engine, scene.records)
    views.signals(r.DESK, open_again)
    views.signals(r.DESK, open_again - 1)
    assert [(len(one.sheets), one.relocks) for one in facts] == [(14, ()), (15, ())]
    assert views.signals(r.DESK, 0) is None
    assert views.signals("round_missing", len(scene.records) - 1) is None


def test_what_came_later_changes_no_report_of_the_past(engine: Engine, views: Views) -> None:
    """Asked when only so much was known, and asked of that position once the sheet was locked again: the same to the last digit."""
    scene, *_, open_again = locked_again()
    applied(engine, scene.records[:open_again])
    then = views.signals(r.DESK, open_again - 1)
    applied(engine, scene.records)
    assert then is not None
    assert views.signals(r.DESK, open_again - 1) == then != views.signals(r.DESK, open_again)


def test_cases_of_an_organisation_left_out_leave_nothing_behind(
    engine: Engine, views: Views, facts: list[RoundFacts]
) -> None:
    scene, cases, sheet, _ = locked_again()
    applied(engine, scene.records)
    head = len(scene.records) - 1
    first = views.case(cases[0], head)
    assert first is not None
    times = {(case, r.DESK_PANEL[1].actor): on("2022-08-09") for case in cases}
    views.signals(r.DESK, head, frozenset({first.organisation}), times)
    (found,) = facts
    assert cases[0] not in repr(found)
    assert sheet not in repr(found)
    assert {pair[0] for pair in found.read_at} == set(cases[1:])


@pytest.mark.parametrize("employer", ["organisation", "full_name", "unit"])
def test_an_expert_is_at_home_where_an_employer_is_and_files(
    engine: Engine, views: Views, facts: list[RoundFacts], employer: str
) -> None:
    """An employer is an organisation's stream, its name, or a unit's code; the unit that files is home in each case."""
    scene, cases, *_ = locked_again()
    of, expert = scene.world[cases[0]], r.DESK_PANEL[2].actor
    name = getattr(scene.world[of.organisation] if employer == "full_name" else of, employer)
    jobs = [forms.Employment(name, "2001-01-01", "2005-01-01")]
    employed = [
        replace(record, event=replace(record.event, employments=jobs))
        if isinstance(record.event, ev.ExpertRegistered) and record.event.person == expert
        else record
        for record in scene.records
    ]
    applied(engine, employed)
    views.signals(r.DESK, len(employed) - 1)
    assert facts[0].homes[expert] == {name, of.unit}
    assert [other.actor for other in r.DESK_PANEL if facts[0].tied(other.actor, cases[0])] == [expert]


def test_overrides_of_the_round_are_among_the_facts(engine: Engine, views: Views, facts: list[RoundFacts]) -> None:
    scene, cases = r.after(r.close_desk)
    scene.play(ev.DeskConsensusOpened(r.DESK), r.GROUP, r.LEADER, on("2022-08-12"))
    override = ev.ConsensusOverrideRecorded(cases[2], 3, 1, "证据更充分")
    scene.play(override, r.GROUP, r.LEADER, on("2022-08-12", "11:00:00"))
    applied(engine, scene.records)
    head = len(scene.records) - 1
    found = views.signals(r.DESK, head)
    assert found is not None
    (known,) = facts
    assert len(known.ranked) == 3
    assert [
        (made.group, made.case, made.statistic_rank, made.decided_rank, made.position) for made in known.overrides
    ] == [(r.GROUP, cases[2], 3, 1, head)]
    assert [row.n for row in found.too_few if row.kind == Kind.OVERRIDES] == [1]


def test_an_erased_sheet_and_an_unreadable_cycle_bear_no_signal(engine: Engine, views: Views) -> None:
    scene, *_ = locked_again()
    erased = [
        replace(record, event=replace(record.event, rows=None))
        if isinstance(record.event, ev.ScoreSheetLocked)
        else record
        for record in scene.records
    ]
    applied(engine, erased)
    found = views.signals(r.DESK, len(erased) - 1)
    assert found is not None
    assert (found.sheets, found.signals) == (0, ())


def test_a_sheet_of_a_sealed_round_is_of_the_position_where_it_was_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its scores can be read from a later version on, when the seal is opened: locked once all the same."""
    sealed = ScoreSheetRow(
        r.DESK, "case_a", "person_a", "sheet_a", None, None, None, None, True, "2022-08-10T00:00:00Z", 5
    )
    opened = replace(sealed, rows=tuple(w.rows()), sealed=False, since=9)
    again = replace(opened, locked_at="2022-08-11T00:00:00Z", since=12)
    monkeypatch.setattr(round_signals.sheets, "versions", lambda reader, round_, at: (sealed, opened, again))
    found = round_signals._lockings(None, r.DESK, 20)  # type: ignore[arg-type]
    assert [(each.position, each.sheet) for each in found.values()] == [(5, opened), (12, again)]
