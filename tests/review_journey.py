"""The whole national review of three cases, step by step: pool, committee, group, desk, consensus, defence, list.

``at_desk_review`` has the committee and the group formed; each further function brings the scene one step on and is
played on a copy. The scores rank the cases in their order.
"""

from dataclasses import replace
from functools import cache
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import journey as j
import world as w
from world import CYCLE, DIGEST, EXPERTS, Scene, Who, on

from biaogan.domain import events as ev
from biaogan.domain import forms, ids
from biaogan.domain.forms import CaseVote, ConsensusDecision
from biaogan.domain.status import Status

j.ROUND.setdefault("defence", f"round_{uuid5(NAMESPACE_URL, 'defence')}")
DESK, DEFENCE = j.ROUND["desk"], j.ROUND["defence"]
LEADER = Who(EXPERTS[3].actor, "group_leader")
MEMBERS = [expert.actor for expert in EXPERTS[3:11]]
PRESENT = MEMBERS[:6]
VICE = EXPERTS[11]
COMMITTEE, GROUP = ids.committee_id(CYCLE), ids.group_id(CYCLE, "g1")
COMMITTEE_PRESENT = [w.CHAIR.actor, VICE.actor, *MEMBERS[:5]]
DESK_PANEL, DEFENCE_PANEL = EXPERTS[3:8], EXPERTS[4:9]
VISITORS = [EXPERTS[9].actor, EXPERTS[10].actor]
DOUBT = ev.SiteVisitProposed("数据来源有疑问", ["产线数据是否属实", "返修率是否真实"])


def profile(person: str, **changes: Any) -> ev.ExpertRegistered:
    """A sound entry in the pool: metal industry, an employer nobody else has."""
    jobs = [forms.Employment(f"单位 {person}", "2010-01-01")]
    return replace(ev.ExpertRegistered(person, ["质量管理"], ["C33"], jobs, False), **changes)


def pooled(scene: Scene, who: Who, **changes: Any) -> str:
    """In the pool, pledged."""
    stream = ids.expert_id(who.actor)
    scene.play(profile(who.actor, **changes), stream, w.OFFICER, on("2022-06-16"))
    scene.play(ev.IntegrityPledgeSigned(CYCLE, DIGEST), stream, who, on("2022-06-17"))
    return stream


def committee(**changes: Any) -> ev.CommitteeFormed:
    """The sound committee: a chair, one vice-chair, eight members."""
    return replace(ev.CommitteeFormed(CYCLE, w.CHAIR.actor, [VICE.actor], MEMBERS), **changes)


def group(cases: list[str], **changes: Any) -> ev.GroupFormed:
    """The sound group over all cases."""
    return replace(ev.GroupFormed(CYCLE, "g1", "装备制造", LEADER.actor, MEMBERS, cases), **changes)


def round_of(cases: list[str], kind: str, closes: str) -> ev.ReviewRoundOpened:
    """A national round over cases with its panel of five."""
    experts = DESK_PANEL if kind == "desk" else DEFENCE_PANEL
    return ev.ReviewRoundOpened(CYCLE, kind, {case: [e.actor for e in experts] for case in cases}, closes, salt=w.SALT)


def votes(cases: list[str], won: list[str], present: int) -> list[CaseVote]:
    """Unanimous: for those that won, against the others."""
    return [CaseVote(case, present if case in won else 0, 0 if case in won else present) for case in cases]


def concluded(cases: list[str], advance: list[str], **changes: Any) -> ev.DeskConsensusConcluded:
    """The group's decision that ``advance`` go on."""
    decisions = [ConsensusDecision(case, case in advance, "合议一致") for case in cases]
    sound = ev.DeskConsensusConcluded(decisions, PRESENT, votes(cases, advance, len(PRESENT)), DIGEST)
    return replace(sound, **changes)


def report(cases: list[str], proposed: list[str], **changes: Any) -> ev.GroupReportAdopted:
    """The group's report that proposes some of its cases in this order."""
    ballots = votes(cases, proposed, len(PRESENT))
    return replace(ev.GroupReportAdopted(w.ranked(proposed), PRESENT, ballots, DIGEST), **changes)


def final_list(cases: list[str], listed: list[str], **changes: Any) -> ev.FinalListAdopted:
    """The committee's list, ``cases`` being those still before it."""
    ballots = votes(cases, listed, len(COMMITTEE_PRESENT))
    sound = ev.FinalListAdopted(CYCLE, DEFENCE, w.ranked(listed), DIGEST, attendance=COMMITTEE_PRESENT, votes=ballots)
    return replace(sound, **changes)


@cache
def _examined() -> tuple[Scene, tuple[str, ...]]:
    scene, cases = w.opened(full=True), []
    for status in j.ORDER[: j.ORDER.index(Status.DESK_REVIEW) + 1]:
        j._advance(scene, cases, status)
    return scene, tuple(cases)


def examined() -> tuple[Scene, list[str]]:
    """Three cases in desk review, nobody in the pool yet."""
    scene, cases = _examined()
    return scene.copy(), list(cases)


@cache
def _at_desk_review() -> tuple[Scene, tuple[str, ...]]:
    scene, cases = examined()
    scene.people(LEADER)
    for who in (*EXPERTS, w.CHAIR):
        pooled(scene, who, senior_quality_expert=who in (w.CHAIR, VICE))
    scene.play(committee(), COMMITTEE, w.DIRECTOR, on("2022-07-26"))
    scene.play(group(cases), GROUP, w.OFFICER, on("2022-07-27"))
    return scene, tuple(cases)


def at_desk_review() -> tuple[Scene, list[str]]:
    """The committee and its one group over three cases in desk review."""
    scene, cases = _at_desk_review()
    return scene.copy(), list(cases)


def open_desk(scene: Scene, cases: list[str]) -> None:
    """The desk round takes sheets."""
    scene.play(round_of(cases, "desk", "2022-08-20T00:00:00+08:00"), DESK, w.OFFICER, on("2022-08-01"))


def close_desk(scene: Scene, cases: list[str]) -> None:
    """Every desk sheet locked, the round closed."""
    j.score(scene, cases, "desk", "2022-08-10")
    scene.play(ev.ReviewRoundClosed(), DESK, w.OFFICER, on("2022-08-11"))


def to_consensus(scene: Scene, cases: list[str]) -> None:
    """DESK_CONSENSUS."""
    scene.play(ev.DeskConsensusOpened(DESK), GROUP, LEADER, on("2022-08-12"))


def to_defence(scene: Scene, cases: list[str], advance: list[str] | None = None) -> None:
    """DEFENCE for those that advance."""
    chosen = cases if advance is None else advance
    scene.play(concluded(cases, chosen), GROUP, LEADER, on("2022-08-13"))


def open_defence(scene: Scene, cases: list[str]) -> None:
    """The defence round takes sheets; nobody has defended yet."""
    scene.play(round_of(cases, "defence", "2022-08-30T00:00:00+08:00"), DEFENCE, w.OFFICER, on("2022-08-15"))


def defend(scene: Scene, case: str) -> None:
    """The case's defence is held."""
    slot = ev.DefenceScheduled("2022-08-18T09:00:00+08:00", "会议室一")
    scene.play(slot, case, w.OFFICER, on("2022-08-16"))
    scene.play(ev.DefenceHeld(30, PRESENT, DIGEST), case, LEADER, on("2022-08-18"))


def close_defence(scene: Scene, cases: list[str]) -> None:
    """Every defence held and scored, the round closed."""
    for case in cases:
        if not scene.world[case].defended:
            defend(scene, case)
    j.score(scene, cases, "defence", "2022-08-19")
    scene.play(ev.ReviewRoundClosed(), DEFENCE, w.OFFICER, on("2022-08-20"))


def to_final(scene: Scene, cases: list[str]) -> None:
    """FINAL_CONSENSUS."""
    scene.play(ev.FinalConsensusOpened(DEFENCE), GROUP, LEADER, on("2022-08-21"))


STEPS = (open_desk, close_desk, to_consensus, to_defence, open_defence, close_defence, to_final)


@cache
def _after(count: int) -> tuple[Scene, tuple[str, ...]]:
    scene, cases = _after(count - 1) if count else at_desk_review()
    scene = scene.copy()
    if count:
        STEPS[count - 1](scene, list(cases))
    return scene, tuple(cases)


def after(step: Any) -> tuple[Scene, list[str]]:
    """A scene with three cases after one of :data:`STEPS`; yours to continue."""
    scene, cases = _after(STEPS.index(step) + 1)
    return scene.copy(), list(cases)
