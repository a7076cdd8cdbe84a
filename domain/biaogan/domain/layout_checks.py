"""The experience as a Word file, looked at by machine (典型经验文件检查): R-53..R-60, D-26.

Promises: the same layout gives the same findings under the same ``CHECKER``; a list of findings, never one verdict; a
finding informs whoever examines the case and refuses nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from biaogan.domain import experience
from biaogan.domain.config_filing import Documents
from biaogan.domain.dossier import PARTS
from biaogan.domain.forms_application import Experience, Finding
from biaogan.domain.layout import FIGURE, TABLE, Block, Layout, Paragraph, Part, Table, parts
from biaogan.domain.rules.experience import RULES_OF
from biaogan.domain.wording import COUNT_RULE, characters

CHECKER = f"layout-check/1 {COUNT_RULE}"
ERROR, WARNING = "error", "warning"
WIDTH, HEIGHT, PER_CENT = 11906, 16838, 100
"""A4 portrait in twips, met within one part of ``PER_CENT``, R-59."""
SONG, HEI = frozenset({"宋体", "simsun"}), frozenset({"黑体", "simhei"})


@dataclass(frozen=True, slots=True)
class Type:
    """What a text is set in (字体字号)."""

    fonts: frozenset[str]
    half_points: int


TITLE = Type(HEI, 36)
"""黑体小二."""
BODY = Type(SONG, 28)
"""宋体四号."""
CAPTION = Type(SONG, 24)
"""宋体小四."""


def examined(layout: Layout, documents: Documents, years: Iterable[int]) -> tuple[list[Finding], dict[str, int]]:
    """The findings, and the characters of each part."""
    found = parts(layout)
    counts = {part: found[part].count if part in found else 0 for part in PARTS}
    findings = [
        *order_and_lengths(found, documents.limits),
        *_content(found, documents.title_pattern, years),
        *page(layout),
        *title(found),
        *body(found),
        *headings(found),
        *captions(layout),
    ]
    return findings, counts


def order_and_lengths(found: Mapping[str, Part], limits: Mapping[str, int]) -> Iterator[Finding]:
    """R-53, R-55..R-58, D-26: the five parts (五个部分) are there, in their order, each within its limit."""
    for part in PARTS:
        count = found[part].count if part in found else 0
        if not count:
            yield Finding(RULES_OF[part], part, ERROR, "part_missing")
        elif count > limits[part]:
            yield Finding(RULES_OF[part], part, ERROR, "part_too_long", f"{count} > {limits[part]}")
    there = [part for part in found if part in PARTS]
    if there != [part for part in PARTS if part in found]:
        yield Finding("R-59", "document", ERROR, "parts_out_of_order", " ".join(there))
    if "" in found:
        yield Finding("R-52", "document", WARNING, "text_outside_the_parts", str(found[""].count))


def _content(found: Mapping[str, Part], pattern: str, years: Iterable[int]) -> list[Finding]:
    """R-54, R-57, R-58, as for the text; a table or figure in the file needs no mention."""
    told = Experience(*(found[part].text if part in found else "" for part in PARTS))
    illustrated = "implementation" in found and found["implementation"].illustrated
    return [
        finding
        for finding in experience.findings(told, pattern, years)
        if not (illustrated and finding.code == "no_table_or_figure")
    ]


def page(layout: Layout) -> Iterator[Finding]:
    """R-59: every section is A4 portrait (幅面A4、纵向), 11906 x 16838 twips within one per cent."""
    for number, paper in enumerate(layout.pages, 1):
        off = max(abs(paper.width - WIDTH) * HEIGHT, abs(paper.height - HEIGHT) * WIDTH)
        if off * PER_CENT > WIDTH * HEIGHT:
            yield Finding("R-59", f"section {number}", ERROR, "page_not_a4", f"{paper.width} x {paper.height}")


def title(found: Mapping[str, Part]) -> Iterator[Finding]:
    """R-59: the title (经验名称) is 黑体小二, centred."""
    lines = found["title"].paragraphs if "title" in found else []
    yield from _told("title", lines, lambda line: _type("title", line, TITLE), "R-59")
    if any(not line.centred for line in lines):
        yield Finding("R-59", "title", ERROR, "title_not_centred")


def body(found: Mapping[str, Part]) -> Iterator[Finding]:
    """R-59: body text (正文) is 宋体四号 in single spacing; headings are free."""
    for name in PARTS[1:]:
        lines = [line for line in found[name].paragraphs if not line.level] if name in found else []
        yield from _told(name, lines, _set_as_body, "R-59")


def _set_as_body(line: Paragraph) -> Iterator[tuple[str, str]]:
    yield from _type("body", line, BODY)
    if not line.single:
        yield "body_spacing", ""


def _type(what: str, line: Paragraph, wanted: Type) -> Iterator[tuple[str, str]]:
    """(code, what was found) for each font and size that is not the wanted one; Latin text has no East Asian font."""
    chinese = [run for run in line.runs if any(char >= "\u2e80" for char in run.text if char.isalpha())]
    for font in sorted({(run.font or "?") for run in chinese if (run.font or "?").lower() not in wanted.fonts}):
        yield f"{what}_font", font
    sizes = {run.half_points for run in line.runs if characters(run.text)} - {wanted.half_points}
    for size in sorted(sizes, key=lambda size: size or 0):
        yield f"{what}_size", "?" if size is None else points(size)


def points(half: int) -> str:
    """Half points in points: 28 -> ``14 pt``, 21 -> ``10.5 pt``."""
    return f"{half // 2}{'.5' if half % 2 else ''} pt"


def _told(
    place: str, lines: Iterable[Paragraph], look: Callable[[Paragraph], Iterator[tuple[str, str]]], rule: str
) -> Iterator[Finding]:
    """One finding for each kind of deviation: what was found, in which paragraph first, and how often."""
    seen: dict[tuple[str, str], list[int]] = {}
    for line in lines:
        for deviation in look(line):
            seen.setdefault(deviation, []).append(line.number)
    for (code, what), numbers in seen.items():
        often = f" ×{len(numbers)}" if len(numbers) > 1 else ""
        yield Finding(rule, place, ERROR, code, f"{what} ¶{numbers[0]}{often}".strip())


def headings(found: Mapping[str, Part]) -> Iterator[Finding]:
    """R-59: headings (标题层级) run 一、 / （一） / 1. / （1）, and none is skipped."""
    for name in PARTS[1:]:
        before = 1
        for line in found[name].paragraphs if name in found else ():
            if line.level > before + 1:
                yield Finding("R-59", name, WARNING, "heading_level_skipped", f"{line.text} ¶{line.number}")
            before = line.level or before


def captions(layout: Layout) -> Iterator[Finding]:
    """R-60: above a table, below a figure, centred, 宋体小四加粗 (题注), numbered in one sequence of each kind."""
    blocks = [block for block in layout.blocks if isinstance(block, Table) or block.text or block.figures]
    yield from _beside(blocks)
    lines = [block for block in blocks if isinstance(block, Paragraph) and block.caption]
    for kind, place in ((TABLE, "table"), (FIGURE, "figure")):
        own = [(line, line.caption[1]) for line in lines if line.caption and line.caption[0] == kind]
        yield from _told(f"{place} captions", [line for line, _ in own], _set_as_caption, "R-60")
        numbers = [number for _, number in own]
        if numbers != [str(number) for number in range(1, len(numbers) + 1)]:
            yield Finding("R-60", f"{place} captions", ERROR, "caption_numbers", " ".join(numbers))


def _set_as_caption(line: Paragraph) -> Iterator[tuple[str, str]]:
    yield from _type("caption", line, CAPTION)
    if not line.centred:
        yield "caption_not_centred", ""
    if any(not run.bold for run in line.runs if run.text.strip()):
        yield "caption_not_bold", ""


def _beside(blocks: list[Block]) -> Iterator[Finding]:
    """Each table and figure with the paragraphs before and after it."""
    tables = figures = 0
    for at, block in enumerate(blocks):
        if not block.figures and isinstance(block, Paragraph):
            continue
        above, below = (_caption(blocks, at - 1), _caption(blocks, at + 1))
        if isinstance(block, Table) and (block.filled or not block.figures):
            tables += 1
            yield from _misplaced(f"table {tables}", TABLE, above, below)
        else:
            figures += 1
            own = block.caption[0] if isinstance(block, Paragraph) and block.caption else None
            yield from _misplaced(f"figure {figures}", FIGURE, own or below, above)


def _caption(blocks: list[Block], at: int) -> str | None:
    """Of which kind the caption at this place is."""
    block = blocks[at] if 0 <= at < len(blocks) else None
    return block.caption[0] if isinstance(block, Paragraph) and block.caption else None


def _misplaced(place: str, kind: str, there: str | None, opposite: str | None) -> Iterator[Finding]:
    if there != kind:
        code = "caption_misplaced" if opposite == kind else "caption_missing"
        yield Finding("R-60", place, ERROR, code)
