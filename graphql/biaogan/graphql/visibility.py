"""Who may see what: ONE table (field class x relation of the viewer to the object), and its twins.

Promises: what the table does not name is denied; the question is asked where data is loaded, with the rights of today on
the data of then; :func:`why_not` says which rule is in the way, never anything about the data. Classes K0..K3 and +P are
those of rulebook 1.12. The test of this table is the same table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final

from biaogan.domain.status import Status
from biaogan.graphql.viewer import Relation, Subject, Viewer


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
    GRANTED = "granted"
    """Under a grant of two persons (查阅授权), live now, that names the class and the object."""
    GRANTED_CLOSED = "granted_closed"
    """The same, once the round takes no more sheets."""


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
_GRANTED: Final = {R.DIRECTOR: W.GRANTED, R.AUDITOR: W.GRANTED, R.INVESTIGATOR: W.GRANTED}
_GRANTED_CLOSED: Final = dict.fromkeys(_GRANTED, W.GRANTED_CLOSED)
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
    "case.suspected": Klass("K3", "R-33", {R.DIRECTOR: W.GRANTED, R.AUDITOR: W.GRANTED}),
    "case.recommendation": Klass("K1", "1.12/K1", {R.CHAIR: W.ALWAYS, **_PARTIES, **_OVERSIGHT}),
    "case.outcome": Klass("K2", "1.12/K2", {**_COMMITTEE, **_OVERSIGHT}),
    "organisation.details": Klass("K1", "1.12/K1", {R.EXPERT: W.ALWAYS, R.CHAIR: W.ALWAYS, **_PARTIES, **_OVERSIGHT}),
    "roster": Klass("K1", "R-17", {R.UNIT: W.ALWAYS, R.PROVINCE: W.ALWAYS, R.OFFICE: W.ALWAYS, **_OVERSIGHT}),
    "unit.report": Klass("K1", "R-23", {R.UNIT: W.ALWAYS, R.PROVINCE: W.ALWAYS, R.OFFICE: W.ALWAYS, **_OVERSIGHT}),
    "round": Klass("K1", "1.12/K1", {R.EXPERT: W.ALWAYS, R.PROVINCE: W.PROVINCIAL, **_COMMITTEE, **_OVERSIGHT}),
    "round.seal": Klass(
        "K1",
        "R-13",
        {R.EXPERT: W.ALWAYS, R.PROVINCE: W.PROVINCIAL, R.CUSTODIAN: W.ALWAYS, **_COMMITTEE, **_OVERSIGHT},
    ),
    "round.size": Klass("K1", "1.12/K1", {R.PROVINCE: W.PROVINCIAL, **_COMMITTEE, **_OVERSIGHT}),
    "round.panels": Klass("K3", "1.12/K3", _GRANTED),
    "round.strictness": Klass("K3", "D-32", {R.DIRECTOR: W.GRANTED_CLOSED, R.AUDITOR: W.GRANTED_CLOSED}),
    "round.signals": Klass("K3", "D-32", {R.AUDITOR: W.GRANTED_CLOSED, R.INVESTIGATOR: W.GRANTED_CLOSED}),
    "sheet": Klass("K2", "1.12/K2", {R.SELF: W.ALWAYS, **_SCORES}),
    "sheet.expert": Klass("K3", "1.12/K3", {R.SELF: W.ALWAYS, **_GRANTED_CLOSED}),
    "ranking": Klass("K2", "1.12/K2", {R.PROVINCE: W.PROVINCIAL_CLOSED, **_SCORES}),
    "supposition": Klass("K2", "1.12/K2", _OVERSIGHT_CLOSED),
    "list.notice": Klass("K1, K0 once noticed", "R-74", {R.PUBLIC: W.LISTED, **_COMMITTEE, **_OVERSIGHT, **_LATE}),
    "list.ranks": Klass("K2", "1.12/K2", {**_COMMITTEE, **_OVERSIGHT, **_LATE}),
    "list.steps": Klass("K1", "R-73", {**_COMMITTEE, **_OVERSIGHT, **_LATE}),
    "person": Klass("K3+P", "1.12/K3", {R.SELF: W.ALWAYS, R.REGISTRAR: W.ALWAYS, **_GRANTED}),
    "case.process": Klass("K1", "1.12/K1", {R.CHAIR: W.ALWAYS, **_PARTIES, **_OVERSIGHT}),
    "case.review": Klass("K2", "1.12/K2", {R.EXPERT: W.ALWAYS, **_COMMITTEE, **_OVERSIGHT}),
    "case.sealed": Klass("K3", "1.12/K3", _GRANTED),
    "title.revocation": Klass("K2", "R-82", {R.APPROVER: W.ALWAYS, **_COMMITTEE, **_OVERSIGHT}),
    "register": Klass("K0", "R-83", {R.PUBLIC: W.ALWAYS}),
    "objection": Klass("K2", "D-18", {R.SELF: W.ALWAYS, **_COMMITTEE, **_OVERSIGHT}),
    "objection.report": Klass("K2", "R-75", {**_COMMITTEE, **_OVERSIGHT}),
    "objection.file": Klass("K3", "1.12/K3", _GRANTED),
    "objection.objector": Klass("K3+P", "D-18", {R.SELF: W.ALWAYS, **_GRANTED}),
    "expert": Klass("K3", "1.12/K3", {R.SELF: W.ALWAYS, **_GRANTED}),
    "expert.employments": Klass("K3+P", "D-25", {R.SELF: W.ALWAYS, **_GRANTED}),
    "expert.conflicts": Klass("K3", "D-23", _GRANTED),
    "committee.formed": Klass("K1, K0 once announced", "R-11", {R.PUBLIC: W.LISTED, **_COMMITTEE, **_OVERSIGHT}),
    "committee": Klass("K3, K0 once announced", "D-10", {R.PUBLIC: W.LISTED, **_GRANTED}),
    "group": Klass("K2", "1.12/K2", {R.SELF: W.ALWAYS, **_COMMITTEE, **_OVERSIGHT}),
    "group.sealed": Klass("K3", "1.12/K3", _GRANTED),
    "draw": Klass("K1", "D-06", {R.PROVINCE: W.PROVINCIAL, **_COMMITTEE, **_OVERSIGHT}),
    "round.progress": Klass("K2", "1.12/K2", {R.PROVINCE: W.PROVINCIAL, R.OFFICE: W.ALWAYS, **_OVERSIGHT}),
    "pipeline": Klass("K1", "1.12/K1", {R.UNIT: W.ALWAYS, R.PROVINCE: W.ALWAYS, **_COMMITTEE, **_OVERSIGHT}),
    "sight": Klass("K3", "1.12/K3", {R.AUDITOR: W.ALWAYS, R.INVESTIGATOR: W.GRANTED}),
    "erasure": Klass("K1", "D-25", {R.SELF: W.ALWAYS, R.EXPERT: W.ALWAYS, R.CHAIR: W.ALWAYS, **_PARTIES, **_OVERSIGHT}),
    "erasure.persons": Klass("K3", "D-25", _GRANTED),
    "log": Klass("K0", "R-85", {R.PUBLIC: W.ALWAYS}),
    "audit": Klass("K3", "R-13", {R.AUDITOR: W.ALWAYS, R.INVESTIGATOR: W.GRANTED}),
    "refusal": Klass("K1", "1.12/K1", {R.SELF: W.ALWAYS, R.OFFICE: W.ALWAYS, **_OVERSIGHT}),
}

SUSPECTED: Final = {"case.content": "case.suspected"}
"""What a class is instead while a state secret is suspected in the case (疑似涉密), R-33: closed to all who had it open."""

SHOWN_AS: Final[dict[Status, Status]] = {
    Status.NOTICE: Status.NOTICE,
    Status.NOTICE_HELD: Status.NOTICE,
    Status.RE_NOTICE: Status.NOTICE,
    Status.NOTICE_CLEARED: Status.NOTICE_CLEARED,
    Status.APPROVED: Status.APPROVED,
    Status.TITLED: Status.TITLED,
    Status.REVOCATION_REVIEW: Status.TITLED,
    Status.REVOKED: Status.REVOKED,
}
"""States of a case the public may know of, and as what: a hold and an opened revocation are not public."""

ONCE_NOTICED: Final = {Status.DELIBERATION: Status.NOTICE}  # the same of what has been noticed


def shown_as(status: Status, noticed: bool) -> Status | None:
    """What the public knows a case's state as; ``None``: it knows of no such case."""
    return SHOWN_AS.get(status) or (ONCE_NOTICED.get(status) if noticed else None)


ON_LIST: Final = frozenset(SHOWN_AS) | {Status.RECOMMENDED, Status.CONSULTATION, Status.CLEARED_FOR_NOTICE}


def can_see(viewer: Viewer, klass: str, subject: Subject) -> bool:
    """Whether this viewer may see fields of this class of this object."""
    relations = viewer.relations(subject)
    if viewer.supporter and _closed_to_support(klass, subject):
        relations = _NOBODY
    if not _may(klass, relations, subject, viewer.granted(subject)):
        return False
    return viewer.through is None or _sees_through(viewer, viewer.through, klass, subject)


OWNERS: Final = {"sheet": "sheet.expert", "objection": "objection.objector", "group": "group.sealed"}
"""Class -> the class of whose the object is, where whoever it is of may see it for that reason alone."""


def _sees_through(viewer: Viewer, asker: Viewer, klass: str, subject: Subject) -> bool:
    """Whether who looks through another's eyes may see it too, and that it was open to the other, which is K3; and if it
    was open because it is theirs, or because they review it, whether that may be known as well.
    """
    now = today(subject)
    if _may(klass, _NOBODY, subject):
        return can_see(asker, klass, now)
    wanted, relations, granted = {klass, "sight"}, viewer.relations(subject), viewer.granted(subject)
    others = relations - {R.SELF, R.EXPERT}
    if not _may(klass, others, subject, granted):
        own = R.SELF in relations and _may(klass, others | {R.SELF}, subject, granted)
        wanted.add(OWNERS.get(klass, klass) if own else "round.panels")
    return all(can_see(asker, each, now) for each in wanted)


def by_part(viewer: Viewer, klass: str, subject: Subject) -> frozenset[str]:
    """The classes that tell what part the viewer has in an object, where nothing but a part in it could open this class to
    them: because it is theirs, or theirs to review. They do not depend on whether the viewer, or which reviewer, has one.
    """
    if _may(klass, viewer.relations(subject) - {R.SELF, R.EXPERT}, subject, viewer.granted(subject)):
        return frozenset()
    readers = TABLE[_class_of(klass, subject)].readers
    parts = {R.SELF: OWNERS.get(klass, klass)} | ({R.EXPERT: "round.panels"} if viewer.reviews else {})
    return frozenset(part for relation, part in parts.items() if relation in readers)


def today(subject: Subject) -> Subject:
    """The object as it is to who looks through another's eyes: by what holds of it today."""
    suspected = subject.suspected if subject.suspected_now is None else subject.suspected_now
    closed = subject.closed if subject.closed_now is None else subject.closed_now
    return replace(subject, suspected=suspected, closed=closed, suspected_now=None, closed_now=None)


def why_not(viewer: Viewer, klass: str, subject: Subject) -> str | None:
    """The rule in the way, None if there is none."""
    return None if can_see(viewer, klass, subject) else TABLE[_class_of(klass, subject)].rule


def visible(viewer: Viewer, klasses: frozenset[str], subject: Subject) -> Mapping[str, bool]:
    """Those of ``klasses`` that the viewer may see of the object, and of each whether the public may not."""
    facts = replace(subject, organisation="", unit="", case="", round="", owner="", cycle="", stream="")
    facts = replace(facts, suspected_now=None, closed_now=None)
    if viewer.supporter:
        return {klass: not can_see(Viewer(), klass, facts) for klass in klasses if can_see(viewer, klass, subject)}
    found = _visible(viewer.relations(subject), klasses, facts, viewer.granted(subject))
    if viewer.through is None:
        return found
    now = today(subject)
    both = [klass for klass in found if _sees_through(viewer, viewer.through, klass, subject)]
    return {klass: found[klass] or not _may(klass, _NOBODY, now) for klass in both}


@lru_cache(maxsize=1024)
def _visible(
    relations: frozenset[Relation], klasses: frozenset[str], facts: Subject, granted: frozenset[str]
) -> Mapping[str, bool]:
    return {klass: not _may(klass, _NOBODY, facts) for klass in klasses if _may(klass, relations, facts, granted)}


_NOBODY: Final = frozenset({R.PUBLIC})


def _closed_to_support(klass: str, subject: Subject) -> bool:
    """Whether who acts for another sees no more of this class than the public does: anything above K1, edge case 32."""
    return not TABLE[_class_of(klass, subject)].level.startswith(("K0", "K1"))


def _class_of(klass: str, subject: Subject) -> str:
    return SUSPECTED.get(klass, klass) if subject.suspected else klass


def _may(klass: str, relations: frozenset[Relation], subject: Subject, granted: frozenset[str] = frozenset()) -> bool:
    asked = _class_of(klass, subject)
    readers = TABLE[asked].readers.items()
    return any(relation in relations and _holds(when, subject, asked in granted) for relation, when in readers)


def _holds(when: When, subject: Subject, granted: bool) -> bool:
    match when:
        case W.GRANTED:
            return granted
        case W.GRANTED_CLOSED:
            return granted and subject.closed
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
