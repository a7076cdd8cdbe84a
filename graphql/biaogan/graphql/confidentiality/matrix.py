"""Who read what of which case (查阅矩阵): counted from the records of reads, in an order in which patterns show. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from biaogan.graphql.confidentiality.counting import Count

ELSEWHERE: Final = ""
"""The column of what is of no one case: rounds, lists, people, and what is not there."""
TURNS: Final = 4
"""How often rows and columns are put in order by each other."""
MANY: Final = 2
"""Who reads more than one in so many of all cases says nothing of which cases belong together."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Persons by cases; each in the order in which it is shown."""

    cells: Mapping[tuple[str, str], Count]
    persons: Sequence[str]
    cases: Sequence[str]
    row: Mapping[str, int] = field(init=False)
    column: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "row", {person: place for place, person in enumerate(self.persons)})
        object.__setattr__(self, "column", {case: place for place, case in enumerate(self.cases)})


def matrix_of(cells: Mapping[tuple[str, str], Count], groups: Mapping[str, int]) -> Matrix:
    """Persons by ``groups``, and within a group beside those who read the same cases; cases beside those whose readers
    are the same (by repeated means, as one would sort a table by hand).
    """
    read: dict[str, set[str]] = {person: set() for person, _ in cells}
    readers: dict[str, set[str]] = {}
    for person, case in cells:
        if case != ELSEWHERE:
            read[person].add(case)
            readers.setdefault(case, set()).add(person)
    persons = sorted(read, key=lambda person: (groups[person], -len(read[person]), person))
    cases = sorted(readers)
    narrow = {person for person in persons if len(read[person]) * MANY <= len(cases)}
    for _ in range(TURNS):
        places = {person: place for place, person in enumerate(persons)}
        cases.sort(key=lambda case: (_mean(places, readers[case] & narrow or readers[case]), case))
        columns = {case: place for place, case in enumerate(cases)}
        persons.sort(key=lambda person: (groups[person], person not in narrow, _mean(columns, read[person]), person))
    return Matrix(cells, persons, cases)


def _mean(places: Mapping[str, int], of: Iterable[str]) -> Fraction:
    found = [places[one] for one in of]
    return Fraction(sum(found), len(found)) if found else Fraction(len(places))
