"""Rounds, assignments, sheets and rankings against the true story of three cases."""

from dataclasses import replace
from fractions import Fraction

import journey as j
import pytest
import review_journey as r
import world as w
from sqlalchemy import Engine
from view_answers import applied

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.forms import CaseVote
from biaogan.domain.status import Status
from biaogan.projections.queries import Views

SCENE, CASES = j.reached(Status.TITLED)
RECORDS = SCENE.records
HEAD = len(RECORDS) - 1


@pytest.fixture
def story(engine: Engine, views: Views) -> Views:
    """Views of the whole story."""
    applied(engine, RECORDS)
    return views


def position_of(event: type[ev.Event], stream: str | None = None) -> int:
    """Where the first such event is."""
    found = (r.position for r in RECORDS if isinstance(r.event, event) and stream in (None, r.stream))
    return next(found)


def test_a_round_is_open_until_it_is_closed(story: Views) -> None:
    closed = position_of(ev.ReviewRoundClosed, j.ROUND["desk"])
    before, after = story.round(j.ROUND["desk"], closed - 1), story.round(j.ROUND["desk"], HEAD)
    assert before is not None
    assert after is not None
    assert (before.status, before.closed_at, before.method) == ("OPEN", None, None)
    assert (after.status, after.closed_at, after.method) == (
        "CLOSED",
        "2022-08-11T02:00:00.000000Z",
        "trimmed 1 from 5",
    )
    assert (after.kind, after.cases, after.assigned) == ("desk", 3, 15)
    assert {row.kind for row in story.rounds(w.CYCLE, HEAD)} == {"provincial", "desk"}


def test_an_expert_sees_the_own_assignments(story: Views) -> None:
    expert = w.EXPERTS[3].actor
    rows = story.assignments(expert, HEAD)
    assert [(row.round, row.case, row.kind) for row in rows] == [
        (j.ROUND["desk"], case, "desk") for case in sorted(CASES)
    ]
    assert story.assignments(expert, position_of(ev.ReviewRoundOpened, j.ROUND["desk"]) - 1) == ()
    assert len(story.assignments_in(j.ROUND["desk"], HEAD)) == 15
    assert {row.expert for row in story.assignments_on(CASES[0], HEAD)} == {e.actor for e in w.EXPERTS[:8]}


def test_a_sheet_is_there_from_the_moment_it_is_locked(story: Views) -> None:
    expert = w.EXPERTS[4].actor
    locked = position_of(ev.ScoreSheetLocked, w.sheet_id(j.ROUND["desk"], CASES[1], expert))
    assert story.sheets(locked - 1, case=CASES[1], expert=expert) == ()
    [sheet] = story.sheets(locked, case=CASES[1], expert=expert)
    assert sheet.rows == tuple(w.rows(13, 17))
    assert (sheet.total, sheet.comment, sheet.recommend) == (4 * 13 + 2 * 17, w.COMMENT, True)
    assert sheet.id == w.sheet_id(j.ROUND["desk"], CASES[1], expert)


def test_sheets_are_found_by_round_case_and_expert(story: Views) -> None:
    desk, expert = j.ROUND["desk"], w.EXPERTS[3].actor
    assert len(story.sheets(HEAD, round_=desk)) == 15
    assert len(story.sheets(HEAD, case=CASES[0])) == 8
    assert len(story.sheets(HEAD, expert=expert)) == 3
    assert len(story.sheets(HEAD, round_=desk, case=CASES[0])) == 5
    assert len(story.sheets(HEAD, round_=desk, expert=expert)) == 3
    assert len(story.sheets_of_cases(CASES[:2], HEAD)) == 16
    assert story.sheets_of_cases([], HEAD) == ()


def test_a_ranking_shows_the_exact_scores_as_signed(story: Views) -> None:
    computed = position_of(ev.ScoreStatisticsComputed, j.ROUND["desk"])
    assert story.ranking(j.ROUND["desk"], computed - 1) == ()
    rows = story.ranking(j.ROUND["desk"], HEAD)
    assert [(row.case, row.rank, row.n) for row in rows] == [(case, n, 5) for n, case in enumerate(CASES, 1)]
    assert [(row.score, row.shown) for row in rows] == [("92", "92.00"), ("86", "86.00"), ("80", "80.00")]
    assert not any(row.tied or row.needs_vote for row in rows)
    assert Fraction(rows[0].results["parts"]["C1"]) == 18


def test_equal_scores_are_marked_as_tied(engine: Engine, views: Views) -> None:
    results = [
        {"case": "case_a", "rank": 1, "n": 5, "final": "400/5", "needs_vote": True, "decided_by": "vote"},
        {"case": "case_b", "rank": 1, "n": 5, "final": "80", "needs_vote": True, "decided_by": "vote"},
        {"case": "case_c", "rank": 3, "n": 3, "final": "239/3", "needs_vote": False, "decided_by": "final"},
    ]
    event = ev.ScoreStatisticsComputed("mean", results)
    applied(engine, [Recorded(event, "round_1", 1, 0, "service", "system", w.on("2022-08-01"))])
    rows = views.ranking("round_1", 0)
    assert [(row.rank, row.score, row.shown, row.tied, row.needs_vote) for row in rows] == [
        (1, "80", "80.00", True, True),
        (1, "80", "80.00", True, True),
        (3, "239/3", "79.67", False, False),
    ]


def test_who_stands_aside_or_is_replaced_has_nothing_more_to_read_there(engine: Engine, views: Views) -> None:
    """Edge case 26: the predecessor's assignment ends at the position of the replacement."""
    scene, cases = r.after(r.open_desk)
    one, two, spare = w.EXPERTS[4], w.EXPERTS[5], w.EXPERTS[8]
    scene.play(ev.ExpertRecused(cases[0], "回避"), r.DESK, one, w.on("2022-08-02"))
    aside = len(scene.records) - 1
    scene.play(ev.ExpertReplaced(cases[0], one.actor, spare.actor, "回避"), r.DESK, w.OFFICER, w.on("2022-08-03"))
    scene.play(ev.ExpertReplaced(cases[1], two.actor, spare.actor, "出差"), r.DESK, w.OFFICER, w.on("2022-08-03"))
    longer = "2022-08-25T00:00:00+08:00"
    scene.play(ev.ReviewRoundExtended(longer, "出差"), r.DESK, w.OFFICER, w.on("2022-08-04"))
    applied(engine, scene.records)
    head = len(scene.records) - 1

    def assigned(expert: w.Who, at: int) -> set[str]:
        return {row.case for row in views.assignments(expert.actor, at) if row.round == r.DESK}

    assert (assigned(one, aside - 1), assigned(one, aside), assigned(one, head)) == (
        set(cases), set(cases[1:]), set(cases[1:])
    )  # fmt: skip
    assert (assigned(two, head), assigned(spare, head)) == ({cases[0], cases[2]}, set(cases[:2]))
    at_aside, now = views.round(r.DESK, aside), views.round(r.DESK, head)
    assert at_aside is not None
    assert now is not None
    assert (at_aside.assigned, now.assigned, now.closes) == (14, 15, longer)


def test_a_recorded_vote_parts_the_tie_from_its_position_on(engine: Engine, views: Views) -> None:
    scene, cases = j.reached(Status.DESK_REVIEW)
    scene.play(j.round_opened(cases, "desk", "2022-08-20T00:00:00+08:00"), r.DESK, w.OFFICER, w.on("2022-08-01"))
    for case in cases:
        for expert in w.EXPERTS[3:8]:
            j.lock(scene, "desk", case, expert, "2022-08-10", w.rows())
        scene.world[case] = replace(scene.world[case], provincial_rank=None)
    scene.play(ev.ReviewRoundClosed(), r.DESK, w.OFFICER, w.on("2022-08-11"))
    before = len(scene.records) - 1
    order = [cases[2], cases[0], cases[1]]
    votes = [CaseVote(case, count, 9 - count) for case, count in zip(order, (5, 3, 1), strict=True)]
    scene.play(ev.TieVoteRecorded(w.ranked(order), votes, w.DIGEST), r.DESK, w.CHAIR, w.on("2022-08-12"))
    applied(engine, scene.records)
    assert {row.rank for row in views.ranking(r.DESK, before)} == {1}
    after = views.ranking(r.DESK, len(scene.records) - 1)
    assert [(row.case, row.rank, row.needs_vote, row.decided_by) for row in after] == [
        (case, rank, False, "vote") for rank, case in enumerate(order, 1)
    ]
    assert [row["case"] for row in scene.world[r.DESK].results] == order


def with_calibration(records: list[Recorded], document: dict[str, object]) -> list[Recorded]:
    """The same year under another document."""
    return [
        replace(record, event=replace(record.event, config=document))
        if isinstance(record.event, ev.CyclePublished)
        else record
        for record in records
    ]


def test_d32_how_strict_each_expert_is_follows_from_the_sheets(engine: Engine, views: Views) -> None:
    """One of five gives one of three cases 20 less: 20/3 apart from the others, four to one: 16/3 and -4/3."""
    scene, cases = r.after(r.open_desk)
    strict = r.DESK_PANEL[0]
    j.lock(scene, "desk", cases[0], strict, "2022-08-10", w.rows(9, 18))
    for case in cases:
        for expert in r.DESK_PANEL:
            if (case, expert) != (cases[0], strict):
                j.lock(scene, "desk", case, expert, "2022-08-10", w.rows(14, 18))
    applied(engine, scene.records)
    found = views.strictness(r.DESK, len(scene.records) - 1)
    assert {row.expert: row.points for row in found} == {
        expert.actor: Fraction(16, 3) if expert == strict else Fraction(-4, 3) for expert in r.DESK_PANEL
    }
    assert {(row.sheets, row.part) for row in found} == {(3, 1)}
    assert views.strictness(r.DEFENCE, len(scene.records) - 1) == ()


@pytest.mark.parametrize("document", [{}, {**w.FULL, "scoring": {**w.FULL["scoring"], "calibration": "off"}}])
def test_d32_nothing_is_computed_where_the_cycle_does_not_ask_for_it(
    engine: Engine, views: Views, document: dict[str, object]
) -> None:
    applied(engine, with_calibration(RECORDS, document))
    assert views.strictness(j.ROUND["desk"], HEAD) == ()


def test_a_seat_and_a_place_show_who_holds_them_now_and_who_held_them_then(engine: Engine, views: Views) -> None:
    scene, _ = r.at_desk_review()
    leader, other = r.LEADER.actor, w.EXPERTS[0].actor
    scene.play(ev.GroupMemberReplaced(leader, r.VICE.actor, "工作调动"), r.GROUP, w.OFFICER, w.on("2022-07-28"))
    before = len(scene.records) - 1
    scene.play(ev.MemberReplaced(leader, other, "工作调动"), r.COMMITTEE, w.DIRECTOR, w.on("2022-07-29"))
    erased = replace(scene.records[before + 1], event=ev.MemberReplaced(w.CHAIR.actor, None, None))  # type: ignore[arg-type]
    withheld = [replace(erased, event=body) for body in (erased.event, ev.GroupMemberReplaced(None, None, None))]  # type: ignore[arg-type]
    tail = len(scene.records)
    lost = [
        replace(record, position=tail + place, stream=stream, version=9)
        for place, (record, stream) in enumerate(zip(withheld, (r.COMMITTEE, r.GROUP), strict=True))
    ]
    applied(engine, [*scene.records, *lost])
    group = views.group(r.GROUP, before)
    assert group is not None
    assert (group.leader, group.members) == (r.VICE.actor, (r.VICE.actor, *r.MEMBERS[1:]))
    assert views.group(r.GROUP, tail + 1) == group, "an erased change names nobody"
    then, now = views.committee(w.CYCLE, before), views.committee(w.CYCLE, tail - 1)
    assert then is not None
    assert now is not None
    assert then.members == tuple(r.MEMBERS)
    assert (now.chair, now.members) == (w.CHAIR.actor, (other, *r.MEMBERS[1:]))
    left = views.committee(w.CYCLE, tail)
    assert left is not None
    assert (left.chair, left.members) == (None, now.members)
