"""One organisation, one live case (重复申报), D-03, whatever unit it goes to and however its code is written, R-24."""

import pytest
import world as w
from journey import case_id, draft
from spec import given
from world import CYCLE, METALLURGY, SHIJIAZHUANG, on, opened

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.rejections import Rejected
from biaogan.domain.values import credit_code

AT = on("2022-06-20")


def test_case_14_the_same_credit_code_through_a_city_and_an_association_is_refused_and_no_quota_charged():
    scene = opened()
    case = draft(scene, 1, SHIJIAZHUANG)
    org = scene.world[case].organisation
    second = ev.CaseDrafted(CYCLE, org, METALLURGY, "实施六西格玛设计的经验")
    given(scene).when(second, case_id(2), w.editor(org), AT).then_rejected(
        "organisation_has_live_case", "D-03", cases=[case], limit=1
    )
    assert scene.world[ids.roster_id(CYCLE, METALLURGY)] is None


def test_case_15_a_second_experience_of_the_same_organisation_is_a_second_filing():
    scene = opened()
    case = draft(scene)
    org = scene.world[case].organisation
    second = ev.CaseDrafted(CYCLE, org, SHIJIAZHUANG, "构建精益管理的模式")
    given(scene).when(second, case_id(2), w.editor(org), AT).then_rejected("organisation_has_live_case")


def test_case_15_a_subsidiary_is_a_legal_person_of_its_own():
    scene = opened()
    draft(scene, 1)
    subsidiary = scene.organisation(2)
    filed = ev.CaseDrafted(CYCLE, subsidiary, SHIJIAZHUANG, "实施六西格玛设计的经验")
    given(scene).when(filed, case_id(2), w.editor(subsidiary), AT).accepted()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("91130000MA0000001W", None),
        ("N2130100MA0000001H", None),
        ("91130000MA0000001A", "credit_code_check_character"),
        ("91130000ma0000001w", "credit_code_not_clean"),
        ("９１１３００００ＭＡ００００００１Ｗ", "credit_code_not_clean"),
        ("91130000MA0000001", "credit_code_malformed"),
    ],
)
def test_case_15_golden_check_g5_a_credit_code_is_taken_as_it_stands_or_refused(text, code):
    if code is None:
        assert credit_code(text) == text
        return
    with pytest.raises(Rejected) as caught:
        credit_code(text)
    assert (caught.value.code, caught.value.rule) == (code, "R-24")


@pytest.mark.parametrize("text", ["91130000ma0000001w", "９１１３００００ＭＡ００００００１Ｗ", "91130000MA0000001A"])
def test_case_15_no_second_organisation_comes_from_another_way_of_writing_its_code(text):
    scene = opened()
    org = ids.organisation_id(text)
    scene.people(w.editor(org))
    registered = ev.OrganisationRegistered("第一制造有限公司", text, "有限责任公司", "C33", "河北", True)
    given(scene).when(registered, org, w.editor(org), AT).then_rejected(
        "credit_code_check_character" if text.endswith("A") else "credit_code_not_clean", "R-24"
    )
