"""One case's whole story in five stages, told by the real views: draft, desk sealed, desk opened, under notice, titled."""

from dataclasses import astuple, dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

import award_journey as a
import journey as j
import objection_journey as o
import review_journey as r
import world as w
from amendments import amend
from stories import AUDITOR, CAST, DRAW, GRANT, ORGANISATION
from world import CYCLE, DIGEST, Scene, Who, on, person

from biaogan.domain import events as ev
from biaogan.domain import events_sealing as seal
from biaogan.domain import forms, ids
from biaogan.domain import forms_application as fa
from biaogan.domain.access import CLASSES
from biaogan.domain.act import Recorded
from biaogan.domain.event import PERSONAL
from biaogan.domain.forms_objection import Ballot
from biaogan.domain.status import Status
from biaogan.domain.two_person import act_digest

CUSTODIANS = [Who(person(f"custodian {n}"), "key_custodian") for n in range(3)]
GRANTED = {
    "director_granted": Who(person("second director"), "office_director"),
    "auditor_granted": Who(person("second auditor"), "integrity_auditor"),
    "investigator_granted": Who(person("second investigator"), "investigator"),
}
"""Each holds a grant of two persons that names every sealed class of the cycle."""
EVERYBODY: dict[str, str | None] = {
    **CAST,
    "idle_expert": w.EXPERTS[10].actor,
    "provincial_expert": w.EXPERTS[0].actor,
    "vice_chair": w.EXPERTS[11].actor,
    "editor": w.editor(ORGANISATION).actor,
    "unit_head": w.head(w.SHIJIAZHUANG).actor,
    "province_head": w.PROVINCE_HEAD.actor,
    "custodian": CUSTODIANS[0].actor,
    **{name: who.actor for name, who in GRANTED.items()},
}
"""Everybody who asks, by what they are to the first case."""
EXPERT, DESK, PROVINCIAL = ids.expert_id(CAST["expert"] or ""), j.ROUND["desk"], j.ROUND["provincial"]
SEALED = seal.RoundSealed(
    "cHVibGlj", "custodians", 2, [seal.KeyShare(who.actor, DIGEST, "c2VhbGVk") for who in CUSTODIANS]
)
HELPER = Who(person("support staff"), "applicant_editor", ORGANISATION, w.editor(ORGANISATION).actor)
"""Fills in a form for the editor (代办)."""
SAVED = ev.DeclarationSaved(w.declaration(1), w.CONTACT)
STAGES = "DSONT"


@dataclass(frozen=True)
class Stage:
    """The story up to a point of it."""

    scene: Scene
    case: str


@cache
def stages() -> dict[str, Stage]:
    """Letter -> the story so far."""
    scene = _appointed()
    cases: list[str] = []
    j._advance(scene, cases, Status.T1_RECOMMENDED)
    draft = next(r_.position for r_ in scene.records if isinstance(r_.event, ev.CaseSubmittedToT1))
    begun = _cut(scene, draft)
    for told in (begun, scene):
        _put(told, on("2022-06-19"), (cases[0], SAVED, HELPER))
    found = {"D": Stage(begun, cases[0])}
    _filed(scene, cases)
    for letter, step in zip("SONT", (_desk, _opened, _noticed, _titled), strict=True):
        step(scene, cases)
        found[letter] = Stage(_as_sealed(scene) if letter == "S" else scene.copy(), cases[0])
    return found


def _cut(scene: Scene, end: int) -> Scene:
    cut = Scene()
    for record in scene.records[:end]:
        cut.record(record.event, record.stream, Who(record.actor, record.role), record.at)
    return cut


def _as_sealed(scene: Scene) -> Scene:
    """As the log reads while the round is sealed: nobody can read what was scored."""
    hidden: dict[str, Any] = {"rows": None, "comment": None, "recommend": None, "abstain": None}

    def read(record: Recorded) -> Recorded:
        if not isinstance(record.event, ev.ScoreSheetLocked) or record.event.round != DESK:
            return record
        return replace(record, event=replace(record.event, **hidden))

    return Scene(scene.world, [read(record) for record in scene.records])


def _put(scene: Scene, at: datetime, *acts: tuple[str, ev.Event, Who]) -> None:
    """On record without asking."""
    for stream, event, who in acts:
        scene.record(event, stream, who, at)


def _appointed() -> Scene:
    scene = w.opened(full=True)
    scene.people(AUDITOR, o.OBJECTOR, o.RIVAL, *o.INVESTIGATORS, *CUSTODIANS, *GRANTED.values())
    scene.people(r.LEADER, Who(w.EXPERTS[11].actor, "vice_chair"))
    amend(scene, "notice", {"cycle.name_en": "National Quality Benchmarks 2022"})
    at = on("2022-06-15", "16:00:00")
    for number, who in enumerate(GRANTED.values()):
        given = (CYCLE, who.actor, sorted(CLASSES), [CYCLE], "核查", "2099-01-01T00:00:00+08:00")
        proposal, stream = ev.AccessGrantProposed(*given), GRANT[:-1] + str(number + 5)
        _put(scene, at, (stream, proposal, w.DIRECTOR), (stream, ev.AccessGranted(act_digest(proposal), *given), w.CAQ))
    rule = ev.RuleInterpretationIssued("2022-1", ["R-74"], "工作日不含公示当日", DIGEST)
    extended = ev.DeadlineExtended("t1", "2022-06-30", "2022-07-01T00:00:00+08:00", "系统停机")
    _put(scene, at, (CYCLE, rule, w.CAQ), (CYCLE, extended, w.DIRECTOR))
    return scene


def _filed(scene: Scene, cases: list[str]) -> None:
    """The case is on file, examined at every tier, and its desk reviewers are appointed."""
    holder = w.signatory(ORGANISATION)
    found = [fa.Finding("R-59", "body", "warning", "too_long")]
    check = ev.DocumentCheckCompleted("experience", found, {"body": 4200}, "checker 1")
    for status in j.ORDER[1 : j.ORDER.index(Status.DESK_REVIEW) + 1]:
        j._advance(scene, cases, status)
        if status is Status.NAT_SUBMITTED:
            asked = ev.CorrectionRequested([forms.Reason("R-62", "缺页")], "2022-07-24T00:00:00+08:00")
            answered = ev.CorrectionSupplied(w.FILES, True, "已补齐")
            at = on("2022-07-22")
            _put(scene, at, (cases[0], asked, w.OFFICER), (cases[0], answered, holder), (cases[0], check, w.SERVICE))
    for who in (*w.EXPERTS, w.CHAIR):
        r.pooled(scene, who, senior_quality_expert=who in (w.CHAIR, r.VICE))
    scene.play(r.committee(), r.COMMITTEE, w.DIRECTOR, on("2022-07-26"))
    scene.play(r.group(cases), r.GROUP, w.OFFICER, on("2022-07-27"))
    drawn, conflict = (
        ev.PanelsDrawn("秘密", {cases[0]: [EXPERT]}, {cases[0]: [EXPERT]}),
        ev.ConflictDeclared(CYCLE, ORGANISATION, "consultant", "2020-01-01", "2020-12-31", "合同"),
    )
    other = ids.expert_id(w.EXPERTS[10].actor)
    _put(
        scene,
        on("2022-07-28"),
        (DRAW, ev.DrawCommitted(CYCLE, "desk", cases, [EXPERT], "c" * 64), w.OFFICER),
        (DRAW, ev.DrawAnswered("应答"), w.CHAIR),
        (DRAW, drawn, w.OFFICER),
        (DRAW, ev.DrawVoided("重抽"), w.OFFICER),
        (other, conflict, holder),
        (other, ev.ExpertSuspended("投诉"), w.DIRECTOR),
    )


def _desk(scene: Scene, cases: list[str]) -> None:
    """Every sheet but one is locked, and the round is sealed."""
    r.open_desk(scene, cases)
    scene.record(SEALED, DESK, w.SERVICE, on("2022-08-01"))
    for place, case in enumerate(cases):
        for who in r.DESK_PANEL[: 4 if place else 5]:
            j.lock(scene, "desk", case, who, "2022-08-10", w.rows(14 - place, 18 - place))


def _opened(scene: Scene, cases: list[str]) -> None:
    """The desk round is closed and its scores opened; the group has reported after the defence."""
    for case in cases[1:]:
        j.lock(scene, "desk", case, r.DESK_PANEL[4], "2022-08-10", w.rows(11, 15))
    _put(
        scene,
        on("2022-08-10", "12:00:00"),
        (DESK, seal.EarlyOpeningProposed("核对"), w.DIRECTOR),
        (DESK, seal.EarlyOpeningApproved(act_digest(seal.EarlyOpeningProposed("核对"))), AUDITOR),
        (DESK, seal.SealOpened(True, []), w.SERVICE),
    )
    scene.play(ev.ReviewRoundClosed(), DESK, w.OFFICER, on("2022-08-11"))
    for step in (r.to_consensus, r.to_defence, r.open_defence):
        step(scene, cases)
    r.defend(scene, cases[0])
    found = [forms.Finding("产线", True, "属实")]
    report = ev.SiteVisitReported(r.VISITORS, "2022-08-25", found, DIGEST)
    _put(
        scene,
        on("2022-08-18", "12:00:00"),
        (cases[0], ev.DefenceNoShow("迟到"), r.LEADER),
        (cases[0], r.DOUBT, r.LEADER),
        (cases[0], ev.SiteVisitOrdered("ab", r.VISITORS, r.VISITORS[0], "2022-08-30"), w.OFFICER),
        (cases[0], report, r.LEADER),
    )
    r.close_defence(scene, cases)
    r.to_final(scene, cases)
    departure = ev.ConsensusOverrideRecorded(cases[0], 1, 2, "现场情况与材料不符", "80")
    _put(scene, on("2022-08-21"), (r.GROUP, departure, r.LEADER))
    scene.play(r.report(cases, cases, dissent="一人不同意"), r.GROUP, r.LEADER, on("2022-08-22"))


def _noticed(scene: Scene, cases: list[str]) -> None:
    """Under notice; an objection was investigated and decided, a letter refused, a lead kept."""
    adopted = r.final_list(cases, cases, override_reason="合议")
    scene.play(adopted, j.LIST, w.CHAIR, on("2022-08-26"))
    digest = scene.world[j.LIST].digest
    scene.play(ev.MinistryConsultationOpened(digest, "2022-09-23"), j.LIST, w.DIRECTOR, on("2022-09-01"))
    scene.play(ev.MinistryConsultationClosed("agreed", "无"), j.LIST, w.MINISTRY, on("2022-09-20"))
    scene.play(j.notice(scene), j.LIST, w.PUBLISHER, on("2022-09-26"))
    stream = o.objection_id()
    scene.play(o.objection(cases[0]), stream, o.OBJECTOR, on(o.FILED))
    o.admit(scene)
    o.report(scene)
    scorers = {who.actor for who in (*r.DESK_PANEL, *r.DEFENCE_PANEL)}
    seats = [w.CHAIR.actor, r.VICE.actor, *r.MEMBERS]
    ballots = [Ballot(member, "recused" if member in scorers else "for") for member in seats]
    scene.play(replace(o.CORRECTED, ballots=ballots), stream, w.CHAIR, on("2022-10-11"))
    scene.play(o.renotice(scene), cases[0], w.PUBLISHER, on("2022-10-12"))
    _put(
        scene,
        on("2022-10-12", "11:00:00"),
        (stream, ev.ApplicantInformed(DIGEST), w.OFFICER),
        (stream, ev.ObjectorInformed(DIGEST), w.OFFICER),
        (stream, ev.ExpertHeard(EXPERT, "已说明", DIGEST), o.INVESTIGATORS[0]),
        (stream, ev.EvidenceAdded("照片", DIGEST, "现场"), o.INVESTIGATORS[0]),
    )
    letter = o.objection(cases[1], "cd" * 32, received_at="2022-10-10T09:00:00+08:00")
    for n, who, event in (
        (2, w.OFFICER, ev.ObjectionRefused("mere_disagreement", "只是不同意评分")),
        (3, o.RIVAL, ev.ObjectionWithdrawn("误会")),
    ):
        filed = letter if n == 2 else o.objection(cases[1], evidence="ef" * 32)
        _put(scene, on("2022-10-12", f"1{n}:00:00"), (o.objection_id(n), filed, who), (o.objection_id(n), event, who))
    dropped = o.decision("drop", "upheld", replacement=cases[2])
    _put(scene, on("2022-10-12", "14:00:00"), (o.objection_id(3), dropped, w.CHAIR))


def _titled(scene: Scene, cases: list[str]) -> None:
    """Announced; the first title is revoked, the second was and is restored."""
    o.expire(scene)
    again = o.renotice(scene, "2022-10-12")
    scene.play(ev.CaseNoticeExpired(again.closes), cases[0], w.SERVICE, on("2022-10-30"))
    scene.play(o.approval(scene, *cases), j.LIST, w.CAQ, on("2022-10-30"))
    announced = ev.ResultAnnounced(w.postings("2022-10-31T09:00:00+08:00"), DIGEST)
    scene.play(announced, j.LIST, w.PUBLISHER, on("2022-10-31"))
    holder = w.signatory(ORGANISATION)
    asked = ev.ReexaminationRequested(cases[0], "procedure", "未听取陈述", [DIGEST])
    review = f"reexamination_{cases[0].removeprefix('case_')}"
    _put(
        scene,
        on("2022-10-31", "12:00:00"),
        (review, asked, holder),
        (review, ev.ReexaminationDocketed("2022-11-20T00:00:00+08:00"), w.SERVICE),
        (review, ev.ReexaminationDecided("confirmed", "程序合规", DIGEST), w.CHAIR),
    )
    for case in cases[:2]:
        for event, who, day in (
            (replace(a.PROPOSAL, occurred_on="2022-10-30"), w.DIRECTOR, a.DAY),
            (a.STATED, a.signatory(scene, case), "2022-11-10"),
            (ev.RevocationRejected("不成立", DIGEST), w.CHAIR, "2022-11-12"),
            (a.PROPOSAL, w.DIRECTOR, "2022-11-13"),
            (a.decision(), w.CAQ, "2022-11-20"),
            (a.announcement(), w.PUBLISHER, "2022-11-21"),
        ):
            _put(scene, on(day), (case, event, who))
    keys = [cases[0] + PERSONAL]
    erased = ev.ErasureProposed(cases[0], keys, "personal_request", "《个人信息保护法》第四十七条", "隐私〔2022〕1号")
    done = ev.PersonalDataErased(act_digest(erased), *astuple(erased))
    gone = ids.erasure_id(cases[0])
    _put(scene, on("2022-11-21", "12:00:00"), (gone, erased, w.DIRECTOR), (gone, done, CUSTODIANS[0]))
    org = scene.world[cases[0]].organisation
    back = (cases[1], a.reversal(), w.CAQ)
    _put(
        scene,
        on("2022-11-22"),
        (org, ev.ReapplicationBarSet(cases[0], 2025), w.SERVICE),
        (cases[1], a.REVERSAL, w.DIRECTOR),
        back,
        (cases[0], ev.VideoSubmitted(120, 1680, DIGEST), holder),
        (cases[0], ev.ExchangeDutyInvited("经验交流会", "2022-12-01", DIGEST), w.OFFICER),
        (cases[0], ev.ExchangeDutyExcused("经验交流会", "停电"), w.OFFICER),
        (cases[0], ev.StatusCheckRecorded(2022, "2022-11-01", "concern", "需核查"), w.OFFICER),
        (cases[0], ev.AdverseFactReported("quality", "媒体", "major", "抽检不合格"), w.OFFICER),
    )
