"""The lifecycle table: complete, consistent with the events and the folds, and every rule documented by its id."""

import inspect
import pkgutil
import re
from importlib import import_module

import pytest
import world as w
from journey import ORDER, case_in, reached
from spec import given
from world import SHIJIAZHUANG, on, opened

from biaogan import domain
from biaogan.domain import events as ev
from biaogan.domain import ids, rules, summaries
from biaogan.domain.consequences import CONSEQUENCES
from biaogan.domain.decide import decide
from biaogan.domain.events import EVENTS, field_classes
from biaogan.domain.lifecycle import ACTS, BY_ACT, BY_TOPIC
from biaogan.domain.matter import RULES
from biaogan.domain.states import EVOLVE
from biaogan.domain.status import LABELS, TERMINAL, Status

TOPICS = [
    "access_expired/1",
    "access_grant_proposed/1",
    "access_granted/1",
    "access_revoked/1",
    "act_as_approved/1",
    "act_as_granted/1",
    "act_as_revoked/1",
    "adverse_fact_reported/1",
    "applicant_heard/1",
    "applicant_informed/1",
    "calendar_amended/1",
    "calendar_year_loaded/1",
    "case_added_to_list/1",
    "case_awaits_decision/1",
    "case_disqualified/1",
    "case_drafted/1",
    "case_endorsed_by_t1/1",
    "case_entered_group/1",
    "case_entered_round/1",
    "case_held_for_objection/1",
    "case_left_review/1",
    "case_moved/1",
    "case_not_recommended_by_t1/1",
    "case_not_selected_by_province/1",
    "case_notice_expired/1",
    "case_opened_for_organisation/1",
    "case_promoted/1",
    "case_recommended_by_t1/1",
    "case_reinstated/1",
    "case_rejoined_review/1",
    "case_renoticed/1",
    "case_returned_by_t1/1",
    "case_selected_by_province/1",
    "case_struck_from_list/1",
    "case_submitted_to_t1/1",
    "case_withdrawn/1",
    "committee_formed/1",
    "committee_seat_given/1",
    "confidentiality_audit_reported/1",
    "conflict_declared/1",
    "consensus_override_recorded/1",
    "consensus_rating_recorded/1",
    "correction_requested/1",
    "correction_supplied/1",
    "custody_key_enrolled/1",
    "cycle_amendment_proposed/1",
    "cycle_config_amended/1",
    "cycle_published/1",
    "deadline_extended/1",
    "decision_notified/1",
    "declaration_saved/1",
    "defence_held/1",
    "defence_no_show/1",
    "defence_scheduled/1",
    "deliberation_concluded/1",
    "desk_consensus_concluded/1",
    "desk_consensus_opened/1",
    "document_check_completed/1",
    "document_checked/1",
    "document_uploaded/1",
    "draw_answered/1",
    "draw_committed/1",
    "draw_voided/1",
    "early_opening_approved/1",
    "early_opening_proposed/1",
    "endorsement_withdrawn_by_t1/1",
    "erasure_held/1",
    "erasure_proposed/1",
    "evidence_added/1",
    "evidence_indexed/1",
    "exchange_duty_attended/1",
    "exchange_duty_excused/1",
    "exchange_duty_invited/1",
    "experience_described/1",
    "experience_fingerprinted/1",
    "expert_excluded_by_applicant/1",
    "expert_heard/1",
    "expert_profile_updated/1",
    "expert_recused/1",
    "expert_registered/1",
    "expert_replaced/1",
    "expert_suspended/1",
    "final_consensus_opened/1",
    "final_list_adopted/1",
    "form_section_saved/1",
    "formal_examination_failed/1",
    "formal_examination_passed/1",
    "group_formed/1",
    "group_member_replaced/1",
    "group_report_adopted/1",
    "hearing_lapsed/1",
    "holder_heard/1",
    "integrity_pledge_signed/1",
    "interest_declared/1",
    "investigation_discontinued/1",
    "investigation_reported/1",
    "investigator_appointed/1",
    "key_enrolled/1",
    "key_revoked/1",
    "key_rotated/1",
    "key_share_released/1",
    "lead_recorded/1",
    "local_notice_held/1",
    "log_created/1",
    "member_replaced/1",
    "ministry_consultation_closed/1",
    "ministry_consultation_opened/1",
    "national_package_submitted/1",
    "notice_extended/1",
    "notice_period_expired/1",
    "notice_posting_failed/1",
    "notice_published/1",
    "notice_reposted/1",
    "objection_admitted/1",
    "objection_decided/1",
    "objection_docketed/1",
    "objection_filed/1",
    "objection_received/1",
    "objection_refused/1",
    "objection_reopened/1",
    "objection_settled/1",
    "objection_withdrawn/1",
    "objector_informed/1",
    "oidc_identity_linked/1",
    "oidc_identity_unlinked/1",
    "organisation_registered/1",
    "panels_drawn/1",
    "personal_data_erased/1",
    "provincial_formal_failed/1",
    "provincial_formal_passed/1",
    "provincial_receipt_recorded/1",
    "provincial_selection_adopted/1",
    "reapplication_bar_lifted/1",
    "reapplication_bar_set/1",
    "reexamination_decided/1",
    "reexamination_docketed/1",
    "reexamination_requested/1",
    "refused/1",
    "result_announced/1",
    "result_approved/1",
    "result_refused/1",
    "review_round_closed/1",
    "review_round_extended/1",
    "review_round_opened/1",
    "revocation_announced/1",
    "revocation_proposed/1",
    "revocation_rejected/1",
    "revocation_reversal_proposed/1",
    "revocation_reversed/1",
    "role_granted/1",
    "role_revoked/1",
    "roster_place_freed/1",
    "roster_place_taken/1",
    "round_sealed/1",
    "rule_interpretation_issued/1",
    "score_sheet_locked/1",
    "score_sheet_reopen_proposed/1",
    "score_sheet_reopened/1",
    "score_sheet_voided/1",
    "score_statistics_computed/1",
    "seal_opened/1",
    "sessions_ended/1",
    "similar_experience_found/1",
    "site_visit_ordered/1",
    "site_visit_proposed/1",
    "site_visit_reported/1",
    "stage_begun/1",
    "state_secret_cleared/1",
    "state_secret_suspected/1",
    "status_check_recorded/1",
    "t1_batch_signed/1",
    "t1_recommendation_filled/1",
    "t1_review_passed/1",
    "t2_recommendation_filled/1",
    "tie_vote_recorded/1",
    "title_granted/1",
    "title_renounced/1",
    "title_revoked/1",
    "video_accepted/1",
    "video_submitted/1",
]

MODULES = [import_module(f"{rules.__name__}.{found.name}") for found in pkgutil.iter_modules(rules.__path__)]
RULE_FUNCTIONS = {
    name: function
    for module in MODULES
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if name in RULES
}


def test_the_topics_that_are_stored_and_signed_never_change():
    assert sorted(EVENTS) == TOPICS
    assert all(topic == EVENTS[topic].TOPIC for topic in TOPICS)


def test_every_field_has_a_confidentiality_class():
    classes = {event: field_classes(event) for event in EVENTS.values()}
    assert {found for of in classes.values() for found in of.values()} <= {
        "K0", "K1", "K2", "K3", "K1+P", "K3+P", "K2+S"
    }  # fmt: skip
    assert classes[ev.ScoreSheetLocked] == {
        "round": "K1", "case": "K1", "rows": "K2+S", "comment": "K2+S", "recommend": "K2+S", "abstain": "K2"
    }  # fmt: skip
    assert classes[ev.ReviewRoundOpened]["panels"] == "K3"
    assert classes[ev.CaseSubmittedToT1]["signer"] == "K1+P"


def test_every_event_is_either_an_act_or_a_consequence():
    stated = {row.event for row in ACTS}
    assert len(stated) == len(ACTS) == len(BY_ACT) == len(BY_TOPIC)
    assert stated | set(CONSEQUENCES) == set(EVENTS.values())
    assert not stated & set(CONSEQUENCES)


def test_every_event_is_folded_on_the_streams_it_can_be_on():
    kinds = {row.event: {row.kind} for row in ACTS} | {event: set(found) for event, found in CONSEQUENCES.items()}
    folded = {event: {kind for kind, steps in EVOLVE.items() if event in steps} for event in EVENTS.values()}
    unfolded = {ev.LogCreated, ev.Refused}
    assert {event: found for event, found in folded.items() if event not in unfolded} == {
        event: found for event, found in kinds.items() if event not in unfolded
    }


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_rule_names_its_article_and_its_chinese_term(name):
    function = RULE_FUNCTIONS[name]
    doc = inspect.getdoc(function) or ""
    assert re.match(r"(R|D)-\d\d", doc), name
    assert re.search(r"[\u4e00-\u9fff]", doc), f"{name} has no Chinese term"
    assert all(rule in doc or ".." in doc for rule in RULES[name]), f"{name}: {RULES[name]}"


@pytest.mark.parametrize("row", ACTS, ids=lambda row: row.act)
def test_every_guard_and_rule_of_the_table_is_a_registered_one(row):
    assert {function.__name__ for function in (*row.guards, *row.rules)} <= set(RULES)


def test_every_registered_rule_is_asked_by_some_act():
    asked = {function.__name__ for row in ACTS for function in (*row.guards, *row.rules)}
    source = "".join(inspect.getsource(module) for module in MODULES) + inspect.getsource(
        import_module(decide.__module__)
    )
    unasked = {name for name in set(RULES) - asked if source.count(f"{name}(") < 2}
    assert not unasked


def test_the_map_of_the_domain_leads_to_every_chapter():
    named = set(re.findall(r":mod:`~([\w.]+)`", inspect.getdoc(domain) or ""))
    for name in named:
        assert import_module(name).__doc__
    assert {module.__name__ for module in MODULES} <= named


def test_states_have_labels_and_terminal_ones_lead_nowhere():
    assert set(LABELS) == set(Status)
    assert all(zh and en for zh, en in LABELS.values())
    assert (Status.DRAFT.label(), Status.DRAFT.label("en")) == ("草稿", "Draft")
    sources = {source for row in ACTS for source in row.sources}
    assert sources & TERMINAL <= {Status.WITHDRAWN, Status.REVOKED}  # each with an act that reverses it
    assert {status for status in Status if status.terminal} == TERMINAL


@pytest.mark.parametrize("status", ORDER)
def test_the_state_after_each_act_is_the_one_the_table_says(status):
    scene, _ = reached(status)
    states = {}
    for recorded in scene.records:
        step = EVOLVE.get(ids.kind_of(recorded.stream), {}).get(type(recorded.event))
        if step is not None:
            states[recorded.stream] = step(states.get(recorded.stream), recorded.event, recorded)
        row = BY_TOPIC.get(recorded.event.TOPIC)
        if row is not None and row.target is not None:
            assert states[recorded.stream].status == row.target


def test_a_consequence_cannot_be_stated_by_anybody():
    scene, cases = reached(Status.DESK_REVIEW)
    for who in (w.CHAIR, w.SERVICE):
        given(scene).when(ev.CaseMoved("TITLED"), cases[0], who, on("2022-08-01"), rules="").then_rejected(
            "nobody_may_state", topic="case_moved/1"
        )


@pytest.mark.parametrize("stream", ["roster_1", "case", "", "cases_1", "person_1"])
def test_an_act_is_written_on_a_stream_of_its_kind(stream):
    scene = opened()
    case_in(scene, Status.T1_ACCEPTED)
    body = ev.CaseEndorsedByT1("同意")
    given(scene).when(body, stream, w.head(SHIJIAZHUANG), on("2022-06-23"), rules="").then_rejected("stream_mismatch")


@pytest.mark.parametrize("row", ACTS, ids=lambda row: row.act)
def test_every_act_says_what_it_means_in_both_languages(row):
    scene, _ = reached(Status.TITLED)
    bodies = [recorded for recorded in scene.records if type(recorded.event) is row.event]
    for recorded in bodies[:1]:
        zh, en = summaries.summary(row, recorded.event, recorded.stream)
        assert re.search(r"[\u4e00-\u9fff]", zh)
        assert "{" not in zh + en
    assert all(summaries.title(row))
    fields = set(row.event.__dataclass_fields__)
    for template in (summaries.SENTENCES[row.act].says_zh, summaries.SENTENCES[row.act].says_en):
        assert set(re.findall(r"\{(\w+)\}", template)) <= fields | {"stream"}


def test_what_is_signed_is_shown_whole():
    assert summaries.shown([w.forms.RankedCase("case_1", 1), w.forms.RankedCase("case_2", 2, "优")]) == (
        "case=case_1 rank=1 opinion=-, case=case_2 rank=2 opinion=优"
    )
    assert summaries.shown({"case_1": ["person_1", "person_2"]}) == "case_1: person_1, person_2"
    assert [summaries.shown(value) for value in (None, "", [], {}, True, False, 0)] == [
        "-",
        "-",
        "-",
        "-",
        "✓",
        "✗",
        "0",
    ]
