"""The one correction at the national office (补正), transition 11, D-12."""

from dataclasses import replace

import pytest
import world as w
from intake_journey import COVER, EVIDENCE, described, economic, section
from journey import NATIONAL_PASSED, draft, reached
from spec import given
from world import DIGEST, on

from biaogan.domain import events as ev
from biaogan.domain.forms import FileRef, Reason
from biaogan.domain.status import Status

ASKED_AT = on("2022-07-21", "15:00:00")  # a Thursday
DUE = "2022-07-27T00:00:00+08:00"  # Friday, Monday, Tuesday
END = on("2022-07-27", "00:00:00")
LAST_MOMENT = on("2022-07-26", "23:59:59.999999")
NEW_EVIDENCE = FileRef("evidence", "evidence-2.docx", 2000, DIGEST)


def request(*items, due=DUE):
    return ev.CorrectionRequested([Reason(item, "请补充") for item in items], due)


def supply(*files, no_new_facts=True):
    return ev.CorrectionSupplied(list(files), no_new_facts, "已补充")


def asked(*items):
    """A case whose correction of ``items`` is asked for, and its people."""
    scene, cases = reached(Status.NAT_SUBMITTED)
    case, org = cases[0], scene.world[cases[0]].organisation
    scene.play(request(*items), case, w.OFFICER, ASKED_AT)
    return scene, case, w.editor(org), w.signatory(org)


def test_the_office_asks_for_named_parts_and_the_applicant_supplies_them():
    scene, case, _, signer = asked("evidence")
    assert scene.world[case].status == Status.NAT_CORRECTION
    after = given(scene).when(supply(NEW_EVIDENCE), case, signer, LAST_MOMENT).then()
    assert after.world[case].status == Status.NAT_SUBMITTED
    assert [file.name for file in after.world[case].manifest] == ["form.docx", "experience.docx", "evidence-2.docx"]
    given(after).when(NATIONAL_PASSED, case, w.OFFICER, on("2022-07-27")).accepted()


def test_case_19_a_second_request_is_refused():
    scene, case, _, signer = asked("evidence")
    scene.play(supply(NEW_EVIDENCE), case, signer, LAST_MOMENT)
    again = request("form", due="2022-08-02T00:00:00+08:00")
    given(scene).when(again, case, w.OFFICER, on("2022-07-28")).then_rejected(
        "correction_already_asked", "D-12", limit=1
    )


def test_case_19_only_the_listed_parts_can_be_changed():
    scene, case, editor, signer = asked("evidence", "F4")
    at = on("2022-07-22")
    given(scene).when(supply(NEW_EVIDENCE, FileRef("form", "f.docx", 1, "cd" * 32)), case, signer, at).then_rejected(
        "not_asked_for", given=["form"], listed=["evidence", "F4"]
    )
    given(scene).when(section(economic=economic()), case, editor, at).accepted()
    declaration = ev.DeclarationSaved(w.declaration(1), w.CONTACT)
    for event, part in (
        (section(cover=COVER), "F0"),
        (described(), "experience"),
        (declaration, "F2"),
    ):
        given(scene).when(event, case, editor, at).then_rejected("not_asked_for", given=[part])
    given(scene).when(ev.EvidenceIndexed(EVIDENCE), case, editor, at).accepted()


def test_case_19_at_the_end_of_the_window_the_office_decides_on_what_exists():
    scene, case, editor, signer = asked("evidence", "F4")
    failed = ev.FormalExaminationFailed([Reason("R-38", "未补正")])
    for decision in (NATIONAL_PASSED, failed):
        given(scene).when(decision, case, w.OFFICER, LAST_MOMENT).then_rejected("correction_open", due=DUE)
        given(scene).when(decision, case, w.OFFICER, END).accepted()
    given(scene).when(supply(NEW_EVIDENCE), case, signer, END).then_rejected("correction_over", "D-12", due=DUE)
    given(scene).when(section(economic=economic()), case, editor, END).then_rejected("correction_over")


@pytest.mark.parametrize("due", ["2022-07-26T00:00:00+08:00", "2022-07-27T00:00:01+08:00", "2022-07-28T00:00:00+08:00"])
def test_the_window_is_three_working_days_and_nothing_else(due):
    scene, cases = reached(Status.NAT_SUBMITTED)
    given(scene).when(request("form", due=due), cases[0], w.OFFICER, ASKED_AT).then_rejected(
        "correction_due_wrong", given=due, expected=DUE
    )


def test_a_request_names_parts_that_exist_each_with_its_reason():
    scene, cases = reached(Status.NAT_SUBMITTED)
    for items in (("F9",), ("form", "form")):
        given(scene).when(request(*items), cases[0], w.OFFICER, ASKED_AT).then_rejected("correction_items_invalid")
    given(scene).when(request(), cases[0], w.OFFICER, ASKED_AT).then_rejected("text_missing", field="reasons")
    given(scene).when(request("form"), cases[0], w.DIRECTOR, ASKED_AT).then_rejected("role_not_held")


def test_nothing_supplied_is_no_correction_but_a_form_saved_anew_is_one():
    scene, case, editor, signer = asked("F4")
    given(scene).when(supply(), case, signer, on("2022-07-22")).then_rejected("text_missing", field="manifest")
    scene.play(section(economic=economic()), case, editor, on("2022-07-22"))
    given(scene).when(supply(), case, signer, on("2022-07-22")).accepted()


def test_the_package_stays_whole():
    scene, case, _, signer = asked("form")
    two = [FileRef("form", f"f{n}.docx", 1, f"{n}{n}" * 32) for n in (1, 2)]
    given(scene).when(supply(*two), case, signer, on("2022-07-22")).then_rejected("package_incomplete", wrong=["form"])
    bad = FileRef("form", "../f.docx", 1, DIGEST)
    given(scene).when(supply(bad), case, signer, on("2022-07-22")).then_rejected("file_malformed")


def test_no_new_facts_come_in_by_a_correction():
    scene, case, editor, signer = asked("evidence")
    given(scene).when(supply(NEW_EVIDENCE, no_new_facts=False), case, signer, on("2022-07-22")).then_rejected(
        "attestation_missing", "D-12", name="no_new_facts"
    )
    for day, fine in (("2022-07-20", True), ("2022-07-21", False)):
        answer = given(scene).when(
            ev.EvidenceIndexed([replace(EVIDENCE[0], issued_on=day)]), case, editor, on("2022-07-22")
        )
        if fine:
            answer.accepted()
        else:
            answer.then_rejected("new_fact", issued_on=day, last="2022-07-20")


def test_a_corrected_declaration_is_held_to_the_same_figures():
    scene, case, editor, signer = asked("F2")
    contact = w.CONTACT
    saved = ev.DeclarationSaved(w.declaration(1, profit=["10", "0", "12"]), contact)
    scene.play(saved, case, editor, on("2022-07-22"))
    given(scene).when(supply(), case, signer, on("2022-07-22")).then_rejected("not_profitable", "R-25", year=2020)
    scene.play(ev.DeclarationSaved(w.declaration(1, profit=["10", "1", "12"]), contact), case, editor, on("2022-07-22"))
    given(scene).when(supply(), case, signer, on("2022-07-22")).accepted()


def test_case_20_after_the_office_passed_it_no_document_is_replaced_and_the_old_one_stays_on_record():
    scene, case, editor, signer = asked("evidence")
    before = scene.world[case].manifest
    scene.play(supply(NEW_EVIDENCE), case, signer, on("2022-07-22"))
    assert before != scene.world[case].manifest
    packages = [r.event.manifest for r in scene.records if isinstance(r.event, ev.NationalPackageSubmitted)]
    assert tuple(packages[0]) == before
    scene.play(NATIONAL_PASSED, case, w.OFFICER, on("2022-07-25"))
    given(scene).when(supply(NEW_EVIDENCE), case, signer, on("2022-07-26")).then_rejected("wrong_state")
    given(scene).when(ev.EvidenceIndexed(EVIDENCE), case, editor, on("2022-07-26")).then_rejected("wrong_state")


def test_a_case_that_is_in_no_correction_takes_none():
    scene = w.opened()
    case = draft(scene)
    signer = w.signatory(scene.world[case].organisation)
    given(scene).when(supply(NEW_EVIDENCE), case, signer, on("2022-06-20")).then_rejected("wrong_state")
