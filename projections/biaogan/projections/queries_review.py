"""What may be asked of those who review, of figures, rules and calendars (评审与规则查询). Part of ``Views``."""

from collections.abc import Collection, Mapping

from biaogan.domain.calendar import CalendarTable
from biaogan.projections import (
    bars,
    board,
    calendars,
    committees,
    draws,
    experts,
    governance,
    groups,
    round_signals,
    unit_reports,
)
from biaogan.projections.bars import BarRow
from biaogan.projections.board import PipelineRow
from biaogan.projections.calendars import CalendarRow, YearsAt
from biaogan.projections.committees import CommitteeRow
from biaogan.projections.draws import DrawRow
from biaogan.projections.experts import ConflictRow, ExpertRow, PledgeRow
from biaogan.projections.governance import CycleChangeRow, InterpretationRow
from biaogan.projections.groups import ConsensusRow, GroupRow, OverrideRow
from biaogan.projections.keyset import Key, Part
from biaogan.projections.reader import Reader
from biaogan.projections.round_signals import ReadTimes
from biaogan.projections.signals.report import Report
from biaogan.projections.unit_reports import UnitReportRow


class ReviewQueries:
    """Every method takes the position ``at`` which it answers."""

    _reader: Reader

    # --- experts, committee, groups, draws (专家、委员会、专业组、抽取) ---

    def expert(self, id_: str, at: int) -> ExpertRow | None:
        """An expert of the pool (专家), by stream or by person."""
        return experts.expert(self._reader, id_, at)

    def experts(
        self, at: int, *, status: str | None = None, first: int = 50, after: Key | None = None
    ) -> Part[ExpertRow]:
        """The expert pool (专家库), by id."""
        return experts.experts(self._reader, at, first, after, status=status)

    def pledges(self, expert: str, at: int) -> tuple[PledgeRow, ...]:
        """The pledges of an expert (廉洁保密承诺)."""
        return experts.pledges(self._reader, expert, at)

    def conflicts(self, expert: str, at: int) -> tuple[ConflictRow, ...]:
        """The conflicts declared of an expert (利益冲突)."""
        return experts.conflicts(self._reader, expert, at)

    def committee(self, cycle: str, at: int) -> CommitteeRow | None:
        """The committee of a cycle (评审委员会)."""
        return committees.committee(self._reader, cycle, at)

    def group(self, id_: str, at: int) -> GroupRow | None:
        """A professional group (专业组)."""
        return groups.group(self._reader, id_, at)

    def groups(self, cycle: str, at: int) -> tuple[GroupRow, ...]:
        """The groups of a cycle, by id."""
        return groups.groups(self._reader, cycle, at)

    def consensus(self, group: str, at: int) -> tuple[ConsensusRow, ...]:
        """The deliberations of a group (合议), the desk's first."""
        return groups.consensus(self._reader, group, at)

    def overrides(self, group: str, at: int) -> tuple[OverrideRow, ...]:
        """Where a group departed from the scores (合议与评分不一致)."""
        return groups.overrides(self._reader, group, at)

    def draw(self, id_: str, at: int) -> DrawRow | None:
        """A draw of panels (专家抽取)."""
        return draws.draw(self._reader, id_, at)

    def draws(self, cycle: str, at: int) -> tuple[DrawRow, ...]:
        """Every draw of a cycle, void ones too."""
        return draws.draws(self._reader, cycle, at)

    def signals(
        self, round_: str, at: int, without: Collection[str] = (), read_at: ReadTimes | None = None
    ) -> Report | None:
        """Which patterns of a round deserve a look (评审诚信线索), the cases of the organisations ``without`` left out.

        ``read_at`` says when the content of a case was first disclosed to an expert, by (case, expert).
        """
        return round_signals.signals(self._reader, round_, at, without, read_at or {})

    # --- figures (看板) ---

    def pipeline(self, cycle: str, at: int) -> tuple[PipelineRow, ...]:
        """The cases of a cycle counted by unit and state (办理进度)."""
        return board.pipeline(self._reader, cycle, at)

    def unit_reports(self, cycle: str, at: int) -> tuple[UnitReportRow, ...]:
        """What each unit of a cycle has done (推荐单位工作情况), in printed order."""
        return unit_reports.unit_reports(self._reader, cycle, at)

    def locked(self, round_: str, at: int) -> int:
        """How many sheets of a round are locked (已锁定评分表)."""
        return board.locked(self._reader, round_, at)

    # --- rules and calendars (规则、日历) ---

    def cycle_changes(self, cycle: str, at: int) -> tuple[CycleChangeRow, ...]:
        """The history of a cycle (沿革), in order."""
        return governance.cycle_changes(self._reader, cycle, at)

    def interpretations(self, cycle: str, at: int) -> tuple[InterpretationRow, ...]:
        """The interpretations issued under a cycle (规则解释)."""
        return governance.interpretations(self._reader, cycle, at)

    def calendars(self, at: int) -> tuple[CalendarRow, ...]:
        """Every working-day table in force (工作日历), by year."""
        return calendars.calendars(self._reader, at)

    def years(self, at: int) -> Mapping[int, CalendarTable]:
        """The tables in force, each read when it is asked for."""
        return YearsAt(self._reader, at)

    def bars(self, organisation: str, at: int) -> tuple[BarRow, ...]:
        """The bars on an organisation (限制申报)."""
        return bars.bars(self._reader, organisation, at)
