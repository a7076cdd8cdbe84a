"""What somebody was permitted to see, and what they did see (可见与已见), side by side, at one position.

Permitted is what the visibility table says with the roles, assignments, grants and facts of that position, by the ledger's
time; seen is what the records of reads say. The two come from different places, so each can be held against the other.
Told are classes of objects and the digests of files; and, through the same fields as everywhere, the values that the other
would have been given there, as far as they are open today to who looks.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Annotated, Final

import strawberry
from strawberry import Private

from biaogan.domain.ids import kind_of, list_id
from biaogan.domain.rules.authority import ORGANISATION_ROLES, UNIT_ROLES
from biaogan.graphql.case_file import FILE
from biaogan.graphql.cases import organisation_of
from biaogan.graphql.context import Context
from biaogan.graphql.faults import BAD_USER_INPUT, Fault
from biaogan.graphql.guard import argument, resolved
from biaogan.graphql.loading import viewer_at
from biaogan.graphql.objections import OBJECTION, subject_of
from biaogan.graphql.paging import LARGEST
from biaogan.graphql.parts import permission_told, read_told
from biaogan.graphql.past import Past
from biaogan.graphql.reading import CASE, LIST, ORGANISATION, ROUND, SHEET, Reading
from biaogan.graphql.reads import Read, reads_of
from biaogan.graphql.scalars import Instant, instant
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
        description="Whether it was open to them at this position (当时可见); null where the object was not there yet, "
        "and where that would tell whose it is, or who reviews it."
    )
    rule: str | None = strawberry.field(description="The rule in the way, where it was not (依据).")
    reads: int = strawberry.field(description="How many reads of it are on record, up to this position (已查阅次数).")
    denials: int = strawberry.field(description="How often it was asked for and denied (被拒次数).")
    fields: list[str] = strawberry.field(description="Fields that were shown (已显示字段).")
    files: list[str] = strawberry.field(description="SHA-256 (hex) of the files that were shown (文件摘要).")
    purposes: list[str] = strawberry.field(description="What the reads were said to be for (查阅目的).")
    last_at: Instant | None = strawberry.field(description="When it was last shown (最近查阅时间).")


@strawberry.type(description="What a viewer was permitted to see, and did see, side by side (可见与已见).")
class Sights:
    """Of a person, or of whoever holds a role."""

    asking: Private[Reading]
    judged: Private[Viewer]
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
            raise Fault(BAD_USER_INPUT, f"编号最多 {LARGEST} 个", f"at most {LARGEST} ids")
        past = Past(self.asking.views)
        seen = [read for read in self.seen if read_told(self.asking, past, read)]
        if ids is None:
            behind = sorted({read.stream for read in seen if read.stream > (after or "")})
            streams = list(islice((stream for stream in behind if self._is_open(past, stream)), LARGEST))
        else:
            streams = [stream for id_ in dict.fromkeys(ids) if self._is_open(past, stream := str(id_), deny=True)]
        return [sight for stream in streams for sight in self._of(past, stream, seen)]

    def _is_open(self, past: Past, stream: str, *, deny: bool = False) -> bool:
        """Whether who asks may know of it: as the object stands today, or by a grant that names the person."""
        viewer, owner = self.asking.viewer(), str(self.person or "")
        known = past.known(stream, self.asking.today)
        if any(can_see(viewer, SIGHT, replace(one, owner=owner, stream=stream)) for one in known):
            return True
        if deny:
            self.asking.context.deny(stream, SIGHT, TABLE[SIGHT].rule)
        return False

    def _of(self, past: Past, stream: str, seen: Iterable[Read]) -> list[Sight]:
        classes, find = OBJECTS.get(kind_of(stream), (frozenset(), None))
        subject = None if find is None else find(replace(self.asking, then=True), stream)
        reads: dict[str, list[Read]] = {klass: [] for klass in classes}
        for read in seen:
            if read.stream == stream:
                reads.setdefault(read.klass, []).append(read)
        self.asking.context.disclose(stream, SIGHT, "sights", self)
        return [self._sight(past, stream, klass, subject, reads[klass]) for klass in sorted(reads)]

    def _sight(self, past: Past, stream: str, klass: str, subject: Subject | None, found: Sequence[Read]) -> Sight:
        shown = [read for read in found if read.allowed]
        known = TABLE.get(klass)
        judged = subject if known is not None else None
        if judged is not None and not permission_told(self.asking, past, self.judged, klass, stream, judged):
            judged = None
        return Sight(
            stream=strawberry.ID(stream),
            klass=klass,
            level=None if known is None else known.level,
            permitted=None if judged is None else can_see(self.judged, klass, judged),
            rule=None if judged is None else why_not(self.judged, klass, judged),
            reads=len(shown),
            denials=len(found) - len(shown),
            fields=_all(read.fields for read in shown),
            files=_all(read.files for read in shown),
            purposes=_all((read.purpose,) for read in shown if read.purpose),
            last_at=instant(shown[-1].at) if shown else None,
        )


def _all(parts: Iterable[Sequence[str] | None]) -> list[str]:
    return sorted({value for part in parts for value in part or ()})


@dataclass(frozen=True, slots=True)
class Sighted:
    """Whose eyes are looked through: the viewer as of then, and the reads on record."""

    viewer: Viewer
    seen: Sequence[Read]
    name: str

    @property
    def roles(self) -> list[str]:
        """With the scope after a slash."""
        return sorted(f"{role}/{scope}" if scope else role for role, scope in self.viewer.roles)


def sighted(reading: Reading, person: str | None, role: str | None, scope: str) -> Sighted | None:
    """For an auditor, and for an investigator under a grant of class sight. Raises Fault(BAD_USER_INPUT)."""
    if (person is None) == (role is None):
        raise Fault(BAD_USER_INPUT, "person 和 role 须给出且只给出一个", "give exactly one of person and role")
    if reading.context.eyes is not None:
        raise Fault(BAD_USER_INPUT, "每次只能取一种他人视角", "one looks through one pair of eyes at a time")
    asking, name = reading.viewer(), person or f"role_{role}"
    held = {klass for grant in asking.grants for klass in grant.classes}
    if not can_see(asking, SIGHT, Subject()) and not (SIGHT in held and asking.may_hold_grants):
        reading.context.deny(name, SIGHT, TABLE[SIGHT].rule)
        return None
    if person is None:
        _suits(reading, str(role), scope)
        return Sighted(Viewer(None, frozenset({(str(role), scope)})), (), name)
    services = reading.context.services
    time = services.ledger.basis(reading.at).time
    viewer = viewer_at(services.views, person, reading.at, lambda: time)
    return Sighted(viewer, [] if services.reads is None else reads_of(services.reads, person, reading.at), name)


def _suits(reading: Reading, role: str, scope: str) -> None:
    """The scope is one the role can have, of this position; what the asker may not see is not there. Raises Fault."""
    views, zh, en = reading.views, "", ""
    if role in UNIT_ROLES:
        cycles = (cycle.id for cycle in views.cycles(reading.at))
        if not any(row.unit == scope for cycle in cycles for row in views.unit_reports(cycle, reading.at)):
            zh, en = "范围须为此位置已有的推荐单位代码", "the scope is the code of a recommending unit of this position"
    elif role in ORGANISATION_ROLES:
        if organisation_of(reading, scope) is None:
            zh, en = "范围须为此位置已有的申报组织编号", "the scope is the id of an organisation of this position"
    elif role not in ROLES:
        zh, en = "没有这种角色", "no such role"
    elif scope:
        zh, en = "该角色没有范围", "this role has no scope"
    if en:
        raise Fault(BAD_USER_INPUT, zh, en)


def through(reading: Reading, found: Sighted) -> Context:
    """The request as seen through their eyes; that one looks is itself on record."""
    reading.context.disclose(found.name, SIGHT, "as", found)
    asker = reading.viewer()
    eyes = replace(found.viewer, barred=found.viewer.barred | asker.barred, through=asker)
    return reading.context.through(eyes, reading.at, found.name)
