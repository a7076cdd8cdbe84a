"""Signing in: the person's key signs a statement that is never recorded (登录声明); the session is bound to that key."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biaogan.app.admission import fresh
from biaogan.app.messages import invalid
from biaogan.app.office import Office
from biaogan.app.operations import Operations
from biaogan.graphql.ports import Challenge, InvalidStatement, Session, SignedIn
from biaogan.ledger.errors import VerificationError
from biaogan.ledger.keys import KeyRefused, KeyState
from biaogan.ledger.statement import Statement, check_signature, compose, parse

TYPE = "sign_in/1"
LIFE = timedelta(minutes=2)
NOBODY = "self"
"""Issuer and role of a sign-in: whose key it is, the key says. So the challenge tells nothing of who is enrolled."""
STRANGER = KeyState("", "", "", Ed25519PrivateKey.generate().public_key(), 0)
"""Stands for every key that is not enrolled, so that trying one takes as long as trying another."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Challenges given, statements checked, sessions opened, listed and closed."""

    office: Office
    operations: Operations

    def challenge(self, kid: str) -> Challenge:
        """What the holder of ``kid`` signs within two minutes. The same for a key that nobody enrolled."""
        now = int(self.office.clock().timestamp())
        nonce = secrets.token_urlsafe(16)
        draft = compose(
            log=self.office.service.origin,
            type=TYPE,
            stream=f"session_{uuid4()}",
            seq=1,
            prev=None,
            basis=None,
            seen=None,
            iss=NOBODY,
            role=NOBODY,
            iat=now,
            exp=now + int(LIFE.total_seconds()),
            jti=nonce,
            rules=None,
            kid=kid,
            body={},
        )
        expires = self.operations.challenge(nonce, kid)
        return Challenge(draft.signing_input, nonce, expires)

    def sign_in(self, text: str) -> SignedIn | InvalidStatement:
        """A session for the person whose key signed the challenge.

        What is wrong with the text itself is said. Whether the key is unknown, revoked or another's, is not.
        """
        try:
            statement = parse(text)
        except VerificationError as error:
            return invalid(error.code, getattr(error, "field", None), detail=str(error))
        if (fault := self._misdirected(statement)) is not None:
            return fault
        key, size = self._key(statement.kid)
        try:
            check_signature(statement, key.public_key)
        except VerificationError:
            return invalid("sign_in_refused", "kid")
        if not self.operations.answer(statement.jti, statement.kid):
            return invalid("challenge_unknown", "jti")
        token, session = self.operations.open(key.actor, statement.kid, size - 1)
        return SignedIn(token, session.person, session.expires)

    def _misdirected(self, statement: Statement) -> InvalidStatement | None:
        """Why the statement is no answer to a challenge of this log, now."""
        if statement.type != TYPE:
            return invalid("unknown_act", "type", type=statement.type)
        if statement.iss != NOBODY:
            return invalid("issuer_mismatch", "iss")
        origin = self.office.service.origin
        if statement.claims["log"] != origin:
            return invalid("foreign_log", "log", origin=origin)
        return fresh(statement, self.office.clock())

    def _key(self, kid: str) -> tuple[KeyState, int]:
        """The key, or one that signs nothing; and the size of the log at which it was looked up."""
        with self.office.lock:
            streams = self.office.streams
            streams.refresh()
            try:
                return streams.keys.at(kid, streams.size), streams.size
            except KeyRefused:
                return STRANGER, streams.size

    def sessions(self, session: Session) -> Sequence[Session]:
        """The live sessions of the same person."""
        return self.operations.of(session.person)

    def sign_out(self, session: Session, id_: str | None) -> bool:
        """The token of one of the person's sessions, by default of this one, is worth nothing from now on."""
        return self.operations.end(session.person, id_ or session.id)

    def sign_out_everywhere(self, session: Session) -> None:
        """The tokens of all of the person's sessions are worth nothing from now on."""
        self.operations.end(session.person)
