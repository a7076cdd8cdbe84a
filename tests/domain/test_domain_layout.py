"""The layout of the experience's Word file (版面检查): R-53..R-60, D-26; every finding, and none for a sound document."""

from dataclasses import replace

import pytest
from cycle_document import DOCUMENT

from biaogan.domain import experience, layout_checks
from biaogan.domain.config import CycleConfig
from biaogan.domain.finding_table import FINDINGS, told
from biaogan.domain.forms_application import Finding
from biaogan.domain.layout import Layout, Page, Paragraph, Run, Table, parts
from biaogan.domain.layout_checks import examined

DOCUMENTS = CycleConfig.from_document(DOCUMENT).filing.documents
YEARS = (2019, 2020, 2021)
A4 = Page(11906, 16838)


def line(text, font="宋体", size=28, bold=False, **more):
    return Paragraph(0, (Run(text, font, size, bold),) if text else (), **more)


def caption(text, **more):
    return line(text, "SimSun", 24, bold=True, centred=True, **more)


SOUND = [
    line("实施六西格玛设计的经验", "SimHei", 36, centred=True),
    line(""),
    line("一、企业概况", "黑体", 32),
    line("公司专业生产数控机床。"),
    line("二、实施背景", outline=1),
    line("市场竞争加剧。"),
    line("三、实施过程"),
    line("（一）推进"),
    line("1. 小组", "楷体", 30),
    line("成立推进小组，见表1和图1。"),
    caption("表1 推进计划"),
    Table(),
    line("", figures=1),
    caption("图1 流程"),
    line("四、实施成效"),
    line("2019、2020、2021三年合格率逐年提高，与行业标杆对比领先。"),
]


def laid_out(blocks, *pages):
    numbered = [
        replace(block, number=at) if isinstance(block, Paragraph) else block for at, block in enumerate(blocks, 1)
    ]
    return Layout(pages or (A4,), tuple(numbered))


def codes(blocks, *pages):
    findings, _ = examined(laid_out(blocks, *pages), DOCUMENTS, YEARS)
    assert all(finding.code in FINDINGS for finding in findings)
    return [(finding.rule, finding.place, finding.code, finding.detail) for finding in findings]


def with_line(at, block):
    return [*SOUND[:at], block, *SOUND[at + 1 :]]


def test_a_sound_document_has_no_findings_and_its_parts_are_counted_without_captions():
    findings, counts = examined(laid_out(SOUND), DOCUMENTS, YEARS)
    assert findings == []
    assert counts == {"title": 11, "profile": 17, "background": 13, "implementation": 28, "results": 31}
    assert [name for name in parts(laid_out(SOUND)) if name] == list(counts)


def test_a_document_without_any_text_lacks_every_part():
    assert [code for _, _, code, _ in codes([])][:5] == ["part_missing"] * 5


@pytest.mark.parametrize(
    ("part", "at", "limit", "rule"),
    [("profile", 3, 500, "R-55"), ("background", 5, 1000, "R-56"), ("results", 15, 2000, "R-58")],
)
def test_case_18_a_part_at_its_limit_with_its_heading_is_sound_and_one_more_is_not(part, at, limit, rule):
    heading = 6
    assert not [c for c in codes(with_line(at, line("质" * (limit - heading)))) if c[2] == "part_too_long"]
    assert (rule, part, "part_too_long", f"{limit + 1} > {limit}") in codes(
        with_line(at, line("质" * (limit - heading + 1)))
    )


def test_captions_and_tables_are_not_counted():
    long = caption("图1 " + "质" * 30)
    counts = [examined(laid_out(blocks), DOCUMENTS, YEARS)[1] for blocks in (SOUND, with_line(13, long))]
    assert counts[0] == counts[1]


def test_parts_out_of_order_and_a_missing_part_are_found():
    swapped = [*SOUND[:2], *SOUND[4:6], *SOUND[2:4], *SOUND[6:]]
    assert codes(swapped) == [
        ("R-59", "document", "parts_out_of_order", "title background profile implementation results")
    ]
    assert ("R-56", "background", "part_missing", "") in codes([*SOUND[:4], *SOUND[6:]])


def test_text_before_the_first_part_is_told():
    assert codes([*SOUND[:2], line("某某公司"), *SOUND[2:]]) == [("R-52", "document", "text_outside_the_parts", "4")]


def test_headings_are_found_without_their_numbers_as_automatic_numbering_leaves_them():
    bare = [replace(b, runs=(Run("企业概况", "黑体", 32),), outline=1) if b is SOUND[2] else b for b in SOUND]
    assert codes(bare) == []


@pytest.mark.parametrize(
    ("page", "found"),
    [(Page(11906, 16838), 0), (Page(12025, 16838), 0), (Page(12026, 16838), 1), (Page(16838, 11906), 1),
     (Page(12240, 15840), 1), (Page(11906, 16669), 1), (Page(11906, 16670), 0)],
)  # fmt: skip
def test_paper_is_a4_portrait_within_one_per_cent(page, found):
    assert codes(SOUND, A4, page) == [("R-59", "section 2", "page_not_a4", f"{page.width} x {page.height}")] * found


def test_the_title_is_simhei_eighteen_points_and_centred():
    assert codes(with_line(0, line("实施六西格玛设计的经验", "宋体", 44))) == [
        ("R-59", "title", "title_font", "宋体 ¶1"),
        ("R-59", "title", "title_size", "22 pt ¶1"),
        ("R-59", "title", "title_not_centred", ""),
    ]


def test_body_text_is_simsun_fourteen_points_in_single_spacing_and_each_deviation_is_told_once():
    off = line("另一段正文。", "仿宋", 21, single=False)
    assert codes([*SOUND, off, off, off]) == [
        ("R-59", "results", "body_font", "仿宋 ¶17 ×3"),
        ("R-59", "results", "body_size", "10.5 pt ¶17 ×3"),
        ("R-59", "results", "body_spacing", "¶17 ×3"),
    ]
    assert codes([*SOUND, line("某处。", None, None)])[0][3] == "? ¶17"
    assert codes([*SOUND, line("six sigma", "Arial")]) == [], "Latin text has no East Asian font"


def test_a_heading_level_that_is_skipped_is_told():
    assert codes(with_line(7, line("（1）推进")))[0] == (
        "R-59",
        "implementation",
        "heading_level_skipped",
        "（1）推进 ¶8",
    )


@pytest.mark.parametrize(
    ("at", "block", "expected"),
    [
        (10, line("表1 推进计划", "黑体", 28), [("table captions", "caption_font", "黑体 ¶11"),
            ("table captions", "caption_size", "14 pt ¶11"), ("table captions", "caption_not_centred", "¶11"),
            ("table captions", "caption_not_bold", "¶11")]),
        (10, caption("表2 推进计划"), [("table captions", "caption_numbers", "2")]),
        (13, caption("图1-1 流程"), [("figure captions", "caption_numbers", "1-1")]),
        (13, line("流程如上。"), [("figure 1", "caption_missing", "")]),
        (10, line("计划如下。"), [("table 1", "caption_missing", "")]),
    ],
)  # fmt: skip
def test_captions_are_in_their_place_centred_bold_and_numbered(at, block, expected):
    assert codes(with_line(at, block)) == [("R-60", *finding) for finding in expected]


def test_a_caption_on_the_wrong_side_is_told_as_that():
    swapped = [*SOUND[:10], SOUND[11], SOUND[10], line("正文。"), SOUND[13], SOUND[12], *SOUND[14:]]
    assert codes(swapped) == [
        ("R-60", "table 1", "caption_misplaced", ""),
        ("R-60", "figure 1", "caption_misplaced", ""),
    ]


def test_a_figure_in_a_table_of_its_own_or_beside_its_caption_is_a_figure():
    assert codes(with_line(12, Table(figures=1, filled=False))) == []
    beside = replace(caption("图1 流程"), figures=1)
    assert codes([*SOUND[:12], beside, *SOUND[14:]]) == []


def test_a_sentence_that_begins_with_a_table_is_no_caption():
    assert line("表1显示合格率逐年提高。").caption is None
    assert line("表12 合格率").caption == ("表", "12")
    assert line("表" + "1" * 41).caption is None


def test_the_content_is_looked_at_as_in_the_text_and_a_table_needs_no_mention():
    plain = [block for block in SOUND if block not in SOUND[10:14]]
    unmentioned = with_line(9, line("成立推进小组。"))
    assert codes(unmentioned) == []
    assert codes([replace(b, runs=(Run("成立推进小组。", "宋体", 28),)) if b is SOUND[9] else b for b in plain]) == [
        ("R-57", "implementation", "no_table_or_figure", "")
    ]
    assert codes(with_line(0, line("数字化管理", "黑体", 36, centred=True)))[0][:3] == (
        "R-54",
        "title",
        "title_pattern",
    )


def test_every_finding_is_told_in_both_languages_with_what_was_found():
    assert told(Finding("R-59", "results", "error", "body_font", "仿宋 ¶17")) == (
        "正文应为宋体: 仿宋 ¶17", "body text should be SimSun: 仿宋 ¶17",
    )  # fmt: skip
    assert list(FINDINGS) == sorted(FINDINGS)
    assert layout_checks.CHECKER != experience.CHECKER
