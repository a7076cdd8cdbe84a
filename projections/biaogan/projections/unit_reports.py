"""What each recommending unit has done in a cycle (推荐单位工作情况), R-23: found, guided, screened, recommended. No table of its own.

Acts are counted, not cases: a case that was handed in twice was handed in twice.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select

from biaogan.domain import events as ev
from biaogan.projections import cycles, rosters
from biaogan.projections.cases import CASES
from biaogan.projections.cycles import quota
from biaogan.projections.reader import Reader
from biaogan.projections.rosters import RosterRow
from biaogan.projections.timelines import TIMELINES


@dataclass(frozen=True, slots=True)
class UnitReportRow:
    """One unit's year (推荐单位). A unit that did nothing has its row too."""

    unit: str
    quota: int | None
    """Places it has (推荐名额)."""
    places: int
    """Places taken (已占名额)."""
    drafted: int
    """Cases begun with it (起草)."""
    submitted: int
    """Times a package was handed in (提交)."""
    returned: int
    """Times one was returned for correction (退回补正)."""
    passed: int
    """Initial reviews passed (初审通过)."""
    not_recommended: int
    """Cases it did not recommend (不予推荐)."""
    withdrawn: int
    """Cases withdrawn (撤回)."""
    recommended: int
    """Cases in its letter (推荐)."""
    selected: int
    """Of them, selected by the province (省级入选)."""
    titled: int
    """Titles granted (授予称号)."""
    letter_signed_at: str | None
    """When its letter was signed (推荐函签发)."""


COUNTED: Mapping[str, str] = {
    "drafted": ev.CaseDrafted.TOPIC,
    "submitted": ev.CaseSubmittedToT1.TOPIC,
    "returned": ev.CaseReturnedByT1.TOPIC,
    "passed": ev.T1ReviewPassed.TOPIC,
    "not_recommended": ev.CaseNotRecommendedByT1.TOPIC,
    "withdrawn": ev.CaseWithdrawn.TOPIC,
    "recommended": ev.CaseRecommendedByT1.TOPIC,
    "selected": ev.CaseSelectedByProvince.TOPIC,
    "titled": ev.TitleGranted.TOPIC,
}
"""Figure -> the record it counts."""

_CASE, _LINE = CASES.table.c, TIMELINES.table.c
_ACTS = (
    select(_CASE.unit, _LINE.type, func.count())
    .join_from(CASES.table, TIMELINES.table, _LINE.case == _CASE.id)
    .where(_CASE.cycle == bindparam("cycle"), CASES.visible(), TIMELINES.visible())
    .group_by(_CASE.unit, _LINE.type)
)


def unit_reports(reader: Reader, cycle: str, at: int) -> tuple[UnitReportRow, ...]:
    """Every tier-1 unit of the cycle at position ``at``, in printed order."""
    row = cycles.cycle(reader, cycle, at)
    if row is None:
        return ()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for unit, topic, count in reader.fetch(_ACTS, cycle=cycle, at=at):
        counts[unit][topic] = int(count)
    held = {roster.unit: roster for roster in rosters.rosters(reader, cycle, at)}
    return tuple(_report(unit, row.config, counts[unit], held.get(unit)) for unit in _units(row.config))


def _report(unit: str, config: dict[str, Any], counts: Counter[str], roster: RosterRow | None) -> UnitReportRow:
    return UnitReportRow(
        unit,
        quota(config, unit),
        len(roster.places) if roster else 0,
        **{figure: counts[topic] for figure, topic in COUNTED.items()},
        letter_signed_at=roster.signed_at if roster else None,
    )


def _units(config: dict[str, Any]) -> list[str]:
    """The codes of the units; a document of another shape than today's simply has none."""
    rows = config.get("units")
    found = (row.get("code") for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()
    return [code for code in found if isinstance(code, str)]
