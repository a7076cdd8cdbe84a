"""What an erasure makes unreadable (删除范围), told before it is done; and the two acts that do it, each by one person."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from biaogan.app.client import Client
from biaogan.app.sealing import key_names
from biaogan.app.settings import Settings
from biaogan.domain.erasure import PERSONAL_REQUEST
from biaogan.domain.event import PERSONAL
from biaogan.domain.events import EVENTS, ErasureProposed
from biaogan.domain.ids import kind_of
from biaogan.domain.two_person import act_digest
from biaogan.ledger.log import Log
from biaogan.ledger.statement import parse_stored

ERASABLE = ("person", "expert", "case", "objection")
"""Kinds of streams that may be erased (可删除的流), D-25."""
KINDS = ", ".join(f"{kind}_" for kind in ERASABLE)


class NotErasable(Exception):
    """There is no such stream, or it is of a kind that is never erased."""


@dataclass(frozen=True, slots=True)
class Lost:
    """One record, and its fields that nobody will read any more; those of a file have no position."""

    what: str
    position: int | None
    fields: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        return {"what": self.what, "position": self.position, "fields": list(self.fields)}


def keys_of(stream: str, *, whole: bool) -> list[str]:
    """The keys to destroy: of the personal data, and of everything else that is confidential if ``whole``."""
    return [stream + PERSONAL, *([stream] if whole else [])]


def proposal(stream: str, *, whole: bool, ground: str, legal_basis: str, reference: str) -> ErasureProposed:
    """What the first person proposes, and the second repeats."""
    return ErasureProposed(stream, keys_of(stream, whole=whole), ground or PERSONAL_REQUEST, legal_basis, reference)


def lost(log: Log, settings: Settings, stream: str, *, whole: bool) -> Iterator[Lost]:
    """Every record of the stream with fields under these keys, and every file; without changing anything.

    Raises `NotErasable`.
    """
    records = log.read(stream) if kind_of(stream) in ERASABLE else []
    if not records:
        raise NotErasable(stream)
    keys = frozenset(keys_of(stream, whole=whole))
    for record in records:
        if record.kind == "e" and record.type in EVENTS:
            fields = tuple(parse_stored(record.jws, record.disclosures).body)
            names = key_names(record.type, record.kind, stream, fields)
            gone = tuple(field for field, name in zip(fields, names, strict=True) if name in keys)
            if gone:
                yield Lost(record.type, record.position, gone)
    if stream in keys:
        for path in sorted((settings.files / stream).glob("*/*")):
            yield Lost(f"file {path.name}", None, ())


def propose(client: Client, event: ErasureProposed) -> dict[str, Any]:
    """The first person's act; the outcome. Raises `RequestFailed`."""
    return client.act("proposeErasure", **_body(event))


def erase(client: Client, event: ErasureProposed) -> dict[str, Any]:
    """The custodian's act, on exactly what was proposed; the outcome. Raises `RequestFailed`."""
    return client.act("erasePersonalData", proposal=act_digest(event), **_body(event))


def _body(event: ErasureProposed) -> dict[str, Any]:
    return {
        "subject": event.subject,
        "keys": event.keys,
        "ground": event.ground,
        "legalBasis": event.legal_basis,
        "reference": event.reference,
    }
