"""Why the signals of a round tell nothing, or not the whole (未作统计的说明), in Chinese and English."""

from typing import Final

from biaogan.graphql.node import Message
from biaogan.graphql.subjects import is_open
from biaogan.projections.rounds import RoundRow
from biaogan.projections.signals.report import Report

_SEALED: Final = (
    "此位置上本轮评分尚未启封，无法读取，未作统计。",
    "At this position the scores of the round were still sealed: none can be read, and nothing is computed.",
)
_RUNNING: Final = (
    "此位置上本轮评审尚未结束，只统计已锁定的评分。",
    "At this position the round was not closed: only the sheets locked by then are looked at.",
)
_FEW: Final = (
    "评分太少（{} 份），没有一类线索可以计算；各类所需见 tooFew。",
    "Too few sheets ({}) for any pattern to be computed; tooFew says how many each needs.",
)


def notice_of(row: RoundRow, report: Report) -> Message | None:
    """As the round stood; ``None`` where something was computed of all of it."""
    if row.sealed:
        return Message(zh=_SEALED[0], en=_SEALED[1])
    if not is_open(row):
        return Message(zh=_RUNNING[0], en=_RUNNING[1])
    if not report.signals:
        return Message(zh=_FEW[0].format(report.sheets), en=_FEW[1].format(report.sheets))
    return None
