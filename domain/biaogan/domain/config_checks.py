"""What must agree between the parts of a cycle document; each check notes its faults and raises nothing.

A check runs only where its sections read without fault, so that it never complains about stand-ins.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from fractions import Fraction
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from biaogan.domain.config_faults import Faults
from biaogan.domain.config_model import POINTS, TRIMMED, Criteria, Deadline, Panel, Scoring
from biaogan.domain.values import instant_text

TIE_BREAKS = ("final", "desk", "median", "recommendation_rank", "vote")
"""Tie-break names beside the codes of groups and rows (D-04)."""


def unique(faults: Faults, section: str, names: Iterable[str], key: str = "code") -> None:
    """No two entries of a list share a name."""
    seen: set[str] = set()
    for place, name in enumerate(names):
        if name in seen:
            faults.add(f"{section}[{place}].{key}", "duplicate", value=name)
        seen.add(name)


def deadline_instants(faults: Faults, deadlines: Mapping[str, Deadline], zone: ZoneInfo) -> None:
    """The instant is what the day means: the next midnight if the day is inclusive, its first midnight if not (D-13)."""
    for name, deadline in deadlines.items():
        midnight = datetime.combine(deadline.last_day + timedelta(days=deadline.inclusive), time(), zone)
        if deadline.closes != midnight:
            given, expected = instant_text(deadline.closes), instant_text(midnight)
            path = f"deadlines.{name}.closes"
            faults.add(path, "deadline_ambiguous", day=deadline.last_day, given=given, expected=expected)


def criteria_rows(faults: Faults, criteria: Criteria, scoring: Scoring) -> None:
    """Every group has rows, every row a known group and a highest score of whole steps; no name stands for two things."""
    step = scoring.step if scoring.scale.kind == POINTS else 1  # on bands the highest score is a weight
    groups = [group.code for group in criteria.groups]
    rows = [row.code for row in criteria.rows]
    unique(faults, "criteria.groups", groups)
    unique(faults, "criteria.rows", rows)
    for place, group in enumerate(groups):
        if group in rows or group in TIE_BREAKS:
            faults.add(f"criteria.groups[{place}].code", "duplicate", value=group)
        elif not criteria.rows_of(group):
            faults.add(f"criteria.groups[{place}]", "missing")
    for place, row in enumerate(criteria.rows):
        if row.group not in groups:
            path = f"criteria.rows[{place}].group"
            faults.add(path, "unknown_name", given=row.group, known=", ".join(groups))
        if row.max % step:
            expected = row.max - row.max % step
            faults.add(f"criteria.rows[{place}].max", "inconsistent", given=row.max, expected=expected)


def scoring_rules(faults: Faults, scoring: Scoring, criteria: Criteria, panels: Mapping[str, Panel]) -> None:
    """Trimming leaves at least one sheet, weights sum to 1 over rounds that have a panel, the tie chain is sound."""
    aggregate = scoring.aggregate
    if aggregate.method != TRIMMED and aggregate.trim:
        faults.add("scoring.aggregate.trim", "inconsistent", given=aggregate.trim, expected=0)
    if aggregate.min_n <= 2 * aggregate.trim:
        lowest = 2 * aggregate.trim + 1
        faults.add("scoring.aggregate.min_n", "out_of_range", given=aggregate.min_n, low=lowest, high=99)
    weight = sum(scoring.rounds.values(), Fraction(0))
    if weight != 1:
        faults.add("scoring.rounds", "inconsistent", given=weight, expected=1)
    for name in scoring.rounds:
        if name not in panels:
            faults.add(f"scoring.rounds.{name}", "unknown_name", given=name, known=", ".join(panels))
    known = (*TIE_BREAKS, *(g.code for g in criteria.groups), *(r.code for r in criteria.rows))
    for place, name in enumerate(scoring.tie_breaks):
        if name not in known:
            faults.add(f"scoring.tie_breaks[{place}]", "unknown_name", given=name, known=", ".join(known))
        elif name == "vote" and place != len(scoring.tie_breaks) - 1:
            faults.add(f"scoring.tie_breaks[{place}]", "inconsistent", given=name, expected="vote last")
    if scoring.tie_breaks[0] != "final":
        faults.add("scoring.tie_breaks[0]", "inconsistent", given=scoring.tie_breaks[0], expected="final")


def panel_sizes(faults: Faults, panels: Mapping[str, Panel]) -> None:
    """No round needs more valid sheets than it has experts (D-05)."""
    for name, panel in panels.items():
        if panel.min_valid > panel.assigned:
            path = f"panels.{name}.min_valid"
            faults.add(path, "out_of_range", given=panel.min_valid, low=1, high=panel.assigned)


def title_pattern(faults: Faults, pattern: str) -> None:
    """The pattern of title numbers has ``{n}``, may have ``{year}``, and nothing else."""
    try:
        fields = {name for _, name, _, _ in Formatter().parse(pattern) if name is not None}
        sound = "n" in fields and fields <= {"n", "year"} and pattern.format(n=1, year=2022) != ""
    except ValueError:
        sound = False
    if not sound:
        faults.add("titles.number_pattern", "malformed", given=pattern, expected="{year}-{n:03d}")


def setting_paths(faults: Faults, settings: Mapping[str, str], document: Mapping[str, Any]) -> None:
    """Every path labelled as a cycle setting exists in the document."""
    for path in settings:
        place: Any = document
        for key in path.split("."):
            place = place.get(key) if isinstance(place, Mapping) else None
        if place is None:
            faults.add(f"settings.{path}", "unknown_name", given=path, known="a path of this document")
