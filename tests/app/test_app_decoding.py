"""A log read ahead by other processes is the log read plainly: same events, same order, to the end, sealed and erased."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from erased_town import peopled
from sealed_round import opened
from test_app_sealing import release
from town import Town

from biaogan.app import decoding
from biaogan.app.decoding import Ahead, ahead
from biaogan.app.reading import Events
from biaogan.domain.act import Recorded
from biaogan.ledger.log import Log


@pytest.fixture
def every_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even of a short log the pages are read ahead."""
    monkeypatch.setattr(decoding, "SHORT", 1)


def whole(source: Any, limit: int) -> Iterator[Any]:
    position = 0
    while page := source.read_from(position, limit):
        yield from page
        position += len(page)


def plainly(log: Log, count: int) -> list[Any]:
    """The first so many events; reads that are taken down may have made the log longer meanwhile."""
    assert log.size() - count < 5
    return list(whole(Events(log), 50))[:count]


def test_pages_read_ahead_are_the_records_read_plainly_whatever_was_sealed_and_erased(
    small: Town, every_page: None
) -> None:
    sealed = opened(small)
    sealed.lock_all()
    sealed.close()
    for custodian in sealed.custodians[1:]:
        small.story.kept(release(custodian, sealed.round))
    log = small.biaogan.log
    with ahead(small.biaogan.settings, log) as source:
        found = list(whole(source, 7))
    assert found == plainly(log, len(found))
    assert any(isinstance(event, Recorded) and event.revealed for event in found)


def test_what_was_erased_reads_as_gone_and_a_log_that_grows_is_read_to_its_end(small: Town, every_page: None) -> None:
    town = peopled(small)
    log = small.biaogan.log
    with ahead(small.biaogan.settings, log) as source:
        before = list(whole(source, 5))
        town.erase(town.expert)
        grown = source.read_from(len(before), 5)
        assert list(grown) == list(Events(log).read_from(len(before), len(grown))) != []
    with ahead(small.biaogan.settings, log) as source:
        after = list(whole(source, 5))
    assert after == plainly(log, len(after))
    assert after[: len(before)] != before


def test_processes_that_died_are_done_without(small: Town, every_page: None) -> None:
    peopled(small)
    log = small.biaogan.log
    with ahead(small.biaogan.settings, log) as source:
        first = list(source.read_from(0, 5))
        killed = [os.kill(pid, signal.SIGKILL) for pid in readers()]
        assert killed
        found = [*first, *whole(After(source, 5), 5)]
    assert found == plainly(log, len(found))


def readers() -> list[int]:
    """The processes that read for this one."""
    children = [
        int(pid) for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()
    ]
    return [pid for pid in children if b"biaogan.app.parsing" in Path(f"/proc/{pid}/cmdline").read_bytes()]


class After:
    """A source from a position on."""

    def __init__(self, source: Ahead, first: int) -> None:
        self._source, self._first = source, first

    def read_from(self, position: int, limit: int) -> Any:
        return self._source.read_from(position + self._first, limit)


class Idle:
    """A pool that is too busy to begin with anything."""

    def __init__(self) -> None:
        self.asked = 0

    def submit(self, *_: Any) -> Future[Any]:
        self.asked += 1
        return Future()


def test_whoever_waits_reads_the_pages_that_nobody_has_begun_with(small: Town, every_page: None) -> None:
    peopled(small)
    log, idle = small.biaogan.log, Idle()
    found = list(whole(Ahead(log, Events(log), idle, lambda _start, _limit: b"", 1), 5))  # type: ignore[arg-type]
    assert found == plainly(log, len(found))
    assert idle.asked >= len(found) // 5
