"""What the public notice says (公示内容), D-24: the configured fields of each case, in an order that tells no rank.

Promises: pure; nothing but :data:`~biaogan.domain.config_closing.NOTICE_FIELDS` can appear, so no score, rank, contact or
expert; the same list gives the same rows on every machine.
"""

from biaogan.domain.act import World
from biaogan.domain.case import Case
from biaogan.domain.config import CycleConfig
from biaogan.domain.national_list import NationalList
from biaogan.domain.organisation import Organisation


def notice_rows(adopted: NationalList, config: CycleConfig, world: World) -> list[dict[str, str]]:
    """One row per listed case, by the organisation's name and then the title; numbered in that order."""
    rows = sorted(
        (_row(name, config, world) for name in adopted.cases), key=lambda row: (row["organisation"], row["title"])
    )
    numbered = ({**row, "no": str(n)} for n, row in enumerate(rows, 1))
    return [{field: row[field] for field in config.notice.fields} for row in numbered]


def _row(name: str, config: CycleConfig, world: World) -> dict[str, str]:
    case, unit = world[name], ""
    if not isinstance(case, Case):
        return {"organisation": "", "title": "", "directions": "", "unit": ""}
    organisation = world[case.organisation]
    if case.unit in config.units:
        unit = config.units[case.unit].name_zh
    words = {term.code: term.zh for term in config.taxonomy.directions}
    declared = case.declaration.directions if case.declaration else []
    return {
        "organisation": organisation.full_name if isinstance(organisation, Organisation) else "",
        "title": case.title,
        "directions": "、".join(words.get(code, code) for code in declared or []),
        "unit": unit,
    }
