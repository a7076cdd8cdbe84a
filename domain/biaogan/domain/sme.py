"""Size of an enterprise by the official table (中小企业划型标准, 工信部联企业〔2011〕300号), R-29, R-51. Version ``sme-300/1``.

Staff in persons, revenue and assets in 万元. An enterprise is a small or medium one if it is below EITHER upper limit;
medium and small need BOTH of their lower limits. Upper limits are exclusive, lower ones inclusive.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

LARGE, MEDIUM, SMALL, MICRO = "large", "medium", "small", "micro"
SIZES = {"大型": LARGE, "中型": MEDIUM, "小型": SMALL, "微型": MICRO}
"""组织规模 in words -> size."""


@dataclass(frozen=True, slots=True)
class Limits:
    """One row of the table: the figures it looks at, and the limits of each in their order."""

    figures: tuple[str, ...]
    upper: tuple[int, ...]
    medium: tuple[int, ...]
    small: tuple[int, ...]


_XY, _XZ, _YZ = ("staff", "revenue"), ("staff", "assets"), ("revenue", "assets")
TABLE: dict[str, Limits] = {
    "agriculture": Limits(("revenue",), (20_000,), (500,), (50,)),
    "industry": Limits(_XY, (1000, 40_000), (300, 2000), (20, 300)),
    "construction": Limits(_YZ, (80_000, 80_000), (6000, 5000), (300, 300)),
    "wholesale": Limits(_XY, (200, 40_000), (20, 5000), (5, 1000)),
    "retail": Limits(_XY, (300, 20_000), (50, 500), (10, 100)),
    "transport": Limits(_XY, (1000, 30_000), (300, 3000), (20, 200)),
    "storage": Limits(_XY, (200, 30_000), (100, 1000), (20, 100)),
    "post": Limits(_XY, (1000, 30_000), (300, 2000), (20, 100)),
    "lodging_catering": Limits(_XY, (300, 10_000), (100, 2000), (10, 100)),
    "information_transmission": Limits(_XY, (2000, 100_000), (100, 1000), (10, 100)),
    "software": Limits(_XY, (300, 10_000), (100, 1000), (10, 50)),
    "real_estate": Limits(_YZ, (200_000, 10_000), (1000, 5000), (100, 2000)),
    "property_management": Limits(_XY, (1000, 5000), (300, 1000), (100, 500)),
    "leasing_business": Limits(_XZ, (300, 120_000), (100, 8000), (10, 100)),
    "other": Limits(("staff",), (300,), (100,), (10,)),
}
_SECTIONS = {"A": "agriculture", "B": "industry", "C": "industry", "D": "industry", "E": "construction",
             "G": "transport", "H": "lodging_catering", "L": "leasing_business"}  # fmt: skip
_DIVISIONS = {"51": "wholesale", "52": "retail", "59": "storage", "60": "post", "63": "information_transmission",
              "64": "information_transmission", "65": "software", "701": "real_estate",
              "702": "property_management"}  # fmt: skip


def category(industry_class: str) -> str:
    """The row of the table for a GB/T 4754 class such as ``C33`` or ``K7010``; ``other`` for what it does not list."""
    found = re.match(r"([A-T])([0-9]{0,4})", industry_class.strip())
    if found is None:
        return "other"
    section, digits = found.groups()
    for division, name in _DIVISIONS.items():
        if digits.startswith(division):
            return name
    return _SECTIONS.get(section, "other")


def size(name: str, staff: int, revenue: Decimal, assets: Decimal) -> str:
    """The size in a row of the table: ``large``, ``medium``, ``small`` or ``micro``."""
    limits = TABLE[name]
    given = {"staff": Decimal(staff), "revenue": revenue, "assets": assets}
    figures = [given[figure] for figure in limits.figures]
    if not any(figure < upper for figure, upper in zip(figures, limits.upper, strict=True)):
        return LARGE
    for found, floors in ((MEDIUM, limits.medium), (SMALL, limits.small)):
        if all(figure >= floor for figure, floor in zip(figures, floors, strict=True)):
            return found
    return MICRO
