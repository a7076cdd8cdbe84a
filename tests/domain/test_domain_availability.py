"""What a person could do here, what the office is told about an act, and what a decision depends on (可用操作)."""

from dataclasses import replace

import pytest
import world as w
from journey import LIST, SELECTION, case_in, endorsed, reached
from world import CHENGDE, CYCLE, SHIJIAZHUANG, on, opened

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.act import Act
from biaogan.domain.decide import authorised, available, decide, rules_in_force
from biaogan.domain.lifecycle import BY_ACT
from biaogan.domain.rejections import Rejected
from biaogan.domain.status import Status


def told(scene: w.Scene, who: w.Who, stream: str, day: str = "2022-06-23") -> dict[str, str | None]:
    """Act -> code of the refusal, or ``None``."""
    found = available(scene.world, who.actor, stream, on(day))
    return {row.act: rejected and rejected.code for row, rejected in found}


def test_what_the_head_of_a_unit_can_do_with_an_accepted_case():
    scene = opened()
    case = case_in(scene, Status.T1_ACCEPTED)
    mine = told(scene, w.head(SHIJIAZHUANG), case)
    assert {act for act, code in mine.items() if code is None} == {
        "endorse_case", "not_recommend_case", "fill_t1_recommendation", "suspect_state_secret"
    }  # fmt: skip
    assert mine["withdraw_endorsement"] == "not_endorsed"
    assert mine["submit_case"] == "role_not_held"
    others = told(scene, w.head(CHENGDE), case)
    assert others.pop("report_adverse_fact") == "not_there_or_not_now"  # anybody may, once there is a title
    assert set(others.values()) == {"role_not_held"}
    assert told(scene, w.head(SHIJIAZHUANG), case, "2022-07-01")["endorse_case"] == "deadline_passed"


def test_a_full_roster_says_so_before_anybody_signs():
    scene = opened()
    endorsed(scene, 1, 2, 3)
    case = case_in(scene, Status.T1_ACCEPTED, 4)
    assert told(scene, w.head(SHIJIAZHUANG), case)["endorse_case"] == "quota_exhausted"
    roster = ids.roster_id(CYCLE, SHIJIAZHUANG)
    assert told(scene, w.head(SHIJIAZHUANG), roster) == {"sign_t1_batch": None}
    assert told(scene, w.head(CHENGDE), roster) == {"sign_t1_batch": "role_not_held"}
    assert told(scene, w.head(SHIJIAZHUANG), roster, "2022-07-01") == {"sign_t1_batch": "deadline_passed"}


def test_on_a_stream_that_does_not_exist_only_its_creation_is_possible():
    scene = opened()
    org = scene.organisation(1)
    assert told(scene, w.editor(org), "case_new")["draft_case"] is None
    assert told(scene, w.editor(org), "case_new")["save_declaration"] == "wrong_state"
    on_a_round = told(scene, w.OFFICER, "round_new")
    assert {act for act, code in on_a_round.items() if code is None} == {"open_review_round"}
    assert on_a_round["close_review_round"] == "wrong_state"
    empty = ids.roster_id(CYCLE, CHENGDE)
    assert told(scene, w.head(CHENGDE), empty) == {"sign_t1_batch": None}
    on_a_sheet = told(scene, w.EXPERTS[0], "sheet_new")
    assert {act for act, code in on_a_sheet.items() if code is None} == {"lock_score_sheet"}
    assert told(scene, w.PROVINCE_HEAD, SELECTION) == {"adopt_provincial_selection": None}


def test_an_emptied_roster_and_a_roster_of_a_lost_case_are_still_asked_about():
    scene = opened()
    [case] = endorsed(scene, 1)
    roster = ids.roster_id(CYCLE, SHIJIAZHUANG)
    del scene.world[case]
    assert told(scene, w.head(SHIJIAZHUANG), roster) == {"sign_t1_batch": None}
    back = opened()
    [case] = endorsed(back, 1)
    back.play(ev.EndorsementWithdrawnByT1("撤回"), case, w.head(SHIJIAZHUANG), on("2022-06-24"))
    assert told(back, w.head(SHIJIAZHUANG), roster) == {"sign_t1_batch": None}


def test_the_clock_of_the_notice_is_asked_and_the_service_is_known():
    scene, _ = reached(Status.NOTICE)
    early, late = (told(scene, w.SERVICE, LIST, day)["expire_notice"] for day in ("2022-10-13", "2022-10-14"))
    assert (early, late) == ("notice_not_over", None)
    assert told(scene, w.DIRECTOR, LIST, "2022-10-14")["expire_notice"] == "role_not_held"


def test_everybody_may_replace_the_own_key_and_nobody_elses():
    scene = opened()
    assert told(scene, w.CAQ, w.CAQ.actor)["rotate_key"] is None
    assert told(scene, w.CAQ, w.CHAIR.actor)["rotate_key"] == "role_not_held"
    assert told(scene, w.CAQ, "refusal_1") == {}


def test_authority_is_asked_before_anything_else_is_told():
    scene = opened()
    act = scene.act(ev.CaseReturnedByT1([]), "case_none", w.head(SHIJIAZHUANG), on("2022-06-23"), rules="")
    with pytest.raises(Rejected, match="role_not_held"):
        authorised(act, scene.world)
    clerk = Act(act.event, act.stream, w.clerk(SHIJIAZHUANG).actor, "t1_officer", act.at)
    with pytest.raises(Rejected, match="role_not_held"):  # as of somebody else's: nobody finds out which are there
        authorised(clerk, scene.world)
    case = case_in(scene, Status.T1_ACCEPTED)
    row, matter = authorised(replace(clerk, stream=case), scene.world)
    assert (row.act, matter.state) == ("return_case", scene.world[case])


def test_the_rules_in_force_are_those_of_the_cycle():
    scene = opened()
    case = case_in(scene, Status.T1_ACCEPTED)
    act = scene.act(ev.CaseEndorsedByT1("同意"), case, w.head(SHIJIAZHUANG), on("2022-06-23"))
    assert act.rules == scene.world[CYCLE].digest == scene.world[CYCLE].config.digest
    assert rules_in_force(BY_ACT["grant_role"], act, scene.world) == ""
    assert rules_in_force(BY_ACT["endorse_case"], Act(act.event, "case_none", "", "", act.at), scene.world) == ""


class Watched(w.World):
    """A world that remembers what was read."""

    def __init__(self, *args):
        super().__init__(*args)
        self.read: set[str] = set()

    def __getitem__(self, stream):
        self.read.add(stream)
        return super().__getitem__(stream)


def test_a_decision_depends_on_what_it_read_and_on_what_it_writes():
    scene = opened()
    case = case_in(scene, Status.T1_ACCEPTED)
    who = w.head(SHIJIAZHUANG)
    act = scene.act(ev.CaseEndorsedByT1("同意"), case, who, on("2022-06-23"))
    watched = Watched(scene.world)
    found = decide(act, watched)
    roster = ids.roster_id(CYCLE, SHIJIAZHUANG)
    assert watched.read == {case, who.actor, CYCLE, roster}
    assert {consequence.stream for consequence in found} <= watched.read
