"""修订年度通知: by two persons, whole, before the stage concerned begins; then old rules are stale (R-05)."""

from dataclasses import replace

import pytest
import world as w
from amendments import amend, amendment, approval
from journey import LIST, OPINION, ROUND, case_in, endorsed, reached, round_opened
from spec import Answer, given
from world import CHENGDE, CYCLE, DIGEST, DOCUMENT, SHIJIAZHUANG, Scene, on, opened

from biaogan.domain import amending, ids
from biaogan.domain import events as ev
from biaogan.domain.amending import AMENDABLE, amended, stage_of, value_at
from biaogan.domain.config import STAGES, CycleConfig, digest
from biaogan.domain.rejections import Rejected
from biaogan.domain.stages_begun import LIST_STAGES
from biaogan.domain.states import fold
from biaogan.domain.status import Status

NOW = on("2022-06-16", "09:00:00")
QUOTA = {"units[0].quota": 1}
LATER = on("2022-12-01")


def proposing(scene: Scene, stage: str, changes: dict, **other: object) -> Answer:
    body = replace(amendment(scene, stage, changes), **other)
    return given(scene).when(body, CYCLE, w.DIRECTOR, LATER)


# --- the document -----------------------------------------------------------------------------------------------------


def test_a_place_is_named_as_faults_name_it_and_the_original_stays():
    changed = amended(DOCUMENT, {"units[0].quota": 1, "notice.length": 12, "criteria.rows[5].max": 25})
    assert (changed["units"][0]["quota"], changed["notice"]["length"]) == (1, 12)
    assert value_at(changed, "criteria.rows[5].max") == 25
    assert DOCUMENT["units"][0]["quota"] == 3


@pytest.mark.parametrize(
    "path",
    ["units[26].quota", "units[x].quota", "units.quota", "notice.colour", "notice.length.days", "", "none", "[0]"],
)
def test_a_place_that_does_not_exist_cannot_be_amended(path):
    with pytest.raises(Rejected) as caught:
        amended(DOCUMENT, {path: 1})
    assert (caught.value.code, caught.value.details) == ("amendment_path_unknown", {"path": path})


@pytest.mark.parametrize(
    ("path", "stage"),
    [
        ("units[0].quota", "t1_review"),
        ("units", "draft"),
        ("units[0].name_zh", "draft"),
        ("criteria.rows[0].max", "provincial"),
        ("scoring.rounds", "provincial"),
        ("panels.desk.assigned", "desk"),
        ("panels.provincial", "provincial"),
        ("notice.length", "notice"),
        ("cycle.year", amending.FROZEN),
        ("cycle.name_en", amending.ALWAYS),
        ("labels.no_fee.zh", amending.ALWAYS),
        ("eligibility.profit_above", "draft"),
        ("award.grounds[0].bar_cycles", "announce"),
    ],
)
def test_the_longest_place_that_fits_says_until_when_it_may_change(path, stage):
    assert stage_of(path) == stage


def test_every_stage_of_the_table_is_one():
    assert set(AMENDABLE.values()) <= {*STAGES, amending.FROZEN, amending.ALWAYS}
    assert set(LIST_STAGES.values()) <= set(STAGES)


# --- two persons ------------------------------------------------------------------------------------------------------


def test_an_amendment_is_proposed_by_the_director_and_approved_by_another():
    scene = opened()
    proposal = amendment(scene, "t1_review", QUOTA)
    scene = given(scene).when(proposal, CYCLE, w.DIRECTOR, NOW).then()
    assert scene.world[CYCLE].config.units[SHIJIAZHUANG].quota == 3
    after = given(scene).when(approval(proposal), CYCLE, w.CAQ, NOW).then()
    cycle = after.world[CYCLE]
    assert (cycle.config.units[SHIJIAZHUANG].quota, cycle.config.units[CHENGDE].quota) == (1, 3)
    assert cycle.digest == cycle.config.digest == proposal.digest == digest(cycle.document)
    assert [found for found, _ in cycle.history] == [digest(DOCUMENT), proposal.digest]
    assert (cycle.in_force(on("2022-06-15", "23:00:00")), cycle.in_force(NOW)) == (digest(DOCUMENT), proposal.digest)
    assert cycle.in_force(on("2022-06-01")) == ""
    given(after).when(approval(proposal), CYCLE, w.CAQ, NOW).then_rejected("amendment_not_proposed", "R-05")


def test_the_approval_is_anothers_and_names_exactly_the_proposal():
    scene = opened()
    proposal = amendment(scene, "t1_review", QUOTA)
    given(scene).when(approval(proposal), CYCLE, w.CAQ, NOW).then_rejected("amendment_not_proposed")
    scene.play(proposal, CYCLE, w.DIRECTOR, NOW)
    both = w.Who(w.DIRECTOR.actor, "caq_approver")
    scene.people(both)
    given(scene).when(approval(proposal), CYCLE, both, NOW).then_rejected("same_person", "R-05")
    wrong = replace(approval(proposal), proposal=DIGEST)
    given(scene).when(wrong, CYCLE, w.CAQ, NOW).then_rejected("digest_mismatch", "R-05", field="proposal", given=DIGEST)
    for altered in ({"changes": {"units[0].quota": 2}}, {"stage": "draft"}, {"reason": "其他"}, {"digest": DIGEST}):
        wrong = replace(approval(proposal), **altered)
        given(scene).when(wrong, CYCLE, w.CAQ, NOW).then_rejected("digest_mismatch", "R-05", field="changes")
    given(scene).when(approval(proposal), CYCLE, w.DIRECTOR, NOW).then_rejected("role_not_held")


# --- what is proposed -------------------------------------------------------------------------------------------------


def test_an_amendment_changes_something_and_says_why():
    scene = opened()
    proposing(scene, "draft", QUOTA, reason=" ").then_rejected("text_missing", "R-05", field="reason")
    proposing(scene, "draft", {}).then_rejected("text_missing", "R-05", field="changes")
    proposing(scene, "draft", {"units[0].quota": 3}).then_rejected("amendment_changes_nothing", path="units[0].quota")
    body = ev.CycleAmendmentProposed({"no.such": 1}, "draft", "x", DIGEST)
    given(scene).when(body, CYCLE, w.DIRECTOR, NOW).then_rejected("amendment_path_unknown", path="no.such")


def test_the_amended_configuration_has_no_fault_or_is_refused_with_all_of_them():
    changes = {"units[0].quota": -1, "notice.length": "ten", "scoring.rounds": {"desk": "0.5"}}
    answer = proposing(opened(), "draft", changes)
    answer.then_rejected("cycle_config_invalid", "R-05", count=3)
    faults = [fault["path"] for fault in answer.rejected.details["faults"]]
    assert faults == ["notice.length", "scoring.rounds", "units[0].quota"]
    proposing(opened(), "draft", QUOTA, digest=DIGEST).then_rejected("digest_mismatch", "R-05", field="digest")


@pytest.mark.parametrize("path", ["cycle.id", "cycle.year", "cycle.tz", "stages"])
def test_what_makes_the_cycle_what_it_is_never_changes(path):
    value = {"cycle.year": 2023, "stages": ["draft"]}.get(path, "other")
    proposing(opened(), "draft", {path: value}).then_rejected("amendment_path_frozen", "R-05", path=path)


def test_the_stage_an_amendment_names_is_one_of_the_cycle_and_not_later_than_what_it_settles():
    scene = opened()
    proposing(scene, "coffee", QUOTA).then_rejected("unknown_reference", field="stage", value="coffee")
    proposing(scene, "notice", QUOTA).then_rejected(
        "amendment_stage_late", path="units[0].quota", settled="t1_review", stage="notice"
    )
    proposing(scene, "draft", QUOTA).then()
    proposing(scene, "announce", {"labels.no_fee.en": "free of charge"}).then()


# --- the stage concerned ----------------------------------------------------------------------------------------------

NEW_ROWS = [{**row, "max": 20 if row["code"] == "A1" else 10 if row["code"] == "A2" else row["max"]}
            for row in DOCUMENT["criteria"]["rows"]]  # fmt: skip
STAGES_BEGIN = [
    # what is amended, the state in which it still may be, the state in which it may no longer
    ({"units[0].quota": 2}, None, Status.T1_RECOMMENDED),
    ({"tier2.quota": 4}, Status.PROV_RECEIVED, Status.PROV_IN_REVIEW),
    ({"criteria.rows": NEW_ROWS}, Status.PROV_RECEIVED, Status.PROV_IN_REVIEW),
    ({"panels.desk.assigned": 7}, Status.DESK_REVIEW, Status.RECOMMENDED),
    ({"titles.number_pattern": "T{n}"}, Status.DESK_REVIEW, Status.RECOMMENDED),
    ({"consultation.silence_workdays": 20}, Status.RECOMMENDED, Status.CONSULTATION),
    ({"notice.length": 12}, Status.CLEARED_FOR_NOTICE, Status.NOTICE),
    ({"award.hearing_workdays": 12}, Status.APPROVED, Status.TITLED),
    ({"labels.no_fee.en": "free of charge"}, Status.APPROVED, None),
]


@pytest.mark.parametrize(("changes", "open_", "begun"), STAGES_BEGIN, ids=lambda value: str(value)[:30])
def test_a_setting_changes_only_before_its_stage_begins(changes, open_, begun):
    before = opened() if open_ is None else reached(open_)[0]
    proposing(before, "announce", changes).rejected is None or proposing(
        before, stage_of(next(iter(changes))), changes
    ).then()
    if begun is not None:
        path = next(iter(changes))
        proposing(reached(begun)[0], stage_of(path), changes).then_rejected(
            "amendment_stage_begun", "R-05", path=path, stage=stage_of(path)
        )


def test_filing_begins_with_the_first_draft_and_that_is_recorded_once():
    scene = opened()
    change = {"eligibility.profit_above": "10"}
    proposing(scene, "draft", change).then()
    case_in(scene, Status.DRAFT, 1)
    case_in(scene, Status.DRAFT, 2)
    assert [r.event for r in scene.records if isinstance(r.event, ev.StageBegun)] == [ev.StageBegun("draft")]
    proposing(scene, "draft", change).then_rejected("amendment_stage_begun", stage="draft")
    proposing(scene, "t1_review", QUOTA).then()
    endorsed(scene, 3, unit=CHENGDE)
    proposing(scene, "t1_review", QUOTA).then_rejected("amendment_stage_begun", stage="t1_review")


def test_a_text_may_change_at_any_time_before_some_stage_that_lies_ahead():
    scene, _ = reached(Status.TITLED)
    text = {"labels.no_fee.en": "free of charge"}
    proposing(scene, "announce", text).then_rejected("amendment_stage_begun", path="", stage="announce")


def test_what_began_between_proposal_and_approval_is_asked_again():
    scene = opened()
    proposal = amendment(scene, "t1_review", QUOTA)
    scene.play(proposal, CYCLE, w.DIRECTOR, NOW)
    endorsed(scene, 1, unit=CHENGDE)
    given(scene).when(approval(proposal), CYCLE, w.CAQ, LATER).then_rejected(
        "amendment_stage_begun", path="units[0].quota"
    )


def test_case_40_a_scale_or_weight_change_after_the_first_round_opened_is_refused():
    scene, cases = reached(Status.PROV_IN_REVIEW)
    opening = round_opened(cases, "provincial", "2022-07-20T00:00:00+08:00")
    scene.play(opening, ROUND["provincial"], w.PROVINCE, on("2022-07-05"))
    for changes in (
        {"criteria.rows": NEW_ROWS},
        {"criteria.rows[0].max": 16},
        {"scoring.step": 5},
        {"scoring.rounds": {"desk": "1.0"}},
        {"scoring.aggregate": {"method": "mean", "trim": 0, "min_n": 1}},
        {"scoring.tie_breaks": ["final", "vote"]},
    ):
        path = next(iter(changes))
        proposing(scene, "provincial", changes).then_rejected("amendment_stage_begun", path=path, stage="provincial")


def test_a_stage_the_cycle_does_not_have_never_begins():
    """The 2022 cycle of the province has no defence; its later stages still bind what belongs to them."""
    scene, _ = reached(Status.RECOMMENDED)
    assert stage_of("site.min_team") == "defence"
    assert "defence" not in scene.world[CYCLE].config.stages
    proposing(scene, "notice", {"notice.length": 12}).then()
    assert scene.world[LIST].status == Status.RECOMMENDED


# --- the rules in force -----------------------------------------------------------------------------------------------


def test_an_act_signed_under_the_old_rules_is_refused_and_under_the_new_ones_decided_by_them():
    scene = opened()
    cases = [case_in(scene, Status.T1_ACCEPTED, n) for n in (1, 2)]
    old = scene.world[CYCLE].digest
    amend(scene, "t1_review", QUOTA, "2022-06-22")
    new = scene.world[CYCLE].digest
    head, at = w.head(SHIJIAZHUANG), on("2022-06-23")
    given(scene).when(OPINION, cases[0], head, at, rules=old).then_rejected(
        "stale_rules", "R-05", given=old, expected=new
    )
    scene.play(OPINION, cases[0], head, at)
    given(scene).when(OPINION, cases[1], head, at).then_rejected("quota_exhausted", quota=1, used=1)


def test_an_amendment_is_itself_proposed_under_the_rules_in_force():
    scene = opened()
    old = scene.world[CYCLE].digest
    amend(scene, "draft", {"tier2.quota": 4})
    body = amendment(scene, "draft", QUOTA)
    given(scene).when(body, CYCLE, w.DIRECTOR, NOW, rules=old).then_rejected("stale_rules")
    given(scene).when(body, CYCLE, w.DIRECTOR, NOW).then()


def test_replay_uses_the_configuration_that_was_in_force_at_each_point():
    scene = opened()
    amend(scene, "draft", {"tier2.quota": 4})
    amend(scene, "draft", {"tier2.quota": 3})
    records = [record for record in scene.records if record.stream == CYCLE]
    folded = [fold(records[: place + 1]) for place in range(len(records))]
    assert [state.config.tier2.quota for state in folded] == [5, 5, 4, 4, 3]
    assert folded[-1] == scene.world[CYCLE]


def test_an_amendment_nobody_can_read_any_more_leaves_the_rules_as_they_are():
    scene = opened()
    for changes in (None, {"no.such": 1}, {"tier2.quota": -1}):
        event = ev.CycleConfigAmended(DIGEST, changes, "draft", "", DIGEST)  # type: ignore[arg-type]
        scene.record(event, CYCLE, w.SERVICE, NOW)
        assert scene.world[CYCLE].config == CycleConfig.from_document(DOCUMENT)
    assert ids.cycle_id("nqb-2022") == CYCLE
