"""The way of a case (办理时间线): day by day, what was recorded, and how long nothing was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from biaogan.graphql.plots.svg import BLUE, EDGE, RED, TOP, WIDTH, Drawing, Words

_LINE = 22
_RAIL = 124
_TEXT = 150
_ENGLISH = 346


@dataclass(frozen=True, slots=True)
class Moment:
    """Something recorded (记录) at a local time; ``loud`` where it is about an objection or a hold."""

    at: datetime
    what: Words
    who: Words
    loud: bool = False


def timeline(title: Words, moments: Sequence[Moment]) -> str:
    """Oldest first; what is recorded on one day stands together, and a gap of more than a week is told."""
    on = Drawing("timeline", title)
    y, before = TOP, None
    told: list[Words] = []
    ends: list[int] = []
    for day, of_day in groupby(sorted(moments, key=lambda moment: moment.at), lambda moment: moment.at.date()):
        y += _gap(on, y, before, day)
        ends.append(y)
        on.text(_RAIL - 18, y + 4, day.isoformat(), size=13, anchor="end", bold=True)
        rows = _merged(list(of_day))
        for row, times in rows:
            _row(on, y, row, times)
            told.append(_told(row, times))
            y += _LINE
        y, before = y + 10, day
    if not ends:
        return on.empty(Words("尚无可查阅的记录", "No record is open yet"))
    on.parts.insert(0, _rail(ends[0], y - 10 - _LINE))
    how = "圆点为账本记录，按日排列；菱形为异议与暂缓"
    return on.svg(y, told, Words(how, "A dot is a record of the log, by day; a diamond is of an objection or a hold"))


def _merged(moments: list[Moment]) -> list[tuple[Moment, int]]:
    """The same again, one after the other on one day, is one row with how often."""
    rows = []
    for _, same in groupby(moments, lambda moment: (moment.what, moment.who)):
        found = list(same)
        rows.append((found[0], len(found)))
    return rows


def _row(on: Drawing, y: int, row: Moment, times: int) -> None:
    if row.loud:
        points = f"{_RAIL},{y - 8} {_RAIL + 8},{y} {_RAIL},{y + 8} {_RAIL - 8},{y}"
        on.parts.append(f'<polygon points="{points}" fill="{RED}"/>')
    else:
        on.dot(_RAIL, y, radius=5, fill=BLUE)
    on.text(_TEXT, y + 4, f"{row.at:%H:%M}", size=11, faint=True)
    often = f" ×{times}" if times > 1 else ""
    on.text(_TEXT + 44, y + 4, f"{row.what.zh}{often}", size=13, bold=row.loud, room=_ENGLISH - _TEXT - 52)
    on.text(_ENGLISH, y + 4, row.what.en, size=11, faint=True, room=WIDTH - EDGE - _ENGLISH - 12 * len(row.who.zh) - 8)
    on.text(WIDTH - EDGE, y + 4, row.who.zh, size=12, anchor="end", faint=True)


def _gap(on: Drawing, y: int, before: date | None, day: date) -> int:
    days = (day - before).days if before else 0
    if days <= 7:
        return 0
    on.text(_TEXT, y + 3, f"… {days} 天 days", size=11, faint=True)
    return _LINE + 4


def _rail(top: int, bottom: int) -> str:
    return f'<line x1="{_RAIL}" y1="{top}" x2="{_RAIL}" y2="{bottom}" stroke="currentColor" stroke-opacity=".3" stroke-width="2"/>'


def _told(row: Moment, times: int) -> Words:
    when, often = f"{row.at:%Y-%m-%d %H:%M}", f" ×{times}" if times > 1 else ""
    return Words(f"{when} {row.what.zh}{often}（{row.who.zh}）", f"{when} {row.what.en}{often} ({row.who.en})")
