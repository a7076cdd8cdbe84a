"""个人信息删除: two persons destroy keys, on a legal ground, when nothing needs the data any more (D-25, 1.14)."""

from dataclasses import replace

import award_journey as a
import pytest
import review_journey as r
import world as w
from access_journey import AUDITOR, END, GRANT, INVESTIGATOR, NOW, approval, proposal
from access_journey import scene as noticed
from objection_journey import FILED, OBJECTOR, admit, filed, objection_id
from spec import Answer, given
from world import EXPERTS, Scene, Who, on, person

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.erasure import Erasure, ErasureStatus
from biaogan.domain.ids import appeal_id, erasure_id, expert_id
from biaogan.domain.states import fold
from biaogan.domain.two_person import act_digest

CUSTODIAN = Who(person("custodian"), "key_custodian")
LATER, LATE = on("2026-01-01", "00:00:00"), on("2033-01-01", "00:00:00")
"""The first instants after three, and after ten years from the end of 2022."""
LAW = "《中华人民共和国个人信息保护法》第四十七条"


def asked(subject: str, *keys: str, ground: str = "personal_request", **changes: str) -> ev.ErasureProposed:
    """By default: the personal data of one stream, as the person asks for it."""
    sound = ev.ErasureProposed(subject, list(keys) or [subject + "+P"], ground, LAW, "隐私〔2026〕1号")
    return replace(sound, **changes)


def done(body: ev.ErasureProposed, **changes: object) -> ev.PersonalDataErased:
    """The custodian's act, repeating what was proposed."""
    fields = (body.subject, body.keys, body.ground, body.legal_basis, body.reference)
    return replace(ev.PersonalDataErased(act_digest(body), *fields), **changes)


def propose(found: Scene, body: ev.ErasureProposed, at=LATER, who: Who = w.DIRECTOR) -> Answer:
    return given(found).when(body, erasure_id(body.subject), who, at)


def erase(found: Scene, body: ev.ErasureProposed, at=LATER, **changes: object) -> Answer:
    after = propose(found, body, at).accepted()
    return given(after).when(done(body, **changes), erasure_id(body.subject), CUSTODIAN, at)


def suspended() -> tuple[Scene, str]:
    """An expert who is not called on any more."""
    found, _ = r.examined()
    r.pooled(found, EXPERTS[0])
    name = expert_id(EXPERTS[0].actor)
    found.people(CUSTODIAN)
    return given(found).when(ev.ExpertSuspended("本人退出专家库"), name, w.OFFICER, LATER).accepted(), name


def withdrawn() -> tuple[Scene, str]:
    """A case that its organisation took back."""
    found, cases = noticed()
    found.people(CUSTODIAN)
    org = found.world[cases[0]].organisation
    found.play(ev.CaseWithdrawn("不再申报"), cases[0], w.signatory(org), NOW)
    return found, cases[0]


def test_two_persons_erase_the_employments_of_an_expert_who_left():
    found, name = suspended()
    after = erase(found, asked(name)).then()
    erasure: Erasure = after.world[erasure_id(name)]
    assert (erasure.status, erasure.gone) == (ErasureStatus.ERASED, {name + "+P"})
    propose(after, asked(name)).then_rejected("erased_already", "D-25")
    propose(after, asked(name, name)).then()


def test_whoever_proposed_it_does_not_carry_it_out_and_nobody_else_than_a_custodian_does():
    found, name = suspended()
    first, then = Who(person("both"), "registrar"), Who(person("both"), "key_custodian")
    body = asked(name)
    after = propose(found.people(first), body, who=first).accepted()
    after = given(after).when(ev.RoleRevoked("registrar", "", "调岗"), first.actor, w.REGISTRAR, LATER).accepted()
    after.people(then, at=LATER)
    given(after).when(done(body), erasure_id(name), then, LATER).then_rejected("same_person", "D-25")
    given(after).when(done(body), erasure_id(name), w.DIRECTOR, LATER).then_rejected("role_not_held")
    propose(found, body, who=w.OFFICER).then_rejected("role_not_held")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"proposal": "0" * 64}, "digest_mismatch"),
        ({"ground": "retention_lapsed"}, "erasure_not_as_proposed"),
        ({"legal_basis": "另一依据"}, "erasure_not_as_proposed"),
        ({"keys": ["x"]}, "erasure_not_as_proposed"),
    ],
)
def test_what_is_erased_is_what_was_proposed(change, code):
    found, name = suspended()
    erase(found, asked(name), **change).then_rejected(code, "D-25")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"keys": []}, "erasure_keys_wrong"),
        ({"keys": ["expert_x+P"]}, "erasure_keys_wrong"),
        ({"ground": "because"}, "unknown_reference"),
        ({"ground": "retention_lapsed"}, "erasure_ground_unfit"),
        ({"legal_basis": " "}, "text_missing"),
        ({"reference": ""}, "text_missing"),
    ],
)
def test_a_proposal_names_keys_of_the_stream_and_its_ground(change, code):
    found, name = suspended()
    propose(found, replace(asked(name), **change)).then_rejected(code, "D-25")
    propose(found, asked(name, name + "+P", name + "+P")).then_rejected("erasure_keys_wrong")
    propose(found, asked(w.CYCLE)).then_rejected("unknown_reference", field="subject")


def test_a_person_keeps_the_roles_and_keys_their_acts_are_judged_by():
    found, _ = suspended()
    gone = Who(person("gone"), "t1_officer", "hebei-01")
    found.people(gone)
    propose(found, asked(gone.actor)).then_rejected("still_needed", stream=gone.actor)
    revoked = ev.RoleRevoked("t1_officer", "hebei-01", "调离")
    found = given(found).when(revoked, gone.actor, w.REGISTRAR, LATER).accepted()
    propose(found, asked(gone.actor, gone.actor)).then_rejected("erasure_keys_wrong")
    erase(found, asked(gone.actor)).then()


def test_nothing_is_erased_while_it_is_needed():
    found, _ = r.examined()
    r.pooled(found, EXPERTS[0])
    propose(found, asked(expert_id(EXPERTS[0].actor))).then_rejected("still_needed", "D-25")
    found, cases = noticed()
    propose(found, asked(cases[0])).then_rejected("still_needed", stream=cases[0])


def test_a_case_that_ended_gives_up_its_people_on_request_and_the_rest_when_its_years_are_over():
    found, case = withdrawn()
    erase(found, asked(case), at=NOW).then()
    propose(found, asked(case, case)).then_rejected("erasure_ground_unfit")
    whole = asked(case, case, case + "+P", ground="retention_lapsed")
    propose(found, whole, at=on("2025-12-31", "23:59:59")).then_rejected("retention_not_over", over="2026-01-01")
    erase(found, whole).then()


def test_a_title_is_kept_for_longer():
    found, case = a.titled()
    found.people(CUSTODIAN)
    whole = asked(case, case, ground="retention_lapsed")
    propose(found, whole).then_rejected("retention_not_over", over="2033-01-01")
    erase(found, whole, at=LATE).then()


def test_an_objection_under_way_holds_itself_and_its_case():
    found, cases = filed()
    objection = objection_id()
    propose(found, asked(objection)).then_rejected("legal_hold", reason=objection)
    admit(found)
    propose(found, asked(objection)).then_rejected("legal_hold", reason=objection)
    org = found.world[cases[0]].organisation
    found.play(ev.CaseWithdrawn("不再申报"), cases[0], w.signatory(org), on("2022-09-30"))
    propose(found, asked(cases[0])).then_rejected("legal_hold", stream=cases[0], reason=objection)


def test_an_objection_that_was_answered_gives_up_its_objector():
    found, _ = filed()
    objection = objection_id()
    found.people(CUSTODIAN)
    taken_back = ev.ObjectionWithdrawn("已与企业沟通")
    found = given(found).when(taken_back, objection, OBJECTOR, on(FILED)).accepted()
    erase(found, asked(objection)).then()
    whole = asked(objection, objection, ground="retention_lapsed")
    propose(found, whole, at=NOW).then_rejected("retention_not_over")
    erase(found, whole).then()


def test_a_re_examination_and_a_revocation_hold_the_case():
    found, case = withdrawn()
    request = ev.ReexaminationRequested(case, "procedure", "未听取陈述", [])
    found.record(request, appeal_id(case), w.DIRECTOR, NOW)
    propose(found, asked(case)).then_rejected("legal_hold", reason=appeal_id(case))
    found, case = a.titled()
    found.record(ev.RevocationReversalProposed([], "复查"), case, w.DIRECTOR, NOW)
    propose(found, asked(case)).then_rejected("legal_hold", reason=case)


@pytest.mark.parametrize("opened", ["case", "cycle"])
def test_a_live_grant_holds_what_it_opens_until_it_ends(opened):
    found, case = withdrawn()
    name = {"case": case, "cycle": w.CYCLE}[opened]
    grant = proposal(name)
    found = given(found).when(grant, GRANT, w.DIRECTOR, NOW).accepted()
    held = ev.ErasureHeld(GRANT, END)
    found = given(found).when(approval(grant), GRANT, AUDITOR, NOW).then((erasure_id(name), held))
    assert grant.grantee == INVESTIGATOR.actor
    propose(found, asked(case), at=NOW).then_rejected("legal_hold", stream=case, reason=GRANT)
    erase(found, asked(case), at=on("2022-10-16")).then()
    ended = given(found).when(ev.AccessRevoked("核查完毕"), GRANT, AUDITOR, NOW).accepted()
    erase(ended, asked(case), at=NOW).then()


def test_a_hold_that_came_after_the_proposal_stops_the_custodian():
    found, case = withdrawn()
    body, grant = asked(case), proposal(case)
    found = propose(found, body, at=NOW).accepted()
    found = given(found).when(grant, GRANT, w.DIRECTOR, NOW).accepted()
    found = given(found).when(approval(grant), GRANT, AUDITOR, NOW).accepted()
    given(found).when(done(body), erasure_id(case), CUSTODIAN, NOW).then_rejected("legal_hold", reason=GRANT)
    assert found.world[erasure_id(case)].status == ErasureStatus.PROPOSED


def test_an_erasure_whose_own_words_cannot_be_read_holds_and_erases_nothing():
    empty = ev.PersonalDataErased(None, None, None, None, None, None)  # type: ignore[arg-type]
    held = ev.ErasureHeld(None, None)  # type: ignore[arg-type]
    name = erasure_id("case_x")
    records = [Recorded(event, name, n, n, "service", "system", NOW) for n, event in enumerate((held, empty), 1)]
    state = fold(records)
    assert (state.gone, state.holds) == (frozenset(), {"": ""})
