"""申报: one live case per organisation, the deadline, the package, the commitments, the title."""

from dataclasses import replace
from datetime import timedelta

import pytest
import world as w
from hypothesis import given as with_any
from hypothesis import settings
from hypothesis import strategies as st
from journey import case_id, case_in, draft, reached
from spec import Answer, given
from world import CHENGDE, CYCLE, DIGEST, FILES, METALLURGY, SHIJIAZHUANG, SUBMISSION, Scene, on, opened

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.forms import FileRef, Reason
from biaogan.domain.status import Status
from biaogan.domain.wording import characters

NOW = on("2022-06-20")
CLOSES = on("2022-07-01", "00:00:00")
TITLE = "实施六西格玛设计的经验"


def drafting(
    scene: Scene, n: int = 1, unit: str = SHIJIAZHUANG, title: str = TITLE, stream: str = "case_new", at=NOW
) -> Answer:
    """The n-th organisation drafts a case."""
    org = scene.organisation(n)
    return given(scene).when(ev.CaseDrafted(CYCLE, org, unit, title), stream, w.editor(org), at)


def submitting(at=NOW, **changes: object) -> Answer:
    """The signatory submits a sound case, with changes to the submission."""
    scene = opened()
    case = draft(scene)
    who = w.signatory(scene.world[case].organisation)
    return given(scene).when(replace(SUBMISSION, **changes), case, who, at)


def test_an_organisation_drafts_a_case_with_one_unit():
    scene = opened()
    org = scene.organisation(1)
    after = drafting(scene).then(
        (org, ev.CaseOpenedForOrganisation(CYCLE, "case_new")), (CYCLE, ev.StageBegun("draft"))
    )
    assert (after.world["case_new"].status, after.world["case_new"].unit) == (Status.DRAFT, SHIJIAZHUANG)


def test_a_unit_that_is_not_of_the_cycle_is_unknown():
    drafting(opened(), unit="hunan-01").then_rejected("unknown_reference", field="unit", value="hunan-01")


def test_an_organisation_that_never_registered_has_no_case():
    scene, org = opened(), ids.organisation_id(w.code_of(5))
    scene.people(w.editor(org))
    answer = given(scene).when(ev.CaseDrafted(CYCLE, org, SHIJIAZHUANG, TITLE), "case_new", w.editor(org), NOW)
    answer.then_rejected("unknown_reference", field="organisation", value=org)


def test_a_cycle_that_was_never_published_is_unknown():
    scene = opened()
    org = scene.organisation(1)
    body = ev.CaseDrafted("cycle_1", org, SHIJIAZHUANG, TITLE)
    given(scene).when(body, "case_new", w.editor(org), NOW, rules="").then_rejected(
        "unknown_reference", field="cycle", value="cycle_1"
    )


@pytest.mark.parametrize("unit", [SHIJIAZHUANG, CHENGDE, METALLURGY])
def test_the_same_credit_code_has_one_live_case_whether_by_city_or_association(unit):
    scene = opened()
    first = draft(scene, 1, SHIJIAZHUANG)
    drafting(scene, 1, unit).then_rejected("organisation_has_live_case", "D-03", cases=[first], limit=1)


def test_another_organisation_files_freely_and_an_ended_case_makes_room():
    scene = opened()
    case = case_in(scene, Status.T1_SUBMITTED, 1)
    assert drafting(scene, 2).accepted()
    scene.play(ev.CaseNotRecommendedByT1("不符合条件"), case, w.head(SHIJIAZHUANG), NOW)
    assert drafting(scene, 1).accepted()


def test_a_case_is_drafted_once_on_its_stream():
    scene = opened()
    case = draft(scene, 1)
    drafting(scene, 1, stream=case).then_rejected("wrong_state", status="DRAFT", allowed=[None])
    drafting(scene, 2, stream=case).then_rejected("role_not_held", scope=scene.world[case].organisation)


@pytest.mark.parametrize(("offset", "late"), [(-1, False), (0, True), (1, True)])
def test_the_deadline_is_half_open_for_every_act_of_tier_one(offset, late):
    at = CLOSES + timedelta(milliseconds=offset)
    scene = opened()
    submitted, accepted = case_in(scene, Status.T1_SUBMITTED, 2), case_in(scene, Status.T1_ACCEPTED, 3)
    reasons = ev.CaseReturnedByT1([Reason("R-25", "补充")])
    answers = [
        drafting(scene, 4, at=at),
        submitting(at),
        given(scene).when(reasons, submitted, w.clerk(SHIJIAZHUANG), at),
        given(scene).when(ev.CaseEndorsedByT1("同意推荐"), accepted, w.head(SHIJIAZHUANG), at),
        given(scene).when(
            ev.T1BatchSigned(CYCLE, SHIJIAZHUANG, [], DIGEST, "2022-06-30"),
            ids.roster_id(CYCLE, SHIJIAZHUANG),
            w.head(SHIJIAZHUANG),
            at,
        ),
    ]
    for answer in answers:
        if late:
            answer.then_rejected("deadline_passed", "R-20", closes="2022-07-01T00:00:00+08:00")
        else:
            answer.accepted()


def test_a_case_is_submitted_with_everything():
    assert submitting().then()


@pytest.mark.parametrize("gone", ["form", "experience", "evidence"])
def test_a_package_without_one_of_its_three_parts_is_refused(gone):
    manifest = [file for file in FILES if file.kind != gone]
    submitting(manifest=manifest).then_rejected("package_incomplete", "R-33", missing=[gone])


def more(kind: str) -> FileRef:
    return FileRef(kind, "more.docx", 10, "cd" * 32)


def test_evidence_may_be_several_files_but_form_and_experience_are_one_each():
    assert submitting(manifest=[*FILES, more("evidence")]).then()
    submitting(manifest=[*FILES, more("form")]).then_rejected("package_incomplete", wrong=["form"])
    submitting(manifest=[*FILES, more("video")]).then_rejected("package_incomplete", wrong=["video"])


@pytest.mark.parametrize("name", ["", " ", "a/b.docx", "..", ".", "..\\x", "a\0b"])
def test_a_file_name_that_could_leave_its_folder_is_refused(name):
    submitting(manifest=[*FILES, replace(more("evidence"), name=name)]).then_rejected("file_malformed", name=name)


def test_an_empty_file_is_refused_and_so_is_a_wrong_digest():
    submitting(manifest=[*FILES, replace(more("evidence"), size=0)]).then_rejected("file_malformed", size=0)
    assert submitting(manifest=[*FILES, replace(more("evidence"), size=1)]).then()
    submitting(manifest=[*FILES, replace(more("evidence"), sha256="AB" * 32)]).then_rejected("digest_malformed")


def test_a_file_is_named_once_and_given_once():
    same_name, same_bytes = (
        replace(more("evidence"), name="form.docx"),
        replace(more("evidence"), sha256=FILES[0].sha256),
    )
    submitting(manifest=[*FILES, same_name]).then_rejected("file_twice", files=["form.docx"])
    submitting(manifest=[*FILES, same_bytes]).then_rejected("file_twice", files=[FILES[0].sha256])


@pytest.mark.parametrize("given_", [[1, 2, 3, 4], [1, 2, 3, 4, 5, 5], [], [1, 2, 3, 4, 6], [0, 1, 2, 3, 4]])
def test_all_five_commitments_are_acknowledged_each_once(given_):
    submitting(commitments=given_).then_rejected("commitments_incomplete", "R-42", given=given_)
    assert submitting(commitments=[5, 4, 3, 2, 1]).then()


def test_the_commitment_letter_is_signed_today_or_before():
    assert submitting(signed_on="2022-06-20").then()
    submitting(signed_on="2022-06-21").then_rejected("date_in_the_future", field="signed_on", given="2022-06-21")
    submitting(signed_on="20220620").then_rejected("date_malformed", field="signed_on")
    submitting(signer="  ").then_rejected("text_missing", field="signer")


def test_today_is_the_day_in_hebei():
    shortly_after_midnight = on("2022-06-21", "00:30:00")
    assert submitting(at=shortly_after_midnight, signed_on="2022-06-21").then()


@pytest.mark.parametrize("directions", [[], ["D1", "D1"], ["D7"], ["D1", "S1"]])
def test_the_declared_directions_are_of_the_cycle(directions):
    scene = opened()
    case = draft(scene)
    org = scene.world[case].organisation
    scene.play(ev.DeclarationSaved(w.declaration(1, directions=directions), w.CONTACT), case, w.editor(org), NOW)
    given(scene).when(SUBMISSION, case, w.signatory(org), NOW).then_rejected("directions_invalid", "R-31")


@pytest.mark.parametrize(
    ("title", "length"),
    [
        ("实施六西格玛设计的经验", 11),
        ("基于5G+工业互联网的质量管控模式", 15),
        ("", 0),
        (" \u2028 ", 0),
        ("“质量”——标杆…", 9),
        ("a b  c", 3),
        ("𠮷野家", 3),
        ("e\u0301tude", 1),
        ("ＡＢ，Ｃ", 4),
    ],
)
def test_characters_are_counted_by_the_word_rule(title, length):
    assert characters(title) == length


def test_a_title_has_at_most_thirty_characters():
    """Golden check G7, inclusive; in the draft as in the declaration."""
    scene = opened()
    assert drafting(scene, title="经" * 30).accepted()
    drafting(scene, title="经" * 31).then_rejected("title_too_long", "R-53", length=31, limit=30)
    drafting(scene, title=" ").then_rejected("text_missing", field="title")
    case = draft(scene)
    body = ev.DeclarationSaved(w.declaration(1, title="经" * 31), w.CONTACT)
    given(scene).when(body, case, w.editor(scene.world[case].organisation), NOW).then_rejected("title_too_long")


@settings(deadline=None)
@with_any(st.text(max_size=80))
def test_counting_never_exceeds_the_code_points_and_ignores_blanks(text):
    assert 0 <= characters(text) <= len(text)
    assert characters(f" {text} ") == characters(text)


def test_after_submission_the_content_stands_until_it_is_returned():
    scene = opened()
    case = case_in(scene, Status.T1_SUBMITTED)
    org = scene.world[case].organisation
    saved = ev.DeclarationSaved(w.declaration(1), w.CONTACT)
    given(scene).when(saved, case, w.editor(org), NOW).then_rejected("wrong_state", status="T1_SUBMITTED")
    returned = opened()
    case = case_in(returned, Status.T1_RETURNED)
    after = given(returned).when(saved, case, w.editor(org), NOW).then()
    assert given(after).when(SUBMISSION, case, w.signatory(org), NOW).then().world[case].status == Status.T1_SUBMITTED


def test_the_national_package_is_complete_too():
    scene, cases = reached(Status.PROV_SELECTED)
    who = w.signatory(scene.world[cases[0]].organisation)
    at = on("2022-07-20")
    incomplete = ev.NationalPackageSubmitted(FILES[:2])
    given(scene).when(incomplete, cases[0], who, at).then_rejected("package_incomplete", missing=["evidence"])
    given(scene).when(ev.NationalPackageSubmitted(FILES), case_id(9), who, at).then_rejected("role_not_held")


def test_an_act_is_signed_under_the_rules_in_force():
    scene = opened()
    org = scene.organisation(1)
    body = ev.CaseDrafted(CYCLE, org, SHIJIAZHUANG, TITLE)
    given(scene).when(body, "case_new", w.editor(org), NOW, rules=DIGEST).then_rejected("stale_rules", given=DIGEST)
    given(scene).when(body, "case_new", w.editor(org), NOW, rules="").then_rejected("stale_rules", given="")
    outside = ev.RoleGranted("expert")
    given(scene).when(outside, w.editor(org).actor, w.REGISTRAR, NOW, rules=DIGEST).then_rejected(
        "stale_rules", expected=""
    )
