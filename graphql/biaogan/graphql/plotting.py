"""Pictures of what the viewer may see (图), as SVG text: what is drawn is guarded and recorded like any field."""

from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import strawberry

from biaogan.domain.calendar import WorkingDays
from biaogan.domain.config import CycleConfig
from biaogan.domain.config_faults import ConfigInvalid
from biaogan.domain.events import CaseMoved
from biaogan.domain.national_list import Outage
from biaogan.domain.rejections import Rejected
from biaogan.domain.scoring import shown
from biaogan.domain.status import Status
from biaogan.domain.supposing.stability import Firmness
from biaogan.graphql.case_file import FILE, LINES
from biaogan.graphql.guard import guarded
from biaogan.graphql.plot_words import LOUD, event_words, role_words
from biaogan.graphql.plots.distribution import Scores, distribution
from biaogan.graphql.plots.intervals import RankSpan, Severity, rank_stability, severity
from biaogan.graphql.plots.notice import Down, Notice, notice_calendar
from biaogan.graphql.plots.svg import Words
from biaogan.graphql.plots.timeline import Moment, timeline
from biaogan.graphql.reading import Reading
from biaogan.graphql.rule_words import ROUNDS
from biaogan.graphql.viewer import Subject
from biaogan.projections.cases import CaseRow
from biaogan.projections.notices import NationalListRow
from biaogan.projections.rounds import RoundRow
from biaogan.projections.signals.kinds import Kind, Signal
from biaogan.projections.signals.report import Report
from biaogan.projections.timelines import TimelineRow

MOST = 200
"""Records of a case that are drawn, from the first."""


def _timeline(source: Any) -> str:
    reading: Reading = source.reading
    row: CaseRow = source.row
    opened = reading.opened(FILE, reading.case_subject(row))
    klasses = [klass for klass, needed in LINES.items() if needed in opened]
    config = config_of(reading, row.cycle)
    zone = ZoneInfo(config.tz) if config else UTC
    moments = []
    for line in reading.views.timeline(row.id, reading.at, klasses, first=MOST).rows:
        if opened[LINES[line.klass]]:
            reading.context.disclose(row.id, LINES[line.klass], "timeline_plot", line)
        at = datetime.fromisoformat(line.recorded_at).astimezone(zone)
        moments.append(Moment(at, _step(reading, line), role_words(line.role), line.type in LOUD))
    name = row.organisation_name or row.id
    return timeline(Words(f"办理时间线 · {name}", f"The way of a case · {name}"), moments)


def _step(reading: Reading, line: TimelineRow) -> Words:
    """What the record did; of a mere consequence, where the case came to stand."""
    if line.type != CaseMoved.TOPIC:
        return event_words(line.type)
    then = reading.views.case(line.case, line.position)
    return event_words(line.type) if then is None else _to(Status(then.status))


def _to(status: Status) -> Words:
    return Words(f"→ {status.label()}", f"→ {status.label('en')}")


@strawberry.type(description="Pictures of a case.")
class CasePlots:
    """Part of ``Case``."""

    timeline_plot: str | None = guarded(
        "case.content", "The way of the case as a picture (时间线图), SVG: the records open to the viewer.", _timeline
    )


def _down(outage: Outage) -> Down:
    until = datetime.fromisoformat(outage.restored_at) if outage.restored_at else None
    return Down(outage.channel, datetime.fromisoformat(outage.failed_at), until, outage.extended)


def _notice(source: Any) -> str | None:
    reading: Reading = source.reading
    row: NationalListRow = source.row
    config = config_of(reading, row.cycle)
    if config is None or not row.notice_closes or not row.notice_postings:
        return None
    zone, days = ZoneInfo(config.tz), WorkingDays(reading.views.years(reading.at), config.tz)
    carried = {p.channel: p.posted_at for p in sorted(row.notice_postings, key=lambda p: p.posted_at, reverse=True)}
    notice = Notice(
        Words(f"公示日历 · {config.year} 年度", f"Calendar of the notice · {config.year}"),
        max(datetime.fromisoformat(posted_at) for posted_at in carried.values()),
        datetime.fromisoformat(row.notice_closes),
        zone,
        tuple(_down(outage) for outage in row.notice_outages or ()),
        reading.context.services.ledger.basis(reading.at).time.astimezone(zone).date(),
        config.notice.count_opening_day,
        config.notice.unit == "workday",
    )
    try:
        return notice_calendar(notice, days.is_working_day)
    except Rejected:
        return None


@strawberry.type(description="Pictures of the national list.")
class ListPlots:
    """Part of ``NationalList``."""

    notice_plot: str | None = guarded(
        "list.notice",
        "The calendar of the notice as a picture (公示日历图), SVG, D-14; null before it, and while a calendar is missing.",
        _notice,
    )


def _scores(source: Any) -> str:
    reading: Reading = source.reading
    row: RoundRow = source.row
    of_case = _groups(reading, row.cycle or "")
    found: dict[str, list[Fraction]] = {}
    for sheet, opened in reading.sheets(row.id, None):
        if sheet.total is not None:
            found.setdefault(of_case.get(sheet.case, _NO_GROUP), []).append(Fraction(sheet.total))
            if opened["sheet"]:
                reading.context.disclose(sheet.id, "sheet", "total", sheet)
    return distribution(round_name(row), [Scores(name, totals) for name, totals in sorted(found.items())])


@strawberry.type(description="Pictures of a round.")
class RoundPlots:
    """Part of ``Round``."""

    scores_plot: str | None = guarded(
        "ranking",
        "How the scores lie (得分分布图), SVG, by professional group: every sheet a point of nobody.",
        _scores,
    )


def severity_of(round_: Words, found: Report) -> str:
    """How strict each expert is (评分尺度), of whom enough sheets are known."""
    known = [row for row in found.signals if row.kind == Kind.SEVERITY and row.interval is not None]
    return severity(round_, [_severity(row) for row in known], _STRICTNESS)


def _severity(row: Signal) -> Severity:
    low, high = (Fraction(shown(Fraction(end))) for end in row.interval or (0, 0))
    return Severity(row.subjects[0], row.effect, low, high, row.n)


_STRICTNESS = Words(
    "线段为 95% 置信区间（近似）；红色为整个区间在零的一侧",
    "A line is the 95 % interval (approximate); red: all of it on one side of zero",
)
_NO_GROUP = "不分组 no group"


def _groups(reading: Reading, cycle: str) -> dict[str, str]:
    """Case -> the field of its group, as far as groups are open to the viewer."""
    found: dict[str, str] = {}
    for group in reading.context.once(reading.views.groups, cycle, reading.at):
        confidential = reading.opened(frozenset({"group"}), Subject(cycle=cycle, stream=group.id)).get("group")
        if confidential is not None:
            reading.context.disclose(group.id, "group", "field", group)
            found |= dict.fromkeys(group.cases or (), group.field or group.code or group.id)
    return found


def round_name(row: RoundRow) -> Words:
    """What a round is called in a picture."""
    return ROUNDS.get(row.kind or "", Words(row.id, row.id))


def stability_of(reading: Reading, round_: str, found: Sequence[Firmness], samples: int) -> str:
    """How firm each rank is (名次稳定性), over so many samples of experts."""
    row = reading.round(round_)
    spans = [
        RankSpan(case_name(reading, each.case), each.rank, each.lowest, each.highest)
        for each in found
        if each.rank is not None and each.lowest is not None and each.highest is not None
    ]
    caption = Words(
        f"线段为重复抽取专家 {samples} 次后，名次的 95% 区间；不计表决",
        f"A line is where 95 % of the ranks lie when the experts are drawn anew {samples} times; no vote counts",
    )
    return rank_stability(Words(round_, round_) if row is None else round_name(row), spans, caption)


def config_of(reading: Reading, cycle: str | None) -> CycleConfig | None:
    """The rules of a cycle in force; None without it, or if its document is not of today's shape."""
    row = reading.context.once(reading.views.cycle, cycle or "", reading.at)
    try:
        return None if row is None else CycleConfig.from_document(row.config)
    except ConfigInvalid:
        return None


def case_name(reading: Reading, id_: str) -> str:
    """The organisation of a case, where the viewer may know it; else its id. Recorded like the field itself."""
    row = reading.case(id_)
    confidential = None if row is None else reading.case_open(row).get("case.listed")
    if row is None or confidential is None:
        return id_
    if confidential and row.organisation_name is not None:
        reading.context.disclose(id_, "case.listed", "organisation_name", row)
    return row.organisation_name or id_
