"""The office as the API sees it (`biaogan.graphql.ports.OfficePort`): one face over pipeline, drafting and sign-in."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from eventsourcing.persistence import OperationalError

from biaogan.app.availability import available
from biaogan.app.drafting import Drafting
from biaogan.app.office import Busy, Office
from biaogan.app.operations import Operations
from biaogan.app.signin import SignIn
from biaogan.graphql.faults import Fault
from biaogan.graphql.ports import (
    Available,
    Challenge,
    DraftResult,
    InvalidStatement,
    Outcome,
    Session,
    SignedIn,
)

BUSY = "LEDGER_BUSY"
LOG = logging.getLogger(__name__)


@contextmanager
def telling_that_it_is_busy() -> Iterator[None]:
    """A log that is locked or out of reach is no fault of the act: say so, and that nothing is lost by trying again."""
    try:
        yield
    except (Busy, OperationalError) as error:
        LOG.warning("the log could not take an act: %r", error)
        raise Fault(
            BUSY,
            "账本繁忙或暂不可用；请再次提交同一声明",
            "the log is busy or out of reach; send the same statement again",
        ) from error


class Desk:
    """Front desk (受理窗口): hands every request to whoever does it."""

    def __init__(self, office: Office, operations: Operations) -> None:
        self._office = office
        self._drafting = Drafting(office)
        self._sign_in = SignIn(office, operations)

    async def record(self, statement: str, disclosures: Sequence[str] | None, session: Session | None) -> Outcome:
        """Verify, decide and append one signed statement."""
        with telling_that_it_is_busy():
            return await self._office.record(statement, disclosures, session)

    async def record_all(self, statements: Sequence[str], session: Session | None) -> Sequence[Outcome]:
        """The atomic batch."""
        with telling_that_it_is_busy():
            return await self._office.record_all(statements, session)

    def draft(self, session: Session, act: str, on: str | None, body: dict[str, Any], behalf: str = "") -> DraftResult:
        """Compose a statement without any side effect."""
        return self._drafting.draft(session, act, on, body, behalf)

    def challenge(self, kid: str) -> Challenge:
        """What the holder of a key signs to sign in."""
        return self._sign_in.challenge(kid)

    def sign_in(self, statement: str) -> SignedIn | InvalidStatement:
        """Open a session."""
        return self._sign_in.sign_in(statement)

    def sessions(self, session: Session) -> Sequence[Session]:
        """The live sessions of the same person."""
        return self._sign_in.sessions(session)

    def sign_out(self, session: Session, id_: str | None) -> bool:
        """Close a session of the same person, by default this one."""
        return self._sign_in.sign_out(session, id_)

    def sign_out_everywhere(self, session: Session) -> None:
        """Close every session of the same person."""
        self._sign_in.sign_out_everywhere(session)

    def available(self, session: Session | None, stream: str, at: int, behalf: str = "") -> Sequence[Available]:
        """The acts a stream could receive, with the rights of today on the state at ``at``."""
        return available(self._office, session, stream, at, behalf)
