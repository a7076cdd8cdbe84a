"""The paper that pictures are drawn on (画布): an SVG with its title, its description and both colour schemes.

Ink is ``currentColor``. The one style sheet only chooses ink and paper for light and dark, so that a page whose policy
forbids styles still shows the picture, in the page's own ink. Nothing is told by colour alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import sha256
from html import escape
from typing import Final, TypeAlias

Place: TypeAlias = int | Fraction
WIDTH: Final = 760
EDGE: Final = 24
TOP: Final = 92
"""Where a picture begins below its title."""
BLUE, RED = "#3d7ed0", "#cf5a34"
"""Both stand out from white and from black."""
_FONT = "system-ui,'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif"
_STYLE = (
    "#{0}{{color:#1c2128}}#{0} .paper{{fill:#fff}}"
    "@media (prefers-color-scheme:dark){{#{0}{{color:#e6e9ed}}#{0} .paper{{fill:#15181c}}}}"
)


@dataclass(frozen=True, slots=True)
class Words:
    """The same in both languages."""

    zh: str
    en: str


@dataclass(slots=True)
class Drawing:
    """A picture in the making: what is drawn later lies on top."""

    kind: str
    title: Words
    parts: list[str] = field(default_factory=list)

    def text(
        self, x: Place, y: Place, words: str, *, size: int = 12, anchor: str = "start", faint: bool = False,
        bold: bool = False, fill: str = "", room: Place | None = None,
    ) -> None:  # fmt: skip
        """Words; shortened to ``room``, and then whole to whoever points at them."""
        short = words if room is None else fitted(words, size, room)
        whole = "" if short == words else f"<title>{escape(words)}</title>"
        look = (' fill-opacity=".68"' if faint else "") + (' font-weight="600"' if bold else "")
        look += f' fill="{fill}"' if fill else ""
        look += "" if anchor == "start" else f' text-anchor="{anchor}"'
        self.parts.append(f'<text x="{at(x)}" y="{at(y)}" font-size="{size}"{look}>{escape(short)}{whole}</text>')

    def line(
        self, x1: Place, y1: Place, x2: Place, y2: Place, *, width: str = "1", faint: bool = False,
        dashed: bool = False, stroke: str = "currentColor",
    ) -> None:  # fmt: skip
        """A straight line."""
        look = (' stroke-opacity=".22"' if faint else "") + (' stroke-dasharray="4 3"' if dashed else "")
        ends = f'x1="{at(x1)}" y1="{at(y1)}" x2="{at(x2)}" y2="{at(y2)}"'
        self.parts.append(f'<line {ends} stroke="{stroke}" stroke-width="{width}"{look}/>')

    def box(
        self, x: Place, y: Place, width: Place, height: Place, *, fill: str = "none", opacity: str = "1",
        stroke: str = "none", radius: int = 3, dashed: bool = False,
    ) -> None:  # fmt: skip
        """A rectangle."""
        place = f'x="{at(x)}" y="{at(y)}" width="{at(width)}" height="{at(height)}" rx="{radius}"'
        dashes = ' stroke-dasharray="4 3"' if dashed else ""
        look = f'fill="{fill}" fill-opacity="{opacity}" stroke="{stroke}"{dashes}'
        self.parts.append(f"<rect {place} {look}/>")

    def boxes(self, places: Sequence[tuple[Place, Place]], width: Place, height: Place, *, opacity: str) -> None:
        """Many rectangles of one size and ink, as one shape: thousands of them stay small."""
        if places:
            side = f"h{at(width)}v{at(height)}h{at(-width)}z"
            shape = "".join(f"M{at(x)} {at(y)}{side}" for x, y in places)
            self.parts.append(f'<path d="{shape}" fill="{BLUE}" fill-opacity="{opacity}"/>')

    def dot(self, x: Place, y: Place, *, radius: int = 4, fill: str = "currentColor", told: str = "") -> None:
        """A point; ``told`` to whoever points at it."""
        inner = f"><title>{escape(told)}</title></circle>" if told else "/>"
        self.parts.append(f'<circle cx="{at(x)}" cy="{at(y)}" r="{radius}" fill="{fill}"{inner}')

    def empty(self, why: Words) -> str:
        """The picture of nothing: its title, and why there is nothing in it."""
        return self.svg(TOP - 10, (), why)

    def svg(self, height: Place, told: Sequence[Words], caption: Words) -> str:
        """The whole picture: ``told`` is its content in words, ``caption`` says under it how to read it."""
        heads = [*told, caption]
        self.text(EDGE, 36, self.title.zh, size=18, bold=True, room=WIDTH - 2 * EDGE)
        self.text(EDGE, 56, self.title.en, size=13, faint=True, room=WIDTH - 2 * EDGE)
        self.text(EDGE, height + 20, caption.zh, size=12, faint=True, room=WIDTH - 2 * EDGE)
        self.text(EDGE, height + 38, caption.en, size=12, faint=True, room=WIDTH - 2 * EDGE)
        desc = escape("\n".join([*(words.zh for words in heads), *(words.en for words in heads)]))
        body, tall = "\n".join(self.parts), at(height + 54)
        name = f"{self.kind}-{sha256((desc + body).encode()).hexdigest()[:10]}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" id="{name}" viewBox="0 0 {WIDTH} {tall}" width="{WIDTH}" '
            f'height="{tall}" lang="zh-CN" role="img" aria-labelledby="{name}-title" aria-describedby="{name}-desc" '
            f'fill="currentColor" font-family="{_FONT}">\n'
            f'<title id="{name}-title">{escape(self.title.zh)} / {escape(self.title.en)}</title>\n'
            f'<desc id="{name}-desc">{desc}</desc>\n<style>{_STYLE.format(name)}</style>\n'
            f'<rect class="paper" width="{WIDTH}" height="{tall}" fill="none"/>\n{body}\n</svg>\n'
        )


def at(place: Place) -> str:
    """A place on the paper, to the hundredth."""
    cents = round(place * 100)
    whole, rest = divmod(abs(cents), 100)
    return ("-" if cents < 0 else "") + str(whole) + (f".{rest:02d}".rstrip("0") if rest else "")


def fitted(words: str, size: int, room: Place) -> str:
    """As much of the words as there is room for: an ideograph is as wide as high, anything else three fifths of it."""
    used = Fraction(0)
    for index, char in enumerate(words):
        used += size * (1 if ord(char) >= 0x2E80 else Fraction(3, 5))
        if used > room:
            return words[: max(index - 1, 1)] + "…"
    return words


def number(value: Fraction) -> str:
    """A number for people: exact where two decimals are enough, else ``≈`` before it and the fraction in the words."""
    cents = round(value * 100)
    whole, rest = divmod(abs(cents), 100)
    text = ("−" if cents < 0 else "") + str(whole) + (f".{rest:02d}".rstrip("0") if rest else "")
    return text if Fraction(cents, 100) == value else f"≈{text}"


def ticks(low: Fraction, high: Fraction, most: int = 8) -> list[Fraction]:
    """Round numbers from at most ``low`` to at least ``high``."""
    step = Fraction(1, 100)
    for factor in (2, Fraction(5, 2), 2) * 8:
        if (high - low) / step <= most:
            break
        step *= factor
    first, last = low // step, -((-high) // step)
    return [step * n for n in range(first, max(last, first + 1) + 1)]
