"""Figures (看板): where the cases of a cycle stand, how far a round is, how long a notice still runs."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import strawberry

from biaogan.domain.calendar import WorkingDays
from biaogan.domain.rejections import Rejected
from biaogan.graphql.enums import CaseStatus
from biaogan.graphql.guard import argument, guarded, resolved
from biaogan.graphql.reading import Reading
from biaogan.graphql.scalars import Instant, instant
from biaogan.graphql.shown import Reads, Shown, named
from biaogan.graphql.viewer import Subject
from biaogan.projections.notices import NationalListRow
from biaogan.projections.rounds import RoundRow

PIPELINE = frozenset({"pipeline"})


@strawberry.type(description="How many cases of a unit are in a state (办理进度).")
class PipelineCount(Shown):
    """One figure of the board."""

    unit: str | None = guarded("pipeline", "Code of the recommending unit (推荐单位).")
    status: CaseStatus | None = guarded("pipeline", "The state (状态).", named(CaseStatus, "status"))
    cases: int | None = guarded("pipeline", "How many cases (项目数).")


@strawberry.type(
    description="How long a notice still runs (公示倒计时), D-14, at the time of the position that is read."
)
class NoticeClock:
    """Computed with the calendar in force at that position."""

    closes: Instant = strawberry.field(description="Exclusive end of the notice period (公示期满).")
    at: Instant = strawberry.field(description="The time it is computed for: of the last record read.")
    over: bool = strawberry.field(description="Whether the period is over (是否期满).")
    working_days_left: int | None = strawberry.field(
        description="Working days after today within the period (剩余工作日); null while a calendar is missing."
    )


@strawberry.type(description="Fields of the national list that tell the time.")
class ListClock:
    """Part of ``NationalList``."""

    if TYPE_CHECKING:
        reading: Reading
        row: NationalListRow
        open: Mapping[str, bool]

    @resolved("How long the notice still runs (公示倒计时), R-74; null before it is published.")
    def notice_clock(self) -> NoticeClock | None:
        """For whoever sees the notice."""
        closes = self.row.notice_closes
        if closes is None or "list.notice" not in self.open:
            return None
        now, end = self.reading.context.services.ledger.basis(self.reading.at).time, datetime.fromisoformat(closes)
        left = 0 if now >= end else working_days(self.reading, self.row.cycle or "", now, end)
        return NoticeClock(closes=Instant(closes), at=instant(now), over=now >= end, working_days_left=left)


def working_days(reading: Reading, cycle: str, now: datetime, end: datetime) -> int | None:
    """Working days after today that lie wholly before ``end``, in the zone of the cycle."""
    row = reading.context.once(reading.views.cycle, cycle, reading.at)
    named_zone = row.config.get("cycle", {}).get("tz") if row and isinstance(row.config.get("cycle"), dict) else None
    try:
        zone = ZoneInfo(named_zone or "Asia/Shanghai")
        days = WorkingDays(reading.views.years(reading.at), zone.key)
        today, last = now.astimezone(zone).date(), (end - timedelta.resolution).astimezone(zone).date()
        span = (today + timedelta(days=n) for n in range(1, (last - today).days + 1))
        return sum(days.is_working_day(day) for day in span)
    except (Rejected, ZoneInfoNotFoundError):
        return None


@strawberry.type(description="Fields of a round that tell how far it is.")
class RoundProgress:
    """Part of ``Round``."""

    if TYPE_CHECKING:
        reading: Reading
        row: RoundRow
        open: Mapping[str, bool]

    @resolved("How many sheets are locked (已锁定评分表), never by value; null for whom it is not open. [K2]")
    def locked(self) -> int | None:
        """For the office, which closes the round, and oversight."""
        opened = self.reading.opened(frozenset({"round.progress"}), self.reading.round_subject(self.row))
        if "round.progress" not in opened:
            return None
        self.reading.context.disclose(self.row.id, "round.progress", "locked", self.row)
        return self.reading.context.once(self.reading.views.locked, self.row.id, self.reading.at)


@strawberry.type(description="The read fields on figures.")
class BoardFields(Reads):
    """Part of the View."""

    @resolved("The cases of a cycle counted by unit and state (办理进度); for a unit, its own.")
    def pipeline(self, cycle: Annotated[strawberry.ID, argument("The cycle (年度活动).")]) -> list[PipelineCount]:
        """For the office, the province and the units."""
        reading, found = self.reading, []
        for row in reading.context.once(reading.views.pipeline, cycle, reading.at):
            opened = reading.opened(PIPELINE, Subject(unit=row.unit))
            if "pipeline" in opened:
                found.append(PipelineCount(reading=reading, row=row, open=opened, stream=cycle))
        return found
