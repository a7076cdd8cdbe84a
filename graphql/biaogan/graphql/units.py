"""What each recommending unit has done in a cycle (推荐单位工作情况), R-23."""

from collections.abc import Mapping

import strawberry
from strawberry import Private

from biaogan.domain.ids import roster_id
from biaogan.graphql.guard import guarded
from biaogan.graphql.reading import Reading
from biaogan.graphql.scalars import Instant
from biaogan.graphql.viewer import Subject
from biaogan.projections.unit_reports import UnitReportRow

REPORT = frozenset({"unit.report"})


@strawberry.type(description="What a unit has done in a cycle (推荐单位工作情况), R-23: acts are counted, not cases.")
class UnitReport:
    """One unit's year."""

    cycle: Private[str]
    row: Private[UnitReportRow]
    open: Private[Mapping[str, bool]]
    unit: str | None = guarded("unit.report", "Code of the recommending unit (推荐单位).")
    quota: int | None = guarded("unit.report", "Places it has (推荐名额), R-15.")
    places: int | None = guarded("unit.report", "Places taken (已占名额).")
    drafted: int | None = guarded("unit.report", "Cases begun with it (起草).")
    submitted: int | None = guarded("unit.report", "Times a package was handed in (提交).")
    returned: int | None = guarded("unit.report", "Times one was returned for correction (退回补正).")
    passed: int | None = guarded("unit.report", "Initial reviews passed (初审通过).")
    not_recommended: int | None = guarded("unit.report", "Cases it did not recommend (不予推荐).")
    withdrawn: int | None = guarded("unit.report", "Cases withdrawn (撤回).")
    recommended: int | None = guarded("unit.report", "Cases in its letter (推荐), R-17.")
    selected: int | None = guarded("unit.report", "Of them, selected by the province (省级入选), R-16.")
    titled: int | None = guarded("unit.report", "Titles granted (授予称号).")
    letter_signed_at: Instant | None = guarded("unit.report", "When its letter was signed (推荐函签发).")

    @property
    def stream(self) -> str:
        """What a read of it is recorded under: the unit's roster."""
        return roster_id(self.cycle, self.row.unit)


def unit_reports_of(reading: Reading, cycle: str) -> list[UnitReport]:
    """The visible reports of a cycle, in printed order: a unit sees its own."""
    rows = reading.context.once(reading.views.unit_reports, cycle, reading.at)
    shown = ((row, reading.opened(REPORT, Subject(unit=row.unit))) for row in rows)
    return [UnitReport(cycle=cycle, row=row, open=opened) for row, opened in shown if opened]
