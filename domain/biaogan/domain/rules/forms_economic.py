"""Form F4, economic benefit (经济效益统计表), R-36, R-45, R-49, R-50, and what the forms must have in common at submission."""

from collections import Counter
from decimal import Decimal

from biaogan.domain.case import Case
from biaogan.domain.dossier import EVIDENCE, EXPERIENCE
from biaogan.domain.events import CaseSubmittedToT1, CorrectionSupplied, DeclarationSaved, FormSectionSaved
from biaogan.domain.forms_application import EconomicBenefit, EconomicRow
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.correction import the_part_is_open
from biaogan.domain.rules.eligibility import declaration_of, the_figures_cover_the_years
from biaogan.domain.rules.fields import filled, is_a_rate, the_origin_is_explained
from biaogan.domain.values import decimal

ROWS = {
    1: ("资产总额", "万元"),
    2: ("主营业务收入", "万元"),
    3: ("利润总额", "万元"),
    4: ("流动资产周转率", "次"),
    5: ("全员劳动生产率", "万元/人"),
    6: ("设备综合效率", "%"),
    7: ("质量损失率", "%"),
    8: ("产品合格率", "%"),
    9: ("产品返修率", "%"),
    10: ("万元总产值综合能耗", "吨/万元"),
}
"""The printed lines of form F4: number -> indicator and unit, R-45."""
RATES = (6, 7, 8, 9)
REVENUE, PROFIT = 2, 3
"""The lines that repeat form F2, so they are neither substituted nor removed, R-49."""


@rule("R-36", "R-45", "R-50")
def the_economic_figures_are_complete(e: FormSectionSaved, m: Matter) -> None:
    """R-36, R-45, R-50: each printed line of form F4 (经济效益) is there, or substituted or removed with its reason."""
    if e.economic is None:
        return
    numbers = Counter(row.number for row in e.economic.rows)
    wrong = [str(number) for number in ROWS if numbers[number] != 1]
    if wrong or any(count > 1 for count in numbers.values()):
        raise Rejected("rows_missing", rule="R-45", rows=wrong or sorted(str(n) for n in numbers if numbers[n] > 1))
    for row in e.economic.rows:
        _row(row, m)


@rule("R-49")
def the_declaration_repeats_the_economic_figures(e: CaseSubmittedToT1 | CorrectionSupplied, m: Matter) -> None:
    """R-49: revenue and profit of form F2 equal lines 2 and 3 of form F4 (申报表与统计表一致), year by year."""
    case: Case = m.state
    economic = case.dossier.sections.get("F4")
    if not isinstance(economic, EconomicBenefit) or case.declaration is None:
        return
    declaration, by_number = declaration_of(m), {row.number: row for row in economic.rows}
    for field, number in (("revenue", REVENUE), ("profit", PROFIT)):
        stated: list[str] = getattr(declaration, field)
        for year, one, other in zip(m.config.indicator_years, stated, by_number[number].values, strict=True):
            if decimal(one, field) != decimal(other, field):
                raise Rejected("forms_disagree", field=field, year=year, f2=one, f4=other)


@rule("R-41", "R-47", "R-58", "R-62")
def the_required_parts_are_there(e: CaseSubmittedToT1, m: Matter) -> None:
    """R-41, R-47, R-58, R-62: the forms and parts this cycle requires (必备材料) are filled in."""
    dossier = m.state.dossier
    there = {"F1", "F2", *dossier.sections}
    there |= {EXPERIENCE} if dossier.experience else set()
    there |= {EVIDENCE} if dossier.evidence else set()
    if missing := [part for part in m.config.filing.documents.required_sections if part not in there]:
        raise Rejected("sections_missing", sections=missing)


@rule("R-43", "D-12")
def the_contact_person_can_be_reached(e: DeclarationSaved, m: Matter) -> None:
    """R-43, D-12: form F2 names the contact (联系人) with the fields this cycle requires; a postcode has six digits."""
    the_part_is_open("F2", m)
    for field in m.config.filing.documents.required_contact:
        filled(e.contact.get(field, ""), f"contact.{field}", "R-43")
    postcode = e.contact.get("postcode", "")
    if postcode and not (postcode.isascii() and postcode.isdigit() and len(postcode) == 6):
        raise Rejected("postcode_malformed", given=postcode)


def _row(row: EconomicRow, m: Matter) -> None:
    place = f"F4.{row.number}"
    the_origin_is_explained(place, row.origin, row.reason)
    printed = ROWS.get(row.number)
    if printed is None and row.origin != "added":
        raise Rejected("unknown_reference", rule="R-45", field=place, value=row.name)
    if printed is not None and (
        row.origin == "added" or (row.origin != "standard" and row.number in (REVENUE, PROFIT))
    ):
        raise Rejected("unknown_reference", rule="R-49", field=f"{place}.origin", value=row.origin)
    if row.origin == "removed":
        return
    if row.origin == "standard" and (row.name, row.unit) != printed:
        raise Rejected("unknown_reference", rule="R-45", field=place, value=f"{row.name} {row.unit}")
    filled(row.name, f"{place}.name", "R-45")
    filled(row.unit, f"{place}.unit", "R-45")
    the_figures_cover_the_years(place, row.values, m.config.indicator_years)
    figures = [*row.values, *(text for text in (row.industry_average, row.industry_best) if text)]
    for text in figures:
        value: Decimal = decimal(text, place)
        if value < 0 and row.number != PROFIT:
            raise Rejected("figure_negative", rule="R-45", field=place, year="", given=text)
        if row.origin == "standard" and row.number in RATES:
            is_a_rate(text, place)
    if row.rank is not None and row.rank < 1:
        raise Rejected("rank_not_positive", field=place, given=row.rank)
