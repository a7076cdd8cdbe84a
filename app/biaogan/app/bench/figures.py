"""What a measurement found (测得的数): a figure, what it is compared with in the same run, and whether that is enough."""

from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report. ``ratio`` is to ``of``, measured in the same run; ``target`` is the least (or, with
    ``most``, the highest) ratio that will do.
    """

    section: str
    name: str
    value: float
    unit: str
    ratio: float | None = None
    of: str = ""
    target: float | None = None
    most: bool = False
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None if there is none."""
        if self.target is None or self.ratio is None:
            return None
        return self.ratio <= self.target if self.most else self.ratio >= self.target


@dataclass(frozen=True, slots=True)
class Share:
    """Where an act's time goes: processor time, and waiting for the disk, for another process or for Python's lock."""

    stage: str
    cpu: float
    waits: float
    """Both in microseconds an act."""


@dataclass
class Report:
    """All figures of a run."""

    database: str
    figures: list[Figure] = field(default_factory=list)
    profile: list[Share] = field(default_factory=list)

    def add(self, *figures: Figure) -> None:
        """Take figures down."""
        self.figures += figures

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "ok": all(figure.met is not False for figure in self.figures),
            "database": self.database,
            "figures": [{**asdict(figure), "met": figure.met} for figure in self.figures],
            "profile": [asdict(share) for share in self.profile],
        }

    def show(self, console: Console) -> None:
        """For people."""
        table = Table(title=f"标杆 biaogan bench ({self.database})", show_edge=False)
        for heading, side in (("测量 / measurement", "left"), ("数值 / figure", "right"), ("比值 / ratio", "right")):
            table.add_column(heading, justify="left" if side == "left" else "right")
        table.add_column("要求 / target")
        section = ""
        for figure in self.figures:
            if figure.section != section:
                section = figure.section
                table.add_section()
                table.add_row(f"[bold]{section}[/bold]", "", f"[dim]: {figure.of}[/dim]" if figure.of else "")
            table.add_row(*_row(figure))
        console.print(table)
        if self.profile:
            console.print(_profile(self.profile))


def _row(figure: Figure) -> tuple[str, ...]:
    target = ""
    if figure.target is not None:
        mark = "[green]✓[/green]" if figure.met else "[red]✗[/red]"
        target = f"{mark} {'≤' if figure.most else '≥'} {figure.target:g}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.3f}" if figure.ratio < 0.1 else f"{figure.ratio:.2f}"
    name = f"{figure.name}\n  [dim]{figure.note}[/dim]" if figure.note else figure.name
    return f"  {name}", f"{figure.value:,.{_places(figure.value)}f} {figure.unit}", ratio, target


def _places(value: float) -> int:
    return 0 if value >= 100 else 1 if value >= 10 else 2


def _profile(shares: list[Share]) -> Table:
    table = Table(title="一项行为的时间 / where an act's time goes, µs an act", show_edge=False)
    for heading in ("环节 / stage", "处理器 / cpu", "占比 / share", "等待 / waits"):
        table.add_column(heading, justify="left" if "stage" in heading else "right")
    total = sum(share.cpu for share in shares)
    for share in shares:
        table.add_row(share.stage, f"{share.cpu:.0f}", f"{100 * share.cpu / total:.0f} %", f"{share.waits:.0f}")
    table.add_section()
    table.add_row("合计 / total", f"{total:.0f}", "100 %", "")
    return table


def middle(values: list[float]) -> float:
    """The median, of at least one value."""
    return median(values)
