"""What this layer needs and never implements: the office, the ledger, the read models. The app fills them.

Everything here is plain data and Protocols, so that the schema can be tested against fakes and knows neither SQL nor
HTTP. Methods are synchronous unless they are ``async``: queries run in a worker thread, and so do ``draft``,
``challenge``, ``sign_in`` and ``sign_out``; only ``record`` and ``record_all`` wait for a group commit on the loop.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from biaogan.graphql.session import KEY as KEY
from biaogan.graphql.session import OIDC as OIDC
from biaogan.graphql.session import Session as Session
from biaogan.graphql.session import SessionsPort

# --- what a signed statement is answered with ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Recorded:
    """Admitted (已记录). ``receipt`` is tlog-proof text; ``duplicate``: the same statement was admitted before."""

    receipt: str
    position: int
    stream: str
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """A rule refused the act (拒绝). The refusal is on record: ``refusal`` is its signed text, ``receipt`` proves it."""

    code: str
    rule: str
    zh: str
    en: str
    details: Mapping[str, Any]
    receipt: str
    refusal: str


@dataclass(frozen=True, slots=True)
class Stale:
    """Something the decision depends on moved (过期): ``expected`` and ``actual`` versions of ``stream``."""

    stream: str
    expected: int
    actual: int
    head: int


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another statement with the same ``jti`` is on record at ``position`` (重复)."""

    code: str
    zh: str
    en: str
    position: int


@dataclass(frozen=True, slots=True)
class InvalidStatement:
    """Not a statement this log can admit (无效声明): malformed, wrongly signed, expired. Nothing is recorded."""

    code: str
    field: str | None
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class NotPermitted:
    """The signer may not do this here (无权); on record as every refusal is."""

    code: str
    rule: str
    zh: str
    en: str
    receipt: str
    refusal: str


Outcome: TypeAlias = Recorded | Refused | Stale | Duplicate | InvalidStatement | NotPermitted


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why an act is not open to this viewer now: the rule, a code, and the sentence in both languages."""

    code: str
    rule: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A value of the present state beside what the draft would make of it, both as JSON (差异)."""

    field: str
    before: Any
    after: Any
    klass: str = ""
    """Class of the visibility table that ``before`` is told under; "": nothing is hidden there."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A statement ready to be signed (草拟): exact JWS signing input, disclosures, meaning, and until when it stands."""

    signing_input: str
    disclosures: tuple[str, ...]
    stream: str
    seq: int
    zh: str
    en: str
    expires: datetime
    differences: tuple[Difference, ...] = ()
    why_not: WhyNot | None = None


@dataclass(frozen=True, slots=True)
class InvalidDraft:
    """The act cannot be composed: ``field`` (of the event's body) or the whole is wrong."""

    code: str
    field: str | None
    zh: str
    en: str


DraftResult: TypeAlias = Drafted | InvalidDraft


@dataclass(frozen=True, slots=True)
class Challenge:
    """What the holder of a key signs to sign in (登录挑战). The answer is the same for a key nobody enrolled."""

    text: str
    nonce: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A short-lived token bound to the key (登录成功)."""

    token: str
    person: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Available:
    """An act a stream could receive, and why this viewer may not draft it now (可用操作)."""

    name: str
    zh: str
    en: str
    why_not: WhyNot | None = None


class OfficePort(SessionsPort, Protocol):
    """The pipeline of acts (工作办公室)."""

    async def record(self, statement: str, disclosures: Sequence[str] | None, session: Session | None) -> Outcome:
        """Verify, decide and append one signed statement. Never raises for anything a client can cause."""
        ...

    async def record_all(self, statements: Sequence[str], session: Session | None) -> Sequence[Outcome]:
        """The atomic batch: all are recorded, or none is and each says why."""
        ...

    def draft(self, session: Session, act: str, on: str | None, body: dict[str, Any], behalf: str = "") -> DraftResult:
        """Compose the statement of ``act`` (a name of the lifecycle) without any side effect.

        ``behalf``: the person whose act it is, if the session's only signs it (代办).
        """
        ...

    def challenge(self, kid: str) -> Challenge: ...

    def sign_in(self, statement: str) -> SignedIn | InvalidStatement: ...

    def available(self, session: Session | None, stream: str, at: int, behalf: str = "") -> Sequence[Available]:
        """The acts ``stream`` could receive, judged with the rights of today on the state at ``at``.

        ``behalf``: by the session's person for this one.
        """
        ...


# --- the ledger ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Basis:
    """What an answer is based on (依据): the last position read, its time of admission, the tree's root (base64)."""

    position: int
    time: datetime
    root: str


@dataclass(frozen=True, slots=True)
class RecordView:
    """The public face of a record (记录): its header and the hashes anybody may check; nothing of its content."""

    position: int
    stream: str
    version: int
    type: str
    admitted_at: datetime
    leaf_hash: str


class FuturePoint(Exception):
    """The asked point lies after the ledger's present."""


class LedgerPort(Protocol):
    """The log, as far as reading goes (账本)."""

    def head(self) -> Basis:
        """The last position that the read models reflect. Cheap: it is asked once per operation."""
        ...

    def basis(self, position: int) -> Basis: ...

    def position_at(self, time: datetime) -> int | None:
        """Last position admitted at or before ``time``, None before the first. Raises FuturePoint."""
        ...

    def position_of_root(self, root: str) -> int | None:
        """The position of the last leaf under a root (base64) the log published, None for any other root."""
        ...

    def checkpoint(self) -> str:
        """The last signed checkpoint, as a signed note."""
        ...

    def record(self, position: int) -> RecordView | None: ...

    def proof(self, position: int) -> str | None:
        """The receipt (tlog-proof text) of a record against the last checkpoint."""
        ...
