"""Live grants (查阅授权): who may read what is sealed of which streams, until when. A grant that ended has no row."""

from dataclasses import dataclass
from typing import Annotated, Any

from biaogan.domain import values
from biaogan.domain.act import Recorded
from biaogan.domain.events import AccessExpired, AccessGranted, AccessRevoked
from biaogan.projections.cipher import Sealed
from biaogan.projections.reader import Reader
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A grant in force (查阅授权), rulebook 1.12. Whether its end has come is for whoever reads the clock.

    What it opens is ``None`` once it is erased: then it opens nothing.
    """

    id: str
    cycle: str | None
    grantee: str
    classes: Annotated[tuple[str, ...] | None, Sealed("id")]
    streams: Annotated[tuple[str, ...] | None, Sealed("id")]
    purpose: Annotated[str | None, Sealed("id")]
    granted_by: str
    granted_at: str
    expires: str
    """Exclusive end, UTC text of fixed width: text order is time order."""
    since: int


GRANTS = Versioned("view_grant", GrantRow, ["id"], ["grantee"])
VIEW = View("grants", GRANTS)


@VIEW.on(AccessGranted)
def _granted(store: Store, r: Recorded, e: AccessGranted) -> None:
    if e.grantee is None or e.classes is None or e.streams is None or not e.expires:  # erased: opens nothing
        return
    row = {
        "id": r.stream,
        "cycle": e.cycle,
        "grantee": e.grantee,
        "classes": tuple(e.classes),
        "streams": tuple(e.streams),
        "purpose": e.purpose,
        "granted_by": r.actor,
        "granted_at": instant(r.at),
        "expires": instant(values.instant(e.expires, "expires")),
    }
    store[GRANTS].supersede(r.position, row)


@VIEW.on(AccessRevoked, AccessExpired)
def _ended(store: Store, r: Recorded, e: Any) -> None:
    store[GRANTS].end(r.position, r.stream)


_OF = GRANTS.equals("grantee")
_ALL = GRANTS.equals()


def grants_of(reader: Reader, grantee: str, at: int) -> tuple[GrantRow, ...]:
    """The grants of a person in force at position ``at``, by id."""
    return reader.all(GRANTS, _OF, grantee=grantee, at=at)


def grants(reader: Reader, at: int) -> tuple[GrantRow, ...]:
    """Every grant in force at position ``at``, by id."""
    return reader.all(GRANTS, _ALL, at=at)
