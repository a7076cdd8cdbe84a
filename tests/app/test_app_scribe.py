"""Reads put on record beside the service (书记): the same rows as here, whatever happens to the process that writes them."""

import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from time import sleep
from typing import Any

import pytest
from erased_town import peopled
from test_app_disclosures import MINE, asked, book, gone, held, rows
from test_app_seals import alive
from town import Town

from biaogan.app import rotating, serving
from biaogan.app.client import RequestFailed
from biaogan.app.scribe import Aside, Here
from biaogan.app.timekeeper import heed
from biaogan.app.wiring import Biaogan, build
from biaogan.graphql.disclosure import Denied, Disclosed, Reads
from biaogan.graphql.session import Session
from biaogan.ledger.access_row import AccessRow
from biaogan.ledger.kekfile import INTERVAL
from biaogan.ledger.unwraps import OBJECT, UNWRAPPED

TEST = Session("person_test", "kid", "token", datetime(2030, 1, 1, tzinfo=UTC), "session")


def read(stream: str, klass: str = "case.content", *, denied: bool = False) -> Reads:
    """An operation that was shown a class of an object, and denied another."""
    seen = [Disclosed(stream, klass, frozenset({"unit", "title"}), 2, frozenset({"00", "ff"}))]
    refused = [Denied(stream, "case.sealed", "1.12/K3", frozenset({"notes"})), Denied("case_none", "case", "D-1")]
    return Reads(TEST, "核对", "0f" * 32, 7, seen, refused if denied else (), "person_other" if denied else "")


def scribe_of(biaogan: Biaogan) -> Aside:
    """The process aside of a service that has this one alone."""
    reads = biaogan.disclosures
    made = reads.scribe = Aside(biaogan.settings, reads.scribe, biaogan.office.clock, "serve")
    made.fewest = 0
    return made


@pytest.fixture
def scribe(small: Town) -> Aside:
    """What puts the reads of `small` on record."""
    return scribe_of(small.biaogan)


def kept(town: Town) -> list[AccessRow]:
    """The rows of reads; those of unwraps of keys stand between them, and all together have no gap."""
    with book(town) as accesses:
        found = accesses.rows(0, 10_000)
    assert [row.id for row in found] == list(range(len(found)))
    return [row for row in found if row.klass != UNWRAPPED]


def test_a_read_is_put_on_record_aside_word_for_word_as_it_is_here(small: Town, scribe: Aside) -> None:
    here = Here(small.biaogan.disclosures._accesses)
    for way in (scribe, here):
        one, two = way.record([read("case_1"), read("case_1", denied=True)])
        assert two == one + 1
    places = ("id", "at", "commitment", "sealed")
    mine = [row for row in rows(small) if row["person"] == TEST.person]
    there = [{name: value for name, value in row.items() if name not in places} for row in mine]
    assert there[:4] == there[4:]
    assert there[1]["behalf"] == "person_other"
    assert [(row["class"], row["allowed"], row.get("rule")) for row in there[1:4]] == [
        ("case.content", 1, None),
        ("case.sealed", 0, "1.12/K3"),
        ("case", 0, "D-1"),
    ]
    assert (there[0]["fields"], there[0]["rows"], there[0]["files"]) == (["title", "unit"], 2, ["00", "ff"])
    first, *_ = kept(small)
    assert first.rehash() == first.hash
    assert datetime.fromtimestamp(first.at / 1e6, UTC).date() == small.clock().date(), "the clock of the service"


def test_every_answered_read_is_on_record_when_the_process_aside_is_killed_while_many_read(
    small: Town, caplog: pytest.LogCaptureFixture
) -> None:
    serving.aside(small.biaogan, small.biaogan.settings)
    scribe = small.biaogan.disclosures.scribe
    assert isinstance(scribe, Aside)
    scribe.fewest = 0
    client = small.registrar
    client.sign_in()
    pids = []
    with ThreadPoolExecutor(8) as pool:
        asking = [pool.submit(asked, client) for _ in range(60)]
        for _ in range(2):
            while scribe.pid in (None, *pids):
                sleep(0.005)
            pids.append(scribe.pid)
            sleep(0.3)
            os.kill(pids[-1], signal.SIGKILL)
        answers = [future.result() for future in asking]
    assert asked(client)["data"]["viewer"]["roles"]
    assert "is gone" in caplog.text
    assert scribe.pid is not None
    assert alive(scribe.pid)
    assert scribe.pid not in pids
    assert all(answer["data"]["viewer"]["roles"] for answer in answers)
    told = [answer["extensions"]["disclosed"]["first"] for answer in answers]
    assert len(set(told)) == len(answers)
    found = {row.id: row.person for row in kept(small)}
    assert {found[id_] for id_ in told} == {client.person}


def test_a_small_batch_is_put_on_record_here(small: Town, scribe: Aside) -> None:
    scribe.fewest = 5
    pid = scribe.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    assert len(scribe.record([read("case_1"), read("case_1", denied=True)])) == 2, "four rows do not wait for it"
    os.kill(pid, signal.SIGCONT)


@pytest.mark.parametrize("trouble", [held, gone])
def test_case_62_what_cannot_be_recorded_aside_is_not_answered(small: Town, scribe: Aside, trouble: Any) -> None:
    small.registrar.sign_in()
    small.registrar.ask(MINE)
    pid = scribe.pid
    with trouble(small):
        with pytest.raises(RequestFailed) as failed:
            small.registrar.query(MINE)
        assert failed.value.code == "DISCLOSURE_UNAVAILABLE"
    assert small.registrar.query(MINE)["viewer"]["roles"]
    assert scribe.pid == pid, "a fault is no death"
    assert [row.person for row in kept(small)] == [small.registrar.person] * 2


def test_a_key_destroyed_through_another_process_seals_nothing_new_aside(small: Town) -> None:
    scene = peopled(small)
    other = build(small.biaogan.settings, clock=small.clock)
    with closing(other):
        scribe, person, before = scribe_of(other), scene.person, len(kept(small))
        scribe.record([read(person, "person")])
        pid = scribe.pid
        scene.erase(person)
        heed(other)
        other.disclosures.scribe.record([read(person, "person"), read(scene.case)])
        assert scribe.pid == pid
        lost, new, lives = [row for row in kept(small)[before:] if row.person == TEST.person]
        with book(small) as accesses:
            assert [accesses.opened(row) is None for row in (lost, new, lives)] == [True, True, False]
        assert lost.sealed, "it was sealed while the key lived"
        assert new.sealed == b""


def test_a_new_process_aside_knows_of_every_key_destroyed_before(small: Town, scribe: Aside) -> None:
    name = "case_gone"
    scribe.record([read(name), read("case_stays")])
    small.biaogan.log.keys.forget([name])
    small.biaogan.disclosures.forget([name])
    scribe.record([read(name)])
    first = scribe.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    scribe.record([read(name)])
    scribe.record([read(name), read("case_stays")])
    assert scribe.pid not in (None, first)
    assert small.biaogan.log.keys.living([name]) == [name], "not destroyed in the database yet"
    assert [bool(row.sealed) for row in kept(small)] == [True, True, False, False, False, True]


def test_a_new_key_encryption_key_does_not_stop_the_process_aside(
    small: Town, scribe: Aside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotating, "GRACE", 2 * INTERVAL)
    here = small.biaogan.disclosures._accesses
    scribe.record([read("case_known")])
    other = small.biaogan.log.keys
    other.seal_value("case_unknown", b"", b"")
    pid = scribe.pid
    rotating.rotate(small.biaogan.settings, lambda _: None)
    first, _, last = scribe.record([read("case_known"), read("case_unknown"), read("case_new")])
    assert (last, scribe.pid) == (first + 2, pid)
    assert all(here.opened(row) for row in kept(small))
    scribe.record([])
    [row] = [row for row in rows(small) if row["stream"] == OBJECT + "case_unknown" and row["command"] == "serve"]
    assert (row["work"], row["count"]) == ("recording", 1)
    assert row["person"] != other.unwraps.process


def test_two_services_with_a_process_aside_each_leave_no_gap(service: Town) -> None:
    one = scribe_of(service.biaogan)
    with closing(build(service.biaogan.settings, clock=service.clock)) as other:
        two = scribe_of(other)
        with ThreadPoolExecutor(2) as pool:
            batches = [read(f"case_{number % 3}") for number in range(40)]
            told = [pool.submit(lambda who: [who.record([one])[0] for one in batches], who) for who in (one, two)]
            ids = [id_ for future in told for id_ in future.result()]
        pid = two.pid
    assert pid is not None
    assert not alive(pid), "it ends with its service"
    found = kept(service)
    assert [row.id for row in found] == sorted(ids)
    assert len(found) == 80
    assert all(row.rehash() == row.hash for row in found)
    assert sorted(row.at for row in found) == [row.at for row in found]
    assert service.biaogan.batches.commit() in (0, 1)
    assert json.loads(found[0].header())["person"] == TEST.person
