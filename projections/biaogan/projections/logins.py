"""Logins at identity providers (统一身份): as whom who logs in there may read.

The identifier is personal data (K3+P) and lies sealed, so it is looked for by opening all of a provider's: a login whose
key was destroyed is nobody's, and finding none takes as long as finding one.
"""

from dataclasses import dataclass
from typing import Annotated

from biaogan.domain.act import Recorded
from biaogan.domain.events import OidcIdentityLinked, OidcIdentityUnlinked
from biaogan.projections.cipher import Sealed
from biaogan.projections.reader import Reader
from biaogan.projections.versioned import Store, Versioned, View


@dataclass(frozen=True, slots=True)
class LoginRow:
    """A login that stands for a person (统一身份关联)."""

    person: str
    provider: str
    login: Annotated[str | None, Sealed("person", personal=True)]
    since: int


LOGINS = Versioned("view_login", LoginRow, ["person", "provider"], ["provider"])
VIEW = View("logins", LOGINS)


@VIEW.on(OidcIdentityLinked)
def _linked(store: Store, r: Recorded, e: OidcIdentityLinked) -> None:
    if e.provider is not None:  # else erased
        store[LOGINS].supersede(r.position, {"person": r.stream, "provider": e.provider, "login": e.login})


@VIEW.on(OidcIdentityUnlinked)
def _unlinked(store: Store, r: Recorded, e: OidcIdentityUnlinked) -> None:
    store[LOGINS].end(r.position, r.stream, e.provider)


_AT_PROVIDER = LOGINS.equals("provider")


def logins(reader: Reader, provider: str, at: int) -> tuple[LoginRow, ...]:
    """Everybody's login at a provider at position ``at``, by person."""
    return reader.all(LOGINS, _AT_PROVIDER, provider=provider, at=at)
