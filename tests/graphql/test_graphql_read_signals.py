"""异常查阅: what stands out among reads, and who could have known, told from a scene whose answers can be counted by hand."""

from dataclasses import fields
from datetime import timedelta

import pytest
from audit_views import AuditViews, views
from graphql_scene import CASE_A, CASE_B, CLOSED, CYCLE, EXPERT, OPEN, PEER, PEOPLE, SALT, T0

from biaogan.domain.ids import sheet_id
from biaogan.graphql.past import Past
from biaogan.graphql.read_signals import RULES, TITLES, Suspicion, find
from biaogan.graphql.reads import Read
from biaogan.graphql.visibility import TABLE, can_see
from biaogan.projections.objections import ObjectionRow
from biaogan.projections.people import RoleRow
from biaogan.projections.rounds import AssignmentRow

OBJECTION = "objection_00000000-0000-4000-8000-000000000001"
PEERS_SHEET = sheet_id(OPEN, CASE_A, PEER, SALT)
OWN_SHEET = sheet_id(OPEN, CASE_A, EXPERT, SALT)


def read(
    person: str, stream: str, klass: str, basis: int = 30, *, allowed: bool = True, id_: int = 0, at: float = 0
) -> Read:
    moment = T0 + timedelta(minutes=basis, seconds=at)
    return Read(id_, moment, person, stream, klass, basis, allowed)


def kinds(*reads: Read, over: AuditViews | None = None) -> list[Suspicion]:
    return [hit.kind for hit in find(Past(over or views()), reads)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("person", "stream", "klass", "allowed", "found"),
    [
        (EXPERT, CASE_A, "case.content", True, False),
        (EXPERT, CASE_B, "case.content", True, True),
        (EXPERT, CASE_B, "case", False, True),
        (EXPERT, CASE_B, "case.outcome", False, False),
        (EXPERT, CLOSED, "round", True, False),
        (EXPERT, OWN_SHEET, "sheet", True, False),
        ("person_idle_expert", CASE_A, "case.content", True, True),
        ("person_idle_expert", OPEN, "round", False, False),
        ("person_idle_expert", OPEN, "round", True, True),
        ("person_office", CASE_B, "case.content", True, False),
        ("person_unit", CASE_B, "case", False, False),
    ],
)
def test_an_expert_has_no_business_with_what_is_not_assigned(person, stream, klass, allowed, found):
    assert kinds(read(person, stream, klass, allowed=allowed)) == [Suspicion.OUTSIDE_ASSIGNMENT] * found


def test_an_expert_who_holds_another_office_reads_under_that():
    over = views()
    over.add(RoleRow(EXPERT, "office_officer", "", None, "", "", 1))
    assert kinds(read(EXPERT, CASE_B, "case.content"), over=over) == []


def test_who_was_replaced_reads_no_more():
    over = views()
    over.add(AssignmentRow(OPEN, CASE_B, EXPERT, CYCLE, "desk", None, 20), until=50)
    assert kinds(read(EXPERT, CASE_B, "case.content", 49), over=over) == []
    assert kinds(read(EXPERT, CASE_B, "case.content", 50), over=over) == [Suspicion.AFTER_REPLACEMENT]
    assert kinds(read(EXPERT, CASE_B, "case", 60, allowed=False), over=over) == [Suspicion.AFTER_REPLACEMENT]


def test_peers_scores_are_not_read_before_the_own_sheet_is_locked():
    assert Suspicion.PEER_SCORES in kinds(read(EXPERT, PEERS_SHEET, "sheet", 24))
    assert Suspicion.PEER_SCORES not in kinds(read(EXPERT, PEERS_SHEET, "sheet", 25)), "the own one is locked at 25"
    assert kinds(read(EXPERT, OPEN, "ranking", 24)) == [Suspicion.PEER_SCORES]
    assert kinds(read(EXPERT, OPEN, "ranking", 25)) == []
    assert kinds(read(EXPERT, OWN_SHEET, "sheet", 25)) == []


def test_unusual_volume_is_told_with_its_figures():
    over, reads = views(), []
    for number, many in enumerate((10, 11, 12, 13, 14, 60)):
        person = f"person_clerk{number}"
        over.add(RoleRow(person, "t2_officer", "", None, "", "", 1))
        reads += [read(person, CASE_A, "case.content", id_=len(reads) + n) for n in range(many)]
    [hit] = find(Past(over), reads)  # type: ignore[arg-type]
    assert (hit.kind, hit.person, len(hit.reads)) == (Suspicion.UNUSUAL_VOLUME, "person_clerk5", 60)
    # median 12.5, deviations .5 .5 1.5 1.5 2.5 47.5, their median 1.5: z = 0.6745 * 47.5 / 1.5
    assert dict(hit.figures) == {
        "role": "t2_officer", "readers": 6, "reads": 60, "median": "25/2", "deviation": "3/2", "z": "21.36"
    }  # fmt: skip


@pytest.mark.parametrize("counts", [(10, 10, 10, 10), (10, 11, 12, 13, 14), (5, 5, 5, 5, 5)])
def test_few_readers_and_a_usual_volume_say_nothing(counts):
    over, reads = views(), []
    for number, many in enumerate(counts):
        over.add(RoleRow(f"person_clerk{number}", "t2_officer", "", None, "", "", 1))
        reads += [read(f"person_clerk{number}", CASE_A, "case.content", id_=len(reads) + n) for n in range(many)]
    assert kinds(*reads, over=over) == []


def test_where_most_read_equally_much_one_who_read_far_more_stands_out():
    over, reads = views(), []
    for number, many in enumerate((5, 5, 5, 5, 5, 5, 40)):
        over.add(RoleRow(f"person_clerk{number}", "t2_officer", "", None, "", "", 1))
        reads += [read(f"person_clerk{number}", CASE_A, "case.content", id_=len(reads) + n) for n in range(many)]
    [hit] = find(Past(over), reads)  # type: ignore[arg-type]
    assert (hit.person, hit.figures["deviation"], hit.figures["z"]) == ("person_clerk6", "0", "5.59")


def objected() -> AuditViews:
    over, values = views(), dict.fromkeys((field.name for field in fields(ObjectionRow)), None)
    own = {"id": OBJECTION, "case": CASE_A, "cycle": CYCLE, "filer": "person_objector", "by_letter": False, "since": 5}
    over.add(ObjectionRow(**values | own))  # type: ignore[arg-type]
    return over


def test_every_read_of_who_objected_is_shown_but_the_objectors_own():
    assert kinds(read("person_director", OBJECTION, "objection.objector"), over=objected()) == [
        Suspicion.OBJECTOR_IDENTITY
    ]
    assert kinds(read("person_objector", OBJECTION, "objection.objector"), over=objected()) == []
    assert kinds(read("person_director", OBJECTION, "objection"), over=objected()) == []


def denied(*seconds: float, person: str = "person_unit") -> list[Read]:
    return [read(person, f"case_{n}", "case", allowed=False, id_=n, at=second) for n, second in enumerate(seconds)]


def test_denied_attempts_make_a_series_within_ten_minutes():
    [hit] = find(Past(views()), denied(0, 1, 2, 3, 600, 601))  # type: ignore[arg-type]
    assert hit.kind is Suspicion.DENIED_SERIES
    assert [one.id for one in hit.reads] == [0, 1, 2, 3, 4, 5]
    assert dict(hit.figures) == {"denied": 6, "objects": 6, "seconds": 601}
    assert kinds(*denied(0, 1, 2, 3, 601)) == []
    assert kinds(*denied(0, 1, 2, 3), *denied(4, person="person_other_unit")) == []
    assert kinds(*denied(*range(5), *range(5000, 5005))) == [Suspicion.DENIED_SERIES] * 2


def test_a_list_denied_in_one_operation_is_one_attempt_for_each_class_and_what_is_asked_for_by_id_one_each():
    def operation(*classes: str, second: float, rows: int = 25) -> list[Read]:
        places = [(f"sheet_{row:02}", klass) for row in range(rows) for klass in classes]
        return [read("person_unit", *place, allowed=False, id_=int(second), at=second) for place in places]

    assert kinds(*operation("sheet.expert", second=0)) == []
    assert kinds(*operation("case.sealed", "sheet.expert", second=0), *operation("sheet.expert", second=1)) == []
    one_by_one = [one for second in range(5) for one in operation("sheet.expert", second=second)]
    [hit] = find(Past(views()), one_by_one)  # type: ignore[arg-type]
    assert dict(hit.figures) == {"denied": 5, "objects": 1, "seconds": 4}
    at_once = [one for _ in range(5) for one in operation("sheet.expert", second=0, rows=3)]
    assert kinds(*at_once) == [Suspicion.DENIED_SERIES], "five operations in one commit"
    assert kinds(*denied(0, 0, 0, 0, 0)) == [Suspicion.DENIED_SERIES], "five ids guessed in one operation"


def test_whoever_touches_a_decoy_is_shown_denied_or_not():
    reads = [read("person_office", CASE_B, "case.content"), read("person_unit", CASE_B, "case", allowed=False, id_=1)]
    hits = find(Past(views()), reads, frozenset({CASE_B}))  # type: ignore[arg-type]
    assert [(hit.kind, hit.person, dict(hit.figures)) for hit in hits] == [
        (Suspicion.CANARY, "person_office", {"shown": 1, "denied": 0}),
        (Suspicion.CANARY, "person_unit", {"shown": 0, "denied": 1}),
    ]


def test_every_signal_has_its_rule_and_its_words():
    assert set(RULES) == set(TITLES) == set(Suspicion)
    assert all(zh and en for zh, en in TITLES.values())


@pytest.mark.parametrize("position", [22, 30, 90])
def test_the_past_permits_what_the_table_permitted_then(position):
    """Against the table asked by hand, for everybody, of a sheet of a round that is closed at 40."""
    stream, past = sheet_id(CLOSED, CASE_A, PEER, SALT), Past(views())  # type: ignore[arg-type]
    readers = {
        person
        for person in PEOPLE
        if past.permitted(past.viewer(person, position, T0 + timedelta(minutes=position)), "sheet", stream, position)
    }
    oversight = {f"person_{name}" for name in ("office", "director", "chair", "auditor", "investigator")}
    assert readers == {22: set(), 30: {PEER}, 90: {PEER, *oversight}}[position]


def test_an_investigator_is_the_only_one_whom_a_grant_opens_the_audit_to():
    assert {relation.value for relation in TABLE["audit"].readers} == {"auditor", "investigator"}
    past = Past(views())  # type: ignore[arg-type]
    now = T0 + timedelta(minutes=90)
    told = {
        person
        for person in PEOPLE
        for one in past.subjects(CASE_A, 90)
        if can_see(past.viewer(person, 90, now), "audit", one)
    }
    assert told == {"person_auditor"}
