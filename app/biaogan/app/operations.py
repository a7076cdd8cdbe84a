"""The service's own small store: sign-in challenges and sessions. Not evidence, not trusted with anything else.

It lies in the views' database, so that every API process sees the same sessions. Tokens and nonces are kept as SHA-256
only: whoever reads the table cannot use them.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Column, DateTime, Engine, Index, MetaData, String, Table, delete, insert, select

from biaogan.app.clock import Clock
from biaogan.graphql.ports import Session

metadata = MetaData()
challenge = Table(
    "app_challenge",
    metadata,
    Column("nonce", String(64), primary_key=True),
    Column("kid", String(64), nullable=False),
    Column("expires", DateTime(timezone=True), nullable=False),
)
session = Table(
    "app_session",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("person", String(80), nullable=False),
    Column("kid", String(64), nullable=False),
    Column("expires", DateTime(timezone=True), nullable=False),
    Index("app_session_person", "person"),
)

CHALLENGE_LIFE = timedelta(minutes=2)


def _hashed(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


class Operations:
    """Challenges and sessions."""

    def __init__(self, engine: Engine, clock: Clock, session_life: timedelta) -> None:
        self._engine = engine
        self._clock = clock
        self._life = session_life

    def challenge(self, nonce: str, kid: str) -> datetime:
        """Remember that ``nonce`` was given to ``kid`` to sign; good until the instant answered, for one use."""
        now = self._clock()
        with self._engine.begin() as connection:
            connection.execute(delete(challenge).where(challenge.c.expires <= now))
            connection.execute(insert(challenge).values(nonce=_hashed(nonce), kid=kid, expires=now + CHALLENGE_LIFE))
        return now + CHALLENGE_LIFE

    def answer(self, nonce: str, kid: str) -> bool:
        """Whether this nonce was given to this key, is fresh, and had not been used; it is used up now."""
        with self._engine.begin() as connection:
            gone = connection.execute(
                delete(challenge).where(
                    challenge.c.nonce == _hashed(nonce), challenge.c.kid == kid, challenge.c.expires > self._clock()
                )
            )
        return gone.rowcount == 1

    def open(self, person: str, kid: str) -> tuple[str, Session]:
        """A new session; its token is told once."""
        token, expires = secrets.token_urlsafe(32), self._clock() + self._life
        with self._engine.begin() as connection:
            connection.execute(delete(session).where(session.c.expires <= self._clock()))
            connection.execute(insert(session).values(token=_hashed(token), person=person, kid=kid, expires=expires))
        return token, Session(person, kid, _hashed(token), expires)

    def find(self, token: str) -> Session | None:
        """The live session of a token."""
        with self._engine.connect() as connection:
            row = connection.execute(select(session).where(session.c.token == _hashed(token))).first()
        if row is None:
            return None
        expires = row.expires if row.expires.tzinfo else row.expires.replace(tzinfo=self._clock().tzinfo)
        return Session(row.person, row.kid, row.token, expires) if expires > self._clock() else None

    def end(self, token_id: str) -> None:
        """Sign out."""
        with self._engine.begin() as connection:
            connection.execute(delete(session).where(session.c.token == token_id))
