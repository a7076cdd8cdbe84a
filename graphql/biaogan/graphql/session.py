"""A session, and what its owner may do with it (会话): part of the ports, which offer it too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

KEY, OIDC = "key", "oidc"
"""How a session was opened: with the person's own key, or by the login of an institution (统一身份认证)."""


@dataclass(frozen=True, slots=True)
class Session:
    """Who asks (会话): a person, the key the token is bound to, and until when at the longest (aware).

    ``kid`` is the person's own key if ``method`` is `KEY`; else it is a key made for this session, which signs no acts.
    ``since``: the last position of the log when it was opened. ``used``: last use, to the minute.
    """

    person: str
    kid: str
    token_id: str
    expires: datetime
    id: str = ""
    method: str = KEY
    since: int = -1
    created: datetime | None = None
    used: datetime | None = None


class SessionsPort(Protocol):
    """Listing and ending one's own sessions (会话管理)."""

    def sessions(self, session: Session) -> Sequence[Session]:
        """The live sessions of this session's person."""
        ...

    def sign_out(self, session: Session, id_: str | None) -> bool:
        """End a session of the same person, by default this one; whether it was there."""
        ...

    def sign_out_everywhere(self, session: Session) -> None:
        """End every session of the same person."""
        ...
