"""The expert pool (专家库), R-09: knowledge, employments, pledges, conflicts. K3, and +P where an expert works."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Any

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.forms import Employment
from biaogan.domain.ids import kind_of
from biaogan.domain.status import Phase
from biaogan.projections.cipher import Sealed
from biaogan.projections.keyset import Key, Keyset, Part
from biaogan.projections.reader import Reader
from biaogan.projections.values import listed
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class ExpertRow:
    """An expert (专家). ``None`` where a value is erased."""

    id: str
    person: str
    specialities: Annotated[tuple[str, ...] | None, Sealed("id")]
    industries: Annotated[tuple[str, ...] | None, Sealed("id")]
    employments: Annotated[tuple[Employment, ...] | None, Sealed("id", personal=True)]
    senior_quality_expert: bool
    status: str
    """``ACTIVE`` or ``SUSPENDED``."""
    suspended_reason: Annotated[str | None, Sealed("id")]
    registered_at: str
    updated_at: str
    since: int


@dataclass(frozen=True, slots=True)
class PledgeRow:
    """The pledge of one cycle (廉洁保密承诺), R-13."""

    expert: str
    cycle: str
    digest: Annotated[str | None, Sealed("expert")]
    signed_at: str
    since: int


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A declared conflict (利益冲突), D-23, from a day to its last day, "" while it lasts."""

    expert: str
    number: int
    cycle: Annotated[str | None, Sealed("expert")]
    organisation: Annotated[str | None, Sealed("expert")]
    kind: Annotated[str | None, Sealed("expert")]
    from_day: Annotated[str | None, Sealed("expert")]
    to_day: Annotated[str | None, Sealed("expert")]
    evidence: Annotated[str | None, Sealed("expert")]
    declared_by: str
    declared_at: str
    since: int


EXPERTS = Versioned("view_expert", ExpertRow, ["id"], ["person"], ["status"])
PLEDGES = Versioned("view_pledge", PledgeRow, ["expert", "cycle"])
CONFLICTS = Versioned("view_conflict", ConflictRow, ["expert", "number"])
VIEW = View("experts", EXPERTS, PLEDGES, CONFLICTS)


def _profile(e: ev.ExpertRegistered | ev.ExpertProfileUpdated, r: Recorded) -> dict[str, Any]:
    return {
        "specialities": listed(e.specialities),
        "industries": listed(e.industries),
        "employments": listed(e.employments),
        "senior_quality_expert": bool(e.senior_quality_expert),
        "updated_at": instant(r.at),
    }


@VIEW.on(ev.ExpertRegistered)
def _registered(store: Store, r: Recorded, e: ev.ExpertRegistered) -> None:
    row = {"id": r.stream, "person": e.person or "", "status": Phase.ACTIVE.value, "suspended_reason": None}
    store[EXPERTS].supersede(r.position, row | _profile(e, r) | {"registered_at": instant(r.at)})


@VIEW.on(ev.ExpertProfileUpdated)
def _updated(store: Store, r: Recorded, e: ev.ExpertProfileUpdated) -> None:
    store[EXPERTS].amend(r.position, r.stream, **_profile(e, r))


@VIEW.on(ev.ExpertSuspended)
def _suspended(store: Store, r: Recorded, e: ev.ExpertSuspended) -> None:
    ended = {"status": Phase.SUSPENDED.value, "suspended_reason": e.reason, "updated_at": instant(r.at)}
    store[EXPERTS].amend(r.position, r.stream, **ended)


@VIEW.on(ev.IntegrityPledgeSigned)
def _pledged(store: Store, r: Recorded, e: ev.IntegrityPledgeSigned) -> None:
    row = {"expert": r.stream, "cycle": e.cycle or "", "digest": e.pledge_digest, "signed_at": instant(r.at)}
    store[PLEDGES].supersede(r.position, row)


@VIEW.on(ev.ConflictDeclared)
def _declared(store: Store, r: Recorded, e: ev.ConflictDeclared) -> None:
    same = ("cycle", "organisation", "kind", "evidence")
    row = {name: getattr(e, name) for name in same} | {"expert": r.stream, "number": r.version}
    told = {"from_day": e.since, "to_day": e.until, "declared_by": r.actor, "declared_at": instant(r.at)}
    store[CONFLICTS].supersede(r.position, row | told, first=True)


_BY_ID = EXPERTS.equals("id")
_OF_PERSON = EXPERTS.equals("person")
_PLEDGES = PLEDGES.equals("expert")
_CONFLICTS = CONFLICTS.equals("expert")
POOL = Keyset(EXPERTS, "id")


def expert(reader: Reader, id_: str, at: int) -> ExpertRow | None:
    """An expert by stream id, or by person, as registered at position ``at``."""
    if kind_of(id_) == "expert":
        return reader.one(EXPERTS, _BY_ID, id=id_, at=at)
    return reader.one(EXPERTS, _OF_PERSON, person=id_, at=at) if id_ else None


def of_persons(reader: Reader, persons: Collection[str], at: int) -> tuple[ExpertRow, ...]:
    """Those of ``persons`` who are in the pool at position ``at``, by id."""
    return reader.among(EXPERTS, "person", persons, at)


def experts(reader: Reader, at: int, first: int, after: Key | None, *, status: str | None) -> Part[ExpertRow]:
    """The next experts of the pool behind ``after``, by id."""
    return POOL.page(reader, at, first, after, status=status)


def pledges(reader: Reader, expert: str, at: int) -> tuple[PledgeRow, ...]:
    """The pledges an expert has signed at position ``at``, by cycle."""
    return reader.all(PLEDGES, _PLEDGES, expert=expert, at=at)


def conflicts(reader: Reader, expert: str, at: int) -> tuple[ConflictRow, ...]:
    """The conflicts declared of an expert up to position ``at``, in order."""
    return reader.all(CONFLICTS, _CONFLICTS, expert=expert, at=at)
