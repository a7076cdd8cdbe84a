"""How a cycle's rules came to be what they are (规则沿革): amendments, extended deadlines, interpretations. R-05, R-14."""

from dataclasses import dataclass
from typing import Any

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.ids import kind_of
from biaogan.projections.reader import Reader
from biaogan.projections.values import listed
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class CycleChangeRow:
    """A step in the history of a cycle (沿革): ``PUBLISHED``, ``PROPOSED``, ``AMENDED`` or ``DEADLINE_EXTENDED``."""

    cycle: str
    position: int
    kind: str
    changes: dict[str, Any] | None
    """Path -> new value."""
    stage: str | None
    reason: str | None
    digest: str | None
    """Of the whole configuration after it."""
    recorded_at: str
    since: int


@dataclass(frozen=True, slots=True)
class InterpretationRow:
    """CAQ's interpretation of rules (规则解释), effective from issue, R-14."""

    cycle: str
    number: str
    rules: tuple[str, ...] | None
    text: str | None
    document_digest: str | None
    issued_at: str
    since: int


CYCLE_CHANGES = Versioned("view_cycle_change", CycleChangeRow, ["cycle", "position"])
INTERPRETATIONS = Versioned("view_interpretation", InterpretationRow, ["cycle", "number"])
VIEW = View("governance", CYCLE_CHANGES, INTERPRETATIONS)


def _change(store: Store, r: Recorded, kind: str, **found: Any) -> None:
    if kind_of(r.stream) == "cycle":
        row = dict.fromkeys(CYCLE_CHANGES.fields) | {"cycle": r.stream, "position": r.position, "kind": kind}
        store[CYCLE_CHANGES].supersede(r.position, row | {"recorded_at": instant(r.at)} | found, first=True)


@VIEW.on(ev.CyclePublished)
def _published(store: Store, r: Recorded, e: ev.CyclePublished) -> None:
    _change(store, r, "PUBLISHED", digest=e.digest)


@VIEW.on(ev.CycleAmendmentProposed)
def _proposed(store: Store, r: Recorded, e: ev.CycleAmendmentProposed) -> None:
    _change(store, r, "PROPOSED", changes=e.changes, stage=e.stage, reason=e.reason, digest=e.digest)


@VIEW.on(ev.CycleConfigAmended)
def _amended(store: Store, r: Recorded, e: ev.CycleConfigAmended) -> None:
    _change(store, r, "AMENDED", changes=e.changes, stage=e.stage, reason=e.reason, digest=e.digest)


@VIEW.on(ev.DeadlineExtended)
def _extended(store: Store, r: Recorded, e: ev.DeadlineExtended) -> None:
    place = f"deadlines.{e.deadline}"
    changes = {f"{place}.last_day": e.last_day, f"{place}.closes": e.closes}
    _change(store, r, "DEADLINE_EXTENDED", changes=changes, reason=e.reason)


@VIEW.on(ev.RuleInterpretationIssued)
def _interpreted(store: Store, r: Recorded, e: ev.RuleInterpretationIssued) -> None:
    row = {"cycle": r.stream, "number": e.number or "", "rules": listed(e.rules), "text": e.text}
    issued = {"document_digest": e.document_digest, "issued_at": instant(r.at)}
    store[INTERPRETATIONS].supersede(r.position, row | issued)


_CHANGES = CYCLE_CHANGES.equals("cycle")
_INTERPRETATIONS = INTERPRETATIONS.equals("cycle")


def cycle_changes(reader: Reader, cycle: str, at: int) -> tuple[CycleChangeRow, ...]:
    """The history of a cycle up to position ``at``, in order."""
    return reader.all(CYCLE_CHANGES, _CHANGES, cycle=cycle, at=at)


def interpretations(reader: Reader, cycle: str, at: int) -> tuple[InterpretationRow, ...]:
    """The interpretations issued under a cycle up to position ``at``, by number."""
    return reader.all(INTERPRETATIONS, _INTERPRETATIONS, cycle=cycle, at=at)
