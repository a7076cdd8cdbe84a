"""Who may see what: ONE table (field class x relation of the viewer to the object), and its twins.

Promises: what the table does not name is denied; the question is asked where data is loaded, with the rights of today on
the data of then; :func:`why_not` says which rule is in the way, never anything about the data. Classes K0..K3 and +P are
those of rulebook 1.12. The test of this table is the same table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Final

from biaogan.domain.status import Status


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


class When(StrEnum):
    """From when on a relation may see a field class."""

    ALWAYS = "always"
    LISTED = "listed"
    """The case, or the list, has been put before the public (公示)."""
    ON_LIST = "on_list"
    """The case is on the national list, noticed or not yet."""
    CLOSED = "closed"
    """The round takes no more sheets."""
    PROVINCIAL = "provincial"
    """The round is the province's own."""
    PROVINCIAL_CLOSED = "provincial_closed"


@dataclass(frozen=True, slots=True)
class Subject:
    """What the table asks of an object."""

    organisation: str = ""
    unit: str = ""
    case: str = ""
    round: str = ""
    owner: str = ""
    provincial: bool = False
    closed: bool = False
    listed: bool = False
    on_list: bool = False


@dataclass(frozen=True, slots=True)
class Klass:
    """A class of fields: confidentiality (1.12) in words, the rule it rests on, and who may read it from when."""

    level: str
    rule: str
    readers: Mapping[Relation, When]


R, W = Relation, When
_PARTIES: Final = {R.APPLICANT: W.ALWAYS, R.UNIT: W.ALWAYS, R.PROVINCE: W.ALWAYS, R.OFFICE: W.ALWAYS}
_OVERSIGHT: Final = {R.AUDITOR: W.ALWAYS, R.INVESTIGATOR: W.ALWAYS}
_OVERSIGHT_CLOSED: Final = {R.AUDITOR: W.CLOSED, R.INVESTIGATOR: W.CLOSED}
_LATE: Final = {R.PUBLISHER: W.ALWAYS, R.APPROVER: W.ALWAYS, R.MINISTRY: W.ALWAYS}
_LISTED: Final = {R.PUBLISHER: W.ON_LIST, R.APPROVER: W.ON_LIST, R.MINISTRY: W.ON_LIST}
_COMMITTEE: Final = {R.OFFICE: W.ALWAYS, R.CHAIR: W.ALWAYS}
_SCORES: Final = {R.OFFICE: W.CLOSED, R.CHAIR: W.CLOSED, **_OVERSIGHT_CLOSED}

TABLE: Final[dict[str, Klass]] = {
    "cycle": Klass("K0", "R-05", {R.PUBLIC: W.ALWAYS}),
    "case.listed": Klass(
        "K1, K0 once listed",
        "D-24",
        {R.PUBLIC: W.LISTED, R.EXPERT: W.ALWAYS, R.CHAIR: W.ALWAYS, **_PARTIES, **_OVERSIGHT, **_LISTED},
    ),
    "case.content": Klass("K1", "1.12/K1", {R.EXPERT: W.ALWAYS, R.CHAIR: W.ALWAYS, **_PARTIES, **_OVERSIGHT}),
    "case.recommendation": Klass("K1", "1.12/K1", {R.CHAIR: W.ALWAYS, **_PARTIES, **_OVERSIGHT}),
    "case.outcome": Klass("K2", "1.12/K2", {**_COMMITTEE, **_OVERSIGHT}),
    "organisation.details": Klass("K1", "1.12/K1", {R.EXPERT: W.ALWAYS, R.CHAIR: W.ALWAYS, **_PARTIES, **_OVERSIGHT}),
    "roster": Klass("K1", "R-17", {R.UNIT: W.ALWAYS, R.PROVINCE: W.ALWAYS, R.OFFICE: W.ALWAYS, **_OVERSIGHT}),
    "round": Klass("K1", "1.12/K1", {R.EXPERT: W.ALWAYS, R.PROVINCE: W.PROVINCIAL, **_COMMITTEE, **_OVERSIGHT}),
    "round.size": Klass("K1", "1.12/K1", {R.PROVINCE: W.PROVINCIAL, **_COMMITTEE, **_OVERSIGHT}),
    "round.panels": Klass("K3", "1.12/K3", {R.DIRECTOR: W.ALWAYS, **_OVERSIGHT_CLOSED}),
    "round.strictness": Klass("K3", "D-32", {R.DIRECTOR: W.CLOSED, R.AUDITOR: W.CLOSED}),
    "sheet": Klass("K2", "1.12/K2", {R.SELF: W.ALWAYS, **_SCORES}),
    "sheet.expert": Klass("K3", "1.12/K3", {R.SELF: W.ALWAYS, R.DIRECTOR: W.CLOSED, **_OVERSIGHT_CLOSED}),
    "ranking": Klass("K2", "1.12/K2", {R.PROVINCE: W.PROVINCIAL_CLOSED, **_SCORES}),
    "list.notice": Klass("K1, K0 once noticed", "R-74", {R.PUBLIC: W.LISTED, **_COMMITTEE, **_OVERSIGHT, **_LATE}),
    "list.ranks": Klass("K2", "1.12/K2", {**_COMMITTEE, **_OVERSIGHT, **_LATE}),
    "list.steps": Klass("K1", "R-73", {**_COMMITTEE, **_OVERSIGHT, **_LATE}),
    "person": Klass(
        "K3+P", "1.12/K3", {R.SELF: W.ALWAYS, R.DIRECTOR: W.ALWAYS, R.REGISTRAR: W.ALWAYS, R.AUDITOR: W.ALWAYS}
    ),
    "log": Klass("K0", "R-85", {R.PUBLIC: W.ALWAYS}),
    "refusal": Klass("K1", "1.12/K1", {R.OFFICE: W.ALWAYS, **_OVERSIGHT}),
}

ROLES: Final[dict[str, tuple[Relation, ...]]] = {
    "t2_officer": (R.PROVINCE,),
    "t2_approver": (R.PROVINCE,),
    "office_officer": (R.OFFICE,),
    "office_director": (R.OFFICE, R.DIRECTOR),
    "committee_chair": (R.CHAIR,),
    "vice_chair": (R.CHAIR,),
    "integrity_auditor": (R.AUDITOR,),
    "investigator": (R.INVESTIGATOR,),
    "publisher": (R.PUBLISHER,),
    "caq_approver": (R.APPROVER,),
    "ministry_consultee": (R.MINISTRY,),
    "registrar": (R.REGISTRAR,),
}
"""Roles held for the whole programme. ``applicant_*`` and ``t1_*`` depend on their scope, ``expert`` on assignments."""

SHOWN_AS: Final[dict[Status, Status]] = {
    Status.NOTICE: Status.NOTICE,
    Status.NOTICE_HELD: Status.NOTICE,
    Status.NOTICE_CLEARED: Status.NOTICE_CLEARED,
    Status.APPROVED: Status.APPROVED,
    Status.TITLED: Status.TITLED,
    Status.REVOCATION_REVIEW: Status.TITLED,
    Status.REVOKED: Status.REVOKED,
}
"""States of a case the public may know of, and as what: a hold and an opened revocation are not public."""

ON_LIST: Final = frozenset(SHOWN_AS) | {Status.RECOMMENDED, Status.CONSULTATION, Status.CLEARED_FOR_NOTICE}


@dataclass(frozen=True)
class Viewer:
    """Who looks, with the roles and assignments of today. The public is a viewer without a person."""

    person: str | None = None
    roles: frozenset[tuple[str, str]] = frozenset()
    cases: frozenset[str] = frozenset()
    rounds: frozenset[str] = frozenset()

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

    def relations(self, subject: Subject) -> frozenset[Relation]:
        """What this viewer is to an object."""
        found = {R.PUBLIC, *self.programme}
        if self.person is not None and subject.owner == self.person:
            found.add(R.SELF)
        if subject.organisation and subject.organisation in self.scopes("applicant_"):
            found.add(R.APPLICANT)
        if subject.unit and subject.unit in self.scopes("t1_"):
            found.add(R.UNIT)
        if self.reviews and ((subject.case and subject.case in self.cases) or subject.round in self.rounds):
            found.add(R.EXPERT)
        return frozenset(found)


def can_see(viewer: Viewer, klass: str, subject: Subject) -> bool:
    """Whether this viewer may see fields of this class of this object."""
    return _may(klass, viewer.relations(subject), subject)


def why_not(viewer: Viewer, klass: str, subject: Subject) -> str | None:
    """The rule in the way, None if there is none."""
    return None if can_see(viewer, klass, subject) else TABLE[klass].rule


def visible(viewer: Viewer, klasses: frozenset[str], subject: Subject) -> Mapping[str, bool]:
    """Those of ``klasses`` that the viewer may see of the object, and of each whether the public may not."""
    facts = Subject(
        provincial=subject.provincial, closed=subject.closed, listed=subject.listed, on_list=subject.on_list
    )
    return _visible(viewer.relations(subject), klasses, facts)


@lru_cache(maxsize=1024)
def _visible(relations: frozenset[Relation], klasses: frozenset[str], facts: Subject) -> Mapping[str, bool]:
    return {klass: not _may(klass, _NOBODY, facts) for klass in klasses if _may(klass, relations, facts)}


_NOBODY: Final = frozenset({R.PUBLIC})


def _may(klass: str, relations: frozenset[Relation], subject: Subject) -> bool:
    return any(relation in relations and _holds(when, subject) for relation, when in TABLE[klass].readers.items())


def _holds(when: When, subject: Subject) -> bool:
    match when:
        case W.ALWAYS:
            return True
        case W.LISTED:
            return subject.listed
        case W.ON_LIST:
            return subject.on_list
        case W.CLOSED:
            return subject.closed
        case W.PROVINCIAL:
            return subject.provincial
        case W.PROVINCIAL_CLOSED:
            return subject.provincial and subject.closed
