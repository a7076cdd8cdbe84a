"""How the rules came to be what they are (规则沿革), and the calendars they count by. Public."""

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any

import strawberry
from strawberry import Private

from biaogan.graphql.guard import guarded, resolved
from biaogan.graphql.kinds import CycleChangeKind
from biaogan.graphql.reading import Reading
from biaogan.graphql.scalars import Instant, Json, Position
from biaogan.graphql.shown import Reads, ids, named
from biaogan.projections.cycles import CycleRow


@strawberry.type(description="A row that everybody may see.")
class Public:
    """Reading it is not recorded."""

    row: Private[Any]
    open: Private[Mapping[str, bool]] = field(default_factory=lambda: {"cycle": False})
    stream: Private[str] = ""


@strawberry.type(description="A step in the history of a cycle (沿革), R-05.")
class CycleChange(Public):
    """As recorded."""

    kind: CycleChangeKind | None = guarded("cycle", "What happened (类型).", named(CycleChangeKind, "kind"))
    at: Position | None = guarded("cycle", "Place in the log (账本位置).", ids("position"))
    recorded_at: Instant | None = guarded("cycle", "When (时间).")
    changes: Json | None = guarded("cycle", "Path of each setting and its new value (修订内容).")
    stage: str | None = guarded("cycle", "The stage before which it has to be made (阶段).")
    reason: str | None = guarded("cycle", "Why (理由).")
    digest: str | None = guarded("cycle", "SHA-256 (hex) of the whole configuration after it (配置摘要).")


@strawberry.type(description="An interpretation of rules by CAQ (规则解释), R-14.")
class Interpretation(Public):
    """Effective from issue."""

    number: str | None = guarded("cycle", "Its number (编号).")
    rules: list[str] | None = guarded("cycle", "The rules it is about (条款).")
    text: str | None = guarded("cycle", "What it says (解释内容).")
    document_digest: str | None = guarded("cycle", "SHA-256 (hex) of the document (文件摘要).")
    issued_at: Instant | None = guarded("cycle", "When it was issued (发布时间).")


@strawberry.type(description="The working days of a year (工作日历), D-14: what every notice period is counted by.")
class CalendarYear(Public):
    """As the State Council arranged it."""

    year: int | None = guarded("cycle", "The year (年度).")
    holidays: list[str] | None = guarded("cycle", "Days that are free (放假), ISO dates.")
    workdays: list[str] | None = guarded("cycle", "Weekend days that are worked (调休上班), ISO dates.")
    source: str | None = guarded("cycle", "The document it comes from (依据).")
    digest: str | None = guarded("cycle", "SHA-256 (hex) of the table (摘要).")
    loaded_at: Instant | None = guarded("cycle", "When it was loaded, or last amended (时间).")


@strawberry.type(description="Fields of a cycle that tell of its rules.")
class CycleHistory:
    """Part of ``Cycle``."""

    if TYPE_CHECKING:
        reading: Reading
        row: CycleRow

    @resolved("How its configuration came to be what it is (沿革), in order, proposals among it.")
    def history(self) -> list[CycleChange]:
        """R-05."""
        rows = self.reading.context.once(self.reading.views.cycle_changes, self.row.id, self.reading.at)
        return [CycleChange(row=row) for row in rows]

    @resolved("Interpretations issued under it (规则解释), by number.")
    def interpretations(self) -> list[Interpretation]:
        """R-14."""
        rows = self.reading.context.once(self.reading.views.interpretations, self.row.id, self.reading.at)
        return [Interpretation(row=row) for row in rows]


@strawberry.type(description="The read fields on calendars.")
class CalendarFields(Reads):
    """Part of the View."""

    @resolved("The working days of every year loaded (工作日历), by year.")
    def calendar_years(self) -> list[CalendarYear]:
        """Public."""
        rows = self.reading.context.once(self.reading.views.calendars, self.reading.at)
        return [CalendarYear(row=row) for row in rows]
