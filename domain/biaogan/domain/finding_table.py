"""What each finding of a checker means (检查发现), in Chinese and English. A finding informs; it refuses nothing."""
# One line per code keeps the table greppable and its diffs readable.

from biaogan.domain.forms_application import Finding

# fmt: off
FINDINGS: dict[str, tuple[str, str]] = {
    "active_content": ("文件含宏、嵌入对象或外部链接", "the file holds macros, embedded objects or links to outside"),
    "body_font": ("正文应为宋体", "body text should be SimSun"),
    "body_size": ("正文应为四号（14磅）", "body text should be 14 pt"),
    "body_spacing": ("正文应为单倍行距", "body text should have single line spacing"),
    "caption_font": ("题注应为宋体", "captions should be SimSun"),
    "caption_misplaced": ("表题应在表上方，图题应在图下方", "the caption of a table stands above it, that of a figure below it"),
    "caption_missing": ("缺少题注", "the caption is missing"),
    "caption_not_bold": ("题注应加粗", "captions should be bold"),
    "caption_not_centred": ("题注应居中", "captions should be centred"),
    "caption_numbers": ("题注编号应自1起连续、不重复", "captions should be numbered from 1 without gap or duplicate"),
    "caption_size": ("题注应为小四（12磅）", "captions should be 12 pt"),
    "format_differs": ("文件内容与登记的格式不符", "the content is not of the format that was stated"),
    "heading_level_skipped": ("标题层级应依次为 一、（一）1.（1）", "headings run 一、 （一） 1. （1） without a gap"),
    "no_comparison": ("实施成效中未见与竞争对手或行业标杆的对比", "the results compare with no competitor or benchmark"),
    "no_evidence": ("数据没有证实性材料支撑", "no piece of evidence supports the figures"),
    "no_table_or_figure": ("实施过程中未见图表", "the implementation has no table or figure"),
    "no_three_year_data": ("实施成效中缺少下列年度的数据", "the results lack data of these years"),
    "not_an_sme": ("所填申报方向面向中小企业，测算结果为大型", "the direction is for small and medium enterprises; this one is large"),
    "not_machine_checked": ("该格式不作机器检查，由人工审查版式", "files of this format are not checked by machine"),
    "page_not_a4": ("纸张应为A4纵向", "paper should be A4 portrait"),
    "part_missing": ("缺少该部分，或标题不是规定的名称", "the part is missing, or its heading is not the prescribed one"),
    "part_too_long": ("超过字数上限", "longer than allowed"),
    "parts_out_of_order": ("各部分顺序与规定不符", "the parts are not in the prescribed order"),
    "size_differs": ("文件大小与登记的不符", "the size is not the one that was stated"),
    "size_disagrees": ("所填组织规模与测算结果不符", "the stated size is not the computed one"),
    "size_facts_missing": ("缺少划型依据", "the facts for the size are missing"),
    "text_outside_the_parts": ("题目与第一部分之间有文字（字数）", "text stands between the title and the first part (characters)"),
    "title_font": ("题目应为黑体", "the title should be SimHei"),
    "title_not_centred": ("题目应居中", "the title should be centred"),
    "title_pattern": ("题目与“实施（构建、基于）……的经验（实践、模式）”不符", "the title does not follow the prescribed pattern"),
    "title_size": ("题目应为小二（18磅）", "the title should be 18 pt"),
    "unreadable": ("文件损坏，无法读取", "the file is damaged and cannot be read"),
    "unsafe_archive": ("压缩包不符合要求，请重新上传", "the archive is not acceptable; upload it again"),
}
# fmt: on


def told(finding: Finding) -> tuple[str, str]:
    """A finding in Chinese and English, with what was found."""
    zh, en = FINDINGS[finding.code]
    detail = f": {finding.detail}" if finding.detail else ""
    return zh + detail, en + detail
