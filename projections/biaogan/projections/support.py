"""Who may act for whom (代办): asked for, agreed to, until when. Help that was ended has no row."""

from dataclasses import dataclass
from typing import Annotated

from biaogan.domain import values
from biaogan.domain.act import Recorded
from biaogan.domain.events import ActAsApproved, ActAsGranted, ActAsRevoked
from biaogan.projections.cipher import Sealed
from biaogan.projections.reader import Reader
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class SupportRow:
    """A person has a supporter (代办人). Whether its end has come is for whoever reads the clock."""

    person: str
    supporter: str
    purpose: Annotated[str | None, Sealed("person")]
    expires: str
    """Exclusive end, UTC text of fixed width: text order is time order."""
    asked_at: str
    agreed_by: str
    """The director (同意人); "" while nobody has agreed: then it is worth nothing."""
    since: int


SUPPORT = Versioned("view_support", SupportRow, ["person", "supporter"], ["supporter"])
VIEW = View("support", SUPPORT)


@VIEW.on(ActAsGranted)
def _asked(store: Store, r: Recorded, e: ActAsGranted) -> None:
    if e.supporter is None or not e.expires:  # erased: nobody acts under it
        return
    row = {
        "person": r.stream,
        "supporter": e.supporter,
        "purpose": e.purpose,
        "expires": instant(values.instant(e.expires, "expires")),
        "asked_at": instant(r.at),
        "agreed_by": "",
    }
    store[SUPPORT].supersede(r.position, row)


@VIEW.on(ActAsApproved)
def _agreed(store: Store, r: Recorded, e: ActAsApproved) -> None:
    if e.supporter is not None:
        store[SUPPORT].amend(r.position, r.stream, e.supporter, agreed_by=r.actor)


@VIEW.on(ActAsRevoked)
def _ended(store: Store, r: Recorded, e: ActAsRevoked) -> None:
    if e.supporter is not None:
        store[SUPPORT].end(r.position, r.stream, e.supporter)


_FOR = SUPPORT.equals("person")
_BY = SUPPORT.equals("supporter")


def supporters(reader: Reader, person: str, at: int) -> tuple[SupportRow, ...]:
    """Who was asked to act for the person at position ``at``, by id."""
    return reader.all(SUPPORT, _FOR, person=person, at=at)


def supported_by(reader: Reader, supporter: str, at: int) -> tuple[SupportRow, ...]:
    """For whom somebody was asked to act at position ``at``, by id."""
    return reader.all(SUPPORT, _BY, supporter=supporter, at=at)


def support(reader: Reader, person: str, supporter: str, at: int) -> SupportRow | None:
    """What stands between these two at position ``at``."""
    return next((row for row in supporters(reader, person, at) if row.supporter == supporter), None)
