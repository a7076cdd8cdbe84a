"""The service's own small store: challenges, sessions, proofs already shown. Not evidence, trusted with nothing else.

It lies in the views' database, so that every API process sees the same sessions, and a proof shown to one of them is
refused by all. Tokens, nonces and proofs are kept as SHA-256 only: whoever reads the table cannot use them.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    DateTime,
    Engine,
    Index,
    MetaData,
    Row,
    String,
    Table,
    delete,
    insert,
    select,
    text,
    update,
)

from biaogan.app.clock import Clock
from biaogan.app.dpop import WINDOW, Proof
from biaogan.graphql.ports import KEY, Session

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
    Column("id", String(64), primary_key=True),
    Column("token", String(64), nullable=False, unique=True),
    Column("person", String(80), nullable=False),
    Column("kid", String(64), nullable=False),
    Column("method", String(8), nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("created", DateTime(timezone=True), nullable=False),
    Column("used", DateTime(timezone=True), nullable=False),
    Column("expires", DateTime(timezone=True), nullable=False),
    Index("app_session_person", "person"),
)
proof = Table(
    "app_proof",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("until", DateTime(timezone=True), nullable=False),
)
login = Table(
    "app_login",
    metadata,
    Column("state", String(64), primary_key=True),
    Column("kid", String(64), nullable=False),
    Column("verifier", String(64), nullable=False),
    Column("nonce", String(64), nullable=False),
    Column("expires", DateTime(timezone=True), nullable=False),
)

CHALLENGE_LIFE = timedelta(minutes=2)
LOGIN_LIFE = timedelta(minutes=10)
GRAIN = timedelta(minutes=1)
"""How exactly the last use of a session is kept: it is not written at every request."""
_SHOW = text("INSERT INTO app_proof (id, until) VALUES (:id, :until) ON CONFLICT DO NOTHING")


@dataclass(frozen=True, slots=True)
class Lives:
    """How long a session lasts (会话时限): without being used, and at the longest."""

    idle: timedelta
    longest: timedelta


@dataclass(frozen=True, slots=True)
class Begun:
    """A login on its way to the provider (登录途中): the browser's key, and what binds the answer to the question."""

    kid: str
    verifier: str
    nonce: str


class Shown(Exception):
    """This proof was shown before (证明重放)."""


def hashed(secret: str) -> str:
    """As what a secret is kept."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


class Operations:
    """Challenges, sessions, proofs. Any thread, any process."""

    def __init__(self, engine: Engine, clock: Clock, lives: Lives) -> None:
        self._engine = engine
        self._clock = clock
        self._lives = lives
        self._swept = datetime.min.replace(tzinfo=UTC)

    def challenge(self, nonce: str, kid: str) -> datetime:
        """Remember that ``nonce`` was given to ``kid`` to sign; good until the instant answered, for one use."""
        now = self._now()
        with self._engine.begin() as connection:
            connection.execute(delete(challenge).where(challenge.c.expires <= now))
            connection.execute(
                insert(challenge).values(nonce=hashed(nonce), kid=hashed(kid), expires=now + CHALLENGE_LIFE)
            )
        return now + CHALLENGE_LIFE

    def answer(self, nonce: str, kid: str) -> bool:
        """Whether this nonce was given to this key, is fresh, and had not been used; it is used up now."""
        of_it = (challenge.c.nonce == hashed(nonce), challenge.c.kid == hashed(kid))
        with self._engine.begin() as connection:
            gone = connection.execute(delete(challenge).where(*of_it, challenge.c.expires > self._now()))
        return gone.rowcount == 1

    def begin_login(self, state: str, begun: Begun) -> None:
        """Remember a login on its way to the provider; good for ten minutes and one return."""
        now = self._now()
        row = {"state": hashed(state), "kid": begun.kid, "verifier": begun.verifier, "nonce": begun.nonce}
        with self._engine.begin() as connection:
            connection.execute(delete(login).where(login.c.expires <= now))
            connection.execute(insert(login).values(**row, expires=now + LOGIN_LIFE))

    def return_login(self, state: str) -> Begun | None:
        """The login that was begun with this state; it has returned now, and does not return again."""
        mine = (login.c.state == hashed(state), login.c.expires > self._now())
        with self._engine.begin() as connection:
            row = connection.execute(
                delete(login).where(*mine).returning(login.c.kid, login.c.verifier, login.c.nonce)
            ).first()
        return Begun(*row) if row else None

    def open(self, person: str, kid: str, since: int, method: str = KEY) -> tuple[str, Session]:
        """A new session, opened at position ``since`` of the log; its token is told once."""
        token, now = secrets.token_urlsafe(32), self._now()
        row: dict[str, Any] = {
            "id": f"session_{uuid4()}",
            "token": hashed(token),
            "person": person,
            "kid": kid,
            "method": method,
            "since": since,
            "created": now,
            "used": now,
            "expires": now + self._lives.longest,
        }
        with self._engine.begin() as connection:
            connection.execute(delete(session).where(~self._lives_on(now)))
            connection.execute(insert(session).values(row))
        return token, Session(person, kid, row["token"], row["expires"], row["id"], method, since, now, now)

    def use(self, token: str, shown: Proof | None, now: datetime) -> Session | None:
        """The live session of a token, if the proof shown with it is of its key. Raises `Shown`.

        ``now`` is the hour by which proofs are fresh. Without a proof the token is taken as it is: see `Settings.bearer`.
        """
        today = self._now()
        with self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":  # a crash may forget a proof; waiting for the disk is for acts
                connection.execute(text("SET LOCAL synchronous_commit = off"))
            found = connection.execute(select(session).where(session.c.token == hashed(token), self._lives_on(today)))
            row = found.first()
            if row is None or (shown is not None and shown.kid != row.kid):
                return None
            if shown is not None and connection.execute(_SHOW, {"id": shown.id, "until": shown.until}).rowcount != 1:
                raise Shown
            if _aware(row.used) + GRAIN < today:
                connection.execute(update(session).where(session.c.id == row.id).values(used=today))
            if now - self._swept > WINDOW:
                connection.execute(delete(proof).where(proof.c.until < now))
                self._swept = now
        return _session(row)

    def of(self, person: str) -> Sequence[Session]:
        """The live sessions of a person, latest first."""
        mine = select(session).where(session.c.person == person, self._lives_on(self._now()))
        with self._engine.connect() as connection:
            return [_session(row) for row in connection.execute(mine.order_by(session.c.created.desc(), session.c.id))]

    def end(self, person: str, id_: str | None = None) -> bool:
        """End one session of a person, or all of them; whether there was any."""
        mine = session.c.person == person
        with self._engine.begin() as connection:
            gone = connection.execute(delete(session).where(mine if id_ is None else mine & (session.c.id == id_)))
        return gone.rowcount > 0

    def _now(self) -> datetime:
        return self._clock().astimezone(UTC)

    def _lives_on(self, now: datetime) -> ColumnElement[bool]:
        return (session.c.expires > now) & (session.c.used > now - self._lives.idle)


def _session(row: Row[Any]) -> Session:
    expires, created, used = _aware(row.expires), _aware(row.created), _aware(row.used)
    return Session(row.person, row.kid, row.token, expires, row.id, row.method, row.since, created, used)


def _aware(stored: datetime) -> datetime:
    """SQLite forgets the zone; what is stored is UTC."""
    return stored if stored.tzinfo else stored.replace(tzinfo=UTC)
