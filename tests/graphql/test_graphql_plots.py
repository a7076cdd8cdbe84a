"""Pictures: well-formed, told in words, exact, without anything that runs or loads; and open to whom their data are."""

import re
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import objection_journey as o
import pytest
import world as w
from journey import LIST
from stories import CAST, objected, reviewed, told
from world import CYCLE, DIGEST, on

from biaogan.domain import events as ev
from biaogan.domain.calendar import CalendarTable, WorkingDays
from biaogan.domain.event import EVENTS
from biaogan.domain.forms import Posting
from biaogan.graphql.plot_words import EVENTS as NAMES
from biaogan.graphql.plot_words import event_words, role_words
from biaogan.graphql.plots.distribution import Scores, distribution, quartiles
from biaogan.graphql.plots.heat import Cell, Row, heat, shade, spans
from biaogan.graphql.plots.intervals import RankSpan, Severity, rank_stability, severity
from biaogan.graphql.plots.notice import Down, Notice, notice_calendar
from biaogan.graphql.plots.svg import RED, Words, at, fitted, number, ticks
from biaogan.graphql.plots.timeline import Moment, timeline
from biaogan.graphql.viewer import ROLES

SVG = "{http://www.w3.org/2000/svg}"
ROUND = Words("资料评审", "desk review")
HOW = Words("区间", "interval")
OPENED = on("2022-09-26", "10:00:00")
TABLE = CalendarTable(
    2022, frozenset(date(2022, 10, day) for day in range(1, 8)), frozenset({date(2022, 10, 8), date(2022, 10, 9)})
)
DAYS = WorkingDays({2022: TABLE})
NASTY = '<script>alert("1")</script>&甲'


def drawn() -> dict[str, str]:
    """One picture of each kind, with a name that is no name."""
    down = Down(NASTY, OPENED + timedelta(days=2), OPENED + timedelta(days=3), True)
    title = Words(NASTY, NASTY)
    closes = DAYS.notice_close(OPENED, 10, False)
    return {
        "ranks": rank_stability(ROUND, [RankSpan(NASTY, 2, 1, 3), RankSpan("乙", 1, 1, 1)], HOW),
        "severity": severity(ROUND, [Severity(NASTY, Fraction(17, 3), Fraction(2), Fraction(9), 5)], HOW),
        "scores": distribution(ROUND, [Scores(NASTY, [Fraction(70), Fraction(81), Fraction(70)]), Scores("空", [])]),
        "timeline": timeline(title, [Moment(OPENED, Words("甲", "a"), Words(NASTY, NASTY), True)]),
        "notice": notice_calendar(Notice(title, OPENED, closes, OPENED.tzinfo, (down,)), DAYS.is_working_day),  # type: ignore[arg-type]
        "no severity": severity(ROUND, [], HOW),
        "no ranks": rank_stability(ROUND, [], HOW),
        "no scores": distribution(ROUND, [Scores("空", [])]),
        "no records": timeline(title, []),
        "heat": heat(
            title, [Row(NASTY, HOW, {0: Cell(3, 1)}), Row("R02", ROUND, {1: Cell(20, 0)})], [NASTY, "C02"], HOW
        ),
        "no heat": heat(title, [], [], HOW),
    }


def desc(svg: str) -> str:
    """What the picture says in words."""
    return ElementTree.fromstring(svg).findtext(f"{SVG}desc") or ""


@pytest.mark.parametrize("kind", drawn())
def test_a_picture_is_accessible_and_nothing_in_it_runs_or_loads(kind: str) -> None:
    svg = drawn()[kind]
    root = ElementTree.fromstring(svg)
    names = {part.attrib["id"]: part for part in root if "id" in part.attrib}
    assert root.attrib["role"] == "img"
    assert root.attrib["lang"] == "zh-CN"
    assert names[root.attrib["aria-labelledby"]].tag == f"{SVG}title"
    assert names[root.attrib["aria-describedby"]].tag == f"{SVG}desc"
    assert {part.tag.removeprefix(SVG) for part in root.iter()} <= {
        "svg", "title", "desc", "style", "rect", "text", "line", "circle", "polygon", "path",
    }  # fmt: skip
    assert not [name for part in root.iter() for name in part.attrib if name.startswith("on") or "href" in name]
    assert "url(" not in svg
    assert "@import" not in svg
    assert "prefers-color-scheme:dark" in svg
    assert svg == drawn()[kind], "the same data give the same bytes"


def test_two_pictures_on_a_page_share_no_id() -> None:
    ids = [name for svg in drawn().values() for name in re.findall(r' id="([^"]+)"', svg)]
    assert len(ids) == len(set(ids))


def test_numbers_are_exact_or_say_that_they_are_not() -> None:
    assert [number(Fraction(value)) for value in ("5", "-5/2", "17/3", "-1/3")] == ["5", "−2.5", "≈5.67", "≈−0.33"]
    assert "17/3" in drawn()["severity"]
    assert quartiles([Fraction(n) for n in (70, 70, 81)]) == (70, 70, Fraction(151, 2))
    assert "上四分位 151/2" in desc(drawn()["scores"])
    assert [at(Fraction(value)) for value in ("1/3", "-7/2", "4", "-1/1000")] == ["0.33", "-3.5", "4", "0"]
    assert ticks(Fraction(-9), Fraction(9)) == [-10, -5, 0, 5, 10]
    assert fitted("甲乙丙丁", 10, 40) == "甲乙丙丁"
    assert fitted("甲乙丙丁", 10, 30) == "甲乙…"


def test_a_picture_of_nothing_says_why_there_is_nothing_in_it() -> None:
    said = {kind: desc(svg) for kind, svg in drawn().items() if kind.startswith("no ")}
    assert said.pop("no heat")
    assert said == {
        "no severity": "专家之间的共同评分不足，不能估计\nToo few cases were scored by the same experts to tell",
        "no ranks": "尚无排名\nNo ranks yet",
        "no scores": "尚无已公开的评分\nNo sheet is open yet",
        "no records": "尚无可查阅的记录\nNo record is open yet",
    }


@pytest.mark.parametrize("last", [1, 2, 3, 14, 15, 16, 29, 43, 71, 460])
def test_the_ticks_of_ranks_tell_the_first_and_the_last_and_never_lie_on_each_other(last: int) -> None:
    root = ElementTree.fromstring(rank_stability(ROUND, [RankSpan("甲", 1, 1, last)], HOW))
    ticks_ = [text for text in root.iter(f"{SVG}text") if text.attrib.get("text-anchor") == "middle"]
    assert [int(text.text or "") for text in ticks_][:: max(1, len(ticks_) - 1)][:2] == sorted({1, last})
    places = [float(text.attrib["x"]) for text in ticks_]
    assert all(after - before >= 10 for before, after in pairwise(places))


def test_what_a_record_is_called_is_not_cut_in_either_language() -> None:
    for words in NAMES.values():
        svg = timeline(Words("甲", "a"), [Moment(OPENED, words, role_words("t1_officer"))])
        assert "…" not in svg, words


def test_a_heat_map_tells_each_row_and_how_many_cells_have_each_shade() -> None:
    svg = drawn()["heat"]
    said = desc(svg)
    assert f"{NASTY}（区间）：查阅 3 次，被拒 1 次，涉及 1 个项目：{NASTY} 3/1" in said
    assert "R02 (desk review): 20 reads, 0 denials, of 1 cases: C02 20/0" in said
    words = [part.text for part in ElementTree.fromstring(svg).iter(f"{SVG}text")]
    assert [word for word in words if word and "（" in word and "《" not in word][:6] == [
        "1（0）", "2–3（1）", "4–7（0）", "8–15（0）", "≥ 16（1）", "被拒 denied（1）",
    ]  # fmt: skip
    assert [shade(count) for count in (0, 1, 2, 3, 4, 7, 8, 15, 16, 999)] == [-1, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert list(spans()) == ["1", "2–3", "4–7", "8–15", "≥ 16"]


def test_no_stroke_runs_through_a_figure_of_the_heat_map() -> None:
    svg = ElementTree.fromstring(heat(HOW, [Row("R01", HOW, {0: Cell(16, 3)})], ["C01"], HOW))
    [figure] = [text for text in svg.iter(f"{SVG}text") if text.text == "16"]
    strokes = [line for line in svg.iter(f"{SVG}line") if line.attrib["stroke"] == RED]
    assert len(strokes) == 2, "of the legend, and of the cell"
    assert float(strokes[1].attrib["x1"]) >= float(figure.attrib["x"]) + 7
    assert float(strokes[1].attrib["y2"]) > float(figure.attrib["y"]) - 2


def test_a_heat_map_of_a_whole_cycle_stays_small_and_on_one_sheet() -> None:
    cells = {column: Cell(column % 20, 0) for column in range(460)}
    svg = heat(HOW, [Row(f"R{n}", HOW, cells) for n in range(80)], [f"C{n:03}" for n in range(460)], HOW)
    assert len(svg) < 1_500_000
    assert int(ElementTree.fromstring(svg).attrib["height"]) <= 1100


def test_the_calendar_of_a_notice_counts_make_up_days_and_no_holiday() -> None:
    said = desc(drawn()["notice"])
    assert "2022-09-26 不计（公示）" in said
    assert "2022-09-28 第 2 日，中断" in said
    assert "2022-10-01 不计（休）" in said
    assert "2022-10-03 不计（假）" in said
    assert "2022-10-08 第 5 日（班）" in said
    assert "2022-10-13 day 10" in said
    assert "共 10 个工作日，2022-10-14 00:00 截止（不含）" in said
    assert "已顺延" in said


def test_a_notice_of_calendar_days_counts_every_day_after_its_first() -> None:
    closes = datetime.fromisoformat("2022-10-03T00:00:00+08:00")
    days = Notice(HOW, OPENED, closes, closes.tzinfo, workdays=False)  # type: ignore[arg-type]
    said = desc(notice_calendar(days, TABLE.is_working_day))
    assert "2022-10-02 第 6 日" in said
    assert "共 6 个日历日" in said


def test_the_same_record_again_on_one_day_is_drawn_once_with_how_often() -> None:
    moments = [
        Moment(OPENED + timedelta(minutes=n), Words("填写", "save"), Words("申报人", "applicant")) for n in range(3)
    ]
    later = Moment(OPENED + timedelta(days=30), Words("提交", "submit"), Words("申报人", "applicant"))
    svg = timeline(Words("甲", "a"), [later, *moments])
    assert "2022-09-26 10:00 填写 ×3（申报人）\n2022-10-26 10:00 提交（申报人）" in desc(svg)
    assert "… 30 天 days" in svg


def test_every_kind_of_record_and_every_role_has_a_name() -> None:
    assert {event.TOPIC for event in EVENTS.values()} == set(NAMES)
    assert not [role for role in (*ROLES, "applicant_editor", "expert", "system") if role_words(role).zh == role]
    assert event_words("unheard_of/1").zh == "unheard_of/1"
    assert role_words("nobody") == Words("nobody", "nobody")


def test_the_timeline_of_a_case_is_drawn_as_far_as_its_records_are_open(tmp_path: Path) -> None:
    scene, case = objected()
    world = told(scene, tmp_path)
    query = "query($c: ID!) { case(id: $c) { timelinePlot } }"

    def seen(who: str) -> Any:
        return (world.data(query, CAST[who], c=case)["case"] or {}).get("timelinePlot")

    assert "因异议暂缓" in desc(seen("applicant"))
    assert "收到异议" not in desc(seen("applicant"))
    assert "收到异议" in desc(seen("auditor"))
    assert {who for who in CAST if seen(who)} == {
        "applicant", "unit", "province", "office", "director", "chair", "expert", "leader", "auditor", "investigator",
    }  # fmt: skip
    world.disclosures.seen.clear()
    seen("auditor")
    assert {(d.klass, d.rows) for d in world.disclosures.seen if d.klass == "case.sealed"}


def test_the_scores_are_drawn_for_whom_the_ranking_is_open_and_are_recorded_sheet_by_sheet(tmp_path: Path) -> None:
    scene, _ = reviewed()
    world = told(scene, tmp_path)
    query = "query($c: ID!) { rounds(cycle: $c) { id kind scoresPlot } }"
    for who in CAST:
        world.disclosures.seen.clear()
        found = {row["kind"]: row["scoresPlot"] for row in world.data(query, CAST[who], c=CYCLE)["rounds"]}
        open_to = {"office", "director", "chair", "auditor", "investigator"}
        assert bool(found.get("DESK")) is (who in open_to), who
        assert bool([d for d in world.disclosures.seen if d.klass == "sheet"]) is (who in open_to)
        if who == "province":
            assert "0" not in desc(found["PROVINCIAL"] or ""), "no sheet is open to it, so none is drawn"


def test_the_public_sees_the_calendar_of_the_notice_with_its_outages(tmp_path: Path) -> None:
    scene, _ = o.noticed()
    fail = ev.NoticePostingFailed("wechat", "2022-09-28T09:00:00+08:00", DIGEST)
    back = ev.NoticeReposted(Posting("wechat", "https://example.invalid", "2022-09-29T09:00:00+08:00", DIGEST))
    query = "query($c: ID!) { nationalList(cycle: $c) { notice: noticePlot } }"
    drawn_ = []
    for event, day in ((fail, "2022-09-28"), (back, "2022-09-29")):
        scene.record(event, LIST, w.PUBLISHER, on(day, "11:00:00"))
        folder = tmp_path / day
        folder.mkdir()
        drawn_.append(told(scene.copy(), folder).data(query, None, c=CYCLE)["nationalList"]["notice"])
    assert "Outage of wechat: 09-28 09:00 to …" in desc(drawn_[0])
    assert "中断 wechat：09-28 09:00 至 09-29 09:00" in desc(drawn_[1])
    assert "2022-10-13 第 10 日" in desc(drawn_[1])
