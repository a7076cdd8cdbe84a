"""查阅授权: what is sealed is opened by two persons, for a purpose, on named streams, for a short time (1.12, R-13)."""

from datetime import timedelta

import pytest
import world as w
from access_journey import AUDITOR, END, GRANT, INVESTIGATOR, NOW, SECOND, approval, proposal, scene
from amendments import amend
from journey import LIST, ROUND
from objection_journey import filed, objection_id
from spec import Answer, given
from world import CYCLE, Scene, Who, on

from biaogan.domain import events as ev
from biaogan.domain.access import Grant, GrantStatus
from biaogan.domain.act import Recorded
from biaogan.domain.due import due
from biaogan.domain.states import fold
from biaogan.domain.two_person import act_digest
from biaogan.domain.values import instant_text


def propose(body: ev.AccessGrantProposed, who: Who = w.DIRECTOR, found: Scene | None = None) -> Answer:
    return given(found or scene()[0]).when(body, GRANT, who, NOW)


def proposed(*streams: str, **changes: object) -> tuple[Scene, ev.AccessGrantProposed]:
    found, cases = scene()
    body = proposal(*(streams or cases[:1]), **changes)
    return propose(body, found=found).accepted(), body


def granted() -> Scene:
    found, body = proposed()
    return given(found).when(approval(body), GRANT, AUDITOR, NOW).accepted()


def test_two_persons_open_something_sealed_to_a_third():
    found = granted()
    grant = found.world[GRANT]
    assert (grant.status, grant.grantee, grant.expires) == (GrantStatus.LIVE, INVESTIGATOR.actor, END)
    assert grant.classes == ("sheet.expert", "round.panels")


@pytest.mark.parametrize("who", [SECOND, AUDITOR])
def test_another_director_or_an_auditor_is_the_second_person(who):
    found, body = proposed()
    given(found).when(approval(body), GRANT, who, NOW).accepted()


@pytest.mark.parametrize("who", [w.OFFICER, INVESTIGATOR, w.CAQ, w.CHAIR])
def test_nobody_else_is_a_second_person(who):
    found, body = proposed()
    given(found).when(approval(body), GRANT, who, NOW).then_rejected("role_not_held")


def test_the_proposer_does_not_grant_what_they_proposed():
    found, body = proposed()
    given(found).when(approval(body), GRANT, w.DIRECTOR, NOW).then_rejected("same_person", "R-13")


def test_nobody_grants_access_to_themselves_neither_as_first_nor_as_second_person():
    found, cases = scene()
    propose(proposal(cases[0], grantee=w.DIRECTOR.actor), found=found).then_rejected("same_person", "R-13")
    found, body = proposed(grantee=AUDITOR.actor)
    given(found).when(approval(body), GRANT, AUDITOR, NOW).then_rejected("same_person", "R-13")
    given(found).when(approval(body), GRANT, SECOND, NOW).accepted()


@pytest.mark.parametrize(
    "change", [{"streams": [LIST]}, {"classes": ["person"]}, {"purpose": "另有用途"}, {"grantee": SECOND.actor}]
)
def test_what_is_granted_is_what_was_proposed(change):
    found, body = proposed()
    given(found).when(approval(body, **change), GRANT, AUDITOR, NOW).then_rejected("grant_not_as_proposed", "R-13")
    given(found).when(approval(body, proposal="0" * 64), GRANT, AUDITOR, NOW).then_rejected("digest_mismatch", "R-13")


@pytest.mark.parametrize("who", [w.OFFICER, w.CHAIR, w.REGISTRAR, w.EXPERTS[9], Who(w.CAQ.actor, "caq_approver")])
def test_only_an_investigator_an_auditor_or_a_director_is_let_in(who):
    propose(proposal(scene()[1][0], grantee=who.actor)).then_rejected("grantee_unfit", person=who.actor)


def test_a_person_who_does_not_exist_is_not_let_in():
    propose(proposal(scene()[1][0], grantee="person_x")).then_rejected("unknown_reference", field="grantee")


@pytest.mark.parametrize("stream", ["case", "round", "cycle"])
def test_who_scored_the_case_is_not_let_into_it(stream):
    found, cases = scene()
    scorer = Who(w.EXPERTS[3].actor, "office_director")
    found.people(scorer, at=on("2022-10-01"))
    name = {"case": cases[0], "round": ROUND["desk"], "cycle": CYCLE}[stream]
    propose(proposal(name, grantee=scorer.actor), found=found).then_rejected("grantee_has_a_part", stream=name)


def test_who_files_for_the_organisation_is_not_let_into_its_case():
    found, cases = scene()
    org = found.world[cases[0]].organisation
    own = Who(w.editor(org).actor, "investigator")
    found.people(own, at=on("2022-10-01"))
    propose(proposal(cases[0], grantee=own.actor), found=found).then_rejected("grantee_has_a_part")
    propose(proposal(cases[1], cases[2], grantee=own.actor), found=found).then()


def test_who_became_a_party_meanwhile_is_not_let_in_by_the_second_person():
    found, body = proposed()
    org = found.world[body.streams[0]].organisation
    found.people(Who(INVESTIGATOR.actor, "applicant_editor", org), at=NOW)
    given(found).when(approval(body), GRANT, AUDITOR, NOW).then_rejected("grantee_has_a_part")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"purpose": "  "}, "text_missing"),
        ({"classes": []}, "grant_list_malformed"),
        ({"streams": []}, "grant_list_malformed"),
        ({"classes": ["person", "person"]}, "grant_list_malformed"),
        ({"classes": ["sheet"]}, "unknown_reference"),
        ({"streams": [LIST]}, "unknown_reference"),
        ({"streams": ["case_x"]}, "unknown_reference"),
        ({"cycle": "cycle_x"}, "unknown_reference"),
    ],
)
def test_a_grant_names_classes_streams_and_a_purpose(change, code):
    propose(proposal(scene()[1][0], **change)).then_rejected(code)


def test_a_round_the_cycle_and_a_person_can_be_opened():
    propose(proposal(ROUND["desk"], CYCLE, w.EXPERTS[3].actor)).then()


def test_a_stream_of_another_cycle_is_not_opened():
    found, cases = scene()
    other = found.publish(w.DOCUMENT | {"cycle": w.DOCUMENT["cycle"] | {"id": "nqb-other"}}, on("2022-10-01"))
    propose(proposal(cases[0], cycle=other), found=found).then_rejected("unknown_reference", field="streams")


def test_a_grant_lasts_at_most_the_days_of_the_cycle_and_ends_ahead():
    last = NOW + timedelta(days=14)
    case = scene()[1][0]
    propose(proposal(case, expires=instant_text(last))).then()
    for wrong in (last + timedelta(seconds=1), NOW, NOW - timedelta(days=1)):
        propose(proposal(case, expires=instant_text(wrong))).then_rejected("grant_term_wrong", "D-25")
    propose(proposal(case, expires="2022-10-16")).then_rejected("instant_malformed")


def test_the_days_are_those_of_the_cycle():
    found = w.opened()
    amend(found, "draft", {"privacy.grant_days": 3})
    found.people(SECOND, AUDITOR, INVESTIGATOR)
    body = proposal(CYCLE, expires=instant_text(on("2022-06-20")))
    given(found).when(body, GRANT, w.DIRECTOR, on("2022-06-17")).then()
    given(found).when(body, GRANT, w.DIRECTOR, on("2022-06-16")).then_rejected("grant_term_wrong")


def test_a_proposal_whose_end_has_come_is_not_granted():
    found, body = proposed()
    late = on("2022-10-16")
    given(found).when(approval(body), GRANT, AUDITOR, late).then_rejected("grant_term_wrong")
    given(found).when(approval(body), GRANT, AUDITOR, late - timedelta(seconds=1)).accepted()


def test_a_grant_or_its_proposal_is_revoked_with_a_reason_and_then_opens_nothing():
    for found in (granted(), proposed()[0]):
        given(found).when(ev.AccessRevoked(" "), GRANT, AUDITOR, NOW).then_rejected("text_missing", "R-13")
        after = given(found).when(ev.AccessRevoked("核查结束"), GRANT, AUDITOR, NOW).accepted()
        assert after.world[GRANT].status == GrantStatus.ENDED
        given(after).when(ev.AccessRevoked("再次"), GRANT, AUDITOR, NOW).then_rejected("wrong_state")


def test_a_grant_expires_at_its_end_by_the_clock_and_no_earlier():
    found, end = granted(), on("2022-10-16")
    assert due(GRANT, found.world, end - timedelta(microseconds=1)) == []
    assert due(GRANT, found.world, end) == [(GRANT, ev.AccessExpired(END))]
    early = end - timedelta(microseconds=1)
    given(found).when(ev.AccessExpired(END), GRANT, w.SERVICE, early).then_rejected("grant_not_over", "D-25")
    given(found).when(ev.AccessExpired("2022-10-15T10:00:00+08:00"), GRANT, w.SERVICE, end).then_rejected("due_wrong")
    after = given(found).when(ev.AccessExpired(END), GRANT, w.SERVICE, end).accepted()
    assert due(GRANT, after.world, end) == []


def test_a_proposal_does_not_fall_due():
    assert due(GRANT, proposed()[0].world, on("2022-12-01")) == []


def test_an_erased_grant_opens_nothing_and_stops_no_replay():
    body = ev.AccessGrantProposed(None, None, None, None, None, None)  # type: ignore[arg-type]
    said = ev.AccessGranted(None, None, None, None, None, None, None)  # type: ignore[arg-type]
    records = [
        Recorded(e, GRANT, n, n, w.DIRECTOR.actor, "office_director", NOW) for n, e in enumerate((body, said), 1)
    ]
    found = fold(records)
    assert found == Grant("", "", (), (), "", act_digest(body), w.DIRECTOR.actor, GrantStatus.LIVE)
    assert due(GRANT, {GRANT: found}, NOW) == []


@pytest.mark.parametrize("scorer", [False, True])
def test_an_objection_is_opened_to_who_did_not_score_its_case(scorer):
    found, _ = filed()
    reader = Who(w.EXPERTS[3].actor, "office_director") if scorer else INVESTIGATOR
    found.people(reader, at=on("2022-10-01"))
    answer = propose(proposal(objection_id(), grantee=reader.actor), found=found)
    answer.then_rejected("grantee_has_a_part") if scorer else answer.accepted()
