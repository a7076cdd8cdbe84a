"""A suspected state secret stops the case at once (疑似国家秘密), R-33."""

from dataclasses import replace

import pytest
import world as w
from intake_journey import COVER, EVIDENCE, SATURDAY, described, drafted, editor, section, signer
from journey import NATIONAL_PASSED, PROVINCIAL_PASSED, ROUND, T1_PASSED, case_in, draft, reached, round_opened
from spec import given
from world import CHENGDE, CYCLE, SHIJIAZHUANG, on, opened

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.decide import available
from biaogan.domain.events import field_classes
from biaogan.domain.forms import FileRef
from biaogan.domain.status import Status

FILE = w.FILES[2].sha256
SUSPECTED = ev.StateSecretSuspected(FILE)
CLEARED = ev.StateSecretCleared("保密部门鉴定：不涉密")


def test_case_21_a_suspicion_stops_every_act_on_the_content_until_it_is_cleared():
    scene = opened()
    case = case_in(scene, Status.T1_RETURNED)
    at = on("2022-06-23")
    scene = given(scene).when(SUSPECTED, case, w.clerk(SHIJIAZHUANG), at).then()
    contact = w.CONTACT
    for event in (
        ev.DeclarationSaved(w.declaration(1), contact),
        section(cover=COVER),
        described(),
        ev.EvidenceIndexed(EVIDENCE),
    ):
        given(scene).when(event, case, editor(scene, case), at).then_rejected("quarantined", "R-33", documents=1)
    given(scene).when(w.SUBMISSION, case, signer(scene, case), at).then_rejected("quarantined")
    after = given(scene).when(CLEARED, case, w.DIRECTOR, at).then()
    given(after).when(w.SUBMISSION, case, signer(scene, case), at).accepted()


def test_case_21_a_case_under_suspicion_does_not_reach_the_experts():
    scene, cases = reached(Status.NAT_SUBMITTED)
    scene.play(SUSPECTED, cases[0], w.OFFICER, on("2022-07-21"))
    given(scene).when(NATIONAL_PASSED, cases[0], w.OFFICER, on("2022-07-22")).then_rejected("quarantined")
    given(scene).when(NATIONAL_PASSED, cases[1], w.OFFICER, on("2022-07-22")).accepted()


def test_case_21_a_case_under_suspicion_is_passed_on_by_no_tier():
    scene = opened()
    case = case_in(scene, Status.T1_SUBMITTED)
    scene.play(SUSPECTED, case, w.clerk(SHIJIAZHUANG), on("2022-06-21"))
    given(scene).when(T1_PASSED, case, w.clerk(SHIJIAZHUANG), on("2022-06-22")).then_rejected("quarantined")
    scene, cases = reached(Status.PROV_RECEIVED)
    scene.play(SUSPECTED, cases[0], w.PROVINCE, on("2022-07-02"))
    given(scene).when(PROVINCIAL_PASSED, cases[0], w.PROVINCE, on("2022-07-02")).then_rejected("quarantined")
    given(scene).when(PROVINCIAL_PASSED, cases[1], w.PROVINCE, on("2022-07-02")).accepted()


def test_case_21_the_event_names_a_document_and_carries_nothing_of_it():
    assert field_classes(ev.StateSecretSuspected) == {"document": "K3"}
    scene = opened()
    case = case_in(scene, Status.T1_SUBMITTED)
    for document in ("某型号装备参数", "", "ab" * 32):
        given(scene).when(
            ev.StateSecretSuspected(document), case, w.clerk(SHIJIAZHUANG), on("2022-06-21")
        ).then_rejected("unknown_reference", "R-33", field="document")
    for document in (FILE, "F4", "experience"):
        given(scene).when(ev.StateSecretSuspected(document), case, w.clerk(SHIJIAZHUANG), on("2022-06-21")).accepted()


def test_whoever_may_read_the_case_may_raise_it():
    scene, case = drafted()
    for who in (editor(scene, case), w.head(SHIJIAZHUANG), w.PROVINCE, w.OFFICER, w.DIRECTOR, w.CHAIR):
        given(scene).when(ev.StateSecretSuspected("F2"), case, who, SATURDAY).accepted()
    scene.organisation(2)
    stranger = signer(scene, draft(scene, 2))
    for who in (w.clerk(CHENGDE), stranger, w.PUBLISHER, w.EXPERTS[0]):
        answer = given(scene).when(ev.StateSecretSuspected("F2"), case, who, SATURDAY)
        answer.then_rejected("not_assigned" if who.role == "expert" else "role_not_held")


def test_an_expert_raises_it_about_an_assigned_case():
    scene, cases = reached(Status.DESK_REVIEW)
    scene.play(round_opened(cases, "desk", "2022-08-20T00:00:00+08:00"), ROUND["desk"], w.OFFICER, on("2022-08-01"))
    given(scene).when(SUSPECTED, cases[0], w.EXPERTS[3], on("2022-08-02")).accepted()
    given(scene).when(SUSPECTED, cases[0], w.EXPERTS[11], on("2022-08-02")).then_rejected("not_assigned")


def test_only_a_suspicion_is_cleared_by_the_director_and_with_a_reason():
    scene, case = drafted()
    given(scene).when(CLEARED, case, w.DIRECTOR, SATURDAY).then_rejected("not_quarantined", "R-33")
    scene.play(ev.StateSecretSuspected("F2"), case, w.OFFICER, SATURDAY)
    given(scene).when(CLEARED, case, w.OFFICER, SATURDAY).then_rejected("role_not_held")
    given(scene).when(ev.StateSecretCleared(" "), case, w.DIRECTOR, SATURDAY).then_rejected("text_missing", "R-33")


@pytest.mark.parametrize(("who", "offered"), [
    (w.clerk(SHIJIAZHUANG), True), (w.clerk(CHENGDE), False), (w.OFFICER, True), (w.PUBLISHER, False),
])  # fmt: skip
def test_it_is_offered_to_those_who_read_the_case(who, offered):
    scene, case = drafted()
    acts = {row.act for row, why in available(scene.world, who.actor, case, SATURDAY) if why is None}
    assert ("suspect_state_secret" in acts) == offered


@pytest.mark.parametrize(
    ("name", "size", "code"),
    [
        ("../form.docx", 1000, "file_malformed"),
        ("a\\form.docx", 1000, "file_malformed"),
        ("..", 1000, "file_malformed"),
        ("form.docx", 0, "file_malformed"),
        ("form.docx", 209_715_201, "file_too_large"),
        ("experience.docx", 1000, "file_twice"),
        ("form.docx", 209_715_200, None),
    ],
)
def test_case_21_a_file_that_climbs_or_is_too_large_or_comes_twice_is_refused(name, size, code):
    scene, case = drafted()
    files = [FileRef("form", name, size, w.FILES[0].sha256), *w.FILES[1:]]
    answer = given(scene).when(replace(w.SUBMISSION, manifest=files), case, signer(scene, case), on("2022-06-20"))
    if code:
        answer.then_rejected(code)
    else:
        answer.accepted()


def test_on_a_case_that_does_not_exist_nothing_is_offered():
    scene = opened()
    told = {row.act: why for row, why in available(scene.world, w.OFFICER.actor, "case_new", SATURDAY)}
    assert told["suspect_state_secret"].code == "wrong_state"


def test_a_review_nobody_waits_in_ignores_who_leaves():
    scene = opened()
    scene.record(ev.CaseLeftReview("case_1"), ids.selection_id(CYCLE), w.SERVICE, SATURDAY)
    scene.record(ev.CaseRejoinedReview("case_1"), ids.selection_id(CYCLE), w.SERVICE, SATURDAY)
    assert scene.world[ids.selection_id(CYCLE)] is None
