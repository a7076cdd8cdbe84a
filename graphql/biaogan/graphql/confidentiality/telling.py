"""The report as one JSON value (报告正文): the same for the API, the command line, and whoever checks it from the log."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from biaogan.domain.ids import kind_of
from biaogan.domain.person import SERVICE, SYSTEM
from biaogan.graphql.confidentiality.counting import NOTHING, counted, level_of, ranges, rows, rule_of
from biaogan.graphql.confidentiality.matrix import ELSEWHERE, Matrix, matrix_of
from biaogan.graphql.confidentiality.standing import Lent, Placing, Standing, lent
from biaogan.graphql.past import Past
from biaogan.graphql.plot_words import ROLES
from biaogan.graphql.read_signals import Hit, find
from biaogan.graphql.reads import Coverage, Read
from biaogan.graphql.scalars import instant
from biaogan.graphql.unwraps_port import Unwrap
from biaogan.projections.cycles import CycleRow

KIND: Final = "biaogan confidentiality report/1"
WHOLE, PARTIAL, WITHHELD = "whole", "partial", "withheld"
"""Of every record, or of those open to who asked; and without the ids of persons."""
LEVELS: Final = ("K0", "K1", "K2", "K3", "")
"""The last: denied as a whole, whatever its fields are."""
STEP: Final = 512
"""Reads between two looks at the clock."""
_ORDER: Final = {role: place for place, role in enumerate(ROLES)}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is asked for: reads at positions ``first`` to ``last``, with ids below ``end``.

    ``whole``: of every record, not only of what a grant names or no interest bars. ``named``: whoever asks may know the
    readers by their ids.
    """

    cycle: str
    first: int
    last: int
    end: int
    whole: bool
    named: bool
    since: str
    until: str


@dataclass(slots=True)
class Telling:
    """One report in the making, of reads that come in order."""

    past: Past
    asked: Asked
    given: Sequence[Read]
    coverage: Coverage
    canaries: frozenset[str]
    in_time: Callable[[], None]
    unwraps: Sequence[Unwrap] = ()
    placed: list[tuple[str, Read]] = field(init=False, default_factory=list)
    """Each read of the cycle with its case."""

    def told(self, cycle: CycleRow) -> dict[str, Any]:
        """All of it."""
        asked = self.asked
        grants = lent(self.past, asked.cycle, asked.last)
        placing = Placing(self.past, asked.cycle, asked.last, grants)
        for read in self._in_time(self.given):
            case = placing.case(read.stream, read.basis)
            if case is not None:
                self.placed.append((case, read))
        reads = [read for _, read in self.placed]
        roles = self._roles(reads)
        cells = counted(((read.person, case), read) for case, read in self.placed)
        matrix = matrix_of(cells, {person: _order(held) for person, held in roles.items()})
        hits = find(self.past, reads, self.canaries)
        self.in_time()
        return {
            "kind": KIND,
            "cycle": {"id": cycle.id, "zh": cycle.name_zh, "en": cycle.name_en, "year": cycle.year},
            "config": cycle.digest,
            "period": {"first": asked.first, "last": asked.last, "since": asked.since, "until": asked.until},
            "scope": WHOLE if asked.whole else PARTIAL,
            "identities": "pseudonyms" if asked.named else WITHHELD,
            "totals": _totals(reads, matrix),
            "levels": _levels(reads),
            "classes": _classes(reads),
            "rules": rows("rule", counted((rule_of(read), read) for read in reads)),
            "standings": self._standings(placing, reads),
            "readers": self._readers(matrix, roles, reads),
            "cases": self._cases(matrix),
            "matrix": sorted(
                [matrix.row[person], matrix.column[case], count.reads, count.denials]
                for (person, case), count in cells.items()
                if case != ELSEWHERE
            ),
            "elsewhere": rows(
                "object", counted((kind_of(read.stream), read) for case, read in self.placed if case == ELSEWHERE)
            ),
            "findings": [_finding(matrix, placing, hit) for hit in hits],
            "grants": [self._grant(matrix, placing, grant) for grant in grants],
            "openings": self._openings(),
            "decoys": len(self.canaries),
            "keys": _keys(one for one in self.unwraps if placing.case(one.stream, one.basis) is not None),
            "coverage": self._coverage(),
        }

    def _in_time(self, reads: Iterable[Read]) -> Iterator[Read]:
        for number, read in enumerate(reads):
            if number % STEP == 0:
                self.in_time()
            yield read

    def _roles(self, reads: Iterable[Read]) -> dict[str, tuple[str, ...]]:
        """Every role somebody held when they read."""
        found: dict[str, set[str]] = {}
        for read in self._in_time(reads):
            found.setdefault(read.person, set()).update(self.past.roles(read.person, read.basis))
        if SERVICE in found:
            found[SERVICE] = {SYSTEM}
        return {person: tuple(sorted(held, key=lambda role: (_order((role,)), role))) for person, held in found.items()}

    def _standings(self, placing: Placing, reads: Iterable[Read]) -> list[dict[str, Any]]:
        shown = dict.fromkeys(Standing, 0)
        for read in self._in_time(reads):
            if read.allowed:
                shown[placing.standing(read)] += 1
        return [{"standing": standing.value, "reads": count} for standing, count in shown.items()]

    def _readers(
        self, matrix: Matrix, roles: Mapping[str, tuple[str, ...]], reads: Sequence[Read]
    ) -> list[dict[str, Any]]:
        totals = counted((read.person, read) for read in reads)
        first = {read.person: read for read in reversed(reads)}
        last = {read.person: read for read in reads}
        cases = dict.fromkeys(matrix.persons, 0)
        for person, case in matrix.cells:
            cases[person] += case != ELSEWHERE
        return [
            {
                "person": person if self.asked.named else None,
                "roles": list(roles[person]),
                **totals[person].told(),
                "cases": cases[person],
                "elsewhere": matrix.cells.get((person, ELSEWHERE), NOTHING).told(),
                "first": instant(first[person].at),
                "last": instant(last[person].at),
            }
            for person in matrix.persons
        ]

    def _cases(self, matrix: Matrix) -> list[dict[str, Any]]:
        totals = counted(self.placed)
        readers = dict.fromkeys((*matrix.cases, ELSEWHERE), 0)
        for _, case in matrix.cells:
            readers[case] += 1
        return [{"case": case, **totals[case].told(), "readers": readers[case]} for case in matrix.cases]

    def _grant(self, matrix: Matrix, placing: Placing, grant: Lent) -> dict[str, Any]:
        row = grant.row
        used = [read for _, read in self.placed if grant in placing.used(read)]
        kinds = [kind_of(stream) for stream in row.streams or ()]
        return {
            "grant": row.id if self.asked.named else None,
            "reader": matrix.row.get(row.grantee),
            "grantee": row.grantee if self.asked.named else None,
            "classes": sorted(row.classes or ()),
            "objects": {kind: kinds.count(kind) for kind in sorted(set(kinds))},
            "position": row.since,
            "granted_at": row.granted_at,
            "expires": row.expires,
            "ended": grant.until,
            "reads": len(used),
            "records": ranges(read.id for read in used),
        }

    def _openings(self) -> list[dict[str, Any]]:
        found = self.past.views.rounds(self.asked.cycle, self.asked.last)
        return [{"round": row.id, "kind": row.kind, "opened_at": row.unsealed_at} for row in found if row.early]

    def _coverage(self) -> dict[str, Any]:
        found = self.coverage
        return {
            "end": self.asked.end,
            "committed": found.committed,
            "uncommitted": ranges(read.id for read in self.given if read.id >= found.committed),
            "missing": found.missing,
            "altered": ranges(found.altered),
        }


def _order(roles: Sequence[str]) -> int:
    """The group of rows somebody stands in: that of the first role."""
    return min((_ORDER.get(role, len(_ORDER)) for role in roles), default=len(_ORDER))


def _totals(reads: Sequence[Read], matrix: Matrix) -> dict[str, int]:
    shown = sum(read.allowed for read in reads)
    return {
        "records": len(reads),
        "reads": shown,
        "denials": len(reads) - shown,
        "readers": len(set(matrix.persons) - {SERVICE}),
        "cases": len(matrix.cases),
        "objects": len({read.stream for read in reads}),
    }


def _levels(reads: Iterable[Read]) -> list[dict[str, Any]]:
    found = counted((level_of(read.klass), read) for read in reads)
    return [{"level": level, **found.get(level, NOTHING).told()} for level in LEVELS]


def _classes(reads: Sequence[Read]) -> list[dict[str, Any]]:
    readers: dict[str, set[str]] = {}
    for read in reads:
        readers.setdefault(read.klass, set()).add(read.person)
    found = rows("class", counted((read.klass, read) for read in reads))
    return [{**row, "level": level_of(row["class"]), "readers": len(readers[row["class"]])} for row in found]


def _keys(unwraps: Iterable[Unwrap]) -> list[dict[str, Any]]:
    """Unwraps of keys by what ran and for what work; a process remembers its keys, so they count no reads."""
    found: dict[tuple[str, str], list[int]] = {}
    for one in unwraps:
        count = found.setdefault((one.command, one.work), [0, 0])
        count[0] += one.count
        count[1] += one.dropped
    return [
        {"command": command, "work": work, "unwraps": count, "dropped": dropped}
        for (command, work), (count, dropped) in sorted(found.items())
    ]


def _finding(matrix: Matrix, placing: Placing, hit: Hit) -> dict[str, Any]:
    cases = {placing.case(stream) for stream in hit.streams}
    return {
        "kind": hit.kind.value,
        "rule": hit.rule,
        "reader": matrix.row[hit.person],
        "cases": sorted(matrix.column[case] for case in cases if case),
        "objects": len(hit.streams),
        "count": len(hit.reads),
        "records": ranges(read.id for read in hit.reads),
        "positions": [min(read.basis for read in hit.reads), max(read.basis for read in hit.reads)],
        "figures": dict(hit.figures),
    }
