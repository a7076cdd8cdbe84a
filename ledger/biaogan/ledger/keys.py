"""The key directory (密钥目录): which key spoke for whom at which position of the log.

Promise to callers: the directory is a function of the key records in log order and of nothing else. `at` answers for a
position with the key's state, whose `contested` says that a later compromise claim covers the position; or it raises
`KeyRefused`, whose `key_unknown` means *unverifiable*, never *tampered*. Validity goes by position, not by clock: a key
is valid after its enrolment and before its revocation. The one exception is said by the log's own order: the genesis is
signed by the key it names, and a key may sign its own retirement.

Who *may* enrol or revoke is a rule of the procedure (登记员) and decided elsewhere; here stands only what keys can prove.
A key record must be whole: erasing its fields would make acts unverifiable, so its body holds no personal data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from biaogan.ledger.errors import StatementError
from biaogan.ledger.jwk import KeyRefused, load_public, public_jwk, thumbprint
from biaogan.ledger.record import StoredRecord
from biaogan.ledger.statement import parse_stored
from biaogan.ledger.wire import canonical, decode, encode

__all__ = [
    "TOPICS", "KeyDirectory", "KeyRefused", "KeyState",
    "check_possession", "load_public", "proof_of_possession", "public_jwk", "thumbprint",
]  # fmt: skip

TOPICS = frozenset({"log_created/1", "key_enrolled/1", "key_rotated/1", "key_revoked/1"})
_TAG = b"biaogan/pop/v1\0"


def proof_of_possession(
    private_key: Ed25519PrivateKey, log: str, actor: str, nonce: str, old_kid: str | None = None
) -> str:
    """A new key's signature (base64url) over who enrols it where (持有证明); `old_kid` is the key it replaces, if any.

    With `old_kid` it is the countersignature of a rotation (轮换会签): the new key agrees to take that key's place.
    """
    return encode(private_key.sign(_claim(log, actor, nonce, old_kid)))


def check_possession(
    jwk: Mapping[str, object], log: str, actor: str, nonce: str, proof: str, old_kid: str | None = None
) -> Ed25519PublicKey:
    """The key, if it is sound and made the proof; KeyRefused `possession_not_proven`, or what `load_public` finds."""
    public_key = load_public(jwk)
    try:
        public_key.verify(decode(proof), _claim(log, actor, nonce, old_kid))
    except (InvalidSignature, StatementError):
        raise KeyRefused("possession_not_proven", "the key did not sign for this log, actor and nonce") from None
    return public_key


@dataclass(frozen=True, slots=True)
class KeyState:
    """One key as the log knows it (密钥状态). Positions are log positions; `enrolled` is -1 for the genesis key.

    `custody`: "person" (held by the person), "custodial" (代管, held by the server), or "service".
    `revoked`: position of the record that ended the key by rotation or revocation. `contested`: the position asked
    about lies within a claimed compromise (争议), so acts there are shown as disputed, not removed.
    """

    kid: str
    actor: str
    custody: str
    public_key: Ed25519PublicKey
    enrolled: int
    last: int | None = None
    revoked: int | None = None
    compromised_since: int | None = None
    contested: bool = False


class KeyDirectory:
    """All keys of a log, built by feeding every key record, in log order, to `apply` (one writer; reading is free)."""

    def __init__(self) -> None:
        self._keys: dict[str, KeyState] = {}

    def at(self, kid: str, position: int) -> KeyState:
        """The key's state for an act at that position.

        KeyRefused: key_unknown, key_not_yet_valid, key_revoked.
        """
        state = self._keys.get(kid)
        if state is None:
            raise KeyRefused("key_unknown", f"no record of this log enrols key {kid}")
        if position <= state.enrolled:
            raise KeyRefused("key_not_yet_valid", f"enrolled at {state.enrolled}, used at {position}")
        if state.last is not None and position > state.last:
            raise KeyRefused("key_revoked", f"ended at {state.revoked}, used at {position}")
        if state.compromised_since is not None and position >= state.compromised_since:
            return replace(state, contested=True)
        return state

    def examine(
        self, position: int, topic: str, claims: Mapping[str, object], body: Mapping[str, object], *, kid: str
    ) -> tuple[KeyState, ...]:
        """The states a key record at that position brings about, changing nothing; KeyRefused says why it cannot.

        `kid` is the key that signed the record, already known to be valid there. Codes beside those of `at` and
        `check_possession`: bad_key_record, key_already_enrolled, wrong_signer.
        """
        log, signer = _text(claims, "log"), _text(claims, "iss")
        match topic:
            case "log_created/1":
                return (self._genesis(position, signer, body, kid),)
            case "key_enrolled/1":
                return (self._enrolment(position, log, body),)
            case "key_rotated/1":
                return self._rotation(position, log, signer, body, kid)
            case "key_revoked/1":
                return (self._revocation(position, body, kid),)
        raise KeyRefused("bad_key_record", f"{topic} is no key record")

    def apply(
        self, position: int, topic: str, claims: Mapping[str, object], body: Mapping[str, object], *, kid: str
    ) -> None:
        """Take a key record into the directory, or raise as `examine` does and stay unchanged."""
        for state in self.examine(position, topic, claims, body, kid=kid):
            self._keys[state.kid] = state

    def learn(self, record: StoredRecord) -> None:
        """Take in a record of the log, as `apply` does, if it is about keys."""
        if record.type in TOPICS:
            statement = parse_stored(record.jws, record.disclosures)
            self.apply(record.position, record.type, statement.claims, statement.body, kid=statement.kid)

    def _genesis(self, position: int, actor: str, body: Mapping[str, object], kid: str) -> KeyState:
        state = self._new(_jwk(body), actor, "service", -1)
        if position != 0 or self._keys:
            raise KeyRefused("bad_key_record", "a log has one genesis, at position 0")
        if state.kid != kid:
            raise KeyRefused("wrong_signer", "the genesis is signed by the key it names")
        return state

    def _enrolment(self, position: int, log: str, body: Mapping[str, object]) -> KeyState:
        jwk, actor, custody = _jwk(body), _text(body, "actor"), _text(body, "custody")
        if custody not in ("person", "custodial"):
            raise KeyRefused("bad_key_record", "custody is person or custodial")
        check_possession(jwk, log, actor, _text(body, "nonce"), _text(body, "proof"))
        return self._new(jwk, actor, custody, position)

    def _rotation(
        self, position: int, log: str, signer: str, body: Mapping[str, object], kid: str
    ) -> tuple[KeyState, KeyState]:
        jwk, actor, old_kid = _jwk(body), _text(body, "actor"), _text(body, "old_kid")
        old = self.at(old_kid, position)
        if kid != old_kid or actor != old.actor or signer != actor:
            raise KeyRefused("wrong_signer", "a rotation is signed with the key it ends, by its owner")
        check_possession(jwk, log, actor, _text(body, "nonce"), _text(body, "proof"), old_kid)
        ended = replace(old, last=position, revoked=position, contested=False)
        return ended, self._new(jwk, actor, old.custody, position)

    def _revocation(self, position: int, body: Mapping[str, object], kid: str) -> KeyState:
        revoked, since = _text(body, "kid"), body.get("compromised_since")
        if since is not None and (type(since) is not int or not 0 <= since <= position):
            raise KeyRefused("bad_key_record", "compromised_since is a position up to here, or null")
        state = self._keys.get(revoked)
        if state is None:
            raise KeyRefused("key_unknown", f"no record of this log enrols key {revoked}")
        if state.revoked is None:
            last = position if kid == revoked else position - 1
            return replace(state, last=last, revoked=position, compromised_since=since)
        if since is None:
            raise KeyRefused("key_revoked", f"ended at {state.revoked} already")
        earlier = since if state.compromised_since is None else min(since, state.compromised_since)
        return replace(state, compromised_since=earlier)

    def _new(self, jwk: Mapping[str, object], actor: str, custody: str, enrolled: int) -> KeyState:
        kid = thumbprint(jwk)
        if kid in self._keys:
            raise KeyRefused("key_already_enrolled", f"key {kid} stands in this log already")
        return KeyState(kid, actor, custody, load_public(jwk), enrolled)


def _claim(log: str, actor: str, nonce: str, old_kid: str | None) -> bytes:
    claim = {"log": log, "actor": actor, "nonce": nonce}
    return _TAG + canonical(claim if old_kid is None else {**claim, "old_kid": old_kid})


def _text(values: Mapping[str, object], name: str) -> str:
    value = values.get(name)
    if type(value) is not str or not value:
        raise KeyRefused("bad_key_record", f"{name} is missing or not text")
    return value


def _jwk(body: Mapping[str, object]) -> Mapping[str, object]:
    jwk = body.get("jwk")
    if not isinstance(jwk, Mapping):
        raise KeyRefused("bad_key_record", "jwk is missing")
    return jwk
