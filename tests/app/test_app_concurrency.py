"""Many at once, and the machine going down: quotas, positions and receipts hold, whoever is faster (并发与崩溃)."""

import http.client
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from audit_helper import assert_clean
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biaogan.app import keyring, wiring
from biaogan.app.admission import Submission
from biaogan.app.bench.cases import APPROVER, OPINION, Bureau, Town
from biaogan.app.bench.hand import Hand, digest_of
from biaogan.app.bench.load import MUTATION
from biaogan.app.bench.server import Server
from biaogan.app.clock import system_clock
from biaogan.app.reading import Events
from biaogan.app.settings import Settings
from biaogan.app.wiring import Biaogan
from biaogan.domain.act import Recorded as Event
from biaogan.domain.events import RoleGranted
from biaogan.graphql.ports import InvalidStatement, Outcome, Recorded, Refused
from biaogan.ledger.audit_receipt import verify_receipt
from biaogan.ledger.keys import TOPICS
from biaogan.ledger.statement import parse

ROOT = Path(__file__).parents[2]
ORIGIN = "race.biaogan.invalid/log"
CITY, QUOTA = "hebei-01", 3
"""A city bureau recommends at most three (R-15)."""


@dataclass
class Race:
    """A deployment with one bureau whose clerks may all endorse."""

    biaogan: Biaogan
    bureau: Bureau
    rules: str
    registrar: Hand

    def endorsements(self) -> list[str]:
        """Every case endorsed by some clerk, each signed on the case as it stands."""
        clerks = self.bureau.clerks
        return [
            clerks[index % len(clerks)].state(
                OPINION, case, APPROVER, at=system_clock(), seq=head.seq + 1, prev=head.prev, rules=self.rules
            )
            for index, (case, head) in enumerate(self.bureau.cases.items())
        ]


@contextmanager
def race(folder: Path, database_url: str, *, clerks: int, cases: int) -> Iterator[Race]:
    """Cases of one city bureau that have passed its initial review; audited at the end."""
    settings = settings_of(folder, database_url)
    keyring.create(settings.keys, ORIGIN)
    key = Ed25519PrivateKey.generate()
    registrar = Hand.of(wiring.initialise(settings, key), key, ORIGIN)
    biaogan = wiring.build(settings)
    try:
        town = Town(biaogan.office, registrar, system_clock)
        yield Race(biaogan, town.bureau(CITY, clerks, cases), town.rules, registrar)
        biaogan.log.publish()
        assert_clean(biaogan.log)
    finally:
        biaogan.close()


def settings_of(folder: Path, database_url: str) -> Settings:
    """SQLite in the directory, or the PostgreSQL of the URL."""
    return Settings(data=folder, database="" if database_url.startswith("sqlite") else database_url)


def at_once(number: int, act: Callable[[int], Any]) -> list[Any]:
    """``act(0)`` .. ``act(number - 1)``, each in a thread, all starting together."""
    barrier = Barrier(number)

    def started(index: int) -> Any:
        barrier.wait()
        return act(index)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(started, range(number)))


def vkey(biaogan: Biaogan) -> str:
    """The log's public key."""
    return wiring.signer(biaogan.settings).vkey()


def winners_and_losers(biaogan: Biaogan, texts: list[str], outcomes: list[Outcome]) -> tuple[int, int]:
    """How many were recorded and how many refused for want of a place; every receipt proves what it is for."""
    won = lost = 0
    for text, outcome in zip(texts, outcomes, strict=True):
        if isinstance(outcome, Recorded):
            won += 1
            assert verify_receipt(outcome.receipt, text, [vkey(biaogan)]).position == outcome.position
        else:
            assert isinstance(outcome, Refused)
            assert (outcome.code, outcome.rule) == ("quota_exhausted", "R-15")
            assert (outcome.details["used"], outcome.details["quota"]) == (QUOTA, QUOTA)
            verify_receipt(outcome.receipt, outcome.refusal, [vkey(biaogan)])
            assert parse(outcome.refusal).body["statement"] == digest_of(text)
            lost += 1
    return won, lost


def test_of_two_clerks_who_endorse_the_third_and_the_fourth_at_once_one_is_refused(
    tmp_path: Path, database_url: str
) -> None:
    with race(tmp_path / "data", database_url, clerks=2, cases=4) as one:
        texts = one.endorsements()
        for text in texts[:2]:
            assert isinstance(one.biaogan.office.submit(text).result(), Recorded)
        last = texts[2:]
        outcomes = at_once(2, lambda index: one.biaogan.office.submit(last[index]).result())
        assert winners_and_losers(one.biaogan, last, outcomes) == (1, 1)


def test_of_fifty_who_endorse_at_once_exactly_the_quota_wins(tmp_path: Path, database_url: str) -> None:
    with race(tmp_path / "data", database_url, clerks=10, cases=50) as one:
        texts = one.endorsements()
        outcomes = at_once(50, lambda index: one.biaogan.office.submit(texts[index]).result())
        assert winners_and_losers(one.biaogan, texts, outcomes) == (QUOTA, 50 - QUOTA)


def test_of_fifty_at_two_services_on_one_log_exactly_the_quota_wins(tmp_path: Path, database_url: str) -> None:
    with race(tmp_path / "data", database_url, clerks=10, cases=50) as one:
        texts = one.endorsements()
        words = (one.biaogan.settings.data, one.biaogan.settings.database, "--no-projection")
        with Server(*words) as first, Server(*words) as second:
            ports = (first.port, second.port)
            told = at_once(50, lambda index: handed_in(ports[index % 2], texts[index]))
        outcomes = [outcome(answer) for answer in told]
        assert winners_and_losers(one.biaogan, texts, outcomes) == (QUOTA, 50 - QUOTA)
        assert sum(record.type == "refused/1" for record in one.biaogan.log.read_from(0, 10_000)) == 50 - QUOTA


def handed_in(port: int, text: str) -> dict[str, Any]:
    """The outcome of a statement, over HTTP."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    body = json.dumps({"query": MUTATION, "variables": {"statement": text}})
    connection.request("POST", "/graphql", body, {"content-type": "application/json"})
    answer = json.loads(connection.getresponse().read())
    connection.close()
    found: dict[str, Any] = answer["data"]["record"]
    return found


def outcome(answer: dict[str, Any]) -> Outcome:
    """As the office would have said it in this process."""
    if answer["__typename"] == "Recorded":
        return Recorded(answer["receipt"], answer["position"], "", answer["duplicate"])
    assert answer["__typename"] == "Refused", answer
    return Refused(answer["code"], "R-15", "", "", answer["details"], answer["receipt"], answer["refusal"])


def test_the_same_statement_from_fifty_threads_is_recorded_once(tmp_path: Path, database_url: str) -> None:
    with race(tmp_path / "data", database_url, clerks=1, cases=1) as one:
        [text] = one.endorsements()
        size = one.biaogan.log.size()
        outcomes = at_once(50, lambda _: one.biaogan.office.submit(text).result())
        assert {found.position for found in outcomes} == {size}
        assert sum(not found.duplicate for found in outcomes) == 1
        assert one.biaogan.log.size() == size + 2  # the endorsement and the place it takes


def test_what_follows_a_change_of_keys_in_a_batch_is_judged_by_the_changed_keys(
    tmp_path: Path, sqlite_url: str
) -> None:
    with race(tmp_path / "data", sqlite_url, clerks=1, cases=0) as one:
        newcomer, now = Hand.new(ORIGIN), system_clock()
        enrolment = newcomer.enrolment()
        assert enrolment.TOPIC in TOPICS
        batch = [
            one.registrar.state(enrolment, newcomer.person, "registrar", at=now),
            newcomer.state(enrolment, newcomer.person, "self", at=now, seq=2, prev="ab" * 32),
        ]
        first, second = one.biaogan.office.process([Submission(text) for text in batch])
        assert isinstance(first, Recorded)
        assert isinstance(second, InvalidStatement)
        assert second.code == "key_already_enrolled"


def test_an_atomic_batch_that_changes_keys_before_its_end_is_admitted_in_no_part(
    tmp_path: Path, sqlite_url: str
) -> None:
    with race(tmp_path / "data", sqlite_url, clerks=1, cases=0) as one:
        newcomer, now, size = Hand.new(ORIGIN), system_clock(), one.biaogan.log.size()
        head = one.biaogan.office.streams.head(one.registrar.person)
        batch = [
            one.registrar.state(newcomer.enrolment(), newcomer.person, "registrar", at=now),
            one.registrar.state(
                RoleGranted("publisher"), one.registrar.person, "registrar",
                at=now, seq=head.version + 1, prev=head.digest,
            ),
        ]  # fmt: skip
        outcomes = one.biaogan.office.process([Submission(text) for text in batch], atomic=True)
        assert [getattr(found, "code", found) for found in outcomes] == ["batch_not_admitted"] * 2
        assert one.biaogan.log.size() == size


def test_what_the_views_are_told_at_once_is_what_the_log_says(tmp_path: Path, database_url: str) -> None:
    with race(tmp_path / "data", database_url, clerks=2, cases=5) as one:
        for text in one.endorsements():  # three places are taken, two acts refused
            one.biaogan.office.submit(text).result()
        told, said = (events.read_from(3, 1000) for events in (one.biaogan.events, Events(one.biaogan.log)))
        assert len(told) == one.biaogan.log.size() - 3
        assert told == said
        assert {event.at.tzinfo for event in told if isinstance(event, Event)} == {UTC}


@pytest.mark.slow
def test_killed_at_random_moments_the_service_forgets_nothing_it_has_answered(
    tmp_path: Path, database_url: str
) -> None:
    database = "" if database_url.startswith("sqlite") else database_url
    words = ("--kills", "3", "--clients", "12", "--database", database, "--data", str(tmp_path / "data"))
    done = subprocess.run(
        [sys.executable, ROOT / "bench" / "torture.py", *words], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert (told["ok"], told["faults"]) == (True, [])
    assert told["kills"] >= 3
    assert told["outcomes"]["Recorded"] > 50
