"""What stands out among reads (异常查阅): seven questions to the records, each answered with its figures and its rule.

Promises: a hit is a reason to look, never a verdict; it names persons by pseudonym, and the records that anybody with
the right can open. Figures are exact: what is not whole is a fraction.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from statistics import median
from typing import Final, TypeAlias

from biaogan.domain.ids import kind_of
from biaogan.graphql.past import Past
from biaogan.graphql.reads import Read
from biaogan.graphql.unwraps_port import Unwrap
from biaogan.graphql.viewer import Subject
from biaogan.graphql.visibility import TABLE
from biaogan.projections.rounds import Seat

SERIES: Final = 5
"""Denied attempts that make a series ..."""
WINDOW: Final = timedelta(minutes=10)
"""... within this time."""
ENOUGH: Final = 5
"""Readers of one role among whom a volume can be unusual."""
UNUSUAL: Final = Fraction(7, 2)
"""Robust z from which a volume is unusual (Iglewicz and Hoaglin)."""
NORMAL: Final = Fraction(6745, 10_000)
"""Median absolute deviation of a normal distribution with deviation 1."""
MEAN: Final = Fraction(7979, 10_000)
"""Mean absolute deviation of the same, where more than half of all have read equally much."""


class Suspicion(StrEnum):
    """Why reads stand out (异常类型)."""

    OUTSIDE_ASSIGNMENT = "OUTSIDE_ASSIGNMENT"
    AFTER_REPLACEMENT = "AFTER_REPLACEMENT"
    PEER_SCORES = "PEER_SCORES"
    UNUSUAL_VOLUME = "UNUSUAL_VOLUME"
    OBJECTOR_IDENTITY = "OBJECTOR_IDENTITY"
    DENIED_SERIES = "DENIED_SERIES"
    CANARY = "CANARY"


RULES: Final[dict[Suspicion, str]] = {
    Suspicion.OUTSIDE_ASSIGNMENT: "R-13",
    Suspicion.AFTER_REPLACEMENT: "D-23",
    Suspicion.PEER_SCORES: "R-69",
    Suspicion.UNUSUAL_VOLUME: "R-13",
    Suspicion.OBJECTOR_IDENTITY: "D-18",
    Suspicion.DENIED_SERIES: "R-13",
    Suspicion.CANARY: "R-13",
}
TITLES: Final[dict[Suspicion, tuple[str, str]]] = {
    Suspicion.OUTSIDE_ASSIGNMENT: ("未分配项目的查阅", "read outside an assignment"),
    Suspicion.AFTER_REPLACEMENT: ("回避或更换后的查阅", "read after recusal or replacement"),
    Suspicion.PEER_SCORES: ("锁定本人评分前查阅他人评分", "peers' scores read before the own sheet was locked"),
    Suspicion.UNUSUAL_VOLUME: ("查阅量异常", "unusual volume"),
    Suspicion.OBJECTOR_IDENTITY: ("查阅异议人身份", "identity of an objector read"),
    Suspicion.DENIED_SERIES: ("连续被拒的查阅", "denied attempts in series"),
    Suspicion.CANARY: ("触及诱饵项目", "a decoy was touched"),
}

Figures: TypeAlias = Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Hit:
    """What stands out (异常): of one person, with the records it rests on."""

    kind: Suspicion
    person: str
    reads: tuple[Read, ...]
    figures: Figures

    @property
    def rule(self) -> str:
        """The rule it is about."""
        return RULES[self.kind]

    @property
    def streams(self) -> tuple[str, ...]:
        """The objects concerned."""
        return tuple(sorted({read.stream for read in self.reads}))


def find(past: Past, reads: Sequence[Read], canaries: frozenset[str] = frozenset()) -> list[Hit]:
    """Everything that stands out among some reads, which come in order; by kind, person and first record."""
    hits = [
        *_outside(past, reads),
        *_peers(past, reads),
        *volume(past, reads),
        *_grouped(Suspicion.OBJECTOR_IDENTITY, (read for read in reads if _names_an_objector(past, read))),
        *_series(reads),
        *_grouped(Suspicion.CANARY, (read for read in reads if read.stream in canaries)),
    ]
    order = list(Suspicion)
    return sorted(hits, key=lambda hit: (order.index(hit.kind), hit.person, hit.reads[0].id))


def concerns(past: Past, record: Read | Unwrap, cycle: str) -> bool:
    """Whether a record is about a cycle; one of a person, or of what is not there, is about every cycle."""
    subjects = past.subjects(record.stream, record.basis)
    return record.stream == cycle or not subjects or any(one.cycle in ("", cycle) for one in subjects)


def whole(read: Read) -> bool:
    """Whether an object was shown in part or denied altogether; a field that is not open says nothing of its reader."""
    return read.allowed or read.klass not in TABLE


def _outside(past: Past, reads: Iterable[Read]) -> Iterator[Hit]:
    """An expert reads a case, round or sheet that is not theirs to review, and that no other role of theirs opens."""
    never: list[Read] = []
    no_more: list[Read] = []
    for read in reads:
        if kind_of(read.stream) not in _OPENED_BY or not whole(read) or not _reviews(past, read):
            continue
        subjects = past.subjects(read.stream, read.basis)
        held = [seat for seat in past.seats(read.person) if any(_is_of(seat, one) for one in subjects)]
        if any(seat.since <= read.basis < seat.until for seat in held) or _otherwise(past, read):
            continue
        (no_more if any(seat.until <= read.basis for seat in held) else never).append(read)
    yield from _grouped(Suspicion.OUTSIDE_ASSIGNMENT, never)
    yield from _grouped(Suspicion.AFTER_REPLACEMENT, no_more)


def _reviews(past: Past, read: Read) -> bool:
    return bool(past.seats(read.person)) or "expert" in past.roles(read.person, read.basis)


_OPENED_BY: Final = {"case": "case.content", "round": "round", "sheet": "sheet"}
"""Kind of an object -> the class by which whoever has to do with it sees it."""


def _is_of(seat: Seat, subject: Subject) -> bool:
    return seat.case == subject.case if subject.case else seat.round == subject.round


def _otherwise(past: Past, read: Read) -> bool:
    """Whether another role, or that it is their own, let the person read it then."""
    klass = read.klass if read.klass in TABLE else _OPENED_BY[kind_of(read.stream)]
    return past.permitted(past.viewer(read.person, read.basis, read.at), klass, read.stream, read.basis)


def _peers(past: Past, reads: Iterable[Read]) -> Iterator[Hit]:
    """Scores of others on what the person still had to score."""
    found = []
    for read in reads:
        if read.klass not in ("sheet", "ranking") or not whole(read) or not past.seats(read.person):
            continue
        for subject in past.subjects(read.stream, read.basis):
            due = {
                (seat.round, seat.case)
                for seat in past.seats(read.person)
                if seat.since <= read.basis < seat.until and seat.round == subject.round and _is_of(seat, subject)
            }
            if subject.owner != read.person and due - past.locked(read.person, read.basis):
                found.append(read)
                break
    yield from _grouped(Suspicion.PEER_SCORES, found)


def volume(past: Past, reads: Sequence[Read]) -> Iterator[Hit]:
    """How much more a person has read than who holds the same role, by median and median absolute deviation."""
    by_person: dict[str, list[Read]] = defaultdict(list)
    for read in reads:
        if read.allowed:
            by_person[read.person].append(read)
    by_role: dict[str, list[str]] = defaultdict(list)
    for person, own in by_person.items():
        for role in past.roles(person, own[-1].basis):
            by_role[role].append(person)
    for role, persons in sorted(by_role.items()):
        counts = {person: Fraction(len(by_person[person])) for person in persons}
        if len(persons) < ENOUGH:
            continue
        middle = Fraction(median(counts.values()))
        away = [abs(count - middle) for count in counts.values()]
        deviation, mean = Fraction(median(away)), sum(away, Fraction()) / len(away)
        scale = deviation / NORMAL if deviation else mean / MEAN
        for person, count in sorted(counts.items()):
            if scale and (z := (count - middle) / scale) > UNUSUAL:
                figures: Figures = {
                    "role": role,
                    "readers": len(persons),
                    "reads": int(count),
                    "median": str(middle),
                    "deviation": str(deviation),
                    "z": f"{round(z * 100) // 100}.{round(z * 100) % 100:02}",
                }
                yield Hit(Suspicion.UNUSUAL_VOLUME, person, tuple(by_person[person]), figures)


def _names_an_objector(past: Past, read: Read) -> bool:
    """Every such read is shown, a permitted one too: D-18 has it opened by two persons, and seen."""
    if read.klass != "objection.objector" or not read.allowed:
        return False
    return all(subject.owner != read.person for subject in past.subjects(read.stream, read.basis))


def _series(reads: Iterable[Read]) -> Iterator[Hit]:
    """Runs of denied attempts of one person, as long as any ``SERIES`` of them lie within ``WINDOW``."""
    denied: dict[str, list[Read]] = defaultdict(list)
    for read in (read for read in reads if not read.allowed):
        denied[read.person].append(read)
    for person, rows in sorted(denied.items()):
        tried, runs = list(_attempts(rows)), list[list[Read]]()
        for last in range(SERIES - 1, len(tried)):
            group = tried[last - SERIES + 1 : last + 1]
            if group[-1].at - group[0].at > WINDOW:
                continue
            if not runs or group[0].id > runs[-1][-1].id:
                runs.append([])
            runs[-1] += [read for read in group if not runs[-1] or read.id > runs[-1][-1].id]
        for run in runs:
            seconds = int((run[-1].at - run[0].at).total_seconds())
            figures: Figures = {"denied": len(run), "objects": len({read.stream for read in run}), "seconds": seconds}
            yield Hit(Suspicion.DENIED_SERIES, person, tuple(run), figures)


def _attempts(denied: Iterable[Read]) -> Iterator[Read]:
    """The first of each class of fields in one operation, however many rows a list had; each object asked for by its id.

    The records of an operation have one time and one position, and stand in the order of objects and classes.
    """
    before, classes = None, set[str]()
    for read in denied:
        place = (read.at, read.basis), (read.stream, read.klass)
        if before is None or place[0] != before[0] or place[1] <= before[1]:
            classes = set()
        if read.klass == kind_of(read.stream) or read.klass not in classes:
            yield read
        before = place
        classes.add(read.klass)


def _grouped(kind: Suspicion, reads: Iterable[Read]) -> Iterator[Hit]:
    """One hit for each person and object."""
    groups: dict[tuple[str, str], list[Read]] = defaultdict(list)
    for read in reads:
        groups[read.person, read.stream].append(read)
    for (person, _), found in groups.items():
        shown = sum(read.allowed for read in found)
        yield Hit(kind, person, tuple(found), {"shown": shown, "denied": len(found) - shown})
