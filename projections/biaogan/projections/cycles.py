"""Cycles (年度活动): the published configuration, its digest, and the instants at which its deadlines fall."""

from dataclasses import dataclass
from typing import Any

from biaogan.domain.act import Recorded
from biaogan.domain.amending import amended
from biaogan.domain.config import digest
from biaogan.domain.events import CycleConfigAmended, CyclePublished, DeadlineExtended
from biaogan.domain.rejections import Rejected
from biaogan.projections.reader import Reader
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """A deadline (截止时间): half-open, an act at ``closes`` (RFC 3339) is late. ``last_day`` is the day meant (D-13)."""

    name: str
    last_day: str
    closes: str


@dataclass(frozen=True, slots=True)
class CycleRow:
    """A published cycle (年度活动), R-05. ``config`` is the document in force, ``digest`` its SHA-256 (hex)."""

    id: str
    name: str
    year: int | None
    name_zh: str
    name_en: str
    config: dict[str, Any]
    digest: str | None
    deadlines: tuple[DeadlineRow, ...]
    published_at: str
    since: int


CYCLES = Versioned("view_cycle", CycleRow, ["id"])
VIEW = View("cycles", CYCLES)


@VIEW.on(CyclePublished)
def _published(store: Store, r: Recorded, e: CyclePublished) -> None:
    document = e.config if isinstance(e.config, dict) else {}
    row = {"id": r.stream, "published_at": instant(r.at), **_shown(document, e.digest)}
    store[CYCLES].supersede(r.position, row)


@VIEW.on(CycleConfigAmended)
def _config_amended(store: Store, r: Recorded, e: CycleConfigAmended) -> None:
    if isinstance(e.changes, dict):
        _amend(store, r, e.changes, e.digest)


@VIEW.on(DeadlineExtended)
def _extended(store: Store, r: Recorded, e: DeadlineExtended) -> None:
    place = f"deadlines.{e.deadline}"
    _amend(store, r, {f"{place}.last_day": e.last_day, f"{place}.closes": e.closes}, None)


def _amend(store: Store, r: Recorded, changes: dict[str, Any], named: str | None) -> None:
    """From here on the document is the changed one; nothing happens where it has no such place."""
    row = store[CYCLES].current(r.stream)
    if row is None:
        return
    try:
        document = amended(row["config"], changes)
        found = named or digest(document)
    except Rejected:
        return
    store[CYCLES].amend(r.position, r.stream, **_shown(document, found))


def _shown(document: dict[str, Any], named: str | None) -> dict[str, Any]:
    cycle = _table(document, "cycle")
    year = cycle.get("year")
    return {
        "name": str(cycle.get("id", "")),
        "year": year if isinstance(year, int) else None,
        "name_zh": str(cycle.get("name_zh", "")),
        "name_en": str(cycle.get("name_en", "")),
        "config": document,
        "digest": named,
        "deadlines": _deadlines(_table(document, "deadlines")),
    }


def _deadlines(table: dict[str, Any]) -> tuple[DeadlineRow, ...]:
    """By name; a document of another shape than today's simply shows none."""
    return tuple(
        DeadlineRow(name, str(row.get("last_day", "")), str(row["closes"]))
        for name, row in sorted(table.items())
        if isinstance(row, dict) and "closes" in row
    )


def _table(document: dict[str, Any], name: str) -> dict[str, Any]:
    found = document.get(name)
    return found if isinstance(found, dict) else {}


def quota(config: dict[str, Any], unit: str) -> int | None:
    """How many cases a tier-1 unit may recommend (推荐名额), R-15; ``None`` for a unit the document does not name."""
    units = config.get("units")
    rows = [row for row in units if isinstance(row, dict)] if isinstance(units, list) else []
    found = next((row.get("quota") for row in rows if row.get("code") == unit), None)
    return found if isinstance(found, int) else None


_BY_ID = CYCLES.equals("id")
_ALL = CYCLES.select().order_by(CYCLES.table.c.year.desc(), CYCLES.table.c.id)


def cycle(reader: Reader, id_: str, at: int) -> CycleRow | None:
    """The cycle as published at position ``at``."""
    return reader.one(CYCLES, _BY_ID, id=id_, at=at)


def cycles(reader: Reader, at: int) -> tuple[CycleRow, ...]:
    """Every cycle at position ``at``, latest year first."""
    return reader.all(CYCLES, _ALL, at=at)
