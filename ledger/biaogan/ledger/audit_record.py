"""Checking one stored record after the other (逐条核验): checks 4, 6 and 7, and the facts for 8, 9, 10 and 12.

Promise: whatever the columns of a record hold, `take` never raises: it returns the leaf hashes they amount to and adds
to `findings`. Nothing is believed because it is stored: the leaf is hashed anew, the statement is read strictly from
the stored bytes, the key is the one the directory names for that position. This is the hot path of an audit (热路径):
three quarters of its time is Ed25519 itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature

from biaogan.ledger.audit_columns import SHAPE, TYPES
from biaogan.ledger.audit_order import UNKNOWN, Order, Step
from biaogan.ledger.audit_report import Finding, Verdict
from biaogan.ledger.audit_sealed import readable
from biaogan.ledger.audit_source import Row
from biaogan.ledger.claims import MAX_LIFETIME
from biaogan.ledger.errors import StatementError
from biaogan.ledger.facts import facts_of
from biaogan.ledger.keys import KeyDirectory, KeyRefused, KeyState
from biaogan.ledger.merkle import leaf_hash
from biaogan.ledger.quick import Reading, Unsure, read_many
from biaogan.ledger.record import KINDS, OPENING_SIZE, header_bytes, leaf_data, rfc3339
from biaogan.ledger.statement import parse_stored

REFUSAL = "refused/1"
"""The topic of refusals: their column `jti` holds the id of the refused statement, as the field `jti` does."""
LEEWAY = 120_000_000
"""Microseconds by which clocks may differ, and an append may come after the admission it belongs to."""

_SECOND = 1_000_000
_KEY_FAULTS = {
    "key_unknown": ("key_unknown", Verdict.UNVERIFIABLE),
    "key_not_yet_valid": ("key_not_yet_valid", Verdict.TAMPERED),
    "key_revoked": ("key_ended", Verdict.TAMPERED),
}
_rfc3339 = lru_cache(maxsize=16)(rfc3339)  # a group of records is admitted in one instant


def hash_row(row: Row, position: int) -> bytes:
    """The leaf hash of a row of `Reader.records` if it stood at `position`.

    OverflowError or UnicodeEncodeError for values that no record can have.
    """
    header = header_bytes(_rfc3339(row[5]), position, row[1], row[3], row[2])
    return leaf_hash(leaf_data(row[7], header, row[6], row[4]))


@dataclass(frozen=True, slots=True)
class Terms:
    """What the records of a log are held against (核验依据); picklable."""

    origin: str
    keys: KeyDirectory
    statements: bool = True
    """False: the records hold other bytes than statements, and only what is hashed can be checked."""


class RecordCheck:
    """Takes the records of a range in order (逐条核验器). Not thread-safe."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._origin = terms.origin
        self._known: dict[str, KeyState] = {}  # keys that are valid at every position after their enrolment
        self.order = Order()
        self.findings: list[Finding] = []
        self.seen: dict[tuple[int, str], int] = {}
        """Position of the first statement that names a checkpoint (size, base64 root)."""
        self.statements = self.disclosures = self.withheld = 0

    def take(self, rows: Sequence[Row]) -> dict[int, bytes]:
        """The leaf hash of each row of `Reader.records`, by position; none where a column holds what it cannot hold.

        One thing after the other is done for all the rows, and the signatures at a stretch: code stays in the cache.
        """
        if any({*map(type, column)} - types for column, types in zip(zip(*rows, strict=True), SHAPE, strict=False)):
            rows = [row for row in map(self._typed, rows) if row is not None]
        rows = readable(rows, self.findings)
        hashes = self._hashes(rows)
        digests = [sha256(row[6]).hexdigest() for row in rows]
        readings = self._readings(rows)
        services = self._services(rows, readings)
        self.order.extend(list(map(self._step, rows, digests, readings, services)))
        return hashes

    def _typed(self, row: Row) -> Row | None:
        """The row, if each column has a type that is its own; without disclosures if only theirs is not."""
        bad = [name for (name, types), value in zip(TYPES.items(), row, strict=True) if type(value) not in types]
        for column in bad:
            table = "disclosure" if column == "data" else "record"
            self.findings.append(Finding(4, "malformed", table, column, row[0]))
        if bad == ["data"]:
            return *row[:-1], None
        return None if bad else row

    def _hashes(self, rows: Sequence[Row]) -> dict[int, bytes]:
        """Check 4: what the rows hash to."""
        if {len(row[7]) for row in rows} - {OPENING_SIZE} or {row[4] for row in rows} - KINDS:
            for row in rows:
                if len(row[7]) != OPENING_SIZE or row[4] not in KINDS:
                    self._find(4, "malformed", "kind" if len(row[7]) == OPENING_SIZE else "opening", row[0])
        try:
            return {row[0]: hash_row(row, row[0]) for row in rows}
        except (OverflowError, UnicodeEncodeError):
            return {row[0]: leaf for row in rows if (leaf := self._hash(row)) is not None}

    def _hash(self, row: Row) -> bytes | None:
        try:
            return hash_row(row, row[0])
        except OverflowError:
            self._find(4, "malformed", "admitted_at", row[0])
        except UnicodeEncodeError:
            self._find(4, "malformed", "stream|type|kind", row[0])
        return None

    def _readings(self, rows: Sequence[Row]) -> Sequence[Reading | None]:
        """Check 6: the statements, all at once if all are as they should be."""
        if not self._terms.statements or not rows:
            return [None] * len(rows)
        try:
            readings: Sequence[Reading | None] = read_many([row[6] for row in rows], [row[10] for row in rows])
        except Unsure:
            readings = [self._read(row[0], row[6], row[10] or b"") for row in rows]
        read = [reading for reading in readings if reading is not None]
        self.statements += len(read)
        self.disclosures += sum([len(reading[3]) for reading in read])
        self.withheld += sum([reading[5] for reading in read])
        return readings

    def _read(self, position: int, jws: bytes, data: bytes) -> Reading | None:
        """One statement; without its disclosures if only they are wrong."""
        try:
            statement = parse_stored(jws, data)
        except StatementError as error:
            try:
                statement = parse_stored(jws, b"")
            except StatementError:
                self._find(6, "statement_malformed", "jws", position, error.diagnostics())
                return None
            found = Finding(6, "disclosure_altered", "disclosure", "data", position, error.diagnostics())
            self.findings.append(found)
        facts = facts_of(statement)
        if facts is None or b"~" in jws:
            self._find(6, "statement_malformed", "jws", position, "a claim has a type that is not its own")
            return None
        body = statement.body
        return statement.kid, facts, statement.signature, tuple(body), tuple(body.values()), len(statement.withheld)

    def _services(self, rows: Sequence[Row], readings: Sequence[Reading | None]) -> list[bool]:
        """Check 7 for all rows; False where the key is known not to be the service's."""
        states = list(map(self._state, rows, readings))
        work = [
            (state.public_key.verify, reading[2], row[6][: row[6].rfind(b".")])
            for row, reading, state in zip(rows, readings, states, strict=True)
            if reading is not None and state is not None
        ]
        try:
            for verify, signature, message in work:
                verify(signature, message)
        except InvalidSignature:
            self._name_false(rows, readings, states)
        return [state is None or state.custody == "service" for state in states]

    def _state(self, row: Row, reading: Reading | None) -> KeyState | None:
        """The key that should have signed, if it was valid there."""
        if reading is None:
            return None
        kid, facts = reading[0], reading[1]
        state = self._known.get(kid)
        if state is None:
            position = row[0]
            try:
                state = self._terms.keys.at(kid, position)
            except KeyRefused as error:
                code, kind = _KEY_FAULTS[error.code]
                self.findings.append(Finding(7, code, "record", "jws", position, str(error), kind))
                return None
            if state.last is None and state.compromised_since is None:
                self._known[kid] = state
            elif state.contested:
                since = f"since {state.compromised_since}"
                self.findings.append(Finding(7, "key_contested", "record", "jws", position, since, Verdict.CONTESTED))
        if state.actor != facts[7]:
            self._find(7, "issuer_false", "jws", row[0], f"key of {state.actor}")
        return state

    def _name_false(
        self, rows: Sequence[Row], readings: Sequence[Reading | None], states: Sequence[KeyState | None]
    ) -> None:
        for row, reading, state in zip(rows, readings, states, strict=True):
            if reading is not None and state is not None:
                try:
                    state.public_key.verify(reading[2], row[6][: row[6].rfind(b".")])
                except InvalidSignature:
                    self._find(7, "signature_false", "jws", row[0], reading[0])

    def _step(self, row: Row, digest: str, reading: Reading | None, is_service: bool) -> Step:
        """Hold a statement against the columns beside it; its place in the order of the log."""
        position, stream, version, type_, _, at, _, _, _, jti, _ = row
        if reading is None:
            return position, at, digest, stream if self._terms.statements else None, version, UNKNOWN, None, None
        own_stream, seq, own_type, own, iat, exp, log, _, prev, basis, cause, _, _, seen = reading[1]
        if own_stream != stream or seq != version or own_type != type_ or jti != own or log != self._origin:
            self._differ(row, reading)
        if cause is not None and not is_service:
            self._find(9, "cause_forbidden", "jws", position)
            cause = None
        if not (0 < exp - iat <= MAX_LIFETIME and iat * _SECOND - LEEWAY <= at <= exp * _SECOND + LEEWAY):
            self._find(9, "out_of_time", "admitted_at", position)
        if seen is not None:
            if seen[0] > position:
                self._find(12, "future_view", "jws", position, f"seen {seen[0]}")
            else:
                self.seen.setdefault(seen, position)
        if basis is not None and basis >= position:
            self._find(12, "future_view", "jws", position, f"basis {basis}")
        return position, at, digest, own_stream, seq, prev, own, cause

    def _differ(self, row: Row, reading: Reading) -> None:
        position, jti, (stream, seq, type_, own, _, _, log, *_) = row[0], row[9], reading[1]
        for column, stored, signed in zip(("stream", "version", "type"), row[1:4], (stream, seq, type_), strict=True):
            if stored != signed:
                self._find(4, "column_altered", column, position)
        if log != self._origin:
            self._find(7, "foreign_log", "jws", position)
        expected: object = own
        if type_ == REFUSAL:  # a withheld field proves nothing about the column
            expected = dict(zip(reading[3], reading[4], strict=True)).get("jti", jti)
            if jti is not None and jti == expected:
                self.order.identify(position, jti)
        if jti is None or jti != expected:
            self._find(4, "column_altered", "jti", position)

    def _find(self, check: int, code: str, column: str, position: int, details: str = "") -> None:
        self.findings.append(Finding(check, code, "record", column, position, details))
