"""Every view against the true story of three cases, played act by act through the domain's own decide."""

from dataclasses import replace

import journey as j
import pytest
import world as w
from sqlalchemy import Engine
from view_answers import applied

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.act import Recorded
from biaogan.domain.states import evolve
from biaogan.domain.status import Status
from biaogan.projections.cases import CaseFilter
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


def test_the_head_is_the_last_record(story: Views) -> None:
    assert story.position() == HEAD


def test_a_case_is_in_the_state_the_domain_says_at_every_position(story: Views) -> None:
    states: dict[str, object] = {}
    for record in RECORDS:
        states[record.stream] = evolve(states.get(record.stream), record)
        for case in CASES:
            row, state = story.case(case, record.position), states.get(case)
            assert (row and (row.status, row.title, row.endorsed, row.t1_rank, row.province_rank, row.title_no)) == (
                state
                and (
                    state.status, state.title, state.endorsed, state.t1_rank, state.provincial_rank, state.title_no,
                )  # type: ignore[attr-defined]
            )  # fmt: skip


def test_a_titled_case_tells_its_ranks_its_organisation_and_its_times(story: Views) -> None:
    row = story.case(CASES[1], HEAD)
    assert row is not None
    assert (row.t1_rank, row.province_rank, row.final_rank) == (2, 2, 2)
    assert row.organisation_name == "第2制造有限公司"
    assert (row.unit, row.cycle) == (w.SHIJIAZHUANG, w.CYCLE)
    assert row.drafted_at == "2022-06-16T02:00:00.000000Z"
    assert row.submitted_at == "2022-06-20T02:00:00.000000Z"
    assert row.updated_at == "2022-10-18T02:00:00.000000Z"
    assert row.version == sum(record.stream == CASES[1] for record in RECORDS)
    assert row.since == max(r.position for r in RECORDS if r.stream == CASES[1])


def test_the_final_rank_is_known_from_the_adoption_on(story: Views) -> None:
    adopted = position_of(ev.FinalListAdopted)
    before, after = story.case(CASES[0], adopted - 1), story.case(CASES[0], adopted)
    assert before is not None
    assert after is not None
    assert (before.final_rank, after.final_rank) == (None, 1)


def test_a_case_does_not_exist_before_it_is_drafted(story: Views) -> None:
    drafted = position_of(ev.CaseDrafted, CASES[0])
    assert story.case(CASES[0], drafted - 1) is None
    assert story.case(CASES[0], -1) is None
    assert story.case(CASES[0], drafted) is not None


def test_an_event_on_a_stream_of_another_kind_moves_no_case(engine: Engine, views: Views) -> None:
    moved = Recorded(ev.CaseMoved("NOTICE"), "list_1", 1, 0, "service", "system", w.on("2022-08-01"))
    applied(engine, [moved])
    assert views.cases(0).rows == ()


def test_a_cycle_shows_what_was_published(story: Views) -> None:
    row = story.cycle(w.CYCLE, HEAD)
    assert row is not None
    assert row.config == w.DOCUMENT
    assert (row.name, row.year) == ("nqb-2022", 2022)
    [deadline] = row.deadlines
    assert (deadline.name, deadline.closes) == ("t1_delivery", "2022-07-01T00:00:00+08:00")
    assert story.cycles(HEAD) == (row,)
    assert story.cycles(position_of(ev.CyclePublished) - 1) == ()


def test_a_roster_fills_place_by_place_until_it_is_signed(story: Views) -> None:
    stream = ids.roster_id(w.CYCLE, w.SHIJIAZHUANG)
    assert story.roster(stream, position_of(ev.RosterPlaceTaken) - 1) is None
    first = story.roster(stream, position_of(ev.RosterPlaceTaken))
    assert first is not None
    assert (first.places, first.quota, first.free, first.status) == ((CASES[0],), 3, 2, "OPEN")
    signed = story.roster(stream, HEAD)
    assert signed is not None
    assert signed.status == "SIGNED"
    assert [(entry.case, entry.rank) for entry in signed.entries] == [(CASES[0], 1), (CASES[1], 2)]
    assert (signed.letter_digest, signed.sealed_on) == (w.DIGEST, "2022-06-28")
    assert {row.unit for row in story.rosters(w.CYCLE, HEAD)} == {w.SHIJIAZHUANG, w.CHENGDE}


def test_an_endorsement_taken_back_frees_its_place(engine: Engine, views: Views) -> None:
    scene = w.opened()
    [case] = j.endorsed(scene, 1)
    scene.play(ev.EndorsementWithdrawnByT1("改推他项"), case, w.head(w.SHIJIAZHUANG), w.on("2022-06-24"))
    applied(engine, scene.records)
    roster = views.roster(ids.roster_id(w.CYCLE, w.SHIJIAZHUANG), views.position())
    assert roster is not None
    assert (roster.places, roster.free) == ((), 3)


def test_roles_begin_and_end(engine: Engine, views: Views) -> None:
    scene = w.opened()
    expert = w.EXPERTS[0].actor
    before = len(scene.records) - 1
    scene.play(ev.RoleRevoked("expert", "", "换届"), expert, w.REGISTRAR, w.on("2022-09-01"))
    scene.play(ev.RoleGranted("expert", "", "王老师"), expert, w.REGISTRAR, w.on("2022-09-02"))
    applied(engine, scene.records)
    [row] = views.roles(expert, before)
    assert (row.role, row.scope, row.granted_by) == ("expert", "", w.REGISTRAR.actor)
    assert views.roles(expert, before + 1) == ()
    assert [row.name for row in views.roles(expert, before + 2)] == ["王老师"]
    assert len(views.holders("expert", before)) == len(w.EXPERTS)
    assert len(views.holders("expert", before + 1)) == len(w.EXPERTS) - 1
    assert [row.person for row in views.holders("t1_officer", before, scope=w.CHENGDE)] == [w.clerk(w.CHENGDE).actor]


def test_an_organisation_shows_what_it_registered(story: Views) -> None:
    row = story.organisation(ids.organisation_id(w.code_of(1)), HEAD)
    assert row is not None
    assert (row.full_name, row.credit_code, row.synthetic) == ("第1制造有限公司", w.code_of(1), True)
    streams = [ids.organisation_id(w.code_of(n)) for n in (1, 2, 3)]
    assert [row.id for row in story.organisations([*streams, "org_missing"], HEAD)] == sorted(streams)


def test_the_national_list_gathers_every_step(story: Views) -> None:
    steps = (
        (ev.FinalListAdopted, "RECOMMENDED"),
        (ev.MinistryConsultationOpened, "CONSULTATION"),
        (ev.MinistryConsultationClosed, "CLEARED_FOR_NOTICE"),
        (ev.NoticePublished, "NOTICE"),
        (ev.NoticePeriodExpired, "NOTICE_CLEARED"),
        (ev.ResultApproved, "APPROVED"),
        (ev.ResultAnnounced, "TITLED"),
    )
    for event, status in steps:
        row = story.national_list(w.CYCLE, position_of(event))
        assert row is not None
        assert row.status == status
    assert story.national_list(w.CYCLE, position_of(ev.FinalListAdopted) - 1) is None
    row = story.national_list(w.CYCLE, HEAD)
    assert row is not None
    assert [(entry.case, entry.rank) for entry in row.entries] == [(case, n) for n, case in enumerate(CASES, 1)]
    assert row.digest == SCENE.world[j.LIST].digest
    assert (row.consultation_reply, row.consultation_due_on) == ("agreed", "2022-09-23")
    assert row.notice_postings == tuple(w.postings())
    assert row.notice_closes == "2022-10-14T00:00:00+08:00"
    assert row.approval_document_no == "中国质协字〔2022〕99号"
    assert row.announced_at == "2022-10-18T02:00:00.000000Z"


def test_erased_values_are_none_and_stop_nothing(engine: Engine, views: Views) -> None:
    """A released disclosure may be erased later; a rebuild then reads ``None`` where a value was."""
    erased = {
        ev.ScoreSheetLocked: {"rows": None, "comment": None, "recommend": None},
        ev.OrganisationRegistered: {"full_name": None, "credit_code": None, "address": None},
        ev.RoleGranted: {"name": None},
        ev.ReviewRoundOpened: {"panels": None},
        ev.ScoreStatisticsComputed: {"results": None, "method": None},
        ev.FinalListAdopted: {"entries": None, "minutes_digest": None},
        ev.T1BatchSigned: {"entries": None},
        ev.NoticePublished: {"postings": None},
    }
    records = [replace(r, event=replace(r.event, **erased.get(type(r.event), {}))) for r in RECORDS]  # type: ignore[type-var]
    applied(engine, records)
    head = views.position()
    assert head == HEAD
    assert {(sheet.total, sheet.rows, sheet.comment) for sheet in views.sheets(head, case=CASES[0])} == {(None,) * 3}
    assert views.ranking(j.ROUND["desk"], head) == ()
    assert views.assignments_in(j.ROUND["desk"], head) == ()
    row = views.case(CASES[0], head)
    assert row is not None
    assert (row.status, row.organisation_name, row.final_rank) == ("TITLED", "", None)


def test_text_no_database_takes_is_shown_replaced(engine: Engine, views: Views) -> None:
    """A signed comment with NUL or half a surrogate pair would otherwise stop every view for ever."""
    locked = ev.ScoreSheetLocked("round_1", "case_1", w.rows(), "评\0语\ud800好", True)
    applied(engine, [Recorded(locked, "sheet_1", 1, 0, "person_1", "expert", w.on("2022-08-01"))])
    [sheet] = views.sheets(0, case="case_1")
    assert sheet.comment == "评\ufffd语?好"
    assert views.case("case_\0\ud800", 0) is None


def test_filters_combine(story: Views) -> None:
    def found(which: CaseFilter) -> list[str]:
        return [row.id for row in story.cases(HEAD, which).rows]

    assert found(CaseFilter()) == sorted(CASES)
    assert found(CaseFilter(cycle=w.CYCLE, unit=w.CHENGDE)) == [CASES[2]]
    assert found(CaseFilter(cycle="cycle_other")) == []
    assert found(CaseFilter(status=["TITLED", "DRAFT"], ids=CASES[:2])) == sorted(CASES[:2])
    assert found(CaseFilter(status=["DRAFT"])) == []
    assert found(CaseFilter(status=["DRAFT"], noticed=["TITLED"])) == sorted(CASES)
    assert found(CaseFilter(status=["DRAFT"], noticed=["TITLED"], ids=CASES[:1])) == CASES[:1]
    assert found(CaseFilter(status=["DRAFT"], noticed=["REMOVED"])) == []
    before = position_of(ev.NoticePublished) - 1
    early = CaseFilter(status=["DRAFT"], noticed=[Status.CLEARED_FOR_NOTICE.value])
    assert story.cases(before, early, first=9).rows == (), "not noticed yet"
    assert found(CaseFilter(ids=[])) == found(CaseFilter(status=[])) == []
    assert found(CaseFilter(organisation=ids.organisation_id(w.code_of(3)))) == [CASES[2]]
