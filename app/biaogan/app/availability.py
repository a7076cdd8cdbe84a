"""Which acts a stream could receive now, and why this viewer may not do the others (可用操作).

Rights are those of today; the state is that of the position asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from biaogan.app.codec import recorded
from biaogan.app.drafting import reason
from biaogan.app.office import Office
from biaogan.app.streams import Reading
from biaogan.domain.decide import available as asked
from biaogan.domain.ids import kind_of
from biaogan.domain.states import fold
from biaogan.domain.summaries import title
from biaogan.graphql.ports import Available, Session
from biaogan.ledger.log import Log

NOBODY = "person_00000000-0000-0000-0000-000000000000"


class Past(Mapping[str, Any]):
    """The world at a position: streams as they were; people as they are today, because rights are."""

    def __init__(self, log: Log, position: int, today: Mapping[str, Any]) -> None:
        self._log = log
        self._position = position
        self._today = today
        self._known: dict[str, Any] = {}

    def __getitem__(self, stream: str) -> Any:
        if kind_of(stream) == "person":
            return self._today[stream]
        if stream not in self._known:
            past = [record for record in self._log.read(stream) if record.position <= self._position]
            self._known[stream] = fold(event for record in past if (event := recorded(record)) is not None)
        return self._known[stream]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def available(office: Office, session: Session | None, stream: str, at: int, behalf: str = "") -> Sequence[Available]:
    """The acts of the lifecycle on this kind of stream that a person can state, with the reasons against them.

    ``behalf``: that the session's person can sign for this one.
    """
    person = session.person if session else NOBODY
    with office.lock:
        office.streams.refresh()
        today = Reading(office.streams, {})
        world: Mapping[str, Any] = today
        if at < office.streams.size - 1:
            world = Past(office.log, at, today)
        found = asked(world, behalf or person, stream, office.now(), person if behalf else "")
    told = []
    for row, rejected in found:
        if row.roles:
            zh, en = title(row)
            told.append(Available(row.act, zh, en, None if rejected is None else reason(rejected)))
    return told
