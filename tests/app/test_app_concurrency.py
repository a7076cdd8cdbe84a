"""Many at once, and the machine going down: quotas, positions and receipts hold, whoever is faster (并发与崩溃)."""

import http.client
import json
import subprocess
import sys
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest
from quota_race import ORIGIN, QUOTA, at_once, race, winners_and_losers

from biaogan.app import wiring
from biaogan.app.admission import Submission
from biaogan.app.bench.hand import Hand
from biaogan.app.bench.load import MUTATION
from biaogan.app.bench.server import Server
from biaogan.app.clock import system_clock
from biaogan.app.reading import Events
from biaogan.domain.act import Recorded as Event
from biaogan.domain.events import RoleGranted
from biaogan.graphql.ports import InvalidStatement, Outcome, Recorded, Refused
from biaogan.ledger.keys import TOPICS

ROOT = Path(__file__).parents[2]


def test_case_11_of_two_clerks_who_endorse_the_third_and_the_fourth_at_once_one_is_refused(
    tmp_path: Path, database_url: str
) -> None:
    with race(tmp_path / "data", database_url, clerks=2, cases=4) as one:
        texts = one.endorsements()
        for text in texts[:2]:
            assert isinstance(one.biaogan.office.submit(text).result(), Recorded)
        last = texts[2:]
        outcomes = at_once(2, lambda index: one.biaogan.office.submit(last[index]).result())
        assert winners_and_losers(one.biaogan, last, outcomes) == (1, 1)


def test_case_11_of_fifty_who_endorse_at_once_exactly_the_quota_wins(tmp_path: Path, database_url: str) -> None:
    with race(tmp_path / "data", database_url, clerks=10, cases=50) as one:
        texts = one.endorsements()
        outcomes = at_once(50, lambda index: one.biaogan.office.submit(texts[index]).result())
        assert winners_and_losers(one.biaogan, texts, outcomes) == (QUOTA, 50 - QUOTA)


def test_case_11_of_fifty_at_two_services_on_one_log_exactly_the_quota_wins(tmp_path: Path, database_url: str) -> None:
    with race(tmp_path / "data", database_url, clerks=10, cases=50) as one:
        texts = one.endorsements()
        words = (one.biaogan.settings.data, one.biaogan.settings.database, "--no-projection")
        with Server(*words) as first, Server(*words) as second:
            ports = (first.port, second.port)
            told = at_once(50, lambda index: handed_in(ports[index % 2], texts[index]))
        outcomes = [outcome(answer) for answer in told]
        assert winners_and_losers(one.biaogan, texts, outcomes) == (QUOTA, 50 - QUOTA)
        assert sum(record.type == "refused/1" for record in one.biaogan.log.read_from(0, 10_000)) == 50 - QUOTA


def test_what_was_decided_on_a_place_that_another_service_takes_meanwhile_is_decided_again(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with race(tmp_path / "data", database_url, clerks=4, cases=4) as one:
        texts = one.endorsements()
        other = wiring.build(one.biaogan.settings)
        own = one.biaogan.log
        append_many = own.append_many
        one.biaogan.office.clock = lambda: system_clock() + timedelta(seconds=2)  # decided later, though written first

        def late(*words: Any, **more: Any) -> Any:
            monkeypatch.undo()
            assert isinstance(other.office.process([Submission(texts[3])])[0], Recorded)
            return append_many(*words, **more)

        monkeypatch.setattr(own, "append_many", late)
        outcomes = one.biaogan.office.process([Submission(text) for text in texts[:3]])
        other.close()
        assert winners_and_losers(one.biaogan, texts[:3], outcomes) == (QUOTA - 1, 1)


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
