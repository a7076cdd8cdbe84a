"""Word files made for the tests: a sound experience, and the same with one thing changed."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt, Twips

TITLE = "实施六西格玛设计的经验"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


class Experience:
    """A sound experience; change it through its methods, or ``document`` itself, then take its ``bytes``."""

    def __init__(self) -> None:
        self.document: Any = docx.Document()
        section = self.document.sections[0]
        section.page_width, section.page_height = Twips(11906), Twips(16838)
        self.style("宋体", 14)
        self.add(TITLE, "黑体", 18, centred=True)
        for heading, text in (("一、企业概况", "公司专业生产数控机床。"), ("二、实施背景", "市场竞争加剧。")):
            self.add(heading, "黑体", 16)
            self.add(text)
        self.add("三、实施过程", "黑体", 16)
        self.add("成立推进小组，见表1和图1。")
        self.add("表1 推进计划", "宋体", 12, centred=True, bold=True)
        self.document.add_table(1, 2).cell(0, 0).text = "计划"
        self.document.add_picture(BytesIO(PIXEL))
        self.add("图1 流程", "宋体", 12, centred=True, bold=True)
        self.add("四、实施成效", "黑体", 16)
        self.add("2019、2020、2021三年合格率逐年提高，与行业标杆对比领先。")

    def style(self, font: str, points: int) -> None:
        """What the style of body text says; runs say nothing themselves."""
        normal = self.document.styles["Normal"]
        normal.font.size = Pt(points)
        normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
        normal.paragraph_format.line_spacing = 1.0

    def add(self, text: str, font: str = "", points: int = 0, *, centred: bool = False, bold: bool = False) -> Any:
        """One more paragraph."""
        paragraph = self.document.add_paragraph()
        run = paragraph.add_run(text)
        if font:
            run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
            run.font.size = Pt(points)
        run.bold = bold or None
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        return paragraph

    @property
    def bytes(self) -> bytes:
        """The file."""
        file = BytesIO()
        self.document.save(file)
        return file.getvalue()


def experience(change: Callable[[Experience], Any] = lambda _: None) -> bytes:
    """A sound experience, with one thing changed."""
    made = Experience()
    change(made)
    return made.bytes
