"""Figures over the views (看板): how many cases stand where, and how many sheets are locked. No tables of their own."""

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from biaogan.projections.cases import CASES
from biaogan.projections.reader import Reader
from biaogan.projections.sheets import SHEETS


@dataclass(frozen=True, slots=True)
class PipelineRow:
    """How many cases of a unit are in a state (办理进度)."""

    unit: str
    status: str
    cases: int


_CASE = CASES.table.c
_PIPELINE = (
    select(_CASE.unit, _CASE.status, func.count())
    .where(_CASE.cycle == bindparam("cycle"), CASES.visible())
    .group_by(_CASE.unit, _CASE.status)
    .order_by(_CASE.unit, _CASE.status)
)
_LOCKED = select(func.count()).where(SHEETS.table.c.round == bindparam("round"), SHEETS.visible())


def pipeline(reader: Reader, cycle: str, at: int) -> tuple[PipelineRow, ...]:
    """The cases of a cycle counted by unit and state at position ``at``."""
    return tuple(
        PipelineRow(unit, status, int(count)) for unit, status, count in reader.fetch(_PIPELINE, cycle=cycle, at=at)
    )


def locked(reader: Reader, round_: str, at: int) -> int:
    """How many sheets of a round are locked at position ``at``."""
    ((count,),) = reader.fetch(_LOCKED, round=round_, at=at)
    return int(count)
