"""A city bureau whose clerks endorse more cases than it may: what tests of haste stand on (名额争先)."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier
from typing import Any

from audit_helper import assert_clean
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biaogan.app import keyring, wiring
from biaogan.app.bench.cases import APPROVER, OPINION, Bureau, Town
from biaogan.app.bench.hand import Hand, digest_of
from biaogan.app.clock import system_clock
from biaogan.app.opening import signer
from biaogan.app.settings import Settings
from biaogan.app.wiring import Biaogan
from biaogan.graphql.ports import Outcome, Recorded, Refused
from biaogan.ledger.audit_receipt import verify_receipt
from biaogan.ledger.statement import parse

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
    return signer(biaogan.settings).vkey()


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
