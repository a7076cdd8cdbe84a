"""The experience and its evidence (典型经验、证实性材料): lengths, findings, fingerprints, R-28, R-38, R-52..R-58, D-26."""

import copy
from dataclasses import replace

import pytest
import world as w
from intake_journey import EVIDENCE, EXPERIENCE, SATURDAY, described, drafted, editor
from journey import case_in, draft
from spec import given
from world import CYCLE, opened

from biaogan.domain import events as ev
from biaogan.domain import experience, ids
from biaogan.domain.events import field_classes
from biaogan.domain.status import Status
from biaogan.domain.wording import COUNT_RULE, characters

PRINTS = ids.prints_id(CYCLE)
LIMITS = {"profile": 500, "background": 1000, "implementation": 8000, "results": 2000}
RULES = {"title": "R-53", "profile": "R-55", "background": "R-56", "implementation": "R-57", "results": "R-58"}


def describing(event, scene=None, case=None):
    if scene is None:
        scene, case = drafted()
    return given(scene).when(event, case, editor(scene, case), SATURDAY)


def codes(answer):
    """(rule, place, code) of what the checker found."""
    checked = next(c.event for c in answer.consequences if isinstance(c.event, ev.DocumentChecked))
    assert {finding.severity for finding in checked.findings} <= {"warning"}
    return [(finding.rule, finding.place, finding.code) for finding in checked.findings]


# --- counting (字数) -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("实施六西格玛设计的经验", 11),
        ("基于5G+工业互联网的质量管控模式", 15),
        ("多元化品牌培育实践经验", 11),
        ("", 0),
        (" \n\t\u3000", 0),
        ("质量，管理。", 6),
        ("“质量”——管理…", 9),
        ("six sigma", 2),
        ("six-sigma/DMAIC", 1),
        ("质量QC质量", 5),
        ("𠮷𠮷", 2),
        ("e\u0301te\u0301", 1),
        ("质\u0301量", 2),
        ("葛\U000e0100城", 2),
        ("か\u3099", 1),
        ("５Ｇ", 2),
        ("👨\u200d👩\u200d👧", 1),
        ("\ud842\udfb7", 1),
    ],
)
def test_case_18_one_counting_function_for_marks_surrogates_and_combining_marks(text, length):
    assert characters(text) == length
    assert COUNT_RULE == "cjk-word/1"


@pytest.mark.parametrize(("part", "limit"), LIMITS.items())
@pytest.mark.parametrize("filler", ["质", "。", "𠮷", "質\u0301", "six "])
def test_case_18_golden_check_g7_each_part_at_its_limit_and_one_above(part, limit, filler):
    describing(described(**{part: filler * limit})).accepted()
    describing(described(**{part: filler * limit + "多"})).then_rejected(
        "part_too_long", RULES[part], part=part, length=limit + 1, limit=limit
    )


def test_case_18_golden_check_g7_a_title_of_thirty_characters_and_one_more():
    scene = opened()
    org = scene.organisation(1)
    thirty = "实施" + "质" * 26 + "经验"
    for title, fine in ((thirty, True), ("实施" + "质" * 27 + "经验", False)):
        answer = given(scene).when(
            ev.CaseDrafted(CYCLE, org, w.SHIJIAZHUANG, title), "case_new", w.editor(org), SATURDAY
        )
        if fine:
            after = answer.accepted()
            given(after).when(described(title=title), "case_new", w.editor(org), SATURDAY).accepted()
            given(after).when(described(title=title + "多"), "case_new", w.editor(org), SATURDAY).then_rejected(
                "part_too_long", "R-53", part="title", length=31, limit=30
            )
        else:
            answer.then_rejected("title_too_long", "R-53", length=31, limit=30)


@pytest.mark.parametrize("part", RULES)
def test_every_part_is_written(part):
    describing(described(**{part: " \n"})).then_rejected("text_missing", RULES[part], field=part)


def test_the_limits_are_those_of_the_cycle():
    scene = opened()
    document = copy.deepcopy(w.DOCUMENT)
    document["cycle"]["id"] = "nqb-2022-b"
    document["documents"]["limits"]["profile"] = 9
    case = draft(scene, cycle=scene.publish(document))
    describing(described(profile="质" * 9), scene, case).accepted()
    describing(described(profile="质" * 10), scene, case).then_rejected("part_too_long", limit=9)


def test_the_document_has_the_title_of_the_declaration():
    describing(described(title="构建精益管理的模式")).then_rejected(
        "not_as_registered", "R-50", field="title", given="构建精益管理的模式"
    )


@pytest.mark.parametrize(
    ("parts", "fine"),
    [([], True), (["results", "implementation"], True), (["title"], False), (["results"] * 2, False), (["x"], False)],
)
def test_parts_may_be_kept_from_publication_as_trade_secrets(parts, fine):
    answer = describing(described(parts))
    if fine:
        (case,) = (stream for stream in answer.accepted().world if stream.startswith("case_"))
        assert answer.scene.world[case].dossier.trade_secrets == tuple(parts)
    else:
        answer.then_rejected("trade_secret_unknown", "R-28", given=parts)


# --- findings (检查发现) -------------------------------------------------------------------------------------------------


def test_a_sound_experience_has_no_finding_and_its_lengths_are_recorded():
    answer = describing(described())
    checked = answer.consequences[0].event
    assert (checked.findings, checked.checker) == ([], "experience-check/1 cjk-word/1")
    assert checked.counts["title"] == 11
    assert set(checked.counts) == set(RULES)


@pytest.mark.parametrize(
    ("title", "fits"),
    [
        ("实施六西格玛设计的经验", True),
        ("基于5G+工业互联网的质量管控模式", True),
        ("构建精益管理模式", True),
        ("多元化品牌培育实践经验", False),
        ("实施经验", False),
        ("实施六西格玛设计的方法", False),
    ],
)
def test_golden_check_g6_a_title_off_the_pattern_is_a_warning_and_no_refusal(title, fits):
    scene = opened()
    org = scene.organisation(1)
    scene.play(ev.CaseDrafted(CYCLE, org, w.SHIJIAZHUANG, title), "case_new", w.editor(org), SATURDAY)
    answer = given(scene).when(described(title=title), "case_new", w.editor(org), SATURDAY)
    answer.accepted()
    assert codes(answer) == ([] if fits else [("R-54", "title", "title_pattern")])


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"implementation": "成立推进小组。"}, [("R-57", "implementation", "no_table_or_figure")]),
        ({"implementation": "见图2。"}, []),
        ({"implementation": "见表 一。"}, []),
        ({"results": "2019、2021年合格率与标杆对比领先。"}, [("R-58", "results", "no_three_year_data")]),
        ({"results": "2019、2020、2021年合格率逐年提高。"}, [("R-58", "results", "no_comparison")]),
        (
            {"results": "合格率提高。"},
            [("R-58", "results", "no_three_year_data"), ("R-58", "results", "no_comparison")],
        ),
    ],
)
def test_missing_illustrations_years_and_comparisons_are_found(changes, found):
    assert codes(describing(described(**changes))) == found


def test_findings_stay_with_the_case_for_the_examiner():
    scene, case = drafted()
    after = describing(described(implementation="无"), scene, case).accepted()
    (finding,) = after.world[case].dossier.findings["experience"]
    assert finding.code == "no_table_or_figure"
    newer = describing(described(), after, case).accepted()
    assert newer.world[case].dossier.findings["experience"] == ()


# --- the same experience twice (经验雷同), D-03 ----------------------------------------------------------------------------


LONG = "".join(chr(0x4E00 + n) for n in range(240))


def two_cases(text, other):
    """The first of two cases, and what the checker says of the second."""
    scene = opened()
    first, second = draft(scene, 1), draft(scene, 2, w.METALLURGY)
    scene.play(described(implementation=text), first, editor(scene, first), SATURDAY)
    return first, second, describing(described(implementation=other), scene, second)


def alerts(answer):
    """The pairs of similar cases."""
    return answer.accepted().world[PRINTS].alerts


def test_case_15_the_experience_of_another_organisation_filed_again_is_found_not_refused():
    first, second, answer = two_cases(LONG + "见表1", LONG + "见表1")
    assert alerts(answer) == ((second, first),)
    assert set(answer.scene.world[PRINTS].of) == {first, second}


def test_neither_applicant_learns_of_the_other_case():
    first, second, answer = two_cases(LONG + "见表1", LONG + "见表1")
    assert set(field_classes(ev.SimilarExperienceFound).values()) == {"K2"}
    assert codes(answer) == []
    on_the_case = [c.event for c in answer.consequences if c.stream == second]
    assert first not in str(on_the_case)


def test_another_experience_is_not_similar():
    other = "".join(chr(0x6000 + n) for n in range(240))
    assert alerts(two_cases(LONG + "见表1", other + "见表1")[2]) == ()


def test_the_own_earlier_version_is_no_second_filing():
    scene, case = drafted()
    scene.play(described(), case, editor(scene, case), SATURDAY)
    assert alerts(describing(described(), scene, case)) == ()


def test_an_experience_described_anew_is_compared_anew():
    _, second, answer = two_cases(LONG + "见表1", LONG + "见表1")
    scene = answer.accepted()
    other = "".join(chr(0x6000 + n) for n in range(240))
    assert alerts(describing(described(implementation=other + "见表1"), scene, second)) == ()


@pytest.mark.parametrize(("alert", "found"), [("0.79", True), ("0.8", True), ("0.81", False)])
def test_the_alert_counts_from_its_share_on(alert, found):
    scene = opened()
    document = copy.deepcopy(w.DOCUMENT)
    document["cycle"]["id"] = "nqb-2022-b"
    document["documents"]["similarity_alert"] = alert
    cycle = scene.publish(document)
    first, second = draft(scene, 1, cycle=cycle), draft(scene, 2, cycle=cycle)
    eight_of_ten = {"profile": "甲乙丙", "background": "丁戊己", "implementation": "庚辛壬"}
    scene.play(described(**eight_of_ten, results="癸子丑寅"), first, editor(scene, first), SATURDAY)
    answer = describing(described(**eight_of_ten, results="癸子丑卯"), scene, second)
    similar = [c.event for c in answer.consequences if isinstance(c.event, ev.SimilarExperienceFound)]
    assert similar == ([ev.SimilarExperienceFound(second, first, 8, 10)] if found else [])


def test_resemblance_is_the_share_of_common_shingles():
    text = replace(EXPERIENCE, profile="", background="", implementation="", results="一二三四五六七八九十")
    half = replace(text, results="一二三四五六七甲乙丙")
    one, other = experience.fingerprint(text), experience.fingerprint(half)
    assert (len(one), len(other)) == (6, 6)
    assert experience.resemblance(one, other) == (3, 9)
    assert experience.resemblance(one, one) == (6, 6)
    assert experience.resemblance([], []) == (0, 1)


def test_a_fingerprint_is_bounded_and_does_not_show_the_text():
    text = replace(EXPERIENCE, implementation="".join(chr(0x4E00 + n) for n in range(8000)))
    hashes = experience.fingerprint(text)
    assert len(hashes) == experience.SKETCH
    assert all(len(each) == 16 and each.isascii() for each in hashes)
    assert experience.fingerprint(replace(text, profile=f" {text.profile}\n")) == hashes


# --- evidence (证实性材料) ------------------------------------------------------------------------------------------------


def test_the_evidence_is_indexed_row_by_row():
    scene, case = drafted()
    after = describing(ev.EvidenceIndexed(EVIDENCE), scene, case).then()
    assert after.world[case].dossier.evidence == tuple(EVIDENCE)


@pytest.mark.parametrize(
    ("changes", "code", "rule"),
    [
        ({"type": "rumour"}, "unknown_reference", "R-38"),
        ({"supports": "F9"}, "unknown_reference", "R-38"),
        ({"issuer": " "}, "evidence_malformed", "R-38"),
        ({"page": 0}, "evidence_malformed", "R-38"),
        ({"issued_on": "2022"}, "date_malformed", "R-41"),
        ({"issued_on": "2022-06-19"}, "new_fact", "D-12"),
    ],
)
def test_a_piece_of_evidence_says_what_it_is(changes, code, rule):
    describing(ev.EvidenceIndexed([EVIDENCE[0], replace(EVIDENCE[1], **changes)])).then_rejected(code, rule)


def test_an_index_has_at_least_one_row():
    describing(ev.EvidenceIndexed([])).then_rejected("rows_missing", "R-38")


def test_after_the_submission_neither_experience_nor_evidence_is_changed():
    scene = opened()
    case = case_in(scene, Status.T1_SUBMITTED)
    for event in (described(), ev.EvidenceIndexed(EVIDENCE)):
        describing(event, scene, case).then_rejected("wrong_state")
