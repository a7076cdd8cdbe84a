"""Forms F0, F1, F3, F5 to F7 (申报书), R-41..R-48, R-50: complete, of the right years, and with the registered names."""

from collections import Counter
from collections.abc import Sequence

from biaogan.domain.case import Case
from biaogan.domain.dossier import given_sections
from biaogan.domain.events import FormSectionSaved, T1RecommendationFilled, T2RecommendationFilled
from biaogan.domain.forms_application import CommitmentLetter, Competitors, Cover, ManagementBenefit, SizeFacts
from biaogan.domain.forms_application import SocialBenefit as Social
from biaogan.domain.matter import Matter, rule
from biaogan.domain.organisation import Organisation
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.correction import the_part_is_open
from biaogan.domain.rules.eligibility import the_figures_cover_the_years
from biaogan.domain.rules.fields import as_registered, filled, is_a_rate, the_origin_is_explained
from biaogan.domain.rules.intake import COMMITMENTS, the_day_is_not_in_the_future
from biaogan.domain.values import decimal, sha256_hex

METRICS = ("satisfaction", "loyalty")
MODES = ("self", "third_party")
"""自评、第三方调查, R-44."""
SOCIAL_ROWS = ("supply_chain", "pollution", "resources")
"""The printed lines of form F5, R-46."""


@rule("R-36", "D-12")
def one_form_is_saved_and_it_is_open(e: FormSectionSaved, m: Matter) -> None:
    """R-36, D-12: exactly one form (一张表) is saved at a time, and in a correction only one that was asked for."""
    codes = sorted(given_sections(e))
    if len(codes) != 1:
        raise Rejected("section_not_one", given=codes)
    the_part_is_open(codes[0], m)


@rule("R-41", "R-42", "R-44", "R-46", "R-47", "R-50")
def the_form_is_filled_in(e: FormSectionSaved, m: Matter) -> None:
    """R-41, R-42, R-44, R-46, R-47, R-50: every mandatory field of the form (必填项) is filled in and can be read."""
    if e.cover is not None:
        _cover(e.cover, m)
    if e.commitment is not None:
        _commitment(e, e.commitment, m)
    if e.management is not None:
        _management(e.management, m)
    if e.social is not None:
        _social(e.social, m)
    if e.competitors is not None:
        _competitors(e.competitors)
    if e.size is not None:
        _size(e.size)


@rule("R-48", "R-50")
def the_recommendation_is_of_the_own_unit(e: T1RecommendationFilled | T2RecommendationFilled, m: Matter) -> None:
    """R-48, R-50: form F7 (推荐表) names its unit as registered, with contact, opinion, seal and date."""
    config, form = m.config, e.recommendation
    tier1 = isinstance(e, T1RecommendationFilled)
    registered = config.units[m.state.unit].name_zh if tier1 else config.tier2.name_zh
    as_registered("recommending_unit", form.recommending_unit, registered)
    filled(form.opinion, "opinion", "R-48")
    filled(e.people.get("name", ""), "people.name", "R-48")
    sha256_hex(form.seal_digest, "seal_digest")
    the_day_is_not_in_the_future("dated", form.dated, m)


def _company(name: str, m: Matter) -> None:
    case: Case = m.state
    as_registered("company_name", name, m.referred("organisation", case.organisation, Organisation).full_name)


def _cover(form: Cover, m: Matter) -> None:
    _company(form.company_name, m)
    as_registered("recommending_unit", form.recommending_unit, m.config.units[m.state.unit].name_zh)
    the_day_is_not_in_the_future("filled_on", form.filled_on, m)


def _commitment(e: FormSectionSaved, form: CommitmentLetter, m: Matter) -> None:
    _company(form.company_name, m)
    if sorted(form.acknowledged) != list(COMMITMENTS):
        raise Rejected("commitments_incomplete", given=form.acknowledged, wanted=list(COMMITMENTS))
    filled(e.people.get("signer", ""), "people.signer", "R-42")
    sha256_hex(form.seal_digest, "seal_digest")
    the_day_is_not_in_the_future("signed_on", form.signed_on, m)


def _management(form: ManagementBenefit, m: Matter) -> None:
    years = m.config.indicator_years
    filled("".join(product.product for product in form.products), "products", "R-44")
    for product in form.products:
        filled(product.product, "products.product", "R-44")
        for field in ("share_domestic", "share_international", *METRICS):
            given: Sequence[str] = getattr(product, field)
            the_figures_cover_the_years(field, list(given), years)
            for value in given:
                is_a_rate(value, field)
    wanted = [(year, metric) for year in years for metric in METRICS]
    if sorted((survey.year, survey.metric) for survey in form.surveys) != sorted(wanted):
        raise Rejected("surveys_incomplete", years=list(years), metrics=list(METRICS))
    for survey in form.surveys:
        if survey.mode not in MODES:
            raise Rejected("unknown_reference", rule="R-44", field="surveys.mode", value=survey.mode)
        if survey.mode == "third_party":
            filled(survey.body, f"surveys.{survey.year}.{survey.metric}.body", "R-44")


def _social(form: Social, m: Matter) -> None:
    codes = Counter(row.code for row in form.rows)
    if missing := [code for code in SOCIAL_ROWS if codes[code] != 1]:
        raise Rejected("rows_missing", rows=missing)
    for row in form.rows:
        filled(row.code, "rows.code", "R-46")
        the_origin_is_explained(row.code, row.origin, row.reason)
        if row.origin != "removed":
            the_figures_cover_the_years(row.code, row.values, m.config.indicator_years)
        if row.origin == "standard" and row.code not in SOCIAL_ROWS:
            raise Rejected("unknown_reference", rule="R-46", field="rows.code", value=row.code)


def _competitors(form: Competitors) -> None:
    if not form.rows:
        raise Rejected("rows_missing", rule="R-47", rows=["1"])
    for row in form.rows:
        for field in ("product", "name", "advantages"):
            filled(getattr(row, field), f"rows.{field}", "R-47")
        if row.market_share:
            is_a_rate(row.market_share, "market_share")


def _size(form: SizeFacts) -> None:
    for field, value in (("staff", str(form.staff)), ("revenue", form.revenue), ("assets", form.assets)):
        if decimal(value, field) < 0:
            raise Rejected("figure_negative", rule="R-29", field=field, year="", given=value)
