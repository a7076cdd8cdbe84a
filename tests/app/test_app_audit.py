"""保密审计 over HTTP: an auditor asks who read what, who could have, and what stands out; and is on record for asking."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from time import monotonic
from typing import Any

import pytest
from sealed_round import Sealed, opened
from town import Town, town

from biaogan.app.auditing import ReadBook
from biaogan.app.client import Client, RequestFailed
from biaogan.app.demo.intake import CYCLE
from biaogan.app.demo.script import at
from biaogan.graphql.disclosure import Disclosed, Reads
from biaogan.graphql.session import Session

CASE = "query($case: ID!) { case(id: $case) { title t1Rank } }"
RECORDS = "nodes { number personId streamId klass position allowed fields rows purpose rule } pageInfo { hasNextPage endCursor }"
READS_OF = f"query($of: ID!, $n: Int!, $after: String) {{ audit {{ readsOf(stream: $of, first: $n, after: $after) {{ {RECORDS} }} }} }}"
READS_BY = f"query($by: ID!) {{ audit {{ readsBy(person: $by) {{ {RECORDS} }} }} }}"
KNOWERS = """query($of: ID!, $class: String!, $at: Position) { audit { whoCouldHaveKnown(stream: $of, class: $class, at: $at) {
  personId roles permitted read firstReadAt reads } } }"""
SUSPICIOUS = """query($cycle: ID!, $since: Instant!) { audit { suspicious(cycle: $cycle, since: $since) {
  kind zh en rule personId streams reads positions figures } } }"""
PURPOSE = "年度保密审计"


def asked(who: Client, query: str, **variables: Any) -> Any:
    return who.ask(query, variables, purpose=PURPOSE)["audit"]


def suspicious(sealed: Sealed) -> list[dict[str, Any]]:
    sealed.town.catch_up()
    found: list[dict[str, Any]] = asked(
        sealed.person("auditor"), SUSPICIOUS, cycle=CYCLE, since=at("2022-06-01 00:00").isoformat()
    )["suspicious"]
    return found


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    """A round on SQLite, for questions that do not depend on the database."""
    folder = tmp_path_factory.mktemp("audit")
    with town(folder / "data", f"sqlite:///{folder / 'test.db'}") as made:
        yield opened(made)


def foreign(sealed: Sealed) -> tuple[Client, str]:
    """An expert, and a case that is another panel's."""
    for case in sealed.cases:
        panel = {client.person for client in sealed.panel(case)}
        for name, client in sealed.town.story.people.items():
            if name.startswith("expert_") and client.person not in panel:
                return client, case
    raise AssertionError("every expert scores every case")


def test_an_auditor_sees_who_read_a_case_and_is_seen_seeing_it(service: Town) -> None:
    sealed = opened(service)
    case, officer, auditor = sealed.cases[0], sealed.person("t2_officer"), sealed.person("auditor")
    service.catch_up()
    for _ in range(3):
        officer.ask(CASE, {"case": case})
    service.catch_up()
    found, after = [], None
    while True:
        page = asked(auditor, READS_OF, of=case, n=2, after=after)["readsOf"]
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    mine = [one for one in found if one["personId"] == officer.person and one["klass"] == "case.recommendation"]
    assert len(mine) == 3
    assert {(one["allowed"], tuple(one["fields"]), one["rows"], one["purpose"]) for one in mine} == {
        (True, ("t1_rank",), 1, "case work")
    }
    numbers = [one["number"] for one in found]
    assert numbers == sorted(set(numbers)), "no page skips or repeats a record"
    again = asked(auditor, READS_OF, of=case, n=100)["readsOf"]["nodes"]
    own = [one for one in again if one["personId"] == auditor.person]
    assert {(one["klass"], one["purpose"]) for one in own} == {("audit", PURPOSE)}
    by = asked(auditor, READS_BY, by=officer.person)["readsBy"]["nodes"]
    assert {one["personId"] for one in by} == {officer.person}
    assert {one["number"] for one in mine} <= {one["number"] for one in by}


def test_the_audit_is_the_auditors_and_wants_a_purpose(sealed: Sealed) -> None:
    for name in ("office_director", "office_officer", "t2_officer"):
        assert sealed.person(name).ask(READS_BY, {"by": sealed.person("t2_officer").person})["audit"] is None
    with pytest.raises(RequestFailed) as failed:
        sealed.person("auditor").ask(READS_BY, {"by": sealed.person("office_director").person})
    assert failed.value.code == "PURPOSE_REQUIRED"
    denied = asked(sealed.person("auditor"), READS_BY, by=sealed.person("office_director").person)["readsBy"]["nodes"]
    assert [(one["klass"], one["allowed"], one["rule"]) for one in denied][-1] == ("audit", False, "R-13")


def test_what_stands_out_is_found_with_its_records(service: Town) -> None:
    sealed = opened(service)
    expert, case = foreign(sealed)
    service.catch_up()
    sealed.panel(case)[0].ask(CASE, {"case": case})
    assert expert.ask(CASE, {"case": case})["case"] is None
    unit = next(client for name, client in service.story.people.items() if name.endswith("_officer") and "-" in name)
    for number in range(5):
        unit.ask(CASE, {"case": f"case_00000000-0000-4000-8000-00000000000{number}"})
    found = {(hit["kind"], hit["personId"]): hit for hit in suspicious(sealed)}
    assert found.keys() == {("OUTSIDE_ASSIGNMENT", expert.person), ("DENIED_SERIES", unit.person)}
    outside = found["OUTSIDE_ASSIGNMENT", expert.person]
    assert (outside["streams"], outside["figures"]) == ([case], {"shown": 0, "denied": 1})
    assert (outside["rule"], outside["zh"]) == ("R-13", "未分配项目的查阅")
    assert found["DENIED_SERIES", unit.person]["figures"]["objects"] == 5
    reads = asked(sealed.person("auditor"), READS_BY, by=unit.person)["readsBy"]["nodes"]
    assert found["DENIED_SERIES", unit.person]["reads"] == [one["number"] for one in reads if not one["allowed"]][-5:]


def test_a_decoy_rings_whoever_reads_it(sealed: Sealed) -> None:
    small = sealed.town
    decoy, book = sealed.cases[1], small.biaogan.services.reads
    assert isinstance(book, ReadBook)
    book.canaries = frozenset({decoy})
    small.catch_up()
    officer = sealed.person("office_officer")
    rung = {hit["personId"] for hit in suspicious(sealed) if hit["kind"] == "CANARY"}
    assert officer.person not in rung, "so far only those did who drafted acts on it"
    officer.ask(CASE, {"case": decoy})
    hits = {hit["personId"]: hit for hit in suspicious(sealed) if hit["kind"] == "CANARY"}
    assert hits.keys() - rung == {officer.person}
    assert hits[officer.person]["streams"] == [decoy]


def test_who_could_have_known_is_told_from_the_rights_of_then(sealed: Sealed) -> None:
    small = sealed.town
    case, auditor, reader = sealed.cases[0], sealed.person("auditor"), sealed.panel(sealed.cases[0])[0]
    before = small.biaogan.log.size() - 1
    latecomer = small.story.enrol("latecomer", [("office_officer", "")])
    small.catch_up()
    reader.ask("query($case: ID!) { case(id: $case) { version } }", {"case": case})
    now = small.catch_up()
    at_once = {
        one["personId"]: one
        for one in asked(auditor, KNOWERS, of=case, **{"class": "case.content"}, at=now)["whoCouldHaveKnown"]
    }
    then = {
        one["personId"]: one
        for one in asked(auditor, KNOWERS, of=case, **{"class": "case.content"}, at=before)["whoCouldHaveKnown"]
    }
    assert at_once.keys() - then.keys() == {latecomer.person, reader.person}
    assert (at_once[latecomer.person]["permitted"], at_once[latecomer.person]["read"]) == (True, False)
    assert (at_once[reader.person]["read"], at_once[reader.person]["roles"]) == (True, ["expert"])
    experts = {client.person for name, client in small.story.people.items() if name.startswith("expert_")}
    assert at_once.keys() & experts == {reader.person}, "who else is to score it is sealed; who read it is told"
    with pytest.raises(RequestFailed):
        asked(auditor, KNOWERS, of=case, **{"class": "case.nothing"})


def test_a_person_sees_by_role_who_read_what_is_sealed_about_them(sealed: Sealed) -> None:
    small = sealed.town
    expert = sealed.person("expert_01")
    mine = "{ viewer { readsOfMine { nodes { at klass roles } } } }"
    small.catch_up()
    assert expert.ask(mine)["viewer"]["readsOfMine"]["nodes"] == []
    small.catch_up()
    asked(sealed.person("auditor"), READS_BY, by=expert.person)
    assert expert.ask(mine)["viewer"]["readsOfMine"]["nodes"] == [], "the audit is no read of what is sealed about them"
    director = sealed.person("office_director")
    reads = Reads(Session(director.person, director.kid, "", at("2022-08-01 00:00")), "核查", "", small.catch_up(), [])
    seen = [Disclosed(expert.person, "person", frozenset({"name"})), Disclosed(sealed.cases[0], "case.outcome")]
    asyncio.run(small.biaogan.disclosures.disclose(replace(reads, seen=seen)))
    [told] = expert.ask(mine)["viewer"]["readsOfMine"]["nodes"]
    assert (told["klass"], told["roles"]) == ("person", ["office_director"])
    assert sealed.person("expert_02").ask(mine)["viewer"]["readsOfMine"]["nodes"] == []


def test_what_is_asked_for_and_does_not_exist_is_recorded_without_waiting(service: Town) -> None:
    """Its content is sealed under the key of who asked: an object that is not there has none, and gets none."""
    service.registrar.sign_in()
    before = set(service.biaogan.log.keys.names(""))
    started = monotonic()
    for number in range(3):
        service.registrar.ask(CASE, {"case": f"case_00000000-0000-4000-8000-00000000000{number}"})
    assert monotonic() - started < 5
    book = service.biaogan.services.reads
    assert book is not None
    assert [(one.klass, one.allowed, one.purpose) for one in book.of_person(service.registrar.person, 0, 9, 10**6)] == [
        ("case", False, "case work")
    ] * 3
    assert set(service.biaogan.log.keys.names("")) - before <= {service.registrar.person}
