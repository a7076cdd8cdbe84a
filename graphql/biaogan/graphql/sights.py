"""What somebody was permitted to see, and what they did see (可见与已见), side by side, at one position.

Permitted is what the visibility table says with the roles, assignments, grants and facts of that position, by the ledger's
time; seen is what the records of reads say. The two come from different places, so each can be held against the other.
No content is told: only which classes of which object, and the digests of files.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Final

import strawberry
from strawberry import Private

from biaogan.domain.ids import kind_of, list_id
from biaogan.graphql.case_file import FILE
from biaogan.graphql.faults import BAD_USER_INPUT, Fault
from biaogan.graphql.guard import argument, resolved
from biaogan.graphql.loading import viewer_at
from biaogan.graphql.objections import OBJECTION, subject_of
from biaogan.graphql.paging import LARGEST
from biaogan.graphql.reading import CASE, LIST, ORGANISATION, ROUND, SHEET, Reading
from biaogan.graphql.reads import Read, reads_of
from biaogan.graphql.scalars import Instant, instant
from biaogan.graphql.shown import Reads
from biaogan.graphql.viewer import ROLES, Subject, Viewer
from biaogan.graphql.visibility import TABLE, can_see, why_not

SIGHT: Final = "sight"


def _of_case(reading: Reading, id_: str) -> Subject | None:
    row = reading.views.case(id_, reading.at)
    return None if row is None else replace(reading.case_subject(row), stream=id_)


def _of_round(reading: Reading, id_: str) -> Subject | None:
    row = reading.views.round(id_, reading.at)
    return None if row is None else reading.round_subject(row)


def _of_sheet(reading: Reading, id_: str) -> Subject | None:
    row = reading.views.sheet(id_, reading.at)
    round_ = None if row is None else reading.views.round(row.round, reading.at)
    if row is None or round_ is None:
        return None
    return replace(reading.round_subject(round_), case=row.case, owner=row.expert, stream=id_)


def _of_roster(reading: Reading, id_: str) -> Subject | None:
    row = reading.views.roster(id_, reading.at)
    return None if row is None else Subject(unit=row.unit or "", stream=id_)


def _of_list(reading: Reading, id_: str) -> Subject | None:
    cycles = (cycle.id for cycle in reading.views.cycles(reading.at))
    row = next((reading.views.national_list(c, reading.at) for c in cycles if list_id(c) == id_), None)
    return None if row is None else Subject(listed=row.notice_published_at is not None, on_list=True, stream=id_)


def _of_organisation(reading: Reading, id_: str) -> Subject | None:
    return Subject(organisation=id_) if reading.views.organisation(id_, reading.at) else None


def _of_objection(reading: Reading, id_: str) -> Subject | None:
    row = reading.views.objection(id_, reading.at)
    return None if row is None else subject_of(reading, row)


def _of_person(_: Reading, id_: str) -> Subject | None:
    return Subject(owner=id_)


Finder = Callable[[Reading, str], Subject | None]
OBJECTS: Final[Mapping[str, tuple[frozenset[str], Finder]]] = {
    "case": (CASE | FILE, _of_case),
    "round": (ROUND | {"round.progress", "round.panels"}, _of_round),
    "sheet": (SHEET, _of_sheet),
    "roster": (frozenset({"roster"}), _of_roster),
    "list": (LIST, _of_list),
    "org": (ORGANISATION - {"case.listed"}, _of_organisation),
    "objection": (OBJECTION, _of_objection),
    "person": (frozenset({"person"}), _of_person),
}
"""Kind of a stream -> its classes, and what the table asks of it. Of other kinds only what was read is told."""


@strawberry.type(description="One class of fields of one object: permitted then, and really seen (可见与已见). K3.")
class Sight:
    """``permitted`` and ``reads`` need not agree: the first is the rule, the second the record."""

    stream: strawberry.ID = strawberry.field(description="The object, by its stream id.")
    klass: str = strawberry.field(description="Class of fields, a key of the visibility table (字段类别).")
    level: str | None = strawberry.field(description="Its confidentiality (密级), rulebook 1.12.")
    permitted: bool | None = strawberry.field(
        description="Whether it was open to them at this position (当时可见); null where the object was not there yet."
    )
    rule: str | None = strawberry.field(description="The rule in the way, where it was not (依据).")
    reads: int = strawberry.field(description="How many reads of it are on record, up to this position (已查阅次数).")
    denials: int = strawberry.field(description="How often it was asked for and denied (被拒次数).")
    fields: list[str] = strawberry.field(description="Fields that were shown (已显示字段).")
    files: list[str] = strawberry.field(description="SHA-256 (hex) of the files that were shown (文件摘要).")
    purposes: list[str] = strawberry.field(description="What the reads were said to be for (查阅目的).")
    last_at: Instant | None = strawberry.field(description="When it was last shown (最近查阅时间).")


@strawberry.type(description="The view of somebody else (他人视角): permitted and seen, side by side.")
class Eyes:
    """A person, or whoever holds a role."""

    reading: Private[Reading]
    viewer: Private[Viewer]
    seen: Private[Sequence[Read]]
    person: strawberry.ID | None = strawberry.field(description="The person (人员); null for a role.")
    roles: list[str] = strawberry.field(description="Roles held at this position, with the scope after a slash (角色).")

    @resolved("Class by class (可见与已见): of these objects, or of everything they are on record for.")
    def sights(
        self,
        ids: Annotated[list[strawberry.ID] | None, argument(f"Stream ids, at most {LARGEST}.")] = None,
        after: Annotated[strawberry.ID | None, argument("Without ids: only objects behind this one.")] = None,
    ) -> list[Sight]:
        """By object and class. What the asker may not know of is left out."""
        if ids is not None and len(ids) > LARGEST:
            raise Fault(BAD_USER_INPUT, f"at most {LARGEST} ids")
        streams: Iterable[str] = dict.fromkeys(ids or ())
        if ids is None:
            streams = sorted({read.stream for read in self.seen if read.stream > (after or "")})[:LARGEST]
        return [sight for stream in streams for sight in self._of(str(stream))]

    def _of(self, stream: str) -> list[Sight]:
        owner = str(self.person or "")
        if not can_see(self.reading.viewer(), SIGHT, Subject(owner=owner, stream=stream, case=stream, round=stream)):
            self.reading.context.deny(stream, SIGHT, TABLE[SIGHT].rule)
            return []
        classes, find = OBJECTS.get(kind_of(stream), (frozenset(), None))
        subject = None if find is None else find(replace(self.reading, then=True), stream)
        reads: dict[str, list[Read]] = {klass: [] for klass in classes}
        for read in self.seen:
            if read.stream == stream:
                reads.setdefault(read.klass, []).append(read)
        self.reading.context.disclose(stream, SIGHT, "sights", self)
        return [self._sight(stream, klass, subject, reads[klass]) for klass in sorted(reads)]

    def _sight(self, stream: str, klass: str, subject: Subject | None, found: Sequence[Read]) -> Sight:
        shown = [read for read in found if read.allowed]
        known = TABLE.get(klass)
        judged = subject if known is not None else None
        return Sight(
            stream=strawberry.ID(stream),
            klass=klass,
            level=None if known is None else known.level,
            permitted=None if judged is None else can_see(self.viewer, klass, judged),
            rule=None if judged is None else why_not(self.viewer, klass, judged),
            reads=len(shown),
            denials=len(found) - len(shown),
            fields=_all(read.fields for read in shown),
            files=_all(read.files for read in shown),
            purposes=_all((read.purpose,) for read in shown if read.purpose),
            last_at=instant(shown[-1].at) if shown else None,
        )


def _all(parts: Iterable[Sequence[str] | None]) -> list[str]:
    return sorted({value for part in parts for value in part or ()})


@strawberry.type(description="Fields that show the view of others.")
class SightFields(Reads):
    """Part of the View."""

    @resolved(
        "What a person, or a role, was permitted to see here, and did see (他人视角): for an auditor, and for an "
        "investigator under a grant of class sight. Null for everybody else.",
        "as",
    )
    def as_(
        self,
        person: Annotated[strawberry.ID | None, argument("The person (人员); or a role.")] = None,
        role: Annotated[str | None, argument("The role (角色), such as office_officer.")] = None,
        scope: Annotated[str, argument("With a role: its scope, a unit code or an organisation (范围).")] = "",
    ) -> Eyes | None:
        """At the position of this View."""
        if (person is None) == (role is None):
            raise Fault(BAD_USER_INPUT, "give exactly one of person and role")
        reading, asking = self.reading, self.reading.viewer()
        held = {klass for grant in asking.grants for klass in grant.classes}
        if not can_see(asking, SIGHT, Subject()) and not (SIGHT in held and asking.may_hold_grants):
            reading.context.deny(str(person or f"role_{role}"), SIGHT, TABLE[SIGHT].rule)
            return None
        return _of_role(reading, role, scope) if person is None else _of_somebody(reading, str(person))


def _of_role(reading: Reading, role: str | None, scope: str) -> Eyes:
    if role not in ROLES and not str(role).startswith(("applicant_", "t1_")):
        raise Fault(BAD_USER_INPUT, "no such role")
    viewer = Viewer(None, frozenset({(str(role), scope)}))
    return Eyes(reading=reading, viewer=viewer, seen=(), person=None, roles=_named(viewer))


def _of_somebody(reading: Reading, person: str) -> Eyes:
    services = reading.context.services
    time = services.ledger.basis(reading.at).time
    viewer = viewer_at(services.views, person, reading.at, lambda: time)
    seen = [] if services.reads is None else reads_of(services.reads, person, reading.at)
    return Eyes(reading=reading, viewer=viewer, seen=seen, person=strawberry.ID(person), roles=_named(viewer))


def _named(viewer: Viewer) -> list[str]:
    return sorted(f"{role}/{scope}" if scope else role for role, scope in viewer.roles)
