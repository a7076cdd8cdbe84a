"""Checkpoints and receipts made beside the office (公证): the same as here, whatever happens to the process that makes them."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from quota_race import Race, race, winners_and_losers

from biaogan.app.beside import portable
from biaogan.app.notary import Aside, Here, Notary
from biaogan.ledger.errors import LedgerError
from biaogan.ledger.log import IntegrityAlarm
from biaogan.ledger.proof import parse as parse_proof

Make = Callable[[Race], Notary]


@pytest.fixture
def one(tmp_path: Path, database_url: str) -> Iterator[Race]:
    """A deployment with a notary of its own, which is closed with it."""
    with race(tmp_path / "data", database_url, clerks=1, cases=4) as found:
        yield found


@pytest.mark.parametrize("make", [lambda one: Here(one.biaogan.log), lambda one: aside(one)], ids=["here", "aside"])
def test_every_act_gets_the_receipt_that_proves_it_and_nobody_is_answered_before(one: Race, make: Make) -> None:
    one.biaogan.office.notary = make(one)
    texts = one.endorsements()
    outcomes = [one.biaogan.office.submit(text).result() for text in texts]
    assert winners_and_losers(one.biaogan, texts, outcomes) == (3, 1)
    assert one.biaogan.log.checkpoint().size == one.biaogan.log.size()


def test_a_notary_that_dies_is_replaced_and_what_it_was_asked_is_done_here(
    one: Race, caplog: pytest.LogCaptureFixture
) -> None:
    notary = one.biaogan.office.notary = aside(one)
    texts = one.endorsements()
    outcomes = [one.biaogan.office.submit(texts[0]).result()]
    first = notary.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    outcomes += [one.biaogan.office.submit(text).result() for text in texts[1:]]
    assert winners_and_losers(one.biaogan, texts, outcomes) == (3, 1)
    assert "is gone" in caplog.text
    assert notary.pid not in (None, first)


def test_what_the_notary_refuses_to_sign_is_raised_to_who_waits(one: Race) -> None:
    notary = aside(one)
    assert [parse_proof(text).index for text in notary.prove([0, 1])] == [0, 1]
    with pytest.raises(LedgerError, match="none at some of"):
        notary.prove([10_000])
    assert len(notary.prove([2])) == 1
    notary.close()


def test_a_fault_that_cannot_be_carried_over_keeps_its_words() -> None:
    import pickle

    told = pickle.loads(portable(IntegrityAlarm("leaf", "record 7 does not hash to its stored leaf", 7)))
    assert isinstance(told, LedgerError)
    assert "record 7 does not hash to its stored leaf" in str(told)


def aside(one: Race) -> Aside:
    """A notary in a process of its own."""
    return Aside(one.biaogan.settings, one.biaogan.log)
