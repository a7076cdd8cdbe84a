"""Who looks (身份), and what a viewer is to an object: the relations that the visibility table speaks of."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from biaogan.domain.access import GRANTEES


class Relation(StrEnum):
    """What a viewer is to an object (身份关系). One viewer can be several."""

    PUBLIC = "public"
    SELF = "self"
    """The object is the viewer's own: the own sheet, the own person."""
    APPLICANT = "applicant"
    UNIT = "unit"
    PROVINCE = "province"
    OFFICE = "office"
    DIRECTOR = "director"
    CHAIR = "chair"
    EXPERT = "expert"
    """Assigned to the case, or to a case of the round."""
    AUDITOR = "auditor"
    INVESTIGATOR = "investigator"
    PUBLISHER = "publisher"
    APPROVER = "approver"
    MINISTRY = "ministry"
    REGISTRAR = "registrar"
    CUSTODIAN = "custodian"
    """Keeps a share of the keys of rounds, and sees no content."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What the table asks of an object."""

    organisation: str = ""
    unit: str = ""
    case: str = ""
    round: str = ""
    owner: str = ""
    cycle: str = ""
    stream: str = ""
    """The object's own stream, where it is none of these."""
    suspected: bool = False
    """A state secret is suspected in the case (疑似涉密)."""
    provincial: bool = False
    closed: bool = False
    listed: bool = False
    on_list: bool = False
    suspected_now: bool | None = None
    """Where one looks through the eyes of another: what holds today of ``suspected``, for the one who looks."""
    closed_now: bool | None = None


ROLES: Final[dict[str, tuple[Relation, ...]]] = {
    "t2_officer": (Relation.PROVINCE,),
    "t2_approver": (Relation.PROVINCE,),
    "office_officer": (Relation.OFFICE,),
    "office_director": (Relation.OFFICE, Relation.DIRECTOR),
    "committee_chair": (Relation.CHAIR,),
    "vice_chair": (Relation.CHAIR,),
    "integrity_auditor": (Relation.AUDITOR,),
    "investigator": (Relation.INVESTIGATOR,),
    "publisher": (Relation.PUBLISHER,),
    "caq_approver": (Relation.APPROVER,),
    "ministry_consultee": (Relation.MINISTRY,),
    "registrar": (Relation.REGISTRAR,),
    "key_custodian": (Relation.CUSTODIAN,),
}
"""Roles held for the whole programme. ``applicant_*`` and ``t1_*`` depend on their scope, ``expert`` on assignments."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What one live grant opens (查阅授权): these classes of whatever belongs to one of these streams."""

    classes: frozenset[str]
    streams: frozenset[str]


@dataclass(frozen=True)
class Viewer:
    """Who looks, with the roles and assignments of today. The public is a viewer without a person."""

    person: str | None = None
    roles: frozenset[tuple[str, str]] = frozenset()
    cases: frozenset[str] = frozenset()
    rounds: frozenset[str] = frozenset()
    grants: frozenset[Opening] = frozenset()
    """Those live at the time of reading."""
    barred: frozenset[str] = frozenset()
    """Organisations the viewer has an interest in today (利益关系): no office opens anything of theirs."""

    supporter: str = ""
    """Who really looks, for ``person`` (代办): nothing sealed, no place on a panel and no grant is theirs to see."""

    through: "Viewer | None" = None
    """Who looks through this viewer's eyes (他人视角), with the rights of today: nothing opens that is not open to both."""

    def scopes(self, prefix: str) -> frozenset[str]:
        """Scopes of the roles whose name begins so."""
        return frozenset(scope for role, scope in self.roles if role.startswith(prefix))

    @cached_property
    def programme(self) -> frozenset[Relation]:
        """Relations that hold to every object."""
        return frozenset(relation for role, _ in self.roles for relation in ROLES.get(role, ()))

    @cached_property
    def reviews(self) -> bool:
        """Whether the viewer is an expert today."""
        return any(role == "expert" for role, _ in self.roles)

    @cached_property
    def may_hold_grants(self) -> bool:
        """Whether the viewer has a role that can be granted access to what is sealed, today."""
        return any(role in GRANTEES for role, _ in self.roles)

    def relations(self, subject: Subject) -> frozenset[Relation]:
        """What this viewer is to an object."""
        found = {Relation.PUBLIC}
        if self.person is not None and subject.owner == self.person:
            found.add(Relation.SELF)
        if subject.organisation and subject.organisation in self.scopes("applicant_"):
            found.add(Relation.APPLICANT)
        if subject.organisation in self.barred:
            return frozenset(found)
        found |= self.programme
        if subject.unit and subject.unit in self.scopes("t1_"):
            found.add(Relation.UNIT)
        if self.reviews and ((subject.case and subject.case in self.cases) or subject.round in self.rounds):
            found.add(Relation.EXPERT)
        return frozenset(found)

    def granted(self, subject: Subject) -> frozenset[str]:
        """The classes that grants open of this object: by itself, or by what it belongs to."""
        within = {subject.stream, subject.case, subject.round, subject.cycle, subject.owner} - {""}
        return frozenset().union(*(grant.classes for grant in self.grants if within & grant.streams))
