"""32 clients and ``kill -9`` (并发与崩溃考验): a real ``biaogan serve`` is killed at random moments, again and again.

    python bench/torture.py --kills 30                    SQLite
    python bench/torture.py --kills 30 --postgres         a PostgreSQL of its own
    python bench/torture.py --kills 0 --seconds 60        no kills: a minute of load, checked at the end

After each restart: `biaogan verify` is clean, every receipt any client holds proves its statement under a checkpoint
that the log continues, every acknowledged statement is at its position, positions are gapless, no quota was ever
exceeded; what was not answered is handed in again and is recorded once. Prints a JSON summary; exit code 0 if all held.
"""

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from postgres import postgres
from torture_checks import Checks
from torture_clients import Book, Client, Gate

from biaogan.app import keyring, wiring
from biaogan.app.bench.cases import EDITOR, Bureau, Town
from biaogan.app.bench.corpus import credit_code
from biaogan.app.bench.hand import Hand
from biaogan.app.bench.server import Server
from biaogan.app.clock import system_clock
from biaogan.app.settings import Settings
from biaogan.domain.ids import organisation_id

ORIGIN = "torture.biaogan.invalid/log"
UNITS = ("hebei-01", "hebei-02", "hebei-15")
CASES = 8
EACH = 24
"""Organisations one client may register."""
RUN_SECONDS = (0.2, 2.0)
"""How long the server lives between two kills."""
STARTUP_SHARE = 0.2
"""How often it is killed while it is still starting."""


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=30, help="how many kills; 0: none, load only")
    parser.add_argument(
        "--seconds", type=float, default=0.0, help="without kills: how long; with kills: at least so long"
    )
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument(
        "--seed", type=int, default=2022, help="of the clients' choices and of the moments of the kills"
    )
    parser.add_argument("--database", default="", help="SQLAlchemy URL of an empty database; default SQLite")
    parser.add_argument("--postgres", action="store_true", help="start a PostgreSQL for this run")
    parser.add_argument("--data", type=Path, default=None, help="a directory to keep; default a temporary one")
    return parser.parse_args()


@contextmanager
def database(wanted: argparse.Namespace, folder: Path) -> Iterator[str]:
    """The database's URL, with a PostgreSQL behind it if one is wanted."""
    if not wanted.postgres:
        yield wanted.database
        return
    with postgres(folder) as url:
        yield url


class Torture:
    """One deployment, its clients, and what is done to them."""

    def __init__(self, settings: Settings, clients: int, seed: int) -> None:
        self.random = random.Random(seed)
        self.gate, self.book = Gate(), Book()
        keyring.create(settings.keys, ORIGIN)
        key = Ed25519PrivateKey.generate()
        registrar = Hand.of(wiring.initialise(settings, key), key, ORIGIN)
        office = wiring.build(settings)
        town = Town(office.office, registrar, system_clock)
        bureaus = [town.bureau(unit, -(-clients // len(UNITS)), CASES) for unit in UNITS]
        self.server = Server(settings.data, settings.database)
        self.clients = [self._client(number, town, bureaus, seed) for number in range(clients)]
        office.close()
        self.book.units = {case: bureau.code for bureau in bureaus for case in bureau.cases}
        quotas = {bureau.code: bureau.quota for bureau in bureaus}
        self.checks = Checks(settings, ORIGIN, wiring.signer(settings).vkey(), quotas, self.book)
        self.kills = self.kills_at_start = 0

    def _client(self, number: int, town: Town, bureaus: list[Bureau], seed: int) -> Client:
        numbers = list(range(number * EACH, (number + 1) * EACH))
        registrant = town.person([(EDITOR, organisation_id(credit_code(n))) for n in numbers])
        bureau = bureaus[number % len(bureaus)]
        return Client(number, self.server.port, seed, registrant, numbers, bureau, town.rules, self.book, self.gate)

    def run(self, kills: int, seconds: float) -> None:
        """Load, kills, checks; at the end everything is checked once more."""
        end = monotonic() + seconds
        self.server.start()
        for client in self.clients:
            client.start()
        while self.kills < kills or (kills and monotonic() < end):
            sleep(self.random.uniform(*RUN_SECONDS))
            self._kill()
            if self.random.random() < STARTUP_SHARE:
                self.server.launch()
                sleep(self.random.uniform(0.3, 2.0))
                self.kills_at_start += 1
                self._kill()
            self.gate.shut()
            self.server.start()
            self.checks.all()
            self._tell()
            self.gate.unlock()
        sleep(max(0.0, end - monotonic()) if not kills else 1.0)
        self.gate.shut()
        self.checks.all()
        self.gate.end()
        self.server.stop()
        for client in self.clients:
            client.join(30)

    def _kill(self) -> None:
        self.server.kill()
        self.kills += 1

    def _tell(self) -> None:
        words = f"kill {self.kills}: {self.checks.records} records, {self.checks.receipts} receipts"
        print(words, "ok" if not self.checks.faults else self.checks.faults[:3], file=sys.stderr, flush=True)

    def summary(self) -> dict[str, Any]:
        """What happened, and whether all held."""
        return {
            "ok": not self.checks.faults,
            "kills": self.kills,
            "killsDuringStart": self.kills_at_start,
            "clients": len(self.clients),
            "records": self.checks.records,
            "receipts": self.checks.receipts,
            "outcomes": dict(sorted(self.book.outcomes.items())),
            "faults": self.checks.faults[:20],
        }


def main() -> int:
    """Run as asked."""
    wanted = options()
    with tempfile.TemporaryDirectory(prefix="biaogan-torture-", ignore_cleanup_errors=True) as folder:
        data = wanted.data or Path(folder) / "data"
        data.mkdir(parents=True, exist_ok=True)
        with database(wanted, Path(folder)) as url:
            began = monotonic()
            torture = Torture(Settings(data=data, database=url), wanted.clients, wanted.seed)
            started = monotonic()
            torture.run(wanted.kills, wanted.seconds)
            told = {"database": url.partition(":")[0] or "sqlite", "setupSeconds": round(started - began, 1)}
            print(json.dumps({**torture.summary(), **told, "seconds": round(monotonic() - started, 1)}, indent=2))
            return 0 if torture.summary()["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
