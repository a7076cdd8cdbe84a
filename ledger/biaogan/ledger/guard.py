"""The guard (守护文件): the last signed checkpoint, kept in a file outside the database.

Promise: the file always holds one whole signed note (written aside, synced, renamed) and never goes back, whatever
number of processes advance it. A database restored from yesterday's backup is behind its guard and is refused. It
belongs on another disk than the database; who can change both is caught by witnesses and receipts only.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from biaogan.ledger.checkpoint import Checkpoint, open_checkpoint
from biaogan.ledger.note import NoteVerifier
from biaogan.ledger.tree import IntegrityAlarm


class Guard:
    """One guard file. `origin` and `vkey` are those of the log; a note of anybody else raises VerificationError."""

    def __init__(self, path: Path, origin: str, vkey: NoteVerifier) -> None:
        self.path = path
        self._origin = origin
        self._vkey = vkey
        self._read: tuple[bytes, Checkpoint] | None = None

    def read(self) -> Checkpoint | None:
        """The checkpoint in the file, its signature verified; None when there is no file yet."""
        try:
            note = self.path.read_bytes()
        except FileNotFoundError:
            return None
        known = self._read
        if known is None or known[0] != note:
            known = self._read = (note, open_checkpoint(note, [self._vkey], self._origin))
        return known[1]

    def advance(self, checkpoint: Checkpoint, note: bytes) -> None:
        """Replace the file unless it holds this size or a larger one (推进). Raises IntegrityAlarm for a split view."""
        with self._alone():
            held = self.read()
            if held is not None and held.size == checkpoint.size and held.root != checkpoint.root:
                raise IntegrityAlarm("guard", "two roots were signed for the same size: a split view", held.size)
            if held is not None and held.size >= checkpoint.size:
                return
            aside = self.path.with_name(self.path.name + ".new")
            with aside.open("wb") as file:
                file.write(note)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(self.path)
            self._read = (note, checkpoint)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self.path.with_name(self.path.name + ".lock").open("wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
