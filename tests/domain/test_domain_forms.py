"""The forms of the application (申报书): F0, F1, F3 to F7, and what they must have in common, R-36, R-41..R-50."""

import copy
from dataclasses import replace

import pytest
import world as w
from intake_journey import (
    BENEFIT,
    COMPETITORS,
    COVER,
    LETTER,
    PRODUCT,
    RECOMMENDATION,
    SATURDAY,
    SECTIONS,
    SIZE,
    SOCIAL,
    SURVEYS,
    drafted,
    economic,
    economic_row,
    editor,
    filled_in,
    section,
    signer,
)
from journey import case_in, reached
from spec import given
from world import CYCLE, DIGEST, SHIJIAZHUANG, on, opened

from biaogan.domain import events as ev
from biaogan.domain import forms_application as fa
from biaogan.domain.dossier import SECTIONS as CODES
from biaogan.domain.events import field_classes
from biaogan.domain.status import Status

MONDAY = on("2022-06-20")


def saving(event, scene=None, case=None):
    """What saving a form on the first draft answers."""
    if scene is None:
        scene, case = drafted()
    return given(scene).when(event, case, editor(scene, case), SATURDAY)


def test_every_form_is_kept_as_it_was_saved():
    scene, case = filled_in()
    dossier = scene.world[case].dossier
    assert set(dossier.sections) == set(CODES.values())
    assert (dossier.sections["F0"], dossier.sections["F6"]) == (COVER, COMPETITORS)
    newer = replace(COVER, filled_on="2022-06-17")
    after = saving(section(cover=newer), scene, case).then()
    assert after.world[case].dossier.sections["F0"] == newer


@pytest.mark.parametrize("event", SECTIONS, ids=lambda event: type(event).__name__)
def test_every_form_is_saved_by_the_editor_and_nobody_else(event):
    scene, case = drafted()
    saving(event, scene, case).accepted()
    for who in (w.OFFICER, w.clerk(SHIJIAZHUANG), w.editor(scene.organisation(2))):
        given(scene).when(event, case, who, SATURDAY).then_rejected("role_not_held")


@pytest.mark.parametrize(("event", "codes"), [(section(), []), (section(cover=COVER, size=SIZE), ["F0", "size"])])
def test_one_form_is_saved_at_a_time(event, codes):
    saving(event).then_rejected("section_not_one", "R-36", given=codes)


def test_after_the_submission_no_form_is_changed_until_it_is_returned():
    scene = opened()
    case = case_in(scene, Status.T1_SUBMITTED)
    saving(section(cover=COVER), scene, case).then_rejected("wrong_state")
    scene = opened()
    case = case_in(scene, Status.T1_RETURNED)
    given(scene).when(section(cover=COVER), case, editor(scene, case), on("2022-06-22")).accepted()


def test_names_of_people_are_personal_data():
    classes = field_classes(ev.FormSectionSaved)
    assert classes.pop("people") == "K1+P"
    assert set(classes.values()) == {"K1"}


@pytest.mark.parametrize(
    ("event", "code", "rule"),
    [
        # F0, F1
        (section(cover=replace(COVER, company_name="别的公司")), "not_as_registered", "R-50"),
        (section(cover=replace(COVER, recommending_unit="石家庄市工信局")), "not_as_registered", "R-50"),
        (section(cover=replace(COVER, filled_on="2022-06-19")), "date_in_the_future", "R-42"),
        (section(cover=replace(COVER, filled_on="June")), "date_malformed", "R-41"),
        (section(commitment=LETTER), "text_missing", "R-42"),
        (section({"signer": "张三"}, commitment=replace(LETTER, acknowledged=[1, 2, 3, 4])),
         "commitments_incomplete", "R-42"),
        (section({"signer": "张三"}, commitment=replace(LETTER, company_name="")), "not_as_registered", "R-50"),
        (section({"signer": "张三"}, commitment=replace(LETTER, seal_digest="")), "digest_malformed", "R-62"),
        (section({"signer": "张三"}, commitment=replace(LETTER, signed_on="2022-06-19")),
         "date_in_the_future", "R-42"),
        # F3
        (section(management=replace(BENEFIT, products=[])), "text_missing", "R-44"),
        (section(management=replace(BENEFIT, products=[PRODUCT, replace(PRODUCT, product=" ")])),
         "text_missing", "R-44"),
        (section(management=replace(BENEFIT, products=[replace(PRODUCT, loyalty=["1", "2"])])),
         "years_incomplete", "R-22"),
        (section(management=replace(BENEFIT, products=[replace(PRODUCT, satisfaction=["1", "2", "100.1"])])),
         "rate_out_of_range", "R-50"),
        (section(management=replace(BENEFIT, products=[replace(PRODUCT, share_domestic=["-1", "2", "3"])])),
         "rate_out_of_range", "R-50"),
        (section(management=replace(BENEFIT, surveys=SURVEYS[1:])), "surveys_incomplete", "R-44"),
        (section(management=replace(BENEFIT, surveys=[*SURVEYS[1:], replace(SURVEYS[0], mode="guess")])),
         "unknown_reference", "R-44"),
        (section(management=replace(BENEFIT, surveys=[*SURVEYS[1:], replace(SURVEYS[0], mode="third_party")])),
         "text_missing", "R-44"),
        # F5
        (section(social=fa.SocialBenefit(SOCIAL.rows[1:])), "rows_missing", "R-46"),
        (section(social=fa.SocialBenefit([*SOCIAL.rows, SOCIAL.rows[0]])), "rows_missing", "R-46"),
        (section(social=fa.SocialBenefit([*SOCIAL.rows, fa.SocialRow("jobs", ["1", "2", "3"])])),
         "unknown_reference", "R-46"),
        (section(social=fa.SocialBenefit([*SOCIAL.rows, fa.SocialRow("jobs", ["1", "2", "3"], "added")])),
         "text_missing", "R-36"),
        (section(social=fa.SocialBenefit([*SOCIAL.rows[1:], replace(SOCIAL.rows[0], values=["1", "", "3"])])),
         "years_incomplete", "R-22"),
        # F6
        (section(competitors=fa.Competitors([])), "rows_missing", "R-47"),
        (section(competitors=fa.Competitors([replace(COMPETITORS.rows[0], advantages="")])), "text_missing", "R-47"),
        (section(competitors=fa.Competitors([replace(COMPETITORS.rows[0], market_share="101")])),
         "rate_out_of_range", "R-50"),
        # facts of the size test
        (section(size=replace(SIZE, staff=-1)), "figure_negative", "R-29"),
        (section(size=replace(SIZE, assets="1,000")), "decimal_malformed", "R-43"),
    ],
)  # fmt: skip
def test_a_form_that_is_not_filled_in_is_refused(event, code, rule):
    saving(event).then_rejected(code, rule)


@pytest.mark.parametrize(
    "event",
    [
        section(management=replace(BENEFIT, products=[PRODUCT] * 4)),
        section(
            management=replace(BENEFIT, surveys=[*SURVEYS[1:], replace(SURVEYS[0], mode="third_party", body="某公司")])
        ),
        section(social=fa.SocialBenefit([*SOCIAL.rows, fa.SocialRow("jobs", ["1", "2", "3"], "added", "稳定就业")])),
        section(
            social=fa.SocialBenefit(
                [*SOCIAL.rows[1:], replace(SOCIAL.rows[0], values=[], origin="removed", reason="无")]
            )
        ),
        section(competitors=fa.Competitors(COMPETITORS.rows * 6)),
        section(competitors=fa.Competitors([replace(COMPETITORS.rows[0], market_share="")])),
    ],
)
def test_a_form_may_have_more_lines_and_be_adapted_to_the_trade_with_a_reason(event):
    saving(event).accepted()


# --- F4 (经济效益统计表) -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "code", "rule"),
    [
        (fa.EconomicBenefit(economic().rows[1:]), "rows_missing", "R-45"),
        (fa.EconomicBenefit([*economic().rows, economic_row(4)]), "rows_missing", "R-45"),
        (economic(_11=fa.EconomicRow(11, "研发投入", "万元", ["1", "2", "3"], "", "")), "unknown_reference", "R-45"),
        (economic(_11=fa.EconomicRow(11, "研发投入", "万元", ["1", "2", "3"], "", "", None, "added")),
         "text_missing", "R-36"),
        (economic(_4=economic_row(4, origin="substituted")), "text_missing", "R-36"),
        (economic(_4=economic_row(4, origin="invented", reason="x")), "unknown_reference", "R-36"),
        (economic(_4=economic_row(4, name="库存周转率")), "unknown_reference", "R-45"),
        (economic(_2=economic_row(2, origin="removed", reason="保密")), "unknown_reference", "R-49"),
        (economic(_4=economic_row(4, values=["1", "2"])), "years_incomplete", "R-22"),
        (economic(_4=economic_row(4, values=["1", "2", "3 次"])), "decimal_malformed", "R-43"),
        (economic(_1=economic_row(1, values=["1", "2", "-3"])), "figure_negative", "R-45"),
        (economic(_8=economic_row(8, values=["99", "100", "100.01"])), "rate_out_of_range", "R-50"),
        (economic(_6=economic_row(6, industry_best="101")), "rate_out_of_range", "R-50"),
        (economic(_6=economic_row(6, rank=0)), "rank_not_positive", "R-50"),
    ],
)  # fmt: skip
def test_an_economic_table_that_is_not_complete_is_refused(form, code, rule):
    saving(section(economic=form)).then_rejected(code, rule)


@pytest.mark.parametrize(
    "form",
    [
        economic(_8=economic_row(8, values=["0", "50.5", "100"])),
        economic(_6=economic_row(6, rank=1)),
        economic(_6=economic_row(6, rank=None, industry_average="", industry_best="")),
        economic(_3=economic_row(3, industry_average="-5")),
        economic(_6=economic_row(6, values=[], origin="removed", reason="服务业无设备")),
        economic(
            _6=fa.EconomicRow(6, "服务响应时间", "小时", ["120", "110", "101"], "", "", 2, "substituted", "服务业")
        ),
        economic(_11=fa.EconomicRow(11, "研发投入", "万元", ["1", "2", "3"], "", "", None, "added", "行业惯用")),
    ],
)
def test_an_economic_table_may_be_adapted_to_the_trade_with_a_reason(form):
    saving(section(economic=form)).accepted()


# --- at submission (提交) ------------------------------------------------------------------------------------------------


def submitting(scene, case):
    return given(scene).when(w.SUBMISSION, case, signer(scene, case), MONDAY)


def test_the_declaration_and_the_economic_table_say_the_same():
    scene, case = filled_in()
    submitting(scene, case).accepted()
    wrong = economic(_2=economic_row(2, values=["100.5", "110.01", "120"]))
    scene.play(section(economic=wrong), case, editor(scene, case), SATURDAY)
    submitting(scene, case).then_rejected("forms_disagree", "R-49", field="revenue", year=2020, f2="110", f4="110.01")
    same = economic(_3=economic_row(3, values=["10.0", "11.50", "12"]))
    scene.play(section(economic=same), case, editor(scene, case), SATURDAY)
    submitting(scene, case).accepted()


@pytest.mark.parametrize("profit", ["0", "-1", "-0.01"])
def test_case_17_a_year_without_profit_names_its_rule(profit):
    scene, case = drafted()
    contact = w.CONTACT
    saved = ev.DeclarationSaved(w.declaration(1, profit=["10", profit, "12"]), contact)
    scene.play(saved, case, editor(scene, case), SATURDAY)
    submitting(scene, case).then_rejected("not_profitable", "R-25", year=2020, profit=profit)


def test_case_17_a_missing_year_names_its_rule():
    scene, case = drafted()
    contact = w.CONTACT
    for profit in (["10", "12"], ["10", "", "12"], []):
        saved = ev.DeclarationSaved(w.declaration(1, profit=profit), contact)
        scene.play(saved, case, editor(scene, case), SATURDAY)
        submitting(scene, case).then_rejected("years_incomplete", "R-22", field="profit")


def test_case_17_a_restated_year_must_be_restated_in_both_forms():
    scene, case = filled_in()
    contact = w.CONTACT
    restated = ["10", "9.5", "12"]
    scene.play(ev.DeclarationSaved(w.declaration(1, profit=restated), contact), case, editor(scene, case), SATURDAY)
    submitting(scene, case).then_rejected("forms_disagree", "R-49", field="profit", year=2020, f2="9.5", f4="11.5")
    table = economic(_3=economic_row(3, values=restated))
    scene.play(section(economic=table), case, editor(scene, case), SATURDAY)
    submitting(scene, case).accepted()


def test_golden_check_g8_no_profit_in_any_year_fails_eligibility():
    for year in range(3):
        scene, case = drafted()
        profit = ["10", "11", "12"]
        profit[year] = "0"
        saved = ev.DeclarationSaved(w.declaration(1, profit=profit), w.CONTACT)
        scene.play(saved, case, editor(scene, case), SATURDAY)
        submitting(scene, case).then_rejected("not_profitable", "R-25", year=2019 + year)


def strict(*required):
    """A cycle that requires these parts."""
    scene = opened()
    document = copy.deepcopy(w.DOCUMENT)
    document["cycle"]["id"] = "nqb-2022-b"
    document["documents"]["required_sections"] = list(required)
    cycle = scene.publish(document)
    return scene, case_in(scene, Status.DRAFT, cycle=cycle)


def test_a_cycle_may_require_every_form():
    every = ("F0", "F1", "F2", "F3", "F4", "F5", "F6", "experience", "evidence")
    scene, case = strict(*every)
    submitting(scene, case).then_rejected(
        "sections_missing", "R-62", sections=["F0", "F3", "F4", "F5", "F6", "experience", "evidence"]
    )
    for event in SECTIONS:
        scene.play(event, case, editor(scene, case), SATURDAY)
    submitting(scene, case).accepted()


def test_a_cycle_that_requires_less_takes_less():
    scene, case = strict("F0", "F2")
    submitting(scene, case).then_rejected("sections_missing", sections=["F0"])
    scene.play(section(cover=COVER), case, editor(scene, case), SATURDAY)
    submitting(scene, case).accepted()


@pytest.mark.parametrize(
    ("contact", "code"),
    [
        ({}, "text_missing"),
        (w.CONTACT | {"name": " "}, "text_missing"),
        (w.CONTACT | {"mobile": ""}, "text_missing"),
        (w.CONTACT | {"email": ""}, "text_missing"),
        (w.CONTACT | {"address": ""}, "text_missing"),
        (w.CONTACT | {"postcode": "05000"}, "postcode_malformed"),
        (w.CONTACT | {"postcode": "０５００００"}, "postcode_malformed"),
        (w.CONTACT | {"postcode": "050000"}, None),
    ],
)
def test_the_contact_person_can_be_reached(contact, code):
    answer = saving(ev.DeclarationSaved(w.declaration(1), contact))
    if code:
        answer.then_rejected(code, "R-43")
    else:
        answer.accepted()


# --- findings (检查发现) -------------------------------------------------------------------------------------------------


def found(scene, case):
    """(rule, code) of what the checker finds at submission."""
    after = submitting(scene, case).accepted()
    return [(finding.rule, finding.code) for finding in after.world[case].dossier.findings.get("form", ())]


def test_satisfaction_and_environment_figures_need_a_piece_of_evidence():
    scene, case = filled_in()
    assert found(scene, case) == [("R-39", "no_evidence")]
    rows = [fa.EvidenceRow("other", "生态环境局", "2022-01-05", 20, part) for part in ("F3", "F5")]
    scene.play(ev.EvidenceIndexed(rows), case, editor(scene, case), SATURDAY)
    assert found(scene, case) == []


@pytest.mark.parametrize(
    ("size", "facts", "codes"),
    [
        ("large", None, ["size_facts_missing"]),
        ("小型", fa.SizeFacts(299, "39999", "1"), []),
        ("medium", fa.SizeFacts(300, "2000", "1"), []),
        ("medium", fa.SizeFacts(299, "2000", "1"), ["size_disagrees"]),
        ("large", fa.SizeFacts(1000, "40000", "1"), ["not_an_sme"]),
        ("small", fa.SizeFacts(1000, "40000", "1"), ["size_disagrees", "not_an_sme"]),
    ],
)
def test_who_files_as_a_small_enterprise_is_measured_by_the_official_table(size, facts, codes):
    """R-29, R-51."""
    scene, case = drafted()
    declaration = w.declaration(1, directions=["D6"], organisation_size=size)
    scene.play(ev.DeclarationSaved(declaration, w.CONTACT), case, editor(scene, case), SATURDAY)
    if facts:
        scene.play(section(size=facts), case, editor(scene, case), SATURDAY)
    assert [code for _, code in found(scene, case)] == codes


# --- F7 (推荐表) ---------------------------------------------------------------------------------------------------------


def test_each_tier_fills_in_its_own_recommendation_form():
    scene = opened()
    case = case_in(scene, Status.T1_ACCEPTED)
    own = ev.T1RecommendationFilled(RECOMMENDATION, {"name": "王五"})
    after = given(scene).when(own, case, w.clerk(SHIJIAZHUANG), on("2022-06-23")).then()
    assert after.world[case].dossier.sections["F7.1"] == RECOMMENDATION
    given(scene).when(own, case, w.clerk(w.CHENGDE), on("2022-06-23")).then_rejected("role_not_held")
    for changes, code in (
        ({"recommending_unit": "河北省工业和信息化厅"}, "not_as_registered"),
        ({"opinion": ""}, "text_missing"),
        ({"seal_digest": "x"}, "digest_malformed"),
        ({"dated": "2022-06-24"}, "date_in_the_future"),
    ):
        wrong = ev.T1RecommendationFilled(replace(RECOMMENDATION, **changes), {"name": "王五"})
        given(scene).when(wrong, case, w.clerk(SHIJIAZHUANG), on("2022-06-23")).then_rejected(code)
    nobody = ev.T1RecommendationFilled(RECOMMENDATION, {})
    given(scene).when(nobody, case, w.clerk(SHIJIAZHUANG), on("2022-06-23")).then_rejected("text_missing", "R-48")


def test_the_province_fills_in_its_own_recommendation_form():
    scene, cases = reached(Status.PROV_SELECTED)
    form = fa.RecommendationForm("河北省工业和信息化厅", "同意推荐。", DIGEST, "2022-07-13")
    after = (
        given(scene)
        .when(ev.T2RecommendationFilled(form, {"name": "赵六"}), cases[0], w.PROVINCE, on("2022-07-13"))
        .then()
    )
    assert after.world[cases[0]].dossier.sections["F7.2"] == form
    wrong = ev.T2RecommendationFilled(replace(form, recommending_unit="河北省工信厅"), {"name": "赵六"})
    given(scene).when(wrong, cases[0], w.PROVINCE, on("2022-07-13")).then_rejected("not_as_registered", "R-50")


def test_what_is_erased_leaves_the_case_readable():
    scene, case = filled_in()
    scene.record(ev.FormSectionSaved(None, None), case, w.SERVICE, SATURDAY)
    scene.record(ev.ExperienceDescribed(None, None), case, w.SERVICE, SATURDAY)
    scene.record(ev.EvidenceIndexed(None), case, w.SERVICE, SATURDAY)
    dossier = scene.world[case].dossier
    assert (dossier.experience, dossier.evidence) == (None, ())
    assert scene.world[case].cycle == CYCLE
