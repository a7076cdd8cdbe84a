"""The calendar of a notice (公示日历), D-14: which days count, which do not and why, week by week from Monday."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from biaogan.graphql.plots.svg import BLUE, EDGE, RED, TOP, WIDTH, Drawing, Words

_DAY = timedelta(days=1)
_CELL, _TALL = 94, 62
_LEFT = EDGE + 54
_NAMES = ("一 Mon", "二 Tue", "三 Wed", "四 Thu", "五 Fri", "六 Sat", "日 Sun")


@dataclass(frozen=True, slots=True)
class Down:
    """A channel that did not show the notice (公示中断); ``until`` is None while it lasts."""

    channel: str
    since: datetime
    until: datetime | None
    extended: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice period (公示期): half-open, from its posting to ``closes``."""

    title: Words
    opened: datetime
    closes: datetime
    zone: tzinfo
    outages: Sequence[Down] = ()
    today: date | None = None
    counts_opening_day: bool = False
    workdays: bool = True
    """Working days are counted, not calendar days."""


def notice_calendar(notice: Notice, works: Callable[[date], bool]) -> str:
    """``works`` says of every day from the first to the last whether it is a working day."""
    on = Drawing("notice", notice.title)
    first, last = _local(notice, notice.opened), _local(notice, notice.closes - timedelta.resolution)
    monday, sunday = first - _DAY * first.weekday(), last + _DAY * (6 - last.weekday())
    for place, name in enumerate(_NAMES):
        on.text(_LEFT + _CELL * place + _CELL // 2, TOP + 6, name, size=12, anchor="middle", faint=True)
    counted, told, day, y = 0, [], monday, TOP + 16
    while day <= sunday:
        inside = first <= day <= last
        counts = inside and (works(day) or not notice.workdays) and (day > first or notice.counts_opening_day)
        counted += counts
        x = _LEFT + _CELL * day.weekday()
        if day.weekday() == 0:
            _month(on, y, day, day == monday)
        note = _note(notice, day, works(day)) if inside else None
        _cell(on, x, y, day, inside, counted if counts else 0, note, _down_on(notice, day), day == notice.today)
        if inside:
            told.append(_told(notice, day, counted if counts else 0, note))
        if day.weekday() == 6:
            y += _TALL + 6
        day += _DAY
    for outage in notice.outages:
        y += 22
        on.text(_LEFT, y, _outage(notice, outage).zh, size=12, room=WIDTH - _LEFT - EDGE, fill=RED)
        told.append(_outage(notice, outage))
    zh, en = ("工作日", "working days") if notice.workdays else ("日历日", "calendar days")
    ends = f"{notice.closes.astimezone(notice.zone):%Y-%m-%d %H:%M}"
    return on.svg(
        y + 8,
        told,
        Words(
            f"共 {counted} 个{zh}，{ends} 截止（不含）；填色为计入之日，虚框为公示首日，班为调休上班",
            f"{counted} {en}, ends before {ends}. Filled: counts; dashed: opens; 班: make-up working day",
        ),
    )


def _month(on: Drawing, y: int, monday: date, first: bool) -> None:
    """Beside the first week, and beside each in which another month begins."""
    if first or monday.day <= 7:
        on.text(EDGE, y + 24, f"{monday.month}月", size=13)
        on.text(EDGE, y + 40, f"{monday:%b}", size=11, faint=True)


def _cell(
    on: Drawing, x: int, y: int, day: date, inside: bool, number: int, note: Words | None, down: bool, today: bool
) -> None:
    if number:
        on.box(x, y, _CELL - 6, _TALL, fill=BLUE, opacity=".22", stroke=BLUE)
        on.text(x + 8, y + 52, f"第{number}日", size=12, bold=True)
        on.text(x + _CELL - 14, y + 52, f"#{number}", size=11, anchor="end", faint=True)
    elif inside:
        opening = note is not None and note.en == "opens"
        on.box(x, y, _CELL - 6, _TALL, fill="currentColor", opacity=".06", stroke="currentColor" if opening else "none",
               dashed=opening)  # fmt: skip
    on.text(x + 8, y + 22, str(day.day), size=16, bold=inside, faint=not inside)
    if note is not None:
        on.text(x + _CELL - 14, y + 20, note.zh, size=11, anchor="end", faint=not number)
        if not number:
            on.text(x + 8, y + 52, note.en, size=11, faint=True, room=_CELL - 16)
    if down:
        on.text(x + 8, y + 38, "⚠ 中断 outage", size=10, fill=RED)
    if today:
        on.box(x - 2, y - 2, _CELL - 2, _TALL + 4, stroke=RED, radius=5)


def _note(notice: Notice, day: date, works: bool) -> Words | None:
    if day == _local(notice, notice.opened) and not notice.counts_opening_day:
        return Words("公示", "opens")
    weekend = day.weekday() >= 5
    if works:
        return Words("班", "make-up day") if weekend else None
    return Words("休", "weekend") if weekend else Words("假", "holiday")


def _down_on(notice: Notice, day: date) -> bool:
    return any(
        _local(notice, outage.since) <= day <= (_local(notice, outage.until) if outage.until else day)
        for outage in notice.outages
    )


def _outage(notice: Notice, outage: Down) -> Words:
    since = f"{outage.since.astimezone(notice.zone):%m-%d %H:%M}"
    until = f"{outage.until.astimezone(notice.zone):%m-%d %H:%M}" if outage.until else "…"
    zh, en = ("，已顺延", ", made good") if outage.extended else ("", "")
    return Words(
        f"⚠ 中断 {outage.channel}：{since} 至 {until}{zh}", f"Outage of {outage.channel}: {since} to {until}{en}"
    )


def _told(notice: Notice, day: date, number: int, note: Words | None) -> Words:
    zh = f"第 {number} 日" if number else "不计"
    en = f"day {number}" if number else "not counted"
    more = (f"（{note.zh}）", f" ({note.en})") if note else ("", "")
    down = ("，中断", ", outage") if _down_on(notice, day) else ("", "")
    return Words(f"{day} {zh}{more[0]}{down[0]}", f"{day} {en}{more[1]}{down[1]}")


def _local(notice: Notice, at: datetime) -> date:
    return at.astimezone(notice.zone).date()
