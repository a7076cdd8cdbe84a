"""What a title obliges to (获评组织的义务): the video, exchange activities, yearly checks, adverse facts. R-40, R-80, R-81."""

from dataclasses import dataclass
from typing import Annotated, Any

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.ids import kind_of
from biaogan.projections.cipher import Sealed
from biaogan.projections.reader import Reader
from biaogan.projections.versioned import Store, Versioned, View, instant

VIDEO, EXCHANGE = "VIDEO", "EXCHANGE"


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty (义务). ``name`` is the activity, "" for the video; ``day`` when the activity takes place."""

    case: str
    kind: str
    """``VIDEO`` or ``EXCHANGE``."""
    name: str
    status: str
    """``SUBMITTED`` or ``ACCEPTED``; ``INVITED``, ``ATTENDED`` or ``EXCUSED``."""
    day: Annotated[str | None, Sealed("case")]
    digest: Annotated[str | None, Sealed("case")]
    """Of the video, the invitation, or the record of attendance."""
    brand_seconds: Annotated[int | None, Sealed("case")]
    experience_seconds: Annotated[int | None, Sealed("case")]
    reason: Annotated[str | None, Sealed("case")]
    """Why the holder is excused."""
    since_at: str
    """When it was submitted, or invited to."""
    answered_at: str | None
    since: int


@dataclass(frozen=True, slots=True)
class StatusCheckRow:
    """A yearly check of a title (年度核查), R-81. Result and findings are K3."""

    case: str
    number: int
    year: Annotated[int | None, Sealed("case")]
    checked_on: Annotated[str | None, Sealed("case")]
    result: Annotated[str | None, Sealed("case")]
    findings: Annotated[str | None, Sealed("case")]
    since: int


@dataclass(frozen=True, slots=True)
class AdverseFactRow:
    """A fact reported against a title (不良事实), R-81: all of it K3."""

    case: str
    number: int
    kind: Annotated[str | None, Sealed("case")]
    source: Annotated[str | None, Sealed("case")]
    severity: Annotated[str | None, Sealed("case")]
    summary: Annotated[str | None, Sealed("case")]
    reported_by: str
    reported_at: str
    since: int


DUTIES = Versioned("view_duty", DutyRow, ["case", "kind", "name"])
STATUS_CHECKS = Versioned("view_status_check", StatusCheckRow, ["case", "number"])
ADVERSE_FACTS = Versioned("view_adverse_fact", AdverseFactRow, ["case", "number"])
VIEW = View("duties", DUTIES, STATUS_CHECKS, ADVERSE_FACTS)


def _begin(store: Store, r: Recorded, kind: str, name: str, status: str, **found: Any) -> None:
    if kind_of(r.stream) == "case":
        row = dict.fromkeys(DUTIES.fields) | {"case": r.stream, "kind": kind, "name": name, "status": status}
        store[DUTIES].supersede(r.position, row | {"since_at": instant(r.at)} | found)


@VIEW.on(ev.VideoSubmitted)
def _video(store: Store, r: Recorded, e: ev.VideoSubmitted) -> None:
    lengths = {"brand_seconds": e.brand_seconds, "experience_seconds": e.experience_seconds}
    _begin(store, r, VIDEO, "", "SUBMITTED", digest=e.video_digest, **lengths)


@VIEW.on(ev.VideoAccepted)
def _video_accepted(store: Store, r: Recorded, e: ev.VideoAccepted) -> None:
    store[DUTIES].amend(r.position, r.stream, VIDEO, "", status="ACCEPTED", answered_at=instant(r.at))


@VIEW.on(ev.ExchangeDutyInvited)
def _invited(store: Store, r: Recorded, e: ev.ExchangeDutyInvited) -> None:
    if e.activity is not None:
        _begin(store, r, EXCHANGE, e.activity, "INVITED", day=e.takes_place_on, digest=e.invitation_digest)


@VIEW.on(ev.ExchangeDutyAttended)
def _attended(store: Store, r: Recorded, e: ev.ExchangeDutyAttended) -> None:
    answer = {"status": "ATTENDED", "digest": e.record_digest, "answered_at": instant(r.at)}
    store[DUTIES].amend(r.position, r.stream, EXCHANGE, e.activity, **answer)


@VIEW.on(ev.ExchangeDutyExcused)
def _excused(store: Store, r: Recorded, e: ev.ExchangeDutyExcused) -> None:
    answer = {"status": "EXCUSED", "reason": e.reason, "answered_at": instant(r.at)}
    store[DUTIES].amend(r.position, r.stream, EXCHANGE, e.activity, **answer)


@VIEW.on(ev.StatusCheckRecorded)
def _checked(store: Store, r: Recorded, e: ev.StatusCheckRecorded) -> None:
    row = {"case": r.stream, "number": r.version, "year": e.year, "checked_on": e.checked_on}
    store[STATUS_CHECKS].supersede(r.position, row | {"result": e.result, "findings": e.findings}, first=True)


@VIEW.on(ev.AdverseFactReported)
def _reported(store: Store, r: Recorded, e: ev.AdverseFactReported) -> None:
    row = {"case": r.stream, "number": r.version, "reported_by": r.actor, "reported_at": instant(r.at)}
    fact = {"kind": e.kind, "source": e.source, "severity": e.severity, "summary": e.summary}
    store[ADVERSE_FACTS].supersede(r.position, row | fact, first=True)


_DUTIES = DUTIES.equals("case")
_STATUS_CHECKS = STATUS_CHECKS.equals("case")
_ADVERSE_FACTS = ADVERSE_FACTS.equals("case")


def duties(reader: Reader, case: str, at: int) -> tuple[DutyRow, ...]:
    """The duties of a title at position ``at``, by kind and name."""
    return reader.all(DUTIES, _DUTIES, case=case, at=at)


def status_checks(reader: Reader, case: str, at: int) -> tuple[StatusCheckRow, ...]:
    """The checks of a title up to position ``at``, in order."""
    return reader.all(STATUS_CHECKS, _STATUS_CHECKS, case=case, at=at)


def adverse_facts(reader: Reader, case: str, at: int) -> tuple[AdverseFactRow, ...]:
    """What was reported against a title up to position ``at``, in order."""
    return reader.all(ADVERSE_FACTS, _ADVERSE_FACTS, case=case, at=at)
