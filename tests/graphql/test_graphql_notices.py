"""查阅告知: whoever something sealed is about is told that it was read: class, basis, time; by role; by the cycle's rule."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from audit_views import AuditViews, views
from fakes import World, world
from graphql_scene import CASE_A, CASE_B, CLOSED, CYCLE, EXPERT, ORG_A, PEER, SALT, T0, granted
from test_graphql_support import helping

from biaogan.domain.config_privacy import CONCERNED
from biaogan.domain.ids import expert_id, sheet_id
from biaogan.graphql.reads import Read
from biaogan.graphql.visibility import TABLE
from biaogan.projections.cycles import CycleRow
from biaogan.projections.keyset import Part
from biaogan.projections.objections import ObjectionRow

MINE = """query($n: Int = 50, $a: String) { viewer { notices(first: $n, after: $a) {
  nodes { at klass about caseId basis roles text { zh en } } pageInfo { hasNextPage endCursor } } } }"""
OBJECTION = "objection_00000000-0000-4000-8000-000000000001"
SHEET = sheet_id(CLOSED, CASE_A, EXPERT, SALT)
READER = "person_auditor"


class NoticeViews(AuditViews):
    """With a docket."""

    def docket(self, at: int, *, filer: str, first: int, **_: Any) -> Part[ObjectionRow]:
        return Part(tuple(row for row in self._of(ObjectionRow, at, filer=filer)), False)


def noticing(**privacy: Any) -> NoticeViews:
    """The scene under this rule, with an objection of the other applicant to case A."""
    found = NoticeViews(views().rows)
    config = {"privacy": {"notify_on_k3_read": True, **privacy}}
    found.rows = [(replace(row, config=config) if isinstance(row, CycleRow) else row, a, b) for row, a, b in found.rows]
    empty = dict.fromkeys(ObjectionRow.__dataclass_fields__)
    known = {"id": OBJECTION, "case": CASE_A, "cycle": CYCLE, "filer": "person_other_applicant", "since": 40}
    found.add(ObjectionRow(**{**empty, **known}))  # type: ignore[arg-type]
    classes = ("case.sealed", "objection.objector", "sheet.expert", "expert")
    granted(found, READER, *classes, streams=(CYCLE,))
    return found


def read(stream: str, klass: str, *, person: str = READER, basis: int = 80, allowed: bool = True) -> Read:
    return Read(0, T0 + timedelta(minutes=basis), person, stream, klass, basis, allowed)


def told(one: World, person: str | None, **variables: Any) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = one.data(MINE, person, **variables)["viewer"]["notices"]["nodes"]
    return nodes


def reading(found: NoticeViews, *reads: Read) -> World:
    one = world(found)
    one.book.reads = [(each.person, each) for each in reads]
    return one


CONCERNS = [
    ("person_applicant", CASE_A, "case.sealed", "CASE", CASE_A, "applicant"),
    ("person_other_applicant", OBJECTION, "objection.objector", "OBJECTION", CASE_A, "objector"),
    (EXPERT, SHEET, "sheet.expert", "SHEET", CASE_A, "expert"),
    (EXPERT, expert_id(EXPERT), "expert", "EXPERT", None, "expert"),
]


@pytest.mark.parametrize(("person", "stream", "klass", "about", "case", "_"), CONCERNS)
def test_who_is_concerned_is_told_class_basis_and_time_and_the_readers_role(
    person: str, stream: str, klass: str, about: str, case: str | None, _: str
) -> None:
    (notice,) = told(reading(noticing(), read(stream, klass)), person)
    assert (notice["klass"], notice["about"], notice["caseId"]) == (klass, about, case)
    assert (notice["basis"], notice["roles"]) == ("GRANT", ["integrity_auditor"])
    assert notice["at"].startswith("2022-06-15T01:20")
    assert READER not in repr(notice)
    assert klass in notice["text"]["zh"]
    assert "two persons" in notice["text"]["en"]


@pytest.mark.parametrize(("person", "stream", "klass", "about", "case", "whom"), CONCERNS)
def test_whom_the_rule_of_the_cycle_leaves_out_is_told_nothing(
    person: str, stream: str, klass: str, about: str, case: str, whom: str
) -> None:
    others = [name for name in CONCERNED if name != whom]
    assert told(reading(noticing(notify=others), read(stream, klass)), person) == []
    assert len(told(reading(noticing(notify=[whom]), read(stream, klass)), person)) == 1
    assert told(reading(noticing(notify_on_k3_read=False), read(stream, klass)), person) == []


def test_a_registrar_who_looks_up_a_person_does_so_by_role() -> None:
    (notice,) = told(reading(noticing(), read(EXPERT, "person", person="person_registrar")), EXPERT)
    assert (notice["about"], notice["basis"], notice["roles"]) == ("PERSON", "ROLE", ["registrar"])


def test_nobody_is_told_of_what_is_about_others_denied_not_sealed_their_own_or_an_audit() -> None:
    about_others = [read(CASE_B, "case.sealed"), read(sheet_id(CLOSED, CASE_A, PEER, SALT), "sheet.expert")]
    nothing = [
        read(CASE_A, "case.sealed", allowed=False),
        read(CASE_A, "case.content"),
        read(CASE_A, "case.sealed", person="person_applicant"),
        read(CASE_A, "audit"),
        read(CASE_A, "sight"),
    ]
    one = reading(noticing(), *about_others, *nothing)
    assert told(one, "person_applicant") == []
    assert told(one, EXPERT) == []
    assert told(one, None) == []
    assert TABLE["sight"].level == "K3"


def test_notices_come_in_pages_oldest_first_and_each_once() -> None:
    one = reading(noticing(), *(read(CASE_A, "case.sealed", basis=70 + n) for n in range(5)))
    found, after = [], None
    while True:
        page = one.data(MINE, "person_applicant", n=2, a=after)["viewer"]["notices"]
        found += [notice["at"] for notice in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert found == sorted(set(found))
    assert len(found) == 5


def test_who_helps_is_told_nothing_of_what_concerns_the_person_helped() -> None:
    found = noticing()
    found.rows += [row for row in helping().rows if type(row[0]).__name__ == "SupportRow"]
    one = reading(found, read(CASE_A, "case.sealed"))
    body = {"query": MINE, "extensions": {"behalf": "person_applicant"}}
    assert b'"nodes":[]' in one.send(body, "person_helper").body.replace(b" ", b"")
    assert ORG_A not in one.send(body, "person_helper").body.decode()
