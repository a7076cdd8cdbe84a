"""What a thing is made of, as far as differences go (差异的组成): its own fields, and the parts the schema shows with it.

Promises: a part is read like the fields of its type, through the same classes; what is not open to the viewer is not
there. Left out is what is worked out anew for every position: signals and pictures.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, TypeAlias

from biaogan.graphql.cases import Case
from biaogan.graphql.guard import guarded_fields
from biaogan.graphql.rounds import Round, ranking_of
from biaogan.projections.checklists import ChecklistRow
from biaogan.projections.defences import DefenceRow
from biaogan.projections.dossiers import SectionRow
from biaogan.projections.duties import AdverseFactRow, DutyRow, StatusCheckRow
from biaogan.projections.objections import ObjectionRow
from biaogan.projections.ranking import RankingRow
from biaogan.projections.revocations import RevocationRow
from biaogan.projections.titles import TitleRow

Place: TypeAlias = tuple[str | None, str]
"""Part and field."""
Held: TypeAlias = tuple[str, str, bool, Any, Any]
"""Stream, class, whether reading it is recorded, row, value."""
Values: TypeAlias = Iterator[tuple[Place, Held]]
_PROGRESS: Final = "round.progress"


@dataclass(frozen=True, slots=True)
class Source:
    """Values of a thing that lie in rows of one table, found by this field; ``None``: no row of it is named as a cause."""

    find: Callable[[Any], Values]
    row: type | None
    by: str


def sources_of(node: Any) -> tuple[Source, ...]:
    """The thing itself, then its parts."""
    own = Source(lambda there: values(None, there), type(node.row), "id")
    return (own, *_PARTS.get(type(node), ()))


def values(part: str | None, node: Any) -> Values:
    """The fields that are open to the viewer, one by one."""
    for name, (klass, get) in guarded_fields(node.__class__).items():
        confidential = node.open.get(klass)
        if confidential is not None and name != "signals" and not name.endswith("_plot"):
            yield (part, name), (node.stream, klass, confidential, node.row, _plain(get(node)))


def _plain(value: Any) -> Any:
    """A value of a field as JSON."""
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    declared = getattr(type(value), "__strawberry_definition__", None)
    if declared is None:
        return value
    return {camel(f.python_name): _plain(getattr(value, f.python_name)) for f in declared.fields if f.is_basic_field}


def camel(name: str) -> str:
    """A field as the schema calls it."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _entries(node: Round) -> Values:
    ranking = ranking_of(node)
    for entry in () if ranking is None else ranking.entries:
        yield from values(entry.row.case, entry)


def _locked(node: Round) -> Values:
    reading, id_ = node.reading, node.row.id
    confidential = reading.opened(frozenset({_PROGRESS}), reading.round_subject(node.row)).get(_PROGRESS)
    if confidential is not None:
        many = reading.context.once(reading.views.locked, id_, reading.at)
        yield (None, "locked"), (id_, _PROGRESS, confidential, node.row, many)


def _each(name: str, found: Callable[[Case], Iterable[Any]], key: Callable[[Any], object] | None = None) -> Any:
    """Parts that are told apart by a key of theirs, or else by their number."""

    def find(node: Case) -> Values:
        for number, part in enumerate(found(node), 1):
            yield from values(f"{name}/{number if key is None else key(part)}", part)

    return find


def _holds(node: Case) -> Iterable[Any]:
    """In the order they began: an objection that was filed earlier may be admitted later."""
    return sorted(node.holds(), key=lambda hold: hold.row.answered_at or "")


def _defence(node: Case) -> Values:
    return values("defence", found) if (found := node.defence()) is not None else iter(())


def _title(node: Case) -> Values:
    return values("award", found.title) if (found := node.award()) is not None else iter(())


def _of_award(name: str) -> Callable[[Case], Iterable[Any]]:
    return lambda node: () if (found := node.award()) is None else getattr(found, name)


_PARTS: Final[Mapping[type, tuple[Source, ...]]] = {
    Round: (Source(_entries, RankingRow, "round"), Source(_locked, None, "")),
    Case: (
        Source(_each("sections", Case.sections, lambda s: s.row.section), SectionRow, "case"),
        Source(_each("checklists", Case.checklists), ChecklistRow, "case"),
        Source(_each("holds", _holds), ObjectionRow, "case"),
        Source(_defence, DefenceRow, "case"),
        Source(_title, TitleRow, "case"),
        Source(_each("duties", _of_award("duties"), lambda d: d.row.name or d.row.kind), DutyRow, "case"),
        Source(_each("checks", _of_award("checks")), StatusCheckRow, "case"),
        Source(_each("adverseFacts", _of_award("adverse_facts")), AdverseFactRow, "case"),
        Source(_each("revocations", _of_award("revocations")), RevocationRow, "case"),
    ),
}
"""What the schema shows of a thing beside its own fields."""
