"""What the service itself signs: consequences, refusals, expiries (系统签名). It can never sign for a person.

A consequence names its cause by the SHA-256 of the causing JWS: the position is not known before the append, and the
digest is bound more tightly. The cause stands in the same append, before its consequences.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biaogan.app.codec import write_body
from biaogan.app.sealing import key_names, of_refusal
from biaogan.domain.events import Event, Refused
from biaogan.domain.person import SERVICE, SYSTEM
from biaogan.domain.rejections import Rejected
from biaogan.ledger.access_row import TOPIC as BATCH
from biaogan.ledger.keys import TOPICS, public_jwk, thumbprint
from biaogan.ledger.log import NewRecord
from biaogan.ledger.statement import Statement, compose, sign

ACTOR, ROLE = SERVICE, SYSTEM
ADMISSION = timedelta(seconds=300)


def kind_of(topic: str) -> str:
    """The leaf's letter: ``g`` for the log's own acts, ``d`` for the key directory, ``a`` for batches of reads, else ``e``."""
    if topic == "log_created/1":
        return "g"
    if topic == BATCH:
        return "a"
    return "d" if topic in TOPICS else "e"


@dataclass(frozen=True, slots=True)
class Made:
    """A record the service signed, and the digest its successors name it by."""

    record: NewRecord
    digest: str


@dataclass(frozen=True, slots=True)
class Service:
    """The service's signing key and the log it signs for."""

    origin: str
    key: Ed25519PrivateKey
    kid: str

    @classmethod
    def of(cls, origin: str, key: Ed25519PrivateKey) -> "Service":
        """A service with this key; its ``kid`` is the key's RFC 7638 thumbprint."""
        return cls(origin, key, thumbprint(public_jwk(key.public_key())))

    def record(
        self,
        event: Event,
        *,
        stream: str,
        seq: int,
        prev: str | None,
        at: datetime,
        basis: int | None,
        cause: str | None = None,
        rules: str | None = None,
        seal: str = "",
        under: str = "",
    ) -> Made:
        """The service's signed statement of ``event``, ready to append; ``seal`` is as in `sealing.key_names`.

        ``under`` is as in `sealing.of_refusal`.
        """
        body = write_body(event)
        if isinstance(event, Refused):
            keys = of_refusal(event, body, seal, under)
        else:
            keys = key_names(event.TOPIC, kind_of(event.TOPIC), stream, body, seal)
        record = self.statement(
            event.TOPIC,
            body,
            stream=stream,
            seq=seq,
            prev=prev,
            at=at,
            basis=basis,
            cause=cause,
            rules=rules,
            keys=keys,
        )
        return Made(record, sha256(record.jws).hexdigest())

    def statement(
        self,
        topic: str,
        body: Mapping[str, Any],
        *,
        stream: str,
        seq: int,
        prev: str | None,
        at: datetime,
        basis: int | None = None,
        cause: str | None = None,
        rules: str | None = None,
        keys: tuple[str, ...] = (),
    ) -> NewRecord:
        """A signed statement of any topic, its fields in clear or under ``keys``."""
        issued = int(at.timestamp())
        jti = secrets.token_urlsafe(16)
        draft = compose(
            log=self.origin,
            type=topic,
            stream=stream,
            seq=seq,
            prev=prev,
            basis=basis,
            seen=None,
            iss=ACTOR,
            role=ROLE,
            iat=issued,
            exp=issued + int(ADMISSION.total_seconds()),
            jti=jti,
            rules=rules,
            kid=self.kid,
            body=body,
            extra={"cause": cause} if cause else None,
        )
        return new_record(sign(draft, self.key), stream=stream, version=seq, topic=topic, jti=jti, keys=keys)

    def refusal(
        self,
        statement: Statement,
        rejected: Rejected,
        *,
        at: datetime,
        basis: int,
        seal: str = "",
        erased: bool = False,
    ) -> tuple[NewRecord, Refused]:
        """The record that ``statement`` was refused, on a stream of its own; found again by the refused ``jti``.

        ``erased``: the key of the stream it was about is destroyed, so the refusal's own seals it.
        """
        event = Refused(
            statement=statement.digest,
            jti=statement.jti,
            stream=statement.stream,
            act=statement.type,
            code=rejected.code,
            rule=rejected.rule,
            details=rejected.details,
        )
        own = f"refusal_{uuid4()}"
        under = own if erased else ""
        made = self.record(event, stream=own, seq=1, prev=None, at=at, basis=basis, seal=seal, under=under)
        return replace(made.record, jti=statement.jti), event


def new_record(text: str, *, stream: str, version: int, topic: str, jti: str, keys: tuple[str, ...]) -> NewRecord:
    """A signed SD-JWT as the log takes it: the JWS, and its disclosures beside it, each under the key ``keys`` names."""
    jws, _, rest = text.partition("~")
    return NewRecord(
        stream=stream,
        version=version,
        type=topic,
        jws=jws.encode(),
        disclosures=rest.rstrip("~").encode(),
        jti=jti,
        kind=kind_of(topic),
        keys=keys,
    )
