"""密钥与查阅对照: which process unwrapped which key stands beside who read what, and what does not fit together stands out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread
from time import sleep
from typing import Any

import pytest
from sealed_round import Sealed, opened
from sqlalchemy import create_engine
from town import Town, town

from biaogan.app import checking, serving
from biaogan.app.client import Client
from biaogan.app.demo.intake import CYCLE
from biaogan.app.demo.script import at
from biaogan.app.demo.show import free_port
from biaogan.app.opening import open_log
from biaogan.app.wiring import Biaogan, build
from biaogan.ledger.statement import parse_stored

UNWRAPS = """query($of: ID!, $n: Int!, $after: String) { audit { unwrapsOf(stream: $of, first: $n, after: $after) {
  nodes { number at streamId personal key processId command work count dropped position standing reads }
  pageInfo { hasNextPage endCursor } } } }"""
UNRECONCILED = """query($cycle: ID!, $since: Instant!, $stream: ID) {
  audit { unreconciled(cycle: $cycle, since: $since, stream: $stream) {
    unwraps { streamId personal command work standing } commands { streamId command } reads { number streamId klass } cut } } }"""
CASE = "query($case: ID!) { case(id: $case) { title organisationName } }"
PURPOSE = "密钥与查阅对照"


@contextmanager
def again(sealed: Sealed) -> Iterator[tuple[Biaogan, str]]:
    """Another process of the service beside the first: it has unwrapped nothing yet, and does nothing but answer."""
    settings = replace(sealed.town.biaogan.settings, port=free_port())
    biaogan = build(settings, clock=sealed.town.clock, command="serve")
    server = serving.server(biaogan, settings)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        sleep(0.02)
    yield biaogan, f"http://{settings.host}:{settings.port}"
    server.should_exit = True
    thread.join()
    biaogan.close()


def read(sealed: Sealed, url: str, case: str) -> Client:
    """An officer reads the case at another process; who it was."""
    officer = sealed.person("t2_officer")
    client = Client(url, officer.person, officer.key, officer.http)
    client.sign_in()
    assert client.ask(CASE, {"case": case})["case"]["title"]
    return client


def unwraps(sealed: Sealed, stream: str, size: int = 100) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after = None
    while True:
        page = sealed.person("auditor").ask(UNWRAPS, {"of": stream, "n": size, "after": after}, purpose=PURPOSE)
        page = page["audit"]["unwrapsOf"]
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


def unreconciled(sealed: Sealed, stream: str | None = None) -> dict[str, Any]:
    asked = {"cycle": CYCLE, "since": at("2022-06-01 00:00").isoformat(), "stream": stream}
    return dict(sealed.person("auditor").ask(UNRECONCILED, asked, purpose=PURPOSE)["audit"]["unreconciled"])


def stolen(sealed: Sealed, case: str) -> str:
    """Somebody with the deployment's key file reads what stands in a case, without a read; told is the process."""
    settings = sealed.town.biaogan.settings
    engine = create_engine(settings.log_url)
    log = open_log(settings, engine, sealed.town.clock)
    bodies = [parse_stored(record.jws, record.disclosures).body for record in log.read(case)]
    assert any("title" in body for body in bodies)
    process = log.keys.unwraps.process
    log.close()
    engine.dispose()
    return process


def test_a_case_that_is_read_has_its_unwraps_on_record_and_a_script_that_opens_it_without_a_read_stands_out(
    service: Town,
) -> None:
    sealed = opened(service)
    one, other, _ = sealed.cases
    service.catch_up()
    with again(sealed) as (biaogan, url):
        for _ in range(3):
            read(sealed, url, one)
        biaogan.log.record_unwraps()
        process = biaogan.log.keys.unwraps.process
    mine = [row for row in unwraps(sealed, one) if row["processId"] == process]
    assert [(row["command"], row["work"], row["count"], row["standing"]) for row in mine] == [
        ("serve", "answering", 1, "READ")
    ], "once, however often it is read"
    assert mine[0]["reads"]
    found = unreconciled(sealed)
    assert (found["unwraps"], found["reads"], found["cut"]) == ([], [], False)

    thief = stolen(sealed, other)
    checking.rebuild(service.biaogan.settings, lambda done, total: None)
    found = unreconciled(sealed, other)
    told = {"streamId": other, "command": "", "work": "", "standing": "NO_READ"}
    assert found["unwraps"] == [{**told, "personal": False}, {**told, "personal": True}]
    assert {row["command"] for row in found["commands"]} == {"rebuild"}
    assert {row["streamId"] for row in found["commands"]} == {other}
    assert [row["processId"] for row in unwraps(sealed, other, 1) if row["standing"] == "NO_READ"] == [thief, thief]


def journaled(biaogan: Biaogan) -> list[str]:
    """The keys that a process has unwrapped so far."""
    biaogan.log.record_unwraps()
    return [row.stream for row in biaogan.log._accesses.of_person(biaogan.log.keys.unwraps.process, 0, 1000)]


def test_whoever_reads_the_public_log_has_no_key_unwrapped(service: Town) -> None:
    sealed = opened(service)
    service.catch_up()
    http = sealed.town.registrar.http
    with again(sealed) as (biaogan, url):
        assert biaogan.runner.wait_for(biaogan.log.size() - 1, 10)
        before, size = journaled(biaogan), biaogan.log.publish().size
        public = ["checkpoint", *(f"tile/{kind}/000{'' if size >= 256 else f'.p/{size}'}" for kind in ("0", "entries"))]
        for path in public:
            assert http.get(f"{url}/log/{path}").status_code == 200
        for page in (url, f"{url}/.well-known/biaogan", f"{url}/readyz"):
            assert http.get(page).status_code == 200
        biaogan.log._publisher._openings.clear()
        assert len(biaogan.log.receipts(range(size))) == size
        assert journaled(biaogan) == before


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    """A round on SQLite, for what does not depend on the database."""
    folder = tmp_path_factory.mktemp("unwraps")
    with town(folder / "data", f"sqlite:///{folder / 'test.db'}") as made:
        yield opened(made)


def test_a_read_by_a_process_whose_unwraps_were_lost_stands_out(sealed: Sealed) -> None:
    """As after it was killed within the second before it records them, or if it leaves them out."""
    case = sealed.cases[0]
    sealed.town.catch_up()
    with again(sealed) as (biaogan, url):
        read(sealed, url, case)
        biaogan.log.keys.unwraps._noted.clear()
    [found] = unreconciled(sealed, case)["reads"]
    assert (found["streamId"], found["klass"]) == (case, "case.listed")


def test_what_is_opened_for_somebody_unknown_who_is_shown_nothing_stands_out(sealed: Sealed) -> None:
    case = sealed.cases[1]
    sealed.town.catch_up()
    with again(sealed) as (_, url):
        assert Client(url, http=sealed.town.registrar.http).query(CASE, {"case": case})["case"] is None
    assert "NO_READ" in {row["standing"] for row in unwraps(sealed, case)}


def test_the_journal_is_open_to_whom_the_audit_is_and_is_none_of_the_reads(sealed: Sealed) -> None:
    case, process = sealed.cases[0], stolen(sealed, sealed.cases[0])
    asked = {"of": case, "n": 10, "after": None}
    assert sealed.person("t2_officer").query(UNWRAPS, asked)["audit"] is None
    reads = sealed.person("auditor").ask(
        "query($by: ID!) { audit { readsBy(person: $by) { nodes { number } } } }", {"by": process}, purpose=PURPOSE
    )
    assert reads["audit"]["readsBy"]["nodes"] == []
    suspicious = "query($c: ID!, $s: Instant!) { audit { suspicious(cycle: $c, since: $s) { personId } } }"
    since = at("2022-06-01 00:00").isoformat()
    hits = sealed.person("auditor").ask(suspicious, {"c": CYCLE, "s": since}, purpose=PURPOSE)["audit"]["suspicious"]
    assert process not in {hit["personId"] for hit in hits}


def test_of_a_key_that_was_destroyed_nobody_is_said_not_to_have_had_it(sealed: Sealed) -> None:
    case = sealed.cases[2]
    sealed.town.catch_up()
    with again(sealed) as (biaogan, url):
        read(sealed, url, case)
        biaogan.log.keys.unwraps._noted.clear()
    stolen(sealed, case)
    assert unreconciled(sealed, case)["reads"]
    sealed.town.biaogan.log.keys.destroy([case])
    found = unreconciled(sealed, case)
    assert found["reads"] == []
    assert {row["standing"] for row in found["unwraps"]} == {"NO_READ"}, "the journal is not erased with the key"
