"""What a document consists of (文档组成), whatever it is printed on: headings, text, facts, tables, the matrix."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from biaogan.graphql.plots.heat import Cell, Row
from biaogan.graphql.plots.svg import Words

ACROSS: Final = 24
"""Cases side by side on a sheet of paper ..."""
DOWN: Final = 40
"""... and readers below each other."""


class Tone(StrEnum):
    """How a text is meant."""

    PLAIN = "plain"
    NOTE = "note"
    GOOD = "good"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with their values; ``large`` ones are numbers to be seen at once."""

    rows: Sequence[tuple[str, str]]
    large: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads; ``numbers`` are the columns set flush right, ``widths`` shares of the line."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int]
    widths: Sequence[int]


@dataclass(frozen=True, slots=True)
class Beside:
    """Small tables side by side."""

    tables: Sequence[Table]


@dataclass(frozen=True, slots=True)
class Heat:
    """The matrix as one picture."""

    title: Words
    rows: Sequence[Row]
    columns: Sequence[str]
    caption: Words


@dataclass(frozen=True, slots=True)
class Tile:
    """So much of the matrix as a sheet of paper holds, in figures: readers with their cells, by column."""

    name: str
    rows: Sequence[tuple[str, str, Mapping[int, Cell]]]
    columns: Sequence[tuple[int, str]]


Block: TypeAlias = Heading | Text | Facts | Table | Beside | Heat | Tile


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document: ``foot`` stands under every sheet of paper."""

    language: str
    title: str
    subtitle: str
    foot: str
    blocks: Sequence[Block]


def tiled(rows: Sequence[Row], columns: Sequence[str], language: str, name: str) -> Iterator[Tile]:
    """The matrix in pieces; a reader who read nothing of a piece is left out of it."""
    for first in range(0, len(columns), ACROSS):
        shown = list(enumerate(columns))[first : first + ACROSS]
        held = [row for row in rows if any(column in row.cells for column, _ in shown)]
        for start in range(0, len(held), DOWN):
            part = held[start : start + DOWN]
            yield Tile(
                f"{name} {shown[0][1]}–{shown[-1][1]} × {part[0].label}–{part[-1].label}",
                [(row.label, getattr(row.role, language), row.cells) for row in part],
                shown,
            )
