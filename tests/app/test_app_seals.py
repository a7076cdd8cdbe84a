"""Signatures checked beside the office (验签): the same verdicts as here, whatever happens to the process that gives them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from biaogan.app.bench.corpus import registration
from biaogan.app.bench.hand import Hand
from biaogan.app.clock import system_clock
from biaogan.app.seals import Aside, Here, Sealed, Seals
from biaogan.domain.ids import organisation_id
from biaogan.ledger.statement import parse


@pytest.fixture(params=[Here, Aside])
def seals(request: pytest.FixtureRequest) -> Iterator[Seals]:
    """Each way of checking in turn."""
    made: Seals = request.param()
    yield made
    made.close()


def batch(size: int) -> tuple[list[Sealed], list[bool]]:
    """Statements of which every third is checked under somebody else's key, and which of them are good."""
    hand, other = Hand.new("seals.example/log"), Hand.new("seals.example/log")
    found = []
    for number in range(size):
        event = registration(number)
        text = hand.state(event, organisation_id(event.credit_code), "applicant_editor", at=system_clock())
        found.append(((other if number % 3 == 1 else hand).key.public_key(), parse(text)))
    return found, [number % 3 != 1 for number in range(size)]


@pytest.mark.parametrize("size", [0, 1, 2, 3, 40, 256])
def test_every_signature_of_a_batch_gets_its_own_verdict(seals: Seals, size: int) -> None:
    statements, good = batch(size)
    assert seals.check(statements) == good
    assert seals.check(statements[::-1]) == good[::-1]


def test_when_the_process_aside_dies_the_batch_is_checked_here_and_another_one_starts(
    caplog: pytest.LogCaptureFixture,
) -> None:
    aside = Aside()
    statements, good = batch(8)
    assert aside.check(statements) == good
    first = aside.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert aside.check(statements) == good
    assert "is gone" in caplog.text
    assert aside.check(statements) == good
    assert aside.pid not in (None, first)
    aside.close()
    assert aside.pid is None


@pytest.mark.parametrize("size", [8, 2000])
def test_a_process_aside_that_hangs_is_ended_and_the_batch_is_checked_here(size: int) -> None:
    aside = Aside()
    statements, good = batch(size)  # of the long one not all fits into the pipe
    assert aside.check(statements) == good
    first = aside.pid
    assert first is not None
    os.kill(first, signal.SIGSTOP)
    aside.patience = 0.5
    assert aside.check(statements) == good
    assert not alive(first)
    aside.close()


def test_the_process_aside_ends_with_its_parent_even_when_that_is_killed() -> None:
    code = (
        "import os, sys, time; from biaogan.app.seals import Aside; aside = Aside();"
        "print(aside.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
    for _ in range(200):
        if not alive(child):
            return
        time.sleep(0.05)
    raise AssertionError("it lives on")


def alive(pid: int) -> bool:
    """Whether a process runs (one that nobody has collected yet has ended)."""
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    return bool(told) and not told.startswith("Z")
