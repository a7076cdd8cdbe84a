"""申报条件: legal person, three profitable years, clean records, and forms that repeat what is registered."""

from dataclasses import replace

import pytest
import world as w
from hypothesis import given as with_any
from hypothesis import settings
from hypothesis import strategies as st
from journey import case_in, draft
from spec import Answer, given
from world import SUBMISSION, Scene, on, opened

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.status import Status

NOW = on("2022-06-20")


def submitting(attestations: dict[str, bool] | None = None, **declaration: object) -> Answer:
    """Submit a case after saving form F2 with changes."""
    scene = opened()
    case = draft(scene)
    org = scene.world[case].organisation
    scene.play(ev.DeclarationSaved(w.declaration(1, **declaration), w.CONTACT), case, w.editor(org), on("2022-06-18"))
    body = replace(SUBMISSION, attestations=replace(w.ATTESTED, **(attestations or {})))
    return given(scene).when(body, case, w.signatory(org), NOW)


def registering(scene: Scene, code: str, name: str = "河北某某制造有限公司") -> Answer:
    """Register an organisation under a credit code, by somebody appointed for exactly that stream."""
    stream = ids.organisation_id(code)
    scene.people(w.editor(stream))
    return given(scene).when(ev.OrganisationRegistered(name, code, "", "C33", ""), stream, w.editor(stream), NOW)


def test_an_organisation_registers_with_its_credit_code():
    scene = registering(opened(), "91130000MA0000001W").then()
    assert scene.world[ids.organisation_id("91130000MA0000001W")].credit_code == "91130000MA0000001W"


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("91130000MA0000001A", "credit_code_check_character"),
        ("91130000MA0000001w", "credit_code_not_clean"),
        ("９1130000MA0000001W", "credit_code_not_clean"),
        ("91130000MA000000", "credit_code_malformed"),
    ],
)
def test_a_wrong_credit_code_is_refused(code, refusal):
    registering(opened(), code).then_rejected(refusal, "R-24", given=code)


@pytest.mark.parametrize("name", ["", "  ", " 某某公司", "某某公司\n"])
def test_an_organisation_has_a_name_without_blanks_around_it(name):
    registering(opened(), "91130000MA0000001W", name).then_rejected("text_missing", field="full_name")


def test_an_organisation_is_registered_once():
    scene = registering(opened(), "91130000MA0000001W").then()
    registering(scene, "91130000MA0000001W", "另一个名字").then_rejected("organisation_already_registered", "R-24")


def test_an_organisation_is_registered_on_the_stream_of_its_code():
    scene = opened()
    other = ids.organisation_id(w.code_of(9))
    scene.people(w.editor(other))
    event = ev.OrganisationRegistered("某某公司", "91130000MA0000001W", "", "", "")
    answer = given(scene).when(event, other, w.editor(other), NOW)
    answer.then_rejected("stream_mismatch", expected=ids.organisation_id("91130000MA0000001W"))


@pytest.mark.parametrize("profit", [["10", "11", "12"], ["0.000001", "0.01", "1"], ["999999999999", "1", "1"]])
def test_profit_in_each_of_three_years_is_eligible(profit):
    assert submitting(profit=profit).then()


@pytest.mark.parametrize("year", [0, 1, 2])
@pytest.mark.parametrize("value", ["0", "0.00", "-0.01", "-5"])
def test_profit_of_zero_or_less_in_any_year_is_not_eligible(year, value):
    """Golden check G8."""
    profit = ["10", "11", "12"]
    profit[year] = value
    submitting(profit=profit).then_rejected("not_profitable", "R-25", year=2019 + year, profit=value, floor="0")


@pytest.mark.parametrize("profit", [[], ["10", "11"], ["10", "11", ""], ["10", "11", "12", "13"]])
def test_a_missing_year_of_profit_is_not_eligible(profit):
    submitting(profit=profit).then_rejected("years_incomplete", "R-22", years=[2019, 2020, 2021], field="profit")


@settings(deadline=None)
@with_any(st.lists(st.integers(-3, 3), min_size=3, max_size=3))
def test_exactly_the_profitable_in_every_year_are_eligible(profit):
    answer = submitting(profit=[str(value) for value in profit])
    assert (answer.rejected is None) == all(value > 0 for value in profit)


@pytest.mark.parametrize("profit", ["12万", "1e3", "+5", "", "１２"])
def test_a_profit_that_is_no_decimal_is_refused(profit):
    answer = submitting(profit=[profit or " ", "1", "1"])
    answer.then_rejected("decimal_malformed", field="profit")


def test_revenue_is_stated_for_each_year_and_may_be_zero_but_not_negative():
    assert submitting(revenue=["0", "1", "2"]).then()
    submitting(revenue=["1", "2"]).then_rejected("years_incomplete", field="revenue")
    submitting(revenue=["1", "-0.1", "2"]).then_rejected("figure_negative", field="revenue", year=2020)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("independent_legal_person", "R-24"),
        ("profitable_three_years", "R-25"),
        ("integrity_clean", "R-26"),
        ("quality_clean", "R-26"),
        ("safety_clean", "R-26"),
        ("environment_clean", "R-26"),
        ("method_mature", "R-27"),
        ("will_share", "R-28"),
        ("no_state_secret", "R-33"),
    ],
)
def test_each_condition_is_attested_by_itself(name, rule):
    submitting({name: False}).then_rejected("attestation_missing", rule, name=name)


def test_the_declaration_repeats_the_registered_name_and_code():
    submitting(company_name="别的公司").then_rejected(
        "not_as_registered", "R-50", field="company_name", given="别的公司"
    )
    submitting(credit_code=w.code_of(2)).then_rejected("not_as_registered", field="credit_code")


def test_a_case_without_a_declaration_is_not_submitted():
    scene = opened()
    org = scene.organisation(1)
    scene.play(ev.CaseDrafted(w.CYCLE, org, w.SHIJIAZHUANG, "实施六西格玛设计的经验"), "case_x", w.editor(org), NOW)
    given(scene).when(SUBMISSION, "case_x", w.signatory(org), NOW).then_rejected("declaration_missing", "R-43")


def test_what_was_declared_is_judged_when_it_is_submitted_again():
    scene = opened()
    case = case_in(scene, Status.T1_RETURNED)
    org = scene.world[case].organisation
    scene.play(ev.DeclarationSaved(w.declaration(1, profit=["1", "0", "1"]), w.CONTACT), case, w.editor(org), NOW)
    answer = given(scene).when(SUBMISSION, case, w.signatory(org), on("2022-06-22"))
    answer.then_rejected("not_profitable", year=2020)
