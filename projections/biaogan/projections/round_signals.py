"""The facts that the signals of a round are computed from (评审诚信线索), as the views hold them at a position. K3 throughout."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

from biaogan.domain.config import CycleConfig
from biaogan.domain.scoring import mean
from biaogan.projections import experts, groups, ranking, rounds, sheets
from biaogan.projections.cases import CASES, CaseRow
from biaogan.projections.reader import Reader
from biaogan.projections.rounds import RoundRow
from biaogan.projections.sheets import ScoreSheetRow
from biaogan.projections.signals.facts import CaseFacts, OverrideFacts, Relock, RoundFacts, SheetFacts
from biaogan.projections.signals.report import Report, report
from biaogan.projections.strictness import config_of, total_of

ReadTimes: TypeAlias = Mapping[tuple[str, str], datetime]
"""(case, expert) -> when the content of the case was first disclosed to the expert (首次查阅时间)."""
PROVINCIAL = "provincial"


def signals(reader: Reader, round_: str, at: int, without: Collection[str], read_at: ReadTimes) -> Report | None:
    """The report on a round at position ``at``; None without the round, or if its cycle's document is not of today's shape."""
    row = rounds.round_(reader, round_, at)
    config = config_of(reader, row, at) if row else None
    return None if row is None or config is None else report(_facts(reader, row, config, at, without, read_at))


def _facts(
    reader: Reader, row: RoundRow, config: CycleConfig, at: int, without: Collection[str], read_at: ReadTimes
) -> RoundFacts:
    held = sheets.sheets(reader, at, row.id, None, None)
    lockings = _lockings(reader, row.id, at)
    ranked = [entry.case for entry in ranking.ranking(reader, row.id, at)]
    found = reader.among(CASES, "id", sorted({*ranked, *(sheet.case for sheet in held)}), at)
    cases = {case.id: case for case in found if case.organisation not in without}
    return RoundFacts(
        row.id,
        tuple(
            _sheet(sheet, total, lockings)
            for sheet in held
            if sheet.case in cases and (total := total_of(sheet, config)) is not None
        ),
        {case.id: CaseFacts(case.organisation, case.unit, _rank(row, case)) for case in cases.values()},
        _homes(reader, sorted({sheet.expert for sheet in held}), list(cases.values()), at),
        datetime.fromisoformat(row.closes) if row.closes else None,
        {pair: time for pair, time in read_at.items() if pair[0] in cases},
        _relocks(reader, list(lockings.values()), config, cases),
        tuple(made for made in _overrides(reader, row, at) if made.case in cases),
        tuple(case for case in ranked if case in cases),
    )


def _rank(row: RoundRow, case: CaseRow) -> int | None:
    """The rank that came before the round (推荐排序): the unit's at the province, the province's at the national office."""
    return case.t1_rank if row.kind == PROVINCIAL else case.province_rank


def _homes(reader: Reader, persons: Collection[str], cases: Collection[CaseRow], at: int) -> dict[str, frozenset[str]]:
    """Where each expert works or ever worked, and the units that file for these: an employer may be a stream, a code or a name."""
    found = {}
    for expert in experts.of_persons(reader, persons, at):
        named = {job.employer for job in expert.employments or ()}
        own = [case for case in cases if named & {case.organisation, case.organisation_name, case.unit}]
        found[expert.person] = frozenset(named | {case.unit for case in own})
    return found


@dataclass(frozen=True, slots=True)
class _Locking:
    """One locking of a sheet: its position, and the sheet as it can be read last."""

    position: int
    sheet: ScoreSheetRow


def _lockings(reader: Reader, round_: str, at: int) -> dict[tuple[str, str], _Locking]:
    """By sheet and time, oldest first. A sheet of a sealed round has a version more: since its seal was opened (启封)."""
    found: dict[tuple[str, str], _Locking] = {}
    for sheet in sheets.versions(reader, round_, at):
        name = sheet.id, sheet.locked_at
        found[name] = _Locking(found[name].position if name in found else sheet.since, sheet)
    return found


def _sheet(sheet: ScoreSheetRow, total: Fraction, lockings: Mapping[tuple[str, str], _Locking]) -> SheetFacts:
    position = lockings[sheet.id, sheet.locked_at].position
    locked_at = datetime.fromisoformat(sheet.locked_at)
    return SheetFacts(sheet.id, sheet.case, sheet.expert, total, position, locked_at)


def _relocks(
    reader: Reader, lockings: list[_Locking], config: CycleConfig, cases: Collection[str]
) -> tuple[Relock, ...]:
    """Sheets that were locked again (重新锁定), each with what the others on the case had given by then, if it could be read."""
    found = []
    for before, after in pairwise(lockings):
        again = after.sheet
        first, then = total_of(before.sheet, config), total_of(again, config)
        if before.sheet.id != again.id or again.case not in cases or first is None or then is None:
            continue
        others = [total for sheet in _others(reader, after) if (total := total_of(sheet, config)) is not None]
        if others:
            found.append(Relock(again.id, again.expert, first, then, mean(others), after.position))
    return tuple(found)


def _others(reader: Reader, locking: _Locking) -> list[ScoreSheetRow]:
    held = sheets.sheets(reader, locking.position, locking.sheet.round, locking.sheet.case, None)
    return [sheet for sheet in held if sheet.id != locking.sheet.id]


def _overrides(reader: Reader, row: RoundRow, at: int) -> list[OverrideFacts]:
    """Departures from the scores of this round (合议与评分不一致), of every group of the cycle."""
    return [
        OverrideFacts(made.group, made.case, made.statistic_rank, made.decided_rank, made.since)
        for group in groups.groups(reader, row.cycle or "", at)
        for made in groups.overrides(reader, group.id, at)
        if made.round == row.id and made.case and made.statistic_rank is not None and made.decided_rank is not None
    ]
