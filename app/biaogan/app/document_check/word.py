"""A Word file as plain data for the rules of layout (读取版面). Deleted text and text boxes are not body text."""

import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from biaogan.app.document_check.unfit import Unfit
from biaogan.app.document_check.word_styles import Styles, value
from biaogan.domain.layout import Block, Layout, Page, Paragraph, Run, Table

_AROUND = {qn(name) for name in ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag")}
_BESIDE = {qn(name) for name in ("w:txbxContent", "w:del", "w:moveFrom", "w:drawing", "w:pict", "w:object")}
_BROKEN = (
    OpcError, BadZipFile, zlib.error, SyntaxError, KeyError, ValueError, AttributeError, TypeError, IndexError, EOFError,
    RecursionError,
)  # fmt: skip
"""What a file that is no Word file after all makes the library raise."""
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


def read(file: BinaryIO) -> Layout:
    """The layout of a .docx. Raises `Unfit`."""
    file.seek(0)
    try:
        document = docx.Document(file)
        body = document.element.body
        if body is None:
            raise Unfit("unreadable")
        styles = Styles(document)
        blocks = tuple(_blocks(body, styles))
        pages = tuple(_page(section) for section in body.iter(qn("w:sectPr")))
    except _BROKEN:
        raise Unfit("unreadable") from None
    return Layout(pages, blocks)


def _blocks(body: Any, styles: Styles) -> Iterator[Block]:
    for number, element in enumerate(_inside(body), 1):
        if element.tag == qn("w:tbl"):
            yield Table(_figures(element), any((text.text or "").strip() for text in element.iter(qn("w:t"))))
        else:
            yield _paragraph(element, number, styles)


def _inside(element: Any) -> Iterator[Any]:
    """Paragraphs and tables in their order, within whatever Word puts around them."""
    for child in element.iterchildren():
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in _AROUND:
            yield from _inside(child)


def _paragraph(element: Any, number: int, styles: Styles) -> Paragraph:
    properties = styles.paragraph_properties(element)
    return Paragraph(
        number,
        tuple(_run(run, element, styles) for run in _runs(element)),
        centred=value(properties, "w:jc") == "center",
        single=styles.single(properties),
        outline=styles.outline(properties),
        figures=_figures(element),
    )


def _runs(element: Any) -> Iterator[Any]:
    for child in element.iterchildren():
        if child.tag == qn("w:r"):
            yield child
        elif child.tag not in _BESIDE:
            yield from _runs(child)


def _run(run: Any, paragraph: Any, styles: Styles) -> Run:
    text = "".join((child.text or "") if child.tag == qn("w:t") else _SIGNS.get(child.tag, "") for child in run)
    properties = styles.run_properties(run, paragraph)
    return Run(text, styles.font(properties), styles.half_points(properties), styles.bold(properties))


def _figures(element: Any) -> int:
    """Drawings, else the pictures of older files: Word writes one as the fallback of the other."""
    drawings = sum(1 for _ in element.iter(qn("w:drawing")))
    return drawings or sum(1 for _ in element.iter(qn("w:pict"), qn("w:object")))


def _page(section: Any) -> Page:
    size = section.find(qn("w:pgSz"))
    if size is None:
        return Page(0, 0)
    return Page(int(size.get(qn("w:w"), "0")), int(size.get(qn("w:h"), "0")))
