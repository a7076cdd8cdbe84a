"""Leave one expert out (逐一剔除): what the ranking would be without each expert of a round in turn."""

from collections.abc import Iterator
from dataclasses import dataclass

from biaogan.domain.supposing.answer import Answer, Supposing
from biaogan.domain.supposing.question import Why


@dataclass(frozen=True, slots=True)
class Leaving:
    """Without this expert (剔除此专家)."""

    expert: str
    sheets: int
    answer: Answer

    @property
    def moved(self) -> int:
        """How many cases would have another rank, or none."""
        return sum(change.gained != 0 for change in self.answer.changes)

    @property
    def furthest(self) -> int:
        """The most ranks a case would move."""
        return max((abs(change.gained or 0) for change in self.answer.changes), default=0)

    @property
    def crossing(self) -> tuple[str, ...]:
        """The cases that would lie on another side of the line."""
        return tuple(sorted(change.case for change in self.answer.changes if change.crosses))


def leave_one_out(of: Supposing) -> Iterator[Leaving]:
    """Every expert with a valid sheet, in order of id; each worked out when it is asked for."""
    sheets: dict[str, dict[str, tuple[Why, ...]]] = {}
    for part in of.ground.tally.rounds.values():
        for given in part.sheets.values():
            for sheet in given:
                sheets.setdefault(sheet.expert, {})[sheet.stream] = (("expert", sheet.expert),)
    for expert, gone in sorted(sheets.items()):
        yield Leaving(expert, len(gone), of.answer(gone))
