"""The door: what a statement must be before any rule looks at it (受理). Nothing here leaves a record.

Order (api.md 2): size, strict form, key, signature over the raw bytes, session, log origin, freshness, body. Each fault is a coded,
bilingual `InvalidStatement` that names the field.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from biaogan.app.codec import BodyInvalid, read_body
from biaogan.app.messages import invalid
from biaogan.app.seals import Seals
from biaogan.app.streams import Streams
from biaogan.domain.events import EVENTS, Event
from biaogan.domain.lifecycle import BY_TOPIC
from biaogan.graphql.ports import InvalidStatement, Session
from biaogan.ledger.errors import VerificationError
from biaogan.ledger.keys import TOPICS, KeyState
from biaogan.ledger.statement import Statement, check_signature, parse

SKEW = timedelta(seconds=60)
"""How far ahead of the server a client's clock may be."""


@dataclass(slots=True)
class Submission:
    """A signed text handed in, with the session it came through, if any."""

    text: str
    session: Session | None = None
    statement: Statement | None = None
    """The text read, once its form was found good."""
    sealed: Ed25519PublicKey | None = None
    """The key under which the signature was found good; whose it is, and whether it may sign, is asked at admission."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """A genuine, fresh statement and its typed event; no rule has been asked yet."""

    statement: Statement
    event: Event


def joined(statement: str, disclosures: Sequence[str] | None) -> str:
    """One SD-JWT text: the JWS alone with its disclosures beside it, or the whole text as it is."""
    if not disclosures:
        return statement
    return "~".join([statement.rstrip("~"), *disclosures]) + "~"


def _malformed(error: VerificationError) -> InvalidStatement:
    return invalid(error.code, getattr(error, "field", None), detail=str(error))


def _addressed(statement: Statement, issuer: str, origin: str) -> InvalidStatement | None:
    """Why the statement is not ``issuer``'s, or not for this log."""
    if statement.iss != issuer:
        return invalid("issuer_mismatch", "iss")
    if statement.claims["log"] != origin:
        return invalid("foreign_log", "log", origin=origin)
    return None


def fresh(statement: Statement, now: datetime) -> InvalidStatement | None:
    """Why the statement may not be admitted now: its deadline is over, or it comes from the future."""
    instant = now.timestamp()
    if statement.exp <= instant:
        return invalid("statement_expired", "exp", exp=statement.exp, now=int(instant))
    if statement.iat > instant + SKEW.total_seconds():
        return invalid("statement_from_future", "iat", iat=statement.iat, now=int(instant))
    return None


def prepare(batch: Sequence[Submission], streams: Streams, seals: Seals) -> None:
    """Read the texts and check their signatures ahead of admission, with the keys known by now; faults are left to it."""
    sealed: list[tuple[Submission, Ed25519PublicKey, Statement]] = []
    for item in batch:
        try:
            item.statement = parse(item.text)
            sealed.append((item, streams.keys.at(item.statement.kid, streams.size).public_key, item.statement))
        except VerificationError:
            continue
    verdict = seals.check([(key, statement) for _, key, statement in sealed])
    for (item, key, _), good in zip(sealed, verdict, strict=True):
        item.sealed = key if good else None


def admit(item: Submission, streams: Streams, *, origin: str, now: datetime) -> Admitted | InvalidStatement:
    """All the checks of the door, in order."""
    try:
        statement = item.statement or parse(item.text)
        key = streams.keys.at(statement.kid, streams.size)
        if item.sealed is not key.public_key:
            check_signature(statement, key.public_key)
            item.statement, item.sealed = statement, key.public_key
    except VerificationError as error:
        return _malformed(error)
    return _examined(statement, key, item.session, streams, origin=origin, now=now)


def _examined(
    statement: Statement, key: KeyState, session: Session | None, streams: Streams, *, origin: str, now: datetime
) -> Admitted | InvalidStatement:
    """What is asked of a statement beside its signature."""
    if (fault := _addressed(statement, key.actor, origin)) is not None:
        return fault
    if session is not None and session.kid != statement.kid:
        return invalid("session_key_mismatch", "kid")
    if (late := fresh(statement, now)) is not None:
        return late
    if statement.withheld:
        return invalid("disclosure_missing", "body", count=len(statement.withheld))
    if (statement.basis or 0) >= streams.size:
        return invalid("basis_ahead", "basis", basis=statement.basis, size=streams.size)
    seen = statement.seen
    if seen is not None and streams.signed_root(seen["size"]) != seen["root"]:
        return invalid("seen_unknown", "seen", size=seen["size"])
    if statement.type not in EVENTS or statement.type not in BY_TOPIC:
        return invalid("unknown_act", "type", type=statement.type)
    try:
        event = read_body(statement.type, statement.body)
        if statement.type in TOPICS:
            streams.keys.examine(streams.size, statement.type, statement.claims, statement.body, kid=statement.kid)
    except BodyInvalid as error:
        return invalid("body_invalid", f"body.{error.field}", detail=error.problem)
    except VerificationError as error:
        return invalid(error.code, "body", detail=str(error))
    return Admitted(statement, event)
