"""The cycle: the year's published configuration, public as a whole (R-05)."""

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

import strawberry
from strawberry import Private

from biaogan.graphql.governance import CycleHistory
from biaogan.graphql.guard import guarded
from biaogan.graphql.node import Message, Node
from biaogan.graphql.reading import Reading
from biaogan.graphql.scalars import Instant, Json
from biaogan.projections.cycles import CycleRow


@strawberry.type(description="A deadline (截止时间), D-13. Half-open: an act at `closes` is late.")
class Deadline:
    """As published."""

    name: str = strawberry.field(description="What it is the deadline of.")
    last_day: str = strawberry.field(description="The last day meant, ISO date (截止日).")
    closes: Instant = strawberry.field(description="The first instant that is too late.")


@strawberry.type(description="A recommending unit (推荐单位) and its quota, R-07, R-15.")
class RecommendingUnit:
    """One row of the unit table."""

    code: str = strawberry.field(description="Its code; the scope of its officers' roles.")
    name: Message = strawberry.field(description="Name (单位名称).")
    kind: str = strawberry.field(description="city, new_area or assoc.")
    quota: int = strawberry.field(description="How many cases it may recommend (推荐名额), R-15.")


@strawberry.type(description="A row of the score sheet (评分项), R-77..R-79.")
class Criterion:
    """One row of the criteria."""

    code: str = strawberry.field(description="A1..C2.")
    group: str = strawberry.field(description="A, B or C (一级指标).")
    max: int = strawberry.field(description="Highest points; a setting of this cycle, not a national rule, D-01.")
    zh: str = strawberry.field(description="What is judged, in Chinese.")
    en: str = strawberry.field(description="What is judged, in English.")


@strawberry.type(description="A coded word of the programme (术语).")
class Term:
    """A direction or a channel."""

    code: str = strawberry.field(description="Its code.")
    zh: str = strawberry.field(description="In Chinese.")
    en: str = strawberry.field(description="In English.")


def _rows(kind: Callable[..., Any], names: tuple[str, ...], *path: str) -> Callable[["Cycle"], list[Any]]:
    """Rows of the document at ``path``; a document of another shape than today's simply shows none."""

    def get(cycle: "Cycle") -> list[Any]:
        found: Any = cycle.row.config
        for step in path:
            found = found.get(step) if isinstance(found, dict) else None
        rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
        return [kind(**{name: row[name] for name in names}) for row in rows if all(name in row for name in names)]

    return get


def _unit(name_zh: str, name_en: str, **more: Any) -> RecommendingUnit:
    return RecommendingUnit(name=Message(zh=name_zh, en=name_en), **more)


_TERM = ("code", "zh", "en")


@strawberry.type(description="A cycle (年度活动): one year's selection, its rules frozen when it was published (R-05).")
class Cycle(Node, CycleHistory):
    """A published cycle."""

    reading: Private[Reading]
    row: Private[CycleRow]
    open: Private[Mapping[str, bool]] = field(default_factory=lambda: {"cycle": False})
    code: str = guarded("cycle", "Name in the cycle file, such as nqb-2022.", lambda c: c.row.name)
    name: Message = guarded("cycle", "Title (活动名称).", lambda c: Message(zh=c.row.name_zh, en=c.row.name_en))
    year: int | None = guarded("cycle", "Year of application (年度).")
    digest: str | None = guarded("cycle", "SHA-256 (hex) of the configuration: what acts are signed under.")
    config: Json = guarded("cycle", "The whole configuration as it was signed (年度配置).")
    published_at: Instant = guarded("cycle", "When it was published (发布时间).")
    deadlines: list[Deadline] = guarded(
        "cycle",
        "Deadlines (截止时间), by name.",
        lambda c: [Deadline(name=d.name, last_day=d.last_day, closes=d.closes) for d in c.row.deadlines],
    )
    units: list[RecommendingUnit] = guarded(
        "cycle",
        "Tier-1 recommending units (推荐单位), in printed order.",
        _rows(_unit, ("code", "name_zh", "name_en", "kind", "quota"), "units"),
    )
    criteria: list[Criterion] = guarded(
        "cycle",
        "Rows of the score sheet (评分项), in printed order.",
        _rows(Criterion, ("code", "group", "max", "zh", "en"), "criteria", "rows"),
    )
    directions: list[Term] = guarded(
        "cycle", "Declared directions (申报方向), R-31.", _rows(Term, _TERM, "taxonomy", "directions")
    )
    channels: list[Term] = guarded(
        "cycle", "Channels that must all carry the notice (公示渠道), R-74.", _rows(Term, _TERM, "notice", "channels")
    )

    @property
    def stream(self) -> str:
        """What a read of it is recorded under: nothing, it is public."""
        return self.row.id


def cycle_node(reading: Reading, row: CycleRow) -> Cycle:
    """A row as the schema shows it."""
    return Cycle(id=strawberry.ID(row.id), reading=reading, row=row)


def cycle_of(reading: Reading, id_: str) -> Cycle | None:
    """A cycle by id."""
    row = reading.context.once(reading.views.cycle, id_, reading.at)
    return None if row is None else cycle_node(reading, row)
