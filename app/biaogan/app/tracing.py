"""Records as chains of reasons follow them (溯源): from the log itself, every signature checked anew, nothing from the views."""

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from biaogan.app.codec import recorded_statement
from biaogan.app.standing import Standing
from biaogan.graphql.ports import RecordView
from biaogan.graphql.why_port import Signature, Trace
from biaogan.ledger import proof
from biaogan.ledger.errors import VerificationError
from biaogan.ledger.keys import KeyRefused
from biaogan.ledger.log import Log
from biaogan.ledger.note import NoteVerifier
from biaogan.ledger.record import StoredRecord
from biaogan.ledger.statement import Statement, check_signature, parse_stored

PIECE = 64
"""Records read at once on the way back to a cause."""


@dataclass(frozen=True, slots=True)
class Traces:
    """`biaogan.graphql.why_port.TracesPort` over the log."""

    log: Log
    standing: Standing
    vkey: NoteVerifier

    def of(self, stream: str, at: int) -> Sequence[Trace]:
        """As the port has it."""
        return [self._trace(record) for record in self.log.read(stream) if record.position <= at]

    def at(self, position: int) -> Trace | None:
        """As the port has it."""
        found = self.log.read_from(position, 1) if position >= 0 else []
        return self._trace(found[0]) if found else None

    def cause(self, trace: Trace) -> Trace | None:
        """A cause stands in the same append, before its consequences and with nothing else between."""
        end = trace.position if trace.cause else 0
        while end > 0:
            first = max(0, end - PIECE)
            for record in reversed(self.log.read_from(first, end - first)):
                statement = parse_stored(record.jws, record.disclosures)
                if statement.digest == trace.cause:
                    return self._trace(record)
                if statement.claims.get("cause") != trace.cause:
                    return None
            end = first
        return None

    def received(self, receipt: str) -> int | None:
        """As the port has it: the opening that a receipt holds is known to nobody else."""
        try:
            given = proof.parse(receipt)
            records = self.log.read_from(given.index, 1)
            if not records or given.extra is None:
                return None
            proof.verify(given, records[0].rehash(), [self.vkey], self.log.origin, hashed=True)
            opening = json.loads(given.extra)["opening"]
        except (VerificationError, ValueError, KeyError, TypeError):
            return None
        return given.index if opening == b64encode(records[0].opening).decode() else None

    def _trace(self, record: StoredRecord) -> Trace:
        statement = parse_stored(record.jws, record.disclosures)
        return Trace(
            face=face_of(record),
            told=recorded_statement(record, statement),
            digest=statement.digest,
            cause=statement.claims.get("cause") or "",
            basis=statement.basis,
            rules=statement.rules or "",
            signature=self._signature(statement, record.position),
        )

    def _signature(self, statement: Statement, position: int) -> Signature:
        try:
            key = self.standing.key(statement.kid, position)
            check_signature(statement, key.public_key)
        except KeyRefused:
            return Signature(statement.kid, "", None, False)
        except VerificationError:
            return Signature(statement.kid, key.custody, max(key.enrolled, 0), False)
        return Signature(statement.kid, key.custody, max(key.enrolled, 0), key.actor == statement.iss)


def face_of(record: StoredRecord) -> RecordView:
    """The public face of a record."""
    leaf = b64encode(record.rehash()).decode()
    return RecordView(record.position, record.stream, record.version, record.type, record.admitted_at, leaf)
