"""The audit of reads (保密审计): who read what, who could have, and what stands out. Reading the audit is itself recorded."""

from collections.abc import Sequence
from time import monotonic
from typing import Annotated, Any, Final

import strawberry
from strawberry import Private

from biaogan.graphql.audit_types import (
    OPEN,
    AccessRecord,
    Audited,
    ConfidentialityReport,
    Knower,
    Language,
    SuspiciousReads,
)
from biaogan.graphql.audit_unwraps import Unwrapped
from biaogan.graphql.confidentiality.asking import confidentiality
from biaogan.graphql.faults import BAD_USER_INPUT, TOO_EXPENSIVE, Fault
from biaogan.graphql.guard import argument, resolved
from biaogan.graphql.listing import DEFAULT, After, Connection, First, listing
from biaogan.graphql.own_reads import IDS
from biaogan.graphql.parts import permission_told, read_told
from biaogan.graphql.past import Past
from biaogan.graphql.read_signals import concerns, find
from biaogan.graphql.reading import NEED_TO_KNOW, Reading
from biaogan.graphql.reads import Read, ReadsPort
from biaogan.graphql.scalars import Instant, Position, aware
from biaogan.graphql.shown import Reads
from biaogan.graphql.unwraps_port import Unwrap
from biaogan.graphql.viewer import Relation, Subject
from biaogan.graphql.visibility import TABLE, can_see
from biaogan.projections.keyset import Key, Part

AUDIT: Final = frozenset({"audit"})
PIECE: Final = 2000
"""Records read at once."""
MANY: Final = 200_000
"""Records one question looks at."""

Stream = Annotated[strawberry.ID, argument("Stream id of the object.")]


@strawberry.type(
    description="Who read what (保密审计), R-13: for an integrity auditor, and an investigator within a live grant."
)
class Audit(Unwrapped):
    """Reads on record. Reading them is a read."""

    reading: Private[Reading]
    reads: Private[ReadsPort]

    @resolved("Reads of an object, and what was denied of it (被查阅记录), oldest first.")
    def reads_of(self, stream: Stream, first: First = DEFAULT, after: After = None) -> Connection[AccessRecord]:
        """Of those an investigator's grant names."""

        def more(start: int, limit: int, at: int) -> Sequence[Read]:
            return self.reads.of_stream(stream, start, limit, at)

        return self._listed(f"reads of {stream}", first, after, more)

    @resolved("What a person read, and was denied (查阅记录), oldest first.")
    def reads_by(
        self,
        person: Annotated[strawberry.ID, argument("Stream id of the person.")],
        first: First = DEFAULT,
        after: After = None,
    ) -> Connection[AccessRecord]:
        """Of objects an investigator's grant names."""

        def more(start: int, limit: int, at: int) -> Sequence[Read]:
            return self.reads.of_person(person, start, limit, at)

        return self._listed(f"reads by {person}", first, after, more)

    def _listed(self, name: str, first: int, after: str | None, more: Any) -> Connection[AccessRecord]:
        def fetch(at: int, key: Key | None) -> Part[Read]:
            found: list[Read] = []
            start = 0 if key is None else int(key[0]) + 1
            while len(found) <= first:
                self.in_time()
                piece = more(start, first + 1, at)
                found += [read for read in piece if self.shows(read) and self.tells(read)]
                if len(piece) <= first:
                    break
                start = piece[-1].id + 1
            return Part(tuple(found[:first]), len(found) > first)

        return listing(self.reading, name, IDS, first, after, fetch, self._record)

    @resolved("Who could have known (知情范围): who read it up to a position, and who was permitted to read it there.")
    def who_could_have_known(
        self,
        stream: Stream,
        class_: Annotated[str, argument("Class of the fields, by the names of the visibility table.", "class")],
        at: Annotated[Position | None, argument("The position (账本位置); the one that is read at by default.")] = None,
    ) -> list[Knower]:
        """Permission is asked of the visibility table, with the roles, assignments, grants and interests of then."""
        reading, position = self.reading, self.reading.at if at is None else int(at)
        if class_ not in TABLE or not 0 <= position <= reading.at:
            raise Fault(
                BAD_USER_INPUT,
                "可见性表没有该类别，或位置在未来",
                "no class of the visibility table, or a position that lies in the future",
            )
        past = self.past
        subjects = past.subjects(stream, position)
        if not any(_sees(reading, subject) for subject in subjects):
            reading.context.deny(stream, "audit", NEED_TO_KNOW)
            return []
        now = reading.context.services.ledger.basis(position).time
        seen: dict[str, list[Read]] = {}
        for read in self._all_of(stream, position):
            if read.allowed and read.klass == class_ and self.tells(read):
                seen.setdefault(read.person, []).append(read)
        persons = {row.person for row in reading.views.everyone(position)} | seen.keys()
        persons |= {subject.owner for subject in subjects if subject.owner}
        found = []
        for person in sorted(persons):
            self.in_time()
            viewer = past.viewer(person, position, now)
            permitted = any(
                can_see(viewer, class_, one) and permission_told(reading, past, viewer, class_, stream, one)
                for one in subjects
            )
            if permitted or person in seen:
                row = Audited(person, past.roles(person, position), permitted, tuple(seen.get(person, ())))
                found.append(Knower(row=row, open=OPEN, stream=stream))
        return found

    def _all_of(self, stream: str, position: int) -> list[Read]:
        found: list[Read] = []
        while piece := self.reads.of_stream(stream, found[-1].id + 1 if found else 0, PIECE, position):
            self.in_time()
            found += piece
        return found

    @resolved("Reads that stand out in a cycle (异常查阅), by kind. A reason to look, never a verdict.")
    def suspicious(
        self,
        cycle: Annotated[strawberry.ID, argument("The cycle (年度活动).")],
        since: Annotated[Instant, argument("From when on (起始时间).")],
    ) -> list[SuspiciousReads]:
        """Decoys among them."""
        past, found, port = self.past, [], self.reads
        for first in range(port.first_at(aware(since)), port.size(), PIECE):
            self.in_time()
            piece = port.between(first, first + PIECE)
            found += [read for read in piece if read.basis <= self.reading.at and concerns(past, read, cycle)]
            if len(found) > MANY:
                raise Fault(
                    TOO_EXPENSIVE,
                    f"记录超过 {MANY} 条：请从更晚的时刻查起",
                    f"more than {MANY} records: ask from a later time",
                    limit="records",
                )
        hits = find(past, [read for read in found if self.shows(read) and self.tells(read)], port.canaries)
        return [SuspiciousReads(row=hit, open=OPEN, stream=cycle) for hit in hits]

    @resolved("Who read what of which case in a cycle, as one signed report (保密审计报告); null without the cycle.")
    def report(
        self,
        cycle: Annotated[strawberry.ID, argument("The cycle (年度活动).")],
        first: Annotated[Position, argument("Reads at this position and later (起始位置).", "from")] = Position(0),  # noqa: B008
        last: Annotated[Position | None, argument("To this position (截止位置), by default the View's.", "to")] = None,
        language: Annotated[Language, argument("Of the documents (语言).")] = Language.ZH,
    ) -> ConfidentialityReport | None:
        """Of the records that are open to who asks: if these are not all, it says so."""
        reading, services = self.reading, self.reading.context.services
        at = reading.at if last is None else int(last)
        if not 0 <= first <= at <= reading.at:
            raise Fault(
                BAD_USER_INPUT,
                "位置须在 0 至此视图的位置之间，起始不晚于截止",
                "positions from 0 to the View's, the first not after the last",
            )
        if services.reports is None or self.reads.size() > MANY:
            raise Fault(
                TOO_EXPENSIVE,
                f"记录超过 {MANY} 条：请用 biaogan report 出具",
                f"more than {MANY} records: biaogan report makes it",
                limit="records",
            )
        told = confidentiality(
            reading.views, self.reads, services.ledger.basis, cycle, first, at, reading.at,
            whole=not reading.viewer().barred and _sees(reading, Subject()), named=True, is_open=self.shows, in_time=self.in_time,
            unwraps=services.unwraps,
        )  # fmt: skip
        if told is None:
            return None
        issued = services.reports.issue(told, reading.at, language.name.lower())
        return ConfidentialityReport(row=issued, open=OPEN, stream=cycle)

    def shows(self, read: Read | Unwrap) -> bool:
        """Whether the record is the viewer's to see."""
        context = self.reading.context
        if not self.reading.viewer().barred and _sees(self.reading, Subject()):
            return True
        place = ("audit", read.stream)
        if place not in context.memo:
            known = self.past.known(read.stream, self.reading.today)
            context.memo[place] = any(_sees(self.reading, subject) for subject in known)
        return bool(context.memo[place])

    def tells(self, read: Read) -> bool:
        """Whether the record may be told with its person."""
        return read_told(self.reading, self.past, read)

    @property
    def past(self) -> Past:
        """One for the request."""
        return self.reading.context.once(Past, self.reading.views)

    def _record(self, _: Reading, read: Read) -> AccessRecord:
        return AccessRecord(row=read, open=OPEN, stream=read.stream)

    def in_time(self) -> None:
        """Raises Fault(QUERY_TOO_EXPENSIVE) once the operation has had its time."""
        if monotonic() > self.reading.context.deadline:
            raise Fault(TOO_EXPENSIVE, "操作用时过长", "the operation took too long", limit="seconds")


def _sees(reading: Reading, subject: Subject) -> bool:
    return can_see(reading.viewer(), "audit", subject)


@strawberry.type(description="The read field on audits.")
class AuditFields(Reads):
    """Part of the View."""

    @resolved("Who read what (保密审计); null to whom it is not open.")
    def audit(self) -> Audit | None:
        """For an auditor, and an investigator with a grant."""
        return audit_of(self.reading)


def audit_of(reading: Reading) -> Audit | None:
    """The audit of reads, if it is open to the viewer; that it is not is noted."""
    port, viewer = reading.context.services.reads, reading.viewer()
    granted = any("audit" in grant.classes for grant in viewer.grants) and Relation.INVESTIGATOR in viewer.programme
    if port is None or viewer.supporter or not (granted or _sees(reading, Subject())):
        reading.context.deny(str(viewer.person), "audit", TABLE["audit"].rule)
        return None
    return Audit(reading=reading, reads=port)
