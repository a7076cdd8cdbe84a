"""The timeline of a case (办理时间线): one line for every record of its stream, by class, without any content."""

from collections.abc import Collection
from dataclasses import dataclass

from biaogan.domain.act import Recorded
from biaogan.domain.event import EVENTS, Event
from biaogan.domain.ids import kind_of
from biaogan.projections.keyset import Key, Keyset, Part
from biaogan.projections.reader import Reader
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One record of a case's stream (记录). ``klass`` is the confidentiality class of its kind."""

    case: str
    position: int
    type: str
    klass: str
    role: str
    actor: str
    behalf: str
    """For whom the actor signed (代办); "" for an act of one's own."""
    recorded_at: str
    since: int


TIMELINES = Versioned("view_timeline", TimelineRow, ["case", "position"])
VIEW = View("timelines", TIMELINES)


@VIEW.on(*EVENTS.values())
def _recorded(store: Store, r: Recorded, e: Event) -> None:
    if kind_of(r.stream) != "case":
        return
    row = {
        "case": r.stream,
        "position": r.position,
        "type": e.TOPIC,
        "klass": e.KLASS,
        "role": r.role,
        "actor": r.actor,
        "behalf": r.behalf,
        "recorded_at": instant(r.at),
    }
    store[TIMELINES].supersede(r.position, row, first=True)


TIMELINE = Keyset(TIMELINES, "position")


def timeline(
    reader: Reader, case: str, at: int, klasses: Collection[str], first: int, after: Key | None
) -> Part[TimelineRow]:
    """The next records of a case behind ``after``, of these classes only."""
    return TIMELINE.page(reader, at, first, after, case=case, klass=klasses)
