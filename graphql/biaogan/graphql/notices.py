"""Notices to the persons concerned (查阅告知), D-25: something sealed about them was read, of which class, on what basis, when.

Made from the records of reads alone. Whom the cycle's rule (``privacy.notify``) does not name is told nothing; who read it is
told by role, never by name, and what for is not told at all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

import strawberry
from strawberry import enum_value

from biaogan.domain.config_privacy import CONCERNED
from biaogan.domain.ids import expert_id
from biaogan.graphql.guard import guarded, resolved
from biaogan.graphql.listing import DEFAULT, After, Connection, First, empty, listing
from biaogan.graphql.loading import sheets_by
from biaogan.graphql.node import Message
from biaogan.graphql.own_reads import Numbered, some
from biaogan.graphql.past import Past
from biaogan.graphql.reading import Reading
from biaogan.graphql.reads import Read
from biaogan.graphql.scalars import Instant, instant
from biaogan.graphql.shown import Shown
from biaogan.graphql.visibility import TABLE, When
from biaogan.projections.cases import CaseFilter
from biaogan.projections.keyset import Key, Part

OWN_CASES: Final = 100
"""Cases of one organisation that are looked at."""


@strawberry.enum(description="What of the viewer's was read (查阅对象).")
class NoticeAbout(Enum):
    """By what it is to the viewer."""

    PERSON = enum_value("PERSON", description="The own person (本人).")
    EXPERT = enum_value("EXPERT", description="The own entry in the pool (本人专家库条目).")
    SHEET = enum_value("SHEET", description="An own score sheet (本人评分表).")
    OBJECTION = enum_value("OBJECTION", description="An own objection (本人异议).")
    CASE = enum_value("CASE", description="A case of the own organisation (本组织申报项目).")


@strawberry.enum(description="On what basis something sealed was read (查阅依据).")
class NoticeBasis(Enum):
    """A grant, or a role for which no grant is needed."""

    GRANT = enum_value("GRANT", description="Under a grant of two persons (双人查阅授权), R-13.")
    ROLE = enum_value("ROLE", description="In a role that the class is open to (职责).")


@dataclass(frozen=True, slots=True)
class Mine:
    """What a stream is to the viewer, and the case it is about, "" for none."""

    about: NoticeAbout
    case: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A read, and what of the viewer's it was of."""

    read: Read
    mine: Mine

    @property
    def id(self) -> int:
        """The number of the record."""
        return self.read.id


def _basis(source: Any) -> NoticeBasis:
    read = source.row.read
    then = Past(source.reading.views).viewer(read.person, read.basis, read.at)
    readers = TABLE[read.klass].readers
    by_role = any(readers.get(relation) is When.ALWAYS for relation in then.programme)
    return NoticeBasis.ROLE if by_role else NoticeBasis.GRANT


def _roles(source: Any) -> list[str]:
    return list(Past(source.reading.views).roles(source.row.read.person, source.row.read.basis))


def _text(source: Any) -> Message:
    basis = _basis(source)
    zh = {NoticeBasis.GRANT: "经双人授权", NoticeBasis.ROLE: "依职责"}[basis]
    en = {NoticeBasis.GRANT: "under a grant of two persons", NoticeBasis.ROLE: "in a role it is open to"}[basis]
    klass = source.row.read.klass
    return Message(
        zh=f"与您有关的密封内容（{klass}）{zh}被查阅", en=f"something sealed about you ({klass}) was read {en}"
    )


@strawberry.type(
    description="Something sealed that concerns the viewer was read (查阅告知), D-25: by role, not by name."
)
class Notice(Shown):
    """One read on record."""

    at: Instant | None = guarded("person", "When (时间).", lambda n: instant(n.row.read.at))
    klass: str | None = guarded("person", "Class of what was read (密级类别).", lambda n: n.row.read.klass)
    about: NoticeAbout | None = guarded("person", "What of the viewer's (查阅对象).", lambda n: n.row.mine.about)
    case_id: strawberry.ID | None = guarded(
        "person", "The case it is about, if any (申报项目).", lambda n: n.row.mine.case or None
    )
    basis: NoticeBasis | None = guarded("person", "On what basis (查阅依据).", _basis)
    roles: list[str] | None = guarded("person", "Roles the reader held (查阅人角色).", _roles)
    text: Message | None = guarded("person", "The same in a sentence (说明).", _text)


@strawberry.type(description="Notices to the viewer.")
class Notices:
    """Part of the Viewer."""

    if TYPE_CHECKING:
        reading: Reading

    @resolved("Notices of reads of what is sealed about the viewer (查阅告知), oldest first, by the rule of the cycle.")
    def notices(self, first: First = DEFAULT, after: After = None) -> Connection[Notice]:
        """Under ``privacy.notify_on_k3_read`` and ``privacy.notify`` of the cycle concerned."""
        reading, port = self.reading, self.reading.context.services.reads
        viewer = reading.viewer()
        if port is None or viewer.person is None or viewer.supporter or reading.context.eyes:
            return empty(reading)
        person, mine = viewer.person, dict(_concerning(reading, viewer.person))

        def fetch(at: int, key: Key | None) -> Part[Told]:
            start = 0 if key is None else int(key[0]) + 1
            reads = ((stream, read) for stream in mine for read in some(port, stream, person, start, first + 1, at))
            found = sorted((Told(read, mine[stream]) for stream, read in reads), key=lambda told: told.id)
            return Part(tuple(found[:first]), len(found) > first)

        def node(there: Reading, told: Told) -> Notice:
            return Notice(reading=there, row=told, open={"person": True}, stream=person)

        return listing(reading, "notices", Numbered[Told](), first, after, fetch, node)


def _concerning(reading: Reading, person: str) -> Iterator[tuple[str, Mine]]:
    """Every stream whose sealed classes concern the viewer, as far as the rule of its cycle says so."""
    views, today = reading.views, reading.today
    rules = {row.id: _told(row.config) for row in reading.context.once(views.cycles, today)}
    latest = next(iter(rules.values()), frozenset())
    if "person" in latest:
        yield person, Mine(NoticeAbout.PERSON)
    if "expert" in latest:
        yield expert_id(person), Mine(NoticeAbout.EXPERT)
    for sheet in reading.context.once(sheets_by, views, person, today):
        case = reading.context.once(views.case, sheet.case, today)
        if case is not None and "expert" in rules.get(case.cycle, ()):
            yield sheet.id, Mine(NoticeAbout.SHEET, sheet.case)
    for filed in views.docket(today, filer=person, first=OWN_CASES).rows:
        if "objector" in rules.get(filed.cycle or "", ()):
            yield filed.id, Mine(NoticeAbout.OBJECTION, filed.case)
    for scope in sorted(reading.viewer().scopes("applicant_")):
        for case in views.cases(today, CaseFilter(organisation=scope), first=OWN_CASES).rows:
            if "applicant" in rules.get(case.cycle, ()):
                yield case.id, Mine(NoticeAbout.CASE, case.id)


def _told(config: Mapping[str, Any] | None) -> frozenset[str]:
    """Who is told anything in a cycle."""
    privacy = (config or {}).get("privacy") or {}
    return frozenset(privacy.get("notify", CONCERNED)) if privacy.get("notify_on_k3_read") else frozenset()
