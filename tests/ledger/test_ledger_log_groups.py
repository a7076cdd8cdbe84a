"""A group of appends: each is accepted or refused by itself, unless it was decided on one that is refused (成组追加)."""

from collections.abc import Iterator

import pytest
from log_samples import append, close_log, new, open_log

from biaogan.ledger.log import Append, Appended, Conflict, DuplicateId, Log


@pytest.fixture
def log(database_url: str) -> Iterator[Log]:
    log = open_log(database_url)
    yield log
    close_log(log)


def positions(outcome: object) -> tuple[int, ...]:
    assert isinstance(outcome, Appended), outcome
    return outcome.positions


def test_each_append_of_a_group_is_accepted_or_refused_by_itself(log: Log) -> None:
    log.append(append("round_1", 1, jti="first"))
    outcomes = log.append_many(
        [
            append("case_1", 1, round_1=1),
            append("case_2", 1, round_1=7),  # the round is not at version 7
            append("case_3", 1, jti="first"),  # said before
            append("case_1", 2),  # sees the first append of its own group
            append("case_1", 2),  # and this one comes too late
            append("case_4", 3),  # leaves a gap
            append("case_5", 1, jti="second"),
            append("case_6", 1, jti="second"),  # said before, in this group
        ]
    )
    assert [positions(outcome) for outcome in (outcomes[0], outcomes[3], outcomes[6])] == [(1,), (2,), (3,)]
    assert outcomes[1] == Conflict("round_1", 7, 1)
    assert outcomes[2] == DuplicateId("first", 0)
    assert outcomes[4] == Conflict("case_1", 1, 2)
    assert outcomes[5] == Conflict("case_4", 2, 0)
    assert outcomes[7] == DuplicateId("second", 3)
    assert log.size() == 4


def test_in_a_chained_group_what_goes_on_from_a_refused_append_is_refused_with_it(log: Log) -> None:
    log.append_many([append("round_1", 1, jti="said"), append("case_1", 1)])  # by another process, meanwhile
    group = [
        append("case_1", 1),  # takes the case for a new one
        append("case_1", 2),  # would follow, but was decided on the append that failed
        append("case_2", 1, case_1=1),  # only reads it, and read what did not come about
        append("case_2", 2),  # and so on
        append("round_1", 1, jti="said"),
        append("round_1", 2),
        append("case_3", 1),  # stands by itself
    ]
    outcomes = log.append_many(group, chained=True)
    assert outcomes[:4] == [
        Conflict("case_1", 0, 1), Conflict("case_1", 1, 1), Conflict("case_1", 1, 1), Conflict("case_2", 1, 0)
    ]  # fmt: skip
    assert outcomes[4:6] == [DuplicateId("said", 0), Conflict("round_1", 1, 1)]
    assert [positions(outcome) for outcome in outcomes[6:]] == [(2,)]


def test_an_append_is_admitted_whole_or_not_at_all(log: Log) -> None:
    outcome = log.append(Append((new("case_1", 1), new("case_2", 5)), {}))
    assert outcome == Conflict("case_2", 4, 0)
    assert log.read("case_1") == []


def test_a_retry_after_the_stream_moved_on_still_finds_its_first_admission(log: Log) -> None:
    log.append(append("case_1", 1, jti="said"))
    log.append(append("case_1", 2))
    assert log.append(append("case_1", 1, jti="said")) == DuplicateId("said", 0)
