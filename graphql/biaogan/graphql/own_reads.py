"""Reads that concern the viewer (查阅告知): who, by role, has read what is sealed about them, if the cycle file says so."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

import strawberry

from biaogan.domain.ids import expert_id
from biaogan.graphql.guard import guarded, resolved
from biaogan.graphql.listing import DEFAULT, After, Connection, First, empty, listing
from biaogan.graphql.loading import sheets_by
from biaogan.graphql.past import Past
from biaogan.graphql.reading import Reading
from biaogan.graphql.reads import Read, ReadsPort
from biaogan.graphql.scalars import Instant, instant
from biaogan.graphql.shown import Shown
from biaogan.graphql.visibility import TABLE
from biaogan.projections.keyset import Key, Part

SEALED: Final = frozenset(klass for klass, entry in TABLE.items() if entry.level.startswith("K3")) - {"audit", "sight"}


class OnRecord(Protocol):
    """What has the number of a record."""

    @property
    def id(self) -> int:
        """Counted from 0."""


N_contra = TypeVar("N_contra", bound=OnRecord, contravariant=True)


class Numbered(Generic[N_contra]):
    """Records by number."""

    def key(self, row: N_contra) -> Key:
        """Its place."""
        return (row.id,)

    def gave(self, key: tuple[object, ...]) -> bool:
        """Whether it can be one."""
        return len(key) == 1 and isinstance(key[0], int) and not isinstance(key[0], bool) and 0 <= key[0] < 2**62


IDS: Final = Numbered[Read]()


def _roles(source: Any) -> list[str]:
    return list(Past(source.reading.views).roles(source.row.person, source.row.basis))


@strawberry.type(
    description="Somebody has read something sealed about the viewer (查阅告知), D-25. By role, not by name."
)
class OwnRead(Shown):
    """One read on record."""

    at: Instant | None = guarded("person", "When (时间).", lambda o: instant(o.row.at))
    klass: str | None = guarded("person", "Class of what was read (密级类别).")
    roles: list[str] | None = guarded("person", "Roles the reader held (查阅人角色).", _roles)


@strawberry.type(description="Reads that concern the viewer.")
class OwnReads:
    """Part of the Viewer."""

    if TYPE_CHECKING:
        reading: Reading

    @resolved(
        "Reads of what is sealed about the viewer (查阅告知), oldest first; none unless the cycle file has it so."
    )
    def reads_of_mine(self, first: First = DEFAULT, after: After = None) -> Connection[OwnRead]:
        """Under ``privacy.notify_on_k3_read`` of the latest cycle."""
        reading, port = self.reading, self.reading.context.services.reads
        person = reading.viewer().person
        if port is None or person is None or reading.viewer().supporter or reading.context.eyes or not _told(reading):
            return empty(reading)

        def fetch(at: int, key: Key | None) -> Part[Read]:
            start = 0 if key is None else int(key[0]) + 1
            streams = _about(reading, person)
            found = [read for stream in streams for read in some(port, stream, person, start, first + 1, at)]
            found.sort(key=lambda read: read.id)
            return Part(tuple(found[:first]), len(found) > first)

        def node(there: Reading, read: Read) -> OwnRead:
            return OwnRead(reading=there, row=read, open={"person": True}, stream=person)

        return listing(reading, "reads of mine", IDS, first, after, fetch, node)


def _told(reading: Reading) -> bool:
    latest = next(iter(reading.context.once(reading.views.cycles, reading.today)), None)
    return latest is not None and bool(((latest.config or {}).get("privacy") or {}).get("notify_on_k3_read"))


def _about(reading: Reading, person: str) -> Sequence[str]:
    """What is about a person: the person, their entry in the pool, their sheets, and their objections."""
    views, today = reading.views, reading.today
    sheets = reading.context.once(sheets_by, views, person, today)
    filed = views.docket(today, filer=person, first=100).rows
    return [person, expert_id(person), *(row.id for row in sheets), *(row.id for row in filed)]


def some(port: ReadsPort, stream: str, person: str, start: int, many: int, at: int) -> Iterator[Read]:
    """The next ``many`` reads of a stream that others made of what is sealed."""
    while many and (piece := port.of_stream(stream, start, 100, at)):
        for read in piece:
            if many and read.allowed and read.person != person and read.klass in SEALED:
                many -= 1
                yield read
        start = piece[-1].id + 1
