"""A person with the key in hand (持钥人): signs statements without asking the service to draft them.

What is signed is exactly what `Drafting` would compose; a load of thousands of acts is prepared this way before any
clock runs.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Self
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biaogan.app.codec import write_body
from biaogan.domain.event import Event
from biaogan.domain.events import KeyEnrolled
from biaogan.ledger.keys import proof_of_possession, public_jwk, thumbprint
from biaogan.ledger.statement import compose, sign

LIFE = timedelta(minutes=10)
"""How long a statement may be handed in; the longest the log admits."""


@dataclass(frozen=True, slots=True)
class Hand:
    """A person (``person_<uuid>``), the key, its thumbprint, and the log the statements are for."""

    person: str
    key: Ed25519PrivateKey
    kid: str
    origin: str

    @classmethod
    def of(cls, person: str, key: Ed25519PrivateKey, origin: str) -> Self:
        """The holder of an enrolled key."""
        return cls(person, key, thumbprint(public_jwk(key.public_key())), origin)

    @classmethod
    def new(cls, origin: str) -> Self:
        """A new person with a new key, not enrolled yet; see `enrolment`."""
        return cls.of(f"person_{uuid4()}", Ed25519PrivateKey.generate(), origin)

    def enrolment(self) -> KeyEnrolled:
        """What a registrar states to enrol this key, with the proof of possession (持有证明)."""
        nonce = secrets.token_urlsafe(16)
        proof = proof_of_possession(self.key, self.origin, self.person, nonce)
        return KeyEnrolled(self.person, public_jwk(self.key.public_key()), nonce, proof)

    def state(
        self,
        event: Event,
        stream: str,
        role: str,
        *,
        at: datetime,
        seq: int = 1,
        prev: str | None = None,
        rules: str | None = None,
    ) -> str:
        """The signed SD-JWT of ``event`` as the ``seq``-th statement on ``stream``, good for ten minutes from ``at``."""
        issued = int(at.timestamp())
        draft = compose(
            log=self.origin,
            type=event.TOPIC,
            stream=stream,
            seq=seq,
            prev=prev,
            basis=0,
            seen=None,
            iss=self.person,
            role=role,
            iat=issued,
            exp=issued + int(LIFE.total_seconds()),
            jti=secrets.token_urlsafe(16),
            rules=rules,
            kid=self.kid,
            body=write_body(event),
        )
        return sign(draft, self.key)


def digest_of(text: str) -> str:
    """The digest by which the next statement on the stream names this one (``prev``)."""
    return sha256(text.partition("~")[0].encode()).hexdigest()
