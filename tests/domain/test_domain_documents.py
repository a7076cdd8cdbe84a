"""Uploaded files (上传文件): what is filed, replaced and checked, R-37, R-59, R-60, R-62, D-12, D-27, D-28."""

from dataclasses import replace

import pytest
import world as w
from cycle_document import DOCUMENT, changed
from intake_journey import SATURDAY, drafted, editor, signer
from journey import case_in, reached
from spec import given
from world import SERVICE, on

from biaogan.domain import events as ev
from biaogan.domain.config import ConfigInvalid, CycleConfig
from biaogan.domain.dossier import Document
from biaogan.domain.forms import Reason
from biaogan.domain.forms_application import Finding
from biaogan.domain.media import MEDIA_TYPES, ending
from biaogan.domain.status import Status

ONE, TWO = "1" * 64, "2" * 64
WORD = MEDIA_TYPES["docx"]
UPLOAD = ev.DocumentUploaded("experience", "甲公司-典型经验材料.docx", 48_000, ONE, WORD)
SCAN = ev.DocumentUploaded("evidence", "专利.pdf", 9_000, TWO, MEDIA_TYPES["pdf"])
CHECKED = ev.DocumentCheckCompleted(ONE, [Finding("R-59", "body", "error", "body_font")], {"title": 11}, "layout/1")


def uploading(event, scene=None, case=None, at=SATURDAY):
    if scene is None:
        scene, case = drafted()
    return given(scene).when(event, case, editor(scene, case), at)


def documents(scene, case):
    return scene.world[case].dossier.documents


def test_an_uploaded_file_is_on_record_with_its_digest_and_format():
    scene, case = drafted()
    after = uploading(UPLOAD, scene, case).then()
    assert documents(after, case) == (Document("experience", UPLOAD.name, 48_000, ONE, WORD),)
    by_hand = given(after).when(SCAN, case, signer(after, case), SATURDAY).then()
    assert [document.replaced for document in documents(by_hand, case)] == [False, False]


def test_case_20_a_replaced_document_keeps_its_digest_on_record_and_the_new_one_is_unchecked():
    scene, case = drafted()
    scene = uploading(UPLOAD, scene, case).accepted()
    scene = given(scene).when(CHECKED, case, SERVICE, SATURDAY).then()
    assert scene.world[case].dossier.findings[ONE] == tuple(CHECKED.findings)
    scene = uploading(replace(UPLOAD, sha256=TWO, name="改.docx"), scene, case).accepted()
    old, new = documents(scene, case)
    assert (old.sha256, old.replaced, old.checker) == (ONE, True, "layout/1")
    assert (new.sha256, new.replaced, new.checker) == (TWO, False, "")
    assert scene.world[case].dossier.findings[ONE] == tuple(CHECKED.findings)
    again = uploading(UPLOAD, scene, case).accepted()
    assert [(found.sha256, found.replaced) for found in documents(again, case)] == [
        (ONE, True), (TWO, True), (ONE, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code", "rule"),
    [
        ({"kind": "video"}, "unknown_reference", "R-37"),
        ({"media_type": MEDIA_TYPES["pdf"], "name": "经验.pdf"}, "format_not_accepted", "D-27"),
        ({"kind": "evidence", "media_type": "application/x-7z-compressed"}, "format_not_accepted", "D-27"),
        ({"name": "经验.pdf"}, "name_and_format_differ", "D-27"),
        ({"name": "经验"}, "name_and_format_differ", "D-27"),
        ({"name": "../经验.docx"}, "file_malformed", "R-62"),
        ({"size": 0}, "file_malformed", "R-62"),
        ({"size": 209715201}, "file_too_large", "R-37"),
        ({"sha256": "G" * 64}, "digest_malformed", None),
    ],
)
def test_case_21_a_file_of_another_format_name_or_size_is_refused(changes, code, rule):
    uploading(replace(UPLOAD, **changes)).then_rejected(code, rule)


def test_case_21_no_file_is_there_twice_and_no_two_have_one_name():
    scene, case = drafted()
    scene = uploading(UPLOAD, scene, case).accepted()
    uploading(UPLOAD, scene, case).then_rejected("file_twice", "R-62", files=[ONE])
    evidence = replace(UPLOAD, kind="evidence", sha256=TWO)
    uploading(evidence, scene, case).then_rejected("file_twice", "R-62", files=[UPLOAD.name])
    uploading(replace(evidence, name="其他.docx"), scene, case).accepted()


def test_a_file_is_uploaded_only_by_its_organisation_and_only_while_the_case_is_written():
    scene, case = drafted()
    stranger = scene.organisation(2)
    given(scene).when(UPLOAD, case, w.editor(stranger), SATURDAY).then_rejected("role_not_held")
    scene = w.opened()
    case = case_in(scene, Status.T1_SUBMITTED)
    uploading(UPLOAD, scene, case, on("2022-06-21")).then_rejected("wrong_state")


def test_the_service_checks_an_uploaded_file_once_by_each_checker_and_nobody_else_does():
    scene, case = drafted()
    given(scene).when(CHECKED, case, SERVICE, SATURDAY).then_rejected("unknown_reference", "R-59", value=ONE)
    scene = uploading(UPLOAD, scene, case).accepted()
    given(scene).when(CHECKED, case, editor(scene, case), SATURDAY).then_rejected("role_not_held")
    scene = given(scene).when(CHECKED, case, SERVICE, SATURDAY).then()
    given(scene).when(CHECKED, case, SERVICE, SATURDAY).then_rejected("document_checked_already", "R-59")
    newer = replace(CHECKED, checker="layout/2", findings=[])
    assert given(scene).when(newer, case, SERVICE, SATURDAY).then().world[case].dossier.findings[ONE] == ()


def test_a_document_may_be_suspected_of_a_state_secret_by_its_digest_and_then_none_is_added():
    scene, case = drafted()
    scene = uploading(UPLOAD, scene, case).accepted()
    suspicion = ev.StateSecretSuspected(ONE)
    scene = given(scene).when(suspicion, case, editor(scene, case), SATURDAY).accepted()
    uploading(SCAN, scene, case).then_rejected("quarantined", "R-33")


def test_the_ending_of_a_name_claims_a_format():
    assert [ending(name) for name in ("a.DOCX", "b.wps", "c.jpeg", "d", ".pdf")] == ["docx", "doc", "jpg", "", "pdf"]


def test_the_formats_of_a_kind_are_set_by_the_cycle():
    assert CycleConfig.from_document(DOCUMENT).filing.documents.accept["experience"] == ("docx", "doc")
    with pytest.raises(ConfigInvalid) as caught:
        CycleConfig.from_document(changed(["documents", "accept", "seal"], ["exe"]))
    assert {fault.path: fault.code for fault in caught.value.faults} == {"documents.accept.seal[0]": "unknown_name"}


@pytest.mark.parametrize(("kind", "name"), [("experience", "经验.docx"), ("seal", "盖章.pdf")])
def test_case_19_in_a_correction_only_a_file_of_a_part_that_was_asked_for_is_replaced(kind, name):
    scene, cases = reached(Status.NAT_SUBMITTED)
    case = cases[0]
    due = "2022-07-27T00:00:00+08:00"
    scene.play(ev.CorrectionRequested([Reason("form", "请补盖章")], due), case, w.OFFICER, on("2022-07-21"))
    event = replace(UPLOAD, kind=kind, name=name, media_type=MEDIA_TYPES[ending(name)])
    answer = uploading(event, scene, case, on("2022-07-22"))
    if kind == "seal":
        answer.accepted()
        uploading(event, scene, case, on("2022-07-27")).then_rejected("correction_over", "D-12")
    else:
        answer.then_rejected("not_asked_for", "D-12", given=["experience"])
