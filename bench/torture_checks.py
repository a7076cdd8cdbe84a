"""What must hold after every crash, looked at from outside: the database's rows, the receipts in the clients' hands."""

import json
import subprocess
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from torture_clients import Book, Told

from biaogan.app.bench.hand import digest_of
from biaogan.app.bench.server import command
from biaogan.app.settings import Settings
from biaogan.ledger.checkpoint import Checkpoint, open_checkpoint
from biaogan.ledger.database import create_engine
from biaogan.ledger.errors import VerificationError
from biaogan.ledger.merkle import Frontier, leaf_hash, verify_inclusion
from biaogan.ledger.note import VKey, parse_vkey
from biaogan.ledger.proof import parse as parse_proof
from biaogan.ledger.record import leaf_data
from biaogan.ledger.statement import parse

SELECT = sa.text("SELECT position, stream, type, kind, jws, leaf FROM record ORDER BY position")
ENDORSED, WITHDRAWN = "case_endorsed_by_t1/1", "endorsement_withdrawn_by_t1/1"


@dataclass(frozen=True, slots=True)
class Row:
    """A record as it lies in the database."""

    position: int
    stream: str
    type: str
    kind: str
    jws: bytes
    leaf: bytes


class Checks:
    """All checks of one deployment. Each `all` looks at everything again; faults are sentences."""

    def __init__(self, settings: Settings, origin: str, vkey: str, quotas: dict[str, int], book: Book) -> None:
        self._settings = settings
        self._origin = origin
        self._vkey: VKey = parse_vkey(vkey)
        self._quotas = quotas
        self._book = book
        self._notes: dict[bytes, Checkpoint] = {}
        self.faults: list[str] = []
        self.receipts = 0
        self.records = 0

    def all(self) -> None:
        """Every check. The server may run; the clients stand still."""
        rows = self._rows()
        self.records = len(rows)
        self._gapless(rows)
        self._acknowledged(rows)
        self._quota(rows)
        self._receipts(rows)
        self._verify()
        with self._book.lock:
            self.faults += self._book.faults
            self._book.faults.clear()

    def _fault(self, text: str) -> None:
        self.faults.append(text)

    def _rows(self) -> list[Row]:
        engine = create_engine(self._settings.log_url)
        with engine.connect() as connection:
            rows = [Row(*row) for row in connection.execute(SELECT)]
        engine.dispose()
        return rows

    def _gapless(self, rows: list[Row]) -> None:
        """No position skipped or duplicated."""
        if [row.position for row in rows] != list(range(len(rows))):
            self._fault("positions are not gapless")

    def _acknowledged(self, rows: list[Row]) -> None:
        """Every acknowledged statement is at its position; no statement is in the log twice, or though it was stale."""
        counted = Counter(row.jws for row in rows)
        for jws, times in counted.items():
            if times > 1:
                self._fault(f"a statement is in the log {times} times: {jws[:60]!r}")
        for told in self._book.told.values():
            jws = told.text.partition("~")[0].encode()
            if told.name != "Recorded":
                if jws in counted:
                    self._fault("a refused statement is in the log")
            elif told.position is None or told.position >= len(rows) or rows[told.position].jws != jws:
                self._fault(f"an acknowledged statement is not at its position {told.position}")
        for text in self._book.never:
            if text.partition("~")[0].encode() in counted:
                self._fault("a stale statement is in the log")

    def _quota(self, rows: list[Row]) -> None:
        """At no position of the log has a unit given more places than it has. Counted from the clerks' own statements."""
        places: dict[str, set[str]] = {unit: set() for unit in self._quotas}
        for row in rows:
            unit = self._book.units.get(row.stream)
            if unit is None:
                continue
            if row.type == ENDORSED:
                places[unit].add(row.stream)
            elif row.type == WITHDRAWN:
                places[unit].discard(row.stream)
            if len(places[unit]) > self._quotas[unit]:
                self._fault(f"{unit} has {len(places[unit])} places at position {row.position}")

    def _receipts(self, rows: list[Row]) -> None:
        """Every receipt proves its record under a checkpoint that the present log continues."""
        self.receipts = 0
        for told, receipt in self._held():
            self.receipts += 1
            try:
                self._receipt(told, receipt, rows)
            except (VerificationError, KeyError, IndexError, ValueError) as error:
                self._fault(f"a receipt of {told.name} does not verify: {error!r}")
        wanted: dict[int, set[bytes]] = {}
        for checkpoint in self._notes.values():
            wanted.setdefault(checkpoint.size, set()).add(checkpoint.root)
        frontier = Frontier.empty()
        for row in rows:
            frontier.append(row.leaf)
            roots = wanted.pop(frontier.size, None)
            if roots is not None and roots != {frontier.root()}:
                self._fault(f"the log does not continue the checkpoint of size {frontier.size}")
        if wanted:
            self._fault(f"checkpoints of sizes {sorted(wanted)} are ahead of the log")

    def _held(self) -> Iterator[tuple[Told, str]]:
        for told in self._book.told.values():
            if told.receipt is None:
                self._fault(f"{told.name} came without a receipt")
            else:
                yield told, told.receipt

    def _receipt(self, told: Told, receipt: str, rows: list[Row]) -> None:
        """As a client would: the leaf from the statement and the opening, its inclusion, the signed checkpoint."""
        proof = parse_proof(receipt)
        checkpoint = self._notes.get(proof.checkpoint)
        if checkpoint is None:
            checkpoint = self._notes[proof.checkpoint] = open_checkpoint(proof.checkpoint, [self._vkey], self._origin)
        extra = json.loads(proof.extra or b"")
        header = json.dumps(extra["header"], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        row = rows[proof.index]
        proven = (told.text if told.name == "Recorded" else told.refusal or "").partition("~")[0].encode()
        leaf = leaf_hash(leaf_data(b64decode(extra["opening"]), header, proven, row.kind))
        verify_inclusion(proof.index, checkpoint.size, leaf, proof.hashes, checkpoint.root)
        if row.jws != proven or extra["header"]["position"] != proof.index:
            raise ValueError("the receipt is for another record")
        if told.name == "Recorded" and proof.index != told.position:
            raise ValueError("the receipt is for another position")
        if told.name != "Recorded":
            body = parse(told.refusal or "").body
            if row.type != "refused/1" or body["statement"] != digest_of(told.text) or body["code"] != told.code:
                raise ValueError("the receipt is not that of this refusal")

    def _verify(self) -> None:
        """``biaogan verify`` in a process of its own, exit code 0."""
        words = ("verify", "--data", str(self._settings.data), "--database", self._settings.database, "--json")
        done = subprocess.run(command(*words), check=False, capture_output=True, text=True)
        if done.returncode != 0:
            self._fault(f"biaogan verify: {done.returncode} {done.stdout[-1500:]} {done.stderr[-1500:]}")
