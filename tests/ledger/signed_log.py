"""A log of real statements for tests: people with keys, a service with consequences and refusals, every column in use.

`SignedLog` keeps what a client keeps (the head of each stream, the last checkpoint seen) and signs with it.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from local_cipher import LocalCipher
from log_samples import ORIGIN, Clock, close_log, open_log

from biaogan.ledger.access import Accesses
from biaogan.ledger.access_batches import Batches
from biaogan.ledger.access_row import TOPIC, Access
from biaogan.ledger.append import Append, Appended, NewRecord
from biaogan.ledger.encoding import to_base64
from biaogan.ledger.keys import proof_of_possession, public_jwk, thumbprint
from biaogan.ledger.log import Log
from biaogan.ledger.statement import compose, sign

SERVICE = "service"
_SPACE = UUID("6f1e5b0a-5d8b-4c53-9a0e-6b7d7c1f0a11")


def name(kind: str, about: object) -> str:
    """A stream or actor id that is the same in every run."""
    return f"{kind}_{uuid5(_SPACE, str(about))}"


def key_of(label: str) -> Ed25519PrivateKey:
    """A key that is the same in every run."""
    return Ed25519PrivateKey.from_private_bytes(sha256(label.encode()).digest())


@dataclass
class SignedLog:
    """A log and what its clients know of it."""

    log: Log
    clock: Clock = field(default_factory=lambda: Clock(step=timedelta(0)))
    keys: dict[str, Ed25519PrivateKey] = field(default_factory=dict)
    heads: dict[str, tuple[int, str | None]] = field(default_factory=dict)
    seen: dict[str, Any] | None = None

    def statement(self, actor: str, stream: str, topic: str, body: Mapping[str, Any], **claims: Any) -> NewRecord:
        """A signed record that continues its stream; `key` signs instead of the actor's own, `kind` is the leaf's."""
        key, kind, jti = claims.pop("key", None) or self.keys[actor], claims.pop("kind", "e"), secrets.token_urlsafe(16)
        seq, prev = self.heads.get(stream, (0, None))
        now = int(self.clock.now.timestamp())
        members: dict[str, Any] = {
            "log": ORIGIN, "type": topic, "stream": stream, "seq": seq + 1, "prev": prev, "basis": None,
            "seen": self.seen, "iss": actor, "role": "applicant_editor", "iat": now, "exp": now + 300, "jti": jti,
            "rules": None, "kid": thumbprint(public_jwk(key)), "body": body, **claims,
        }  # fmt: skip
        jws, _, disclosures = sign(compose(**members), key).partition("~")
        self.heads[stream] = (seq + 1, sha256(jws.encode()).hexdigest())
        return NewRecord(
            members["stream"],
            members["seq"],
            topic,
            jws.encode(),
            disclosures.rstrip("~").encode(),
            members["jti"],
            kind,
        )

    def append(self, *records: NewRecord, at: Any = None) -> list[int]:
        """Append records in one transaction; their positions."""
        (outcome,) = self.log.append_many([Append(records, {})], at=at or self.clock.now)
        assert isinstance(outcome, Appended), outcome
        return list(outcome.positions)

    def publish(self) -> None:
        """Sign a checkpoint, which everybody sees."""
        checkpoint = self.log.publish()
        self.seen = {"size": checkpoint.size, "root": to_base64(checkpoint.root)}

    def found(self) -> None:
        """The genesis: the service names its own key."""
        self.keys[SERVICE] = key_of(SERVICE)
        body = {"jwk": public_jwk(self.keys[SERVICE])}
        self.append(self.statement(SERVICE, name("log", ORIGIN), "log_created/1", body, kind="g"))

    def enrol(self, label: str) -> str:
        """A person with a key; the person's id."""
        actor = name("person", label)
        key = self.keys[actor] = key_of(label)
        nonce = f"nonce of {label}"
        body = {
            "actor": actor, "jwk": public_jwk(key), "custody": "person", "nonce": nonce,
            "proof": proof_of_possession(key, ORIGIN, actor, nonce),
        }  # fmt: skip
        self.append(self.statement(SERVICE, actor, "key_enrolled/1", body, kind="d"))
        return actor

    def rotate(self, actor: str) -> Ed25519PrivateKey:
        """Give the person another key; the old one, which must not be used any more."""
        old, key, nonce = self.keys[actor], key_of(f"second key of {actor}"), "rotation"
        old_kid = thumbprint(public_jwk(old))
        body = {
            "actor": actor, "jwk": public_jwk(key), "old_kid": old_kid, "nonce": nonce,
            "proof": proof_of_possession(key, ORIGIN, actor, nonce, old_kid),
        }  # fmt: skip
        self.append(self.statement(actor, actor, "key_rotated/1", body, kind="d"))
        self.keys[actor] = key
        return old

    def revoke(self, actor: str, since: int | None) -> None:
        """End the person's key, as compromised since a position."""
        body = {"kid": thumbprint(public_jwk(self.keys[actor])), "compromised_since": since}
        self.append(self.statement(SERVICE, actor, "key_revoked/1", body, kind="d"))

    def act(self, actor: str, case: object, **claims: Any) -> NewRecord:
        """A person's act on a case."""
        body = {"title": f"以数据驱动的全过程质量管理经验 {case}", "industry": "C34", "points": [18, "17.5"]}
        return self.statement(actor, name("case", case), "case_drafted/1", body, **claims)

    def consequence(self, cause: NewRecord, case: object) -> NewRecord:
        """What the service adds to an act, naming it."""
        digest = sha256(cause.jws).hexdigest()
        return self.statement(
            SERVICE, name("case", case), "case_moved/1", {"status": "DRAFT"}, role="system", extra={"cause": digest}
        )

    def reads(self, count: int, *, commit: bool = True) -> int:
        """Rows of reads by the people of this log, and the batch over what has gathered; how many batches."""
        accesses = Accesses(self.log.database.engine, LocalCipher(bytes(32)), lambda: self.clock.now)
        people = [actor for actor in self.keys if actor != SERVICE]
        asked = [
            Access(people[n % len(people)], name("case", n % 7), "case.content", n, n % 5 > 0, f"读 {n}".encode(), "k")
            for n in range(count)
        ]
        accesses.record([asked[:1], asked[1:]])
        made = Batches(self.log, accesses, self.batch, lambda: self.clock.now).commit() if commit else 0
        accesses.close()
        return made

    def batch(self, stream: str, seq: int, prev: str | None, body: Mapping[str, Any], at: datetime) -> NewRecord:
        """The service's statement over access rows."""
        self.heads[stream] = (seq - 1, prev)
        return self.statement(SERVICE, stream, TOPIC, body, kind="a", role="system")

    def refusal(self, refused: NewRecord) -> NewRecord:
        """The record that an act was refused: found by the refused statement's id."""
        body = {"jti": refused.jti, "code": "quota_exhausted"}
        made = self.statement(SERVICE, name("refusal", refused.jti), "refused/1", body, role="system")
        return NewRecord(made.stream, made.version, made.type, made.jws, made.disclosures, refused.jti)


def small_log(url: str, guard: Path | None = None, cases: int = 298) -> SignedLog:
    """A log of more than one tile in which every column is in use, with several checkpoints."""
    made = SignedLog(open_log(url, guard))
    made.found()
    actors = [made.enrol(label) for label in ("张三", "李四", "王五")]
    made.publish()
    for first in range(0, cases, 50):
        made.clock.now += timedelta(seconds=7)
        for number in range(first, min(first + 50, cases)):
            act = made.act(actors[number % 3], number % 40)
            made.append(act, *([made.consequence(act, number % 40)] if number % 5 == 0 else []))
        heads = dict(made.heads)
        refused = made.act(actors[0], 0)
        made.heads = heads
        made.append(made.refusal(refused))
        if first in (150, 200):
            made.reads(12)
        made.publish()
    made.reads(3, commit=False)
    made.append(made.act(actors[1], "last"))  # in the log, not signed yet
    return made


__all__ = ["SERVICE", "SignedLog", "close_log", "key_of", "name", "small_log"]
