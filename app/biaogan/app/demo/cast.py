"""Who takes part in the demo: invented companies of every tier-1 unit, experts, officers. The same in every run.

Credit codes have correct check characters (GB 32100) over an organisation range that is not assigned (``0000``), so they
pass every check and belong to nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from biaogan.domain.config_model import Unit
from biaogan.domain.values import credit_code_character

BRANDS = [
    "启明",
    "远岳",
    "青禾",
    "恒拓",
    "瑞澜",
    "华砺",
    "金垣",
    "博川",
    "天衡",
    "立信",
    "中毅",
    "安澜",
    "鼎新",
    "宏岩",
    "凌云",
    "正源",
    "柏林",
    "晨曦",
    "万象",
    "同舟",
]
TRADES = (
    ("精密机械", "C34", "实施关键工序数字化过程控制的经验", "D4"),
    ("轴承制造", "C34", "基于失效数据的轴承可靠性提升实践", "D3"),
    ("钢铁新材料", "C31", "构建全流程质量一贯制管理模式", "D1"),
    ("药业", "C27", "实施质量源于设计的药品质量管理经验", "D5"),
    ("食品", "C14", "构建从农田到餐桌的质量追溯模式", "D2"),
    ("纺织", "C17", "实施精益六西格玛的染整质量改进经验", "D5"),
    ("玻璃", "C30", "基于在线检测的浮法玻璃缺陷控制实践", "D4"),
    ("化工", "C26", "实施供应链质量协同管理的经验", "D1"),
    ("电子", "C39", "基于5G+工业互联网的质量管控模式", "D2"),
    ("装备", "C35", "实施整机可靠性增长管理的经验", "D3"),
)


@dataclass(frozen=True, slots=True)
class Company:
    """An invented applicant of one unit."""

    unit: str
    name: str
    credit_code: str
    title: str
    industry: str
    direction: str
    revenue: tuple[str, str, str]
    profit: tuple[str, str, str]
    quality: int
    """How good the experience really is, 60..95: experts' scores scatter around it."""


def credit_code(number: int) -> str:
    """The ``number``-th code of the unassigned range."""
    organisation = f"0000{number:04d}"
    stem = "91" + "130000" + organisation + organisation_check(organisation)
    return stem + credit_code_character(stem + "0")


def organisation_check(code: str) -> str:
    """Check character of the eight-character organisation code inside (GB 11714)."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(code, weights, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def companies(units: Iterator[Unit] | list[Unit], seed: int = 2022) -> list[Company]:
    """As many companies as each unit has places, and one more for every tenth: there the quota will bite."""
    random = Random(seed)  # noqa: S311 - a demo is reproducible, not secret
    found: list[Company] = []
    for place, unit in enumerate(units):
        for _ in range(unit.quota + (place % 10 == 0)):
            found.append(_company(unit, len(found), random))
    return found


def _company(unit: Unit, index: int, random: Random) -> Company:
    trade, industry, title, direction = TRADES[index % len(TRADES)]
    place = "河北" if unit.kind == "assoc" else unit.name_zh[: unit.name_zh.index("市") if "市" in unit.name_zh else 2]
    brand = BRANDS[(index * 7) % len(BRANDS)]
    revenue = random.randint(8_000, 900_000)
    grown = [revenue, revenue * random.randint(101, 125) // 100, revenue * random.randint(126, 150) // 100]
    return Company(
        unit=unit.code,
        name=f"{place}{brand}{trade}示例{index + 1:02d}有限公司",
        credit_code=credit_code(index + 1),
        title=title,
        industry=industry,
        direction=direction,
        revenue=(f"{grown[0]}.00", f"{grown[1]}.00", f"{grown[2]}.00"),
        profit=tuple(f"{value * random.randint(4, 12) // 100}.50" for value in grown),  # type: ignore[arg-type]
        quality=random.randint(60, 95),
    )
