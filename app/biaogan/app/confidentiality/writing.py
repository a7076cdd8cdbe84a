"""What every section of the report needs (行文): one of two languages, numbers instead of ids, tables."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from biaogan.app.confidentiality.blocks import Table
from biaogan.graphql.plot_words import role_words
from biaogan.graphql.plots.heat import Cell, Row
from biaogan.graphql.plots.svg import Words
from biaogan.ledger.report import canonical

LONGEST: Final = 16
"""Parts of a list that are printed."""
NO_ROLE: Final = Words("无角色", "no role")


class Writing:
    """A report being written in one language."""

    def __init__(self, told: Mapping[str, Any], language: str) -> None:
        self.told = told
        self.language = language
        self.digest = sha256(canonical(dict(told))).hexdigest()
        self.readers = [f"R{place:02}" for place in range(1, len(told["readers"]) + 1)]
        self.cases = [f"C{place:03}" for place in range(1, len(told["cases"]) + 1)]

    def say(self, zh: str, en: str) -> str:
        """One of the two."""
        return zh if self.language == "zh" else en

    def word(self, words: Words) -> str:
        """The same of words that are at hand in both."""
        return self.say(words.zh, words.en)

    def table(
        self, name: str, heads: Sequence[str], rows: Sequence[Sequence[object]], widths: Sequence[int], text: int = 1
    ) -> Table:
        """A table whose first ``text`` columns are words."""
        shown = [[str(cell) for cell in row] for row in rows]
        return Table(name, heads, shown, frozenset(range(text, len(heads))), widths)

    def some(self, parts: Sequence[str]) -> str:
        """A list, as much of it as a cell of a table holds; the JSON has all."""
        shown, more = ", ".join(parts[:LONGEST]), len(parts) - LONGEST
        return (
            shown if more <= 0 else shown + self.say(f" … 另 {more} 项见 report.json", f" … {more} more: report.json")
        )

    def rows(self) -> list[Row]:
        """The matrix by rows."""
        cells: list[dict[int, Cell]] = [{} for _ in self.readers]
        for reader, case, reads, denials in self.told["matrix"]:
            cells[reader][case] = Cell(reads, denials)
        roles = [role_words(row["roles"][0]) if row["roles"] else NO_ROLE for row in self.told["readers"]]
        return [Row(*row) for row in zip(self.readers, roles, cells, strict=True)]


def moment(text: str) -> str:
    """An instant to the minute, UTC."""
    return f"{text[:10]} {text[11:16]}Z" if text else ""
