"""What one request carries: who asks, the ports, and what was read. Never shared between requests.

``Services`` are built once by the app; a ``Context`` is made for every request, so nothing that a loader or a right
remembers can live on into another one.
"""

import asyncio
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic
from typing import Any, Final, TypeVar

from biaogan.graphql.disclosure import Denied, Disclosed, DisclosurePort
from biaogan.graphql.faults import BASIS_NOT_REACHED, TOO_EXPENSIVE, UNAUTHENTICATED, Fault
from biaogan.graphql.ports import Basis, LedgerPort, OfficePort, Session
from biaogan.graphql.rates import RatesPort
from biaogan.graphql.reads import ReadsPort
from biaogan.graphql.replay_port import ReplayPort
from biaogan.graphql.report_port import IssuingPort
from biaogan.graphql.suppose_port import GroundsPort
from biaogan.graphql.unwraps_port import UnwrapsPort
from biaogan.graphql.viewer import Viewer
from biaogan.graphql.why_port import TracesPort
from biaogan.projections.queries import Views

T = TypeVar("T")

WAIT_SECONDS: Final = 2.0
"""The longest a request waits for the views to reach a position."""


@dataclass(frozen=True, slots=True)
class Services:
    """The ports, as the app fills them."""

    views: Views
    office: OfficePort
    ledger: LedgerPort
    now: Callable[[], datetime]
    """The clock by which a grant is over."""
    disclosures: DisclosurePort | None = None
    rates: RatesPort | None = None
    grounds: GroundsPort | None = None
    reads: ReadsPort | None = None
    replays: ReplayPort | None = None
    traces: TracesPort | None = None
    reports: IssuingPort | None = None
    unwraps: UnwrapsPort | None = None
    finding_out: Callable[[], AbstractContextManager[None]] = nullcontext
    """Within it is read who asks, and nothing that is shown."""
    process: str = ""
    """The id of this process in the journal of unwraps."""


@dataclass(frozen=True, slots=True)
class Eyes:
    """Through whose eyes is looked (他人视角): that viewer as of then, and the position of who looks, which is today's."""

    viewer: Viewer
    today: int


@dataclass(slots=True, eq=False)
class Seen:
    """What was resolved of one class of one object: names of fields, and the rows they came from, by identity."""

    fields: set[str] = field(default_factory=set)
    rows: dict[int, object] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Context:
    """One request's context (请求上下文)."""

    services: Services
    session: Session | None = None
    address: str = ""
    """The client's network address."""
    behalf: str = ""
    """For whom the session's person asks (代办): the transport has checked that this one agreed to it, and is not over."""
    deadline: float = float("inf")
    """On the monotonic clock. Checked at every read, so a synchronous operation ends too."""
    head: Basis | None = None
    """The one position this operation is pinned to, once anything asked for it."""
    memo: dict[Hashable, Any] = field(default_factory=dict)
    seen: dict[tuple[str, str], Seen] = field(default_factory=dict)
    denied: dict[tuple[str, str, str], set[str]] = field(default_factory=dict)
    eyes: Eyes | None = None
    looked_as: list[str] = field(default_factory=list)
    """Through whose eyes this operation looked; said with the purpose of its reads."""
    pages: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Case -> the cases of the page it was listed on: what one of them asks for is read for all of them at once."""

    def through(self, viewer: Viewer, at: int, name: str) -> "Context":
        """The same request through another's eyes: its head is ``at``, and what is shown is on record as this one's.

        That something is not open to the other is no denial of who looks, so none is noted.
        """
        self.looked_as.append(name)
        eyes = Eyes(viewer, self.basis().position)
        return replace(self, eyes=eyes, head=self.services.ledger.basis(at), memo={}, pages={}, denied={}, behalf="")

    def basis(self) -> Basis:
        """The position the whole operation reads at (依据): the head when it was first asked for."""
        if self.head is None:
            self.head = self.services.ledger.head()
        return self.head

    def once(self, load: Callable[..., T], *key: Hashable) -> T:
        """``load(*key)``, at most once in this request; keyword-free so that the arguments are the key."""
        found = self.memo.get((load, key), self)
        if found is self:
            self.in_time()
            found = self.memo[load, key] = load(*key)
        return found  # type: ignore[no-any-return]

    def in_time(self) -> None:
        """Raises Fault(QUERY_TOO_EXPENSIVE) once the operation has had its time."""
        if monotonic() > self.deadline:
            raise Fault(TOO_EXPENSIVE, "操作用时过长", "the operation took too long", limit="seconds")

    def person(self) -> Session:
        """The session; Fault(UNAUTHENTICATED) for the public."""
        if self.session is None:
            raise Fault(UNAUTHENTICATED, "请先登录", "sign in first")
        return self.session

    def count_question(self) -> None:
        """One more question of this session, or of this address. Raises `faults.RateLimited`."""
        if self.services.rates is not None:
            self.services.rates.question(self._who())

    def count_act(self) -> None:
        """One more signed statement handed in. Raises `faults.RateLimited`."""
        if self.services.rates is not None:
            self.services.rates.act(self._who())

    def count_sign_in(self, kid: str = "") -> None:
        """One more step of signing in, with this key if it is told. Raises `faults.RateLimited`."""
        if self.services.rates is not None:
            self.services.rates.sign_in(kid, self.address)

    def _who(self) -> str:
        return self.address if self.session is None else self.session.id

    def disclose(self, stream: str, klass: str, name: str, row: object) -> None:
        """Notes that a confidential field of ``stream`` was really resolved, from this row."""
        found = self.seen.get((stream, klass))
        if found is None:
            found = self.seen[stream, klass] = Seen()
        found.fields.add(name)
        found.rows[id(row)] = row

    def deny(self, stream: str, klass: str, rule: str, *names: str) -> None:
        """Notes that a person asked for what is not open to them; of the public there is nobody to note it of."""
        if self.session is not None:
            self.denied.setdefault((stream, klass, rule), set()).update(names)

    def disclosed(self) -> list[Disclosed]:
        """Everything shown so far, in a fixed order."""
        return [
            Disclosed(stream, klass, frozenset(found.fields), len(found.rows))
            for (stream, klass), found in sorted(self.seen.items(), key=_place)
        ]

    def denials(self) -> list[Denied]:
        """Everything denied so far, in a fixed order."""
        return [Denied(*place, frozenset(names)) for place, names in sorted(self.denied.items())]


def _place(item: tuple[tuple[str, str], Seen]) -> tuple[str, str]:
    return item[0]


async def reach(context: Context, position: int, seconds: float = WAIT_SECONDS) -> None:
    """Wait until the views contain ``position``; the operation is pinned there or later. Raises BASIS_NOT_REACHED."""
    until, pause = monotonic() + seconds, 0.005
    while context.basis().position < position:
        if monotonic() + pause > until:
            reached = context.basis().position
            raise Fault(
                BASIS_NOT_REACHED,
                f"读模型仅到位置 {reached}",
                f"the views have reached position {reached} only",
                reached=reached,
            )
        await asyncio.sleep(pause)
        pause, context.head = min(pause * 2, 0.1), None
