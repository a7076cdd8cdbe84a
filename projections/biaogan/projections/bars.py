"""Bars on organisations (限制再次申报): until which year none of its cases may be filed, and for which title. D-22."""

from dataclasses import dataclass
from typing import Annotated

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.projections.cipher import Sealed
from biaogan.projections.reader import Reader
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class BarRow:
    """A bar (限制申报): up to and in the cycle of ``until_year``, because of the revoked ``case``."""

    organisation: str
    case: str
    until_year: Annotated[int | None, Sealed("organisation")]
    set_at: str
    since: int


BARS = Versioned("view_bar", BarRow, ["organisation", "case"])
VIEW = View("bars", BARS)


@VIEW.on(ev.ReapplicationBarSet)
def _set(store: Store, r: Recorded, e: ev.ReapplicationBarSet) -> None:
    row = {"organisation": r.stream, "case": e.case or "", "until_year": e.until_year, "set_at": instant(r.at)}
    store[BARS].supersede(r.position, row)


@VIEW.on(ev.ReapplicationBarLifted)
def _lifted(store: Store, r: Recorded, e: ev.ReapplicationBarLifted) -> None:
    store[BARS].end(r.position, r.stream, e.case or "")


_OF_ORGANISATION = BARS.equals("organisation")


def bars(reader: Reader, organisation: str, at: int) -> tuple[BarRow, ...]:
    """The bars on an organisation at position ``at``, by case."""
    return reader.all(BARS, _OF_ORGANISATION, organisation=organisation, at=at)
