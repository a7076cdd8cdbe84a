"""What is in effect in a Word file (有效格式): the property of a run or paragraph, else of its styles, defaults, theme.

``font.name`` of python-docx leaves out East Asian fonts, so the XML is walked: run, character style, paragraph style and
the styles it is based on, document defaults; a font by theme is the theme's, in its Simplified Chinese.
"""

from collections.abc import Iterator
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

_THEME = "/theme"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DEEPEST = 32
"""Styles in a chain that are followed."""
_OFF = ("0", "false", "off", "none")


class Styles:
    """The styles, defaults and theme of one document."""

    def __init__(self, document: Document) -> None:
        root = document.styles.element
        self._by_id: dict[str, Any] = {}
        self._default: Any = None
        for style in root.iterchildren(qn("w:style")):
            self._by_id[style.get(qn("w:styleId"), "")] = style
            if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true", "on"):
                self._default = style
        self._run_defaults = root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        self._paragraph_defaults = root.find(f"{qn('w:docDefaults')}/{qn('w:pPrDefault')}/{qn('w:pPr')}")
        self._theme = _theme_fonts(document)

    def paragraph_properties(self, paragraph: Any) -> list[Any]:
        """Everything that says how the paragraph is set, the nearest first."""
        own = paragraph.find(qn("w:pPr"))
        named = own.find(qn("w:pStyle")) if own is not None else None
        chain = [style.find(qn("w:pPr")) for style in self._chain(named, self._default)]
        return [found for found in (own, *chain, self._paragraph_defaults) if found is not None]

    def run_properties(self, run: Any, paragraph: Any) -> list[Any]:
        """Everything that says how the run's text is set, the nearest first."""
        own, outer = run.find(qn("w:rPr")), paragraph.find(qn("w:pPr"))
        named = own.find(qn("w:rStyle")) if own is not None else None
        beneath = outer.find(qn("w:pStyle")) if outer is not None else None
        styles = (*self._chain(named, None), *self._chain(beneath, self._default))
        chain = [style.find(qn("w:rPr")) for style in styles]
        return [found for found in (own, *chain, self._run_defaults) if found is not None]

    def _chain(self, named: Any, default: Any) -> Iterator[Any]:
        style = default if named is None else self._by_id.get(named.get(qn("w:val"), ""), default)
        for _ in range(_DEEPEST):
            if style is None:
                return
            yield style
            based = style.find(qn("w:basedOn"))
            style = None if based is None else self._by_id.get(based.get(qn("w:val"), ""))

    def font(self, properties: list[Any]) -> str | None:
        """The East Asian font."""
        for found in properties:
            fonts = found.find(qn("w:rFonts"))
            if fonts is None:
                continue
            theme = fonts.get(qn("w:eastAsiaTheme"))
            name = self._theme.get(theme[:5]) if theme else fonts.get(qn("w:eastAsia"))
            if name:
                return str(name)
        return None

    @staticmethod
    def half_points(properties: list[Any]) -> int | None:
        """Size of the type."""
        text = value(properties, "w:sz")
        return None if text is None else round(float(text))

    @staticmethod
    def bold(properties: list[Any]) -> bool:
        """Whether it is bold."""
        found = next((at for at in (each.find(qn("w:b")) for each in properties) if at is not None), None)
        return found is not None and found.get(qn("w:val"), "1") not in _OFF

    @staticmethod
    def single(properties: list[Any]) -> bool:
        """Single line spacing: nothing else is said, or 240 of automatic height."""
        line = value(properties, "w:spacing", "w:line")
        return line is None or (line == "240" and value(properties, "w:spacing", "w:lineRule") in (None, "auto"))

    def outline(self, properties: list[Any]) -> int:
        """Level of the heading, 0 for body text."""
        level = value(properties, "w:outlineLvl")
        return 0 if level is None or int(level) > 8 else int(level) + 1


def value(properties: list[Any], name: str, attribute: str = "w:val") -> str | None:
    """The nearest value of an attribute."""
    for found in properties:
        element = found.find(qn(name))
        if element is not None and (text := element.get(qn(attribute))) is not None:
            return str(text)
    return None


def _theme_fonts(document: Document) -> dict[str, str]:
    """``minor`` and ``major`` -> East Asian font, in Simplified Chinese if the theme names no other."""
    relations = document.part.rels.values()
    blob = next((each.target_part.blob for each in relations if each.reltype.endswith(_THEME)), None)
    if blob is None:
        return {}
    root: Any = parse_xml(blob)
    found = {}
    for kind in ("minor", "major"):
        fonts = root.find(f".//{_A}{kind}Font")
        if fonts is None:
            continue
        named = fonts.find(f"{_A}ea")
        scripts = {each.get("script"): each.get("typeface") for each in fonts.iterchildren(f"{_A}font")}
        found[kind] = (named.get("typeface") if named is not None else "") or scripts.get("Hans") or ""
    return found
