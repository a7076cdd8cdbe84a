"""Declared interests (利益关系), D-23: of which organisations' cases a person neither reads nor handles anything."""

from dataclasses import dataclass

from biaogan.domain.act import Recorded
from biaogan.domain.events import InterestDeclared
from biaogan.projections.reader import Reader
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class InterestRow:
    """A person has an interest in an organisation (利益关系), to its last day, "" while it lasts."""

    person: str
    organisation: str
    last_day: str
    declared_at: str
    since: int


INTERESTS = Versioned("view_interest", InterestRow, ["person", "organisation", "last_day"])
VIEW = View("interests", INTERESTS)


@VIEW.on(InterestDeclared)
def _declared(store: Store, r: Recorded, e: InterestDeclared) -> None:
    if e.organisation is None:  # erased
        return
    row = {
        "person": r.stream,
        "organisation": e.organisation,
        "last_day": e.until or "",
        "declared_at": instant(r.at),
    }
    store[INTERESTS].supersede(r.position, row)


_OF = INTERESTS.equals("person")


def interests(reader: Reader, person: str, at: int) -> tuple[InterestRow, ...]:
    """The interests a person has declared by position ``at``, by organisation."""
    return reader.all(INTERESTS, _OF, person=person, at=at)
