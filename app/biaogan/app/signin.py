"""Signing in: the person's key signs a statement that is never recorded (登录声明); the session is bound to that key."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from biaogan.app.admission import fresh, genuine
from biaogan.app.messages import invalid
from biaogan.app.office import Office
from biaogan.app.operations import Operations
from biaogan.graphql.ports import Challenge, InvalidStatement, Session, SignedIn
from biaogan.ledger.statement import compose

TYPE = "sign_in/1"
LIFE = timedelta(minutes=2)
NOBODY = "self"
"""Issuer and role of a sign-in: whose key it is, the key says. So the challenge tells nothing of who is enrolled."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Challenges given, statements checked, sessions opened and closed."""

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
        """A session for the person whose key signed the challenge."""
        with self.office.lock:
            self.office.streams.refresh()
            statement = genuine(text, self.office.streams, origin=self.office.service.origin, issuer=NOBODY)
            if isinstance(statement, InvalidStatement):
                return statement
            person = self.office.streams.keys.at(statement.kid, self.office.streams.size).actor
        if statement.type != TYPE:
            return invalid("unknown_act", "type", type=statement.type)
        if (late := fresh(statement, self.office.clock())) is not None:
            return late
        if not self.operations.answer(statement.jti, statement.kid):
            return invalid("challenge_unknown", "jti")
        token, session = self.operations.open(person, statement.kid)
        return SignedIn(token, person, session.expires)

    def sign_out(self, session: Session) -> None:
        """The session's token is worth nothing from now on."""
        self.operations.end(session.token_id)
