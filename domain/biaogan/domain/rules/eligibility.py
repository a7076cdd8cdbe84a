"""Who is eligible (申报条件), R-24..R-28: what the applicant states in form F2 and attests on submission.

Checked when the case is submitted, on the declaration on file and the attestations in the submission.
"""

from biaogan.domain.case import Case
from biaogan.domain.events import CaseSubmittedToT1, CorrectionSupplied, OrganisationRegistered
from biaogan.domain.forms import Declaration
from biaogan.domain.matter import Matter, rule
from biaogan.domain.organisation import Organisation
from biaogan.domain.rejections import Rejected
from biaogan.domain.values import credit_code, decimal


def declaration_of(m: Matter) -> Declaration:
    """Form F2 (申报表) on file; raises ``declaration_missing``."""
    case: Case = m.state
    if case.declaration is None:
        raise Rejected("declaration_missing")
    return case.declaration


@rule("R-24")
def the_credit_code_is_valid(e: OrganisationRegistered, m: Matter) -> None:
    """R-24: a legal person (独立法人) has a valid unified social credit code (统一社会信用代码)."""
    credit_code(e.credit_code)


@rule("R-24")
def the_organisation_has_a_name(e: OrganisationRegistered, m: Matter) -> None:
    """R-24, R-50: the registered full name (组织全称) is what every form must repeat."""
    if not e.full_name.strip() or e.full_name != e.full_name.strip():
        raise Rejected("text_missing", field="full_name")


@rule("R-24", "R-26", "R-27", "R-28")
def every_condition_is_attested(e: CaseSubmittedToT1, m: Matter) -> None:
    """R-24, R-26, R-27, R-28: legal person, four clean records (诚信、质量、安全、环保), mature method, will to share."""
    for name, rule_id in ATTESTED.items():
        if not getattr(e.attestations, name):
            raise Rejected("attestation_missing", rule=rule_id, name=name)


@rule("R-25")
def every_of_the_last_three_years_was_profitable(e: CaseSubmittedToT1, m: Matter) -> None:
    """R-25: total profit (利润总额) above zero in each indicator year (近三年连续保持盈利), and attested so."""
    the_profits_are_above_the_floor(m)
    if not e.attestations.profitable_three_years:
        raise Rejected("attestation_missing", rule="R-25", name="profitable_three_years")


def the_profits_are_above_the_floor(m: Matter) -> None:
    """R-25: one profit per indicator year, each above the cycle's floor."""
    declaration, terms, years = declaration_of(m), m.config.eligibility, m.config.indicator_years
    if not terms.profit_years:
        return
    the_figures_cover_the_years("profit", declaration.profit, years)
    floor = decimal(terms.profit_above, "profit_above")
    for year, profit in zip(years, declaration.profit, strict=True):
        if decimal(profit, "profit") <= floor:
            raise Rejected("not_profitable", year=year, profit=profit, floor=terms.profit_above)


@rule("R-22", "R-43")
def the_revenue_of_the_last_three_years_is_stated(e: CaseSubmittedToT1, m: Matter) -> None:
    """R-22, R-43: main business revenue (主营业务收入) of each indicator year, none below zero."""
    the_revenues_are_stated(m)


def the_revenues_are_stated(m: Matter) -> None:
    """R-22: one revenue per indicator year, none below zero."""
    declaration, years = declaration_of(m), m.config.indicator_years
    the_figures_cover_the_years("revenue", declaration.revenue, years)
    for year, revenue in zip(years, declaration.revenue, strict=True):
        if decimal(revenue, "revenue") < 0:
            raise Rejected("figure_negative", field="revenue", year=year, given=revenue)


@rule("R-24", "R-50")
def the_declaration_names_the_registered_organisation(e: CaseSubmittedToT1 | CorrectionSupplied, m: Matter) -> None:
    """R-24, R-50: name and credit code in form F2 equal the registered ones (与登记名称、代码一致)."""
    case: Case = m.state
    declaration = declaration_of(m)
    organisation = m.referred("organisation", case.organisation, Organisation)
    for field, given, registered in (
        ("company_name", declaration.company_name, organisation.full_name),
        ("credit_code", declaration.credit_code, organisation.credit_code),
    ):
        if given != registered:
            raise Rejected("not_as_registered", field=field, given=given, registered=registered)


@rule("R-22", "R-25", "D-12")
def the_corrected_declaration_is_still_eligible(e: CorrectionSupplied, m: Matter) -> None:
    """R-22, R-25, D-12: a corrected form F2 (补正后的申报表) is held to the same figures as the one submitted."""
    the_profits_are_above_the_floor(m)
    the_revenues_are_stated(m)


def the_figures_cover_the_years(field: str, given: list[str], years: tuple[int, ...]) -> None:
    """R-22: exactly one figure per indicator year (申报年前三年), oldest first."""
    if len(given) != len(years) or not all(given):
        raise Rejected("years_incomplete", field=field, years=list(years), given=len(given))


ATTESTED = {
    "independent_legal_person": "R-24",
    "integrity_clean": "R-26",
    "quality_clean": "R-26",
    "safety_clean": "R-26",
    "environment_clean": "R-26",
    "method_mature": "R-27",
    "will_share": "R-28",
    "no_state_secret": "R-33",
}
"""Attestation -> the rule that asks for it; profit (R-25) has a rule of its own."""
