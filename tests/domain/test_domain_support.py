"""代为办理: who helps signs with the own key for somebody else, in forms alone, agreed by a director, for a time (case 32)."""

from dataclasses import replace
from datetime import timedelta

import pytest
import world as w
from journey import ROUND, reached
from spec import given
from support_journey import (
    CASE,
    DRAFT,
    EDITOR,
    END,
    HELPED,
    HELPER,
    NOW,
    ORG,
    asked,
    consent,
    drafted,
    enrol,
    helped,
    request,
    scene,
)
from world import Scene, Who, on

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.decide import available
from biaogan.domain.expert import Expert
from biaogan.domain.forms_application import CommitmentLetter, Cover
from biaogan.domain.ids import expert_id
from biaogan.domain.lifecycle import ACTS, BY_ACT
from biaogan.domain.person import Person
from biaogan.domain.states import fold
from biaogan.domain.status import Status
from biaogan.domain.values import instant

SELF = Who(HELPED, "self")
FOR_ANOTHER = [
    "describe_experience",
    "draft_case",
    "index_evidence",
    "save_declaration",
    "save_form_section",
    "upload_document",
]
SAVED = ev.DeclarationSaved(w.declaration(1), w.CONTACT)
LATER = on("2022-06-17")


def ask(body: ev.ActAsGranted, found: Scene | None = None, who: Who = SELF):
    return given(found or scene()).when(body, HELPED, who, NOW)


# --- the act


def test_a_supporter_drafts_and_fills_in_and_both_persons_stand_in_the_record():
    found = drafted()
    given(found).when(SAVED, CASE, HELPER, LATER).accepted()
    case = [record for record in found.records if record.stream == CASE]
    assert [(record.actor, record.behalf, record.role) for record in case] == [
        (HELPER.actor, HELPED, "applicant_editor")
    ]


def test_what_was_done_for_another_folds_as_if_the_person_had_done_it():
    found, own = drafted(), helped()
    own.play(DRAFT, CASE, EDITOR, NOW)
    assert found.world[CASE] == replace(own.world[CASE], helped_by=frozenset({HELPER.actor}))
    assert found.world[ORG] == own.world[ORG]


def test_case_32_only_forms_and_drafts_can_be_done_for_another():
    assert sorted(row.act for row in ACTS if row.for_another) == FOR_ANOTHER
    assert {role for act in FOR_ANOTHER for role in BY_ACT[act].roles} == {"applicant_editor", "applicant_signatory"}
    assert all(BY_ACT[act].target in (None, Status.DRAFT) for act in FOR_ANOTHER), "nothing is handed in or decided"


@pytest.mark.parametrize("row", [row for row in ACTS if not row.for_another], ids=lambda row: row.act)
def test_case_32_every_other_act_is_refused_whatever_the_person_helped_may_do(row):
    found = helped()
    for role in set(row.roles) - {"self", "system", "anyone"}:
        found.record(ev.RoleGranted(role), HELPED, w.REGISTRAR, NOW)
    stream = HELPED if row.kind == "person" else f"{row.kind}_00000000-0000-4000-8000-000000000009"
    told = {each.act: no for each, no in available(found.world, HELPED, stream, NOW, HELPER.actor)}
    assert told[row.act] is not None
    assert told[row.act].code == "act_as_forbidden"


def test_case_32_a_supporter_never_signs_the_score_sheet_of_the_expert_they_help():
    found, cases = reached(Status.DESK_REVIEW)
    expert = w.EXPERTS[0].actor
    enrol(found, HELPER.actor)
    body = request(expires="2022-09-10T10:00:00+08:00")
    at = on("2022-09-01")
    found.play(body, expert, Who(expert, "self"), at)
    found.play(consent(body), expert, w.DIRECTOR, at)
    sheet = ev.ScoreSheetLocked(ROUND["desk"], cases[0], w.rows(), w.COMMENT, recommend=True)
    stream = w.sheet_id(ROUND["desk"], cases[0], expert)
    signed = replace(HELPER, role="expert", behalf=expert)
    given(found).when(sheet, stream, signed, at, rules="").then_rejected("act_as_forbidden", act="lock_score_sheet")


def test_case_32_the_commitment_letter_is_not_written_for_another_and_the_other_forms_are():
    cover = ev.FormSectionSaved({}, cover=Cover("第1制造有限公司", w.SHIJIAZHUANG, "2022-06-16"))
    letter = ev.FormSectionSaved(
        {}, commitment=CommitmentLetter("第1制造有限公司", [1, 2, 3, 4, 5], "ab" * 32, "2022-06-16")
    )
    refused = given(drafted()).when(letter, CASE, HELPER, LATER)
    refused.then_rejected("act_as_forbidden", "R-42")
    own = given(drafted()).when(letter, CASE, EDITOR, LATER)
    assert own.rejected is None or own.rejected.code != "act_as_forbidden"
    other = given(drafted()).when(cover, CASE, HELPER, LATER)
    assert other.rejected is None or other.rejected.code != "act_as_forbidden"


def test_the_role_is_that_of_the_person_helped():
    given(drafted()).when(SAVED, CASE, replace(HELPER, role="office_officer"), LATER).then_rejected("role_not_held")
    found = helped()
    found.play(ev.RoleRevoked("applicant_editor", ORG, "离职"), HELPED, w.REGISTRAR, NOW)
    given(found).when(DRAFT, CASE, HELPER, NOW).then_rejected("role_not_held")


def test_a_supporter_without_the_claim_is_nobody():
    given(helped()).when(DRAFT, CASE, replace(HELPER, behalf=""), NOW).then_rejected("role_not_held")


def test_the_help_is_for_one_person():
    other = w.signatory(ORG).actor
    given(helped()).when(DRAFT, CASE, replace(HELPER, behalf=other), NOW).then_rejected(
        "act_as_not_granted", person=other
    )
    given(helped()).when(DRAFT, CASE, replace(HELPER, actor=other), NOW).then_rejected("act_as_not_granted")
    for nobody in ("service", HELPER.actor, "person_x", CASE):
        given(helped()).when(DRAFT, CASE, replace(HELPER, behalf=nobody), NOW).then_rejected("act_as_not_granted")


# --- agreed, over, ended


def test_nothing_is_done_before_a_director_agrees():
    given(scene()).when(DRAFT, CASE, HELPER, NOW).then_rejected("act_as_not_granted")
    given(asked()).when(DRAFT, CASE, HELPER, NOW).then_rejected("act_as_not_granted", supporter=HELPER.actor)


def test_help_is_over_at_its_instant():
    end = instant(END, "end")
    given(helped()).when(DRAFT, CASE, HELPER, end - timedelta(seconds=1)).accepted()
    given(helped()).when(DRAFT, CASE, HELPER, end).then_rejected("act_as_not_granted")


@pytest.mark.parametrize("who", [SELF, w.DIRECTOR])
def test_the_person_and_a_director_end_it(who):
    ended = given(helped()).when(ev.ActAsRevoked(HELPER.actor, "不再需要"), HELPED, who, NOW).then()
    given(ended).when(DRAFT, CASE, HELPER, NOW).then_rejected("act_as_not_granted")


@pytest.mark.parametrize("who", [w.OFFICER, w.REGISTRAR, Who(HELPER.actor, "self")])
def test_nobody_else_ends_it(who):
    given(helped()).when(ev.ActAsRevoked(HELPER.actor, "不再需要"), HELPED, who, NOW).then_rejected("role_not_held")


def test_what_was_not_asked_for_cannot_end_and_an_end_has_a_reason():
    given(scene()).when(ev.ActAsRevoked(HELPER.actor, "理由"), HELPED, SELF, NOW).then_rejected("act_as_not_granted")
    given(helped()).when(ev.ActAsRevoked(HELPER.actor, " "), HELPED, SELF, NOW).then_rejected("text_missing", "R-04")


def test_who_asks_anew_waits_for_the_director_anew():
    again = given(helped()).when(request(purpose="补充填报"), HELPED, SELF, NOW).then()
    given(again).when(DRAFT, CASE, HELPER, NOW).then_rejected("act_as_not_granted")
    given(again).when(consent(request()), HELPED, w.DIRECTOR, NOW).then_rejected("digest_mismatch", "R-13")


# --- who asks, who agrees


@pytest.mark.parametrize("days", [14])
def test_the_longest_help_is_fourteen_days(days):
    longest = NOW + timedelta(days=days)
    ask(request(expires=longest.isoformat())).then()
    for wrong in (longest + timedelta(seconds=1), NOW):
        ask(request(expires=wrong.isoformat())).then_rejected("grant_term_wrong", "D-25")


def test_a_request_has_a_purpose_and_names_another_person():
    ask(request(purpose=" ")).then_rejected("text_missing", "D-25")
    ask(request(supporter=HELPED)).then_rejected("same_person", "R-04")
    ask(request(supporter="person_x")).then_rejected("unknown_reference", field="supporter")


@pytest.mark.parametrize("who", [w.DIRECTOR, w.REGISTRAR, Who(HELPER.actor, "self")])
def test_nobody_asks_for_somebody_else(who):
    ask(request(), who=who).then_rejected("role_not_held")


@pytest.mark.parametrize("who", [SELF, w.OFFICER, w.REGISTRAR, w.CAQ])
def test_only_a_director_agrees(who):
    given(asked()).when(consent(request()), HELPED, who, NOW).then_rejected("role_not_held")


def test_a_director_agrees_to_exactly_what_was_asked():
    for change in ({"purpose": "另有用途"}, {"expires": "2022-06-29T10:00:00+08:00"}):
        given(asked()).when(consent(request(), **change), HELPED, w.DIRECTOR, NOW).then_rejected(
            "grant_not_as_proposed"
        )
    wrong = consent(request(), grant="0" * 64)
    given(asked()).when(wrong, HELPED, w.DIRECTOR, NOW).then_rejected("digest_mismatch", "R-13")


def test_neither_of_the_two_agrees_as_a_director():
    found = asked()
    for person in (HELPED, HELPER.actor):
        found.people(Who(person, "office_director"), at=NOW)
        given(found).when(consent(request()), HELPED, Who(person, "office_director"), NOW).then_rejected("same_person")


# --- who may help


@pytest.mark.parametrize("who", [w.OFFICER, w.CAQ, w.EXPERTS[0], w.REGISTRAR, w.clerk(w.CHENGDE), w.editor("org_x")])
def test_who_has_duties_of_their_own_helps_nobody(who):
    found = scene()
    if who.scope.startswith("org_"):
        who = w.editor(ORG.replace(ORG[-4:], "0000"))
        found.people(who)
    ask(request(supporter=who.actor), found).then_rejected("supporter_unfit", "D-23", person=who.actor)


def test_a_colleague_who_files_for_the_same_organisation_helps():
    ask(request(supporter=w.signatory(ORG).actor)).then()


def test_an_expert_of_the_pool_helps_nobody_even_without_the_role():
    found = scene()
    found.world[expert_id(HELPER.actor)] = Expert(HELPER.actor, ("C33",), (), True)
    ask(request(), found).then_rejected("supporter_unfit", roles=["expert"])


def test_who_is_given_a_duty_meanwhile_helps_no_longer():
    found = helped()
    found.people(Who(HELPER.actor, "office_officer"), at=NOW)
    given(found).when(DRAFT, CASE, HELPER, NOW).then_rejected("supporter_unfit", roles=["office_officer"])
    found = asked()
    found.people(Who(HELPER.actor, "office_officer"), at=NOW)
    given(found).when(consent(request()), HELPED, w.DIRECTOR, NOW).then_rejected("supporter_unfit")


def test_nobody_helps_by_way_of_a_third():
    third = enrol(helped(), w.person("third"))
    body = request(supporter=w.person("third"))
    chained = Who(HELPER.actor, "self", behalf=HELPED)
    given(third).when(body, HELPED, chained, NOW).then_rejected("act_as_forbidden", act="ask_for_support")


# --- what is offered, and replay


def test_what_is_offered_to_the_pair_is_what_may_be_done():
    told = {row.act: no for row, no in available(drafted().world, HELPED, CASE, LATER, HELPER.actor)}
    open_now = sorted(act for act, no in told.items() if no is None)
    assert open_now == [act for act in FOR_ANOTHER if act != "draft_case"]
    stranger = [no.code for _, no in available(drafted().world, HELPED, CASE, LATER, w.OFFICER.actor) if no]
    assert set(stranger) == {"act_as_not_granted"}


def test_erased_words_of_a_request_give_nothing():
    gone = Recorded(ev.ActAsGranted(None, None, None), HELPED, 1, 1, HELPED, "self", NOW)
    late = Recorded(ev.ActAsRevoked(None, None), HELPED, 2, 2, HELPED, "self", NOW)
    agreed = Recorded(ev.ActAsApproved(None, None, None, None), HELPED, 3, 3, w.DIRECTOR.actor, "office_director", NOW)
    assert fold([gone, agreed, late]) == Person()
    found = helped()
    kept = replace(found.world[HELPED].helpers[HELPER.actor], expires="")
    found.world[HELPED] = replace(found.world[HELPED], helpers={HELPER.actor: kept})
    given_up = given(found).when(DRAFT, CASE, HELPER, NOW)
    given_up.then_rejected("act_as_not_granted")
