"""A case's way through the 2022 cycle, act by act: each function brings a case or the list one step further.

``case_in`` stops a case before the unit's letter; ``reached`` answers a scene with three cases, two of Shijiazhuang and
one of Chengde, at any later state of the list. The scores rank them in that order.
"""

from dataclasses import replace
from functools import cache
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import world as w
from world import CYCLE, DIGEST, Scene, on

from biaogan.domain import events as ev
from biaogan.domain import forms, ids
from biaogan.domain.calendar import WorkingDays
from biaogan.domain.calendar_year import LoadedYears
from biaogan.domain.rules import formal, recommendation
from biaogan.domain.status import Status

OPINION = ev.CaseEndorsedByT1("方法先进，成效显著，同意推荐。")
T1_PASSED = ev.T1ReviewPassed(w.checklist(recommendation.T1_CHECKLIST), list(recommendation.CONFIRMATIONS))
PROVINCIAL_PASSED = ev.ProvincialFormalPassed(w.checklist(formal.PROVINCIAL_CHECKLIST))
NATIONAL_PASSED = ev.FormalExaminationPassed(w.checklist(formal.NATIONAL_CHECKLIST))
RECEIPT = ev.ProvincialReceiptRecorded(True, 1, "2022-06-29")
ROUND = {kind: f"round_{uuid5(NAMESPACE_URL, kind)}" for kind in ("provincial", "desk")}
SELECTION, LIST = ids.selection_id(CYCLE), ids.list_id(CYCLE)
SIGNED_LETTER = {"letter_digest": DIGEST, "sealed_on": "2022-06-28"}


def case_id(n: int) -> str:
    """The stream of the n-th organisation's case."""
    return f"case_{uuid5(NAMESPACE_URL, f'case {n}')}"


def draft(scene: Scene, n: int = 1, unit: str = w.SHIJIAZHUANG, cycle: str = CYCLE) -> str:
    """DRAFT, with its declaration on file."""
    org, case = scene.organisation(n), case_id(n)
    scene.play(ev.CaseDrafted(cycle, org, unit, w.declaration(n).title), case, w.editor(org), on("2022-06-16"))
    saved = ev.DeclarationSaved(w.declaration(n), w.CONTACT)
    scene.play(saved, case, w.editor(org), on("2022-06-17"))
    return case


def submit(scene: Scene, case: str) -> None:
    """T1_SUBMITTED."""
    scene.play(w.SUBMISSION, case, w.signatory(scene.world[case].organisation), on("2022-06-20"))


def accept(scene: Scene, case: str) -> None:
    """T1_ACCEPTED."""
    scene.play(T1_PASSED, case, w.clerk(scene.world[case].unit), on("2022-06-22"))


def endorse(scene: Scene, case: str) -> None:
    """T1_ACCEPTED, with a place of the quota."""
    scene.play(OPINION, case, w.head(scene.world[case].unit), on("2022-06-23"))


def case_in(scene: Scene, status: Status, n: int = 1, unit: str = w.SHIJIAZHUANG, cycle: str = CYCLE) -> str:
    """A case in a state up to T1_ACCEPTED."""
    case = draft(scene, n, unit, cycle)
    if status != Status.DRAFT:
        submit(scene, case)
    if status == Status.T1_RETURNED:
        reasons = [forms.Reason("R-25", "请补充审计报告")]
        scene.play(ev.CaseReturnedByT1(reasons), case, w.clerk(unit), on("2022-06-21"))
    if status == Status.T1_ACCEPTED:
        accept(scene, case)
    return case


def endorsed(scene: Scene, *ns: int, unit: str = w.SHIJIAZHUANG) -> list[str]:
    """Endorsed cases of a unit."""
    cases = [case_in(scene, Status.T1_ACCEPTED, n, unit) for n in ns]
    for case in cases:
        endorse(scene, case)
    return cases


def letter(cases: list[str], unit: str = w.SHIJIAZHUANG, **changes: Any) -> ev.T1BatchSigned:
    """The unit's letter over cases in rank order."""
    return replace(ev.T1BatchSigned(CYCLE, unit, w.ranked(cases), DIGEST, "2022-06-28"), **changes)


def recommend(scene: Scene, cases: list[str], unit: str = w.SHIJIAZHUANG) -> None:
    """T1_RECOMMENDED, by the unit's letter."""
    scene.play(letter(cases, unit), ids.roster_id(CYCLE, unit), w.head(unit), on("2022-06-28"))


def receive(scene: Scene, case: str) -> None:
    """PROV_RECEIVED."""
    scene.play(RECEIPT, case, w.PROVINCE, on("2022-07-01"))


def panel(cases: list[str], kind: str) -> dict[str, list[str]]:
    """The same experts for each case: three at the province, five others at the desk review."""
    experts = w.EXPERTS[:3] if kind == "provincial" else w.EXPERTS[3:8]
    return {case: [expert.actor for expert in experts] for case in cases}


def round_opened(cases: list[str], kind: str, closes: str) -> ev.ReviewRoundOpened:
    """A round over cases."""
    return ev.ReviewRoundOpened(CYCLE, kind, panel(cases, kind), closes, salt=w.SALT)


def lock(scene: Scene, kind: str, case: str, expert: w.Who, day: str, rows: list[forms.SheetRow]) -> None:
    """One expert's sheet."""
    sheet = ev.ScoreSheetLocked(ROUND[kind], case, rows, w.COMMENT, True)
    scene.play(sheet, w.sheet_id(ROUND[kind], case, expert.actor), expert, on(day))


def score(scene: Scene, cases: list[str], kind: str, day: str) -> None:
    """Every sheet of a round locked; the first case scores best."""
    for place, case in enumerate(cases):
        for expert in w.EXPERTS:
            if expert.actor in scene.world[ROUND[kind]].panels[case]:
                lock(scene, kind, case, expert, day, w.rows(14 - place, 18 - place))


def the_list(cases: list[str], **changes: Any) -> ev.FinalListAdopted:
    """The committee's list in rank order."""
    return replace(ev.FinalListAdopted(CYCLE, ROUND["desk"], w.ranked(cases), DIGEST), **changes)


def notice(scene: Scene, **changes: Any) -> ev.NoticePublished:
    """The notice of the adopted list, posted on Monday 2022-09-26, as the rules want it."""
    days, adopted = WorkingDays(LoadedYears(scene.world)), scene.world[LIST]
    opened = on("2022-09-26", "09:00:00")
    closes = days.notice_close(opened, 10, False)
    sound = ev.NoticePublished(
        w.postings(), closes.isoformat(), days.digest(opened, closes), adopted.digest, "异议受理：质量标杆工作办公室"
    )
    return replace(sound, **changes)


def _steps(scene: Scene, cases: list[str]) -> dict[Status, list[tuple[ev.Event, str, w.Who, str]] | None]:
    """Acts on the list that lead to each of its states."""
    adopted = scene.world[LIST]
    return {
        Status.CONSULTATION: [
            (ev.MinistryConsultationOpened(adopted.digest, "2022-09-23"), LIST, w.DIRECTOR, "2022-09-01")
        ],
        Status.CLEARED_FOR_NOTICE: [(ev.MinistryConsultationClosed("agreed"), LIST, w.MINISTRY, "2022-09-20")],
        Status.NOTICE: [(notice(scene), LIST, w.PUBLISHER, "2022-09-26")],
        Status.NOTICE_CLEARED: [(ev.NoticePeriodExpired("2022-10-14T00:00:00+08:00"), LIST, w.SERVICE, "2022-10-14")],
        Status.APPROVED: [(ev.ResultApproved(adopted.digest, "中国质协字〔2022〕99号"), LIST, w.CAQ, "2022-10-17")],
        Status.TITLED: [
            (ev.ResultAnnounced(w.postings("2022-10-18T09:00:00+08:00"), DIGEST), LIST, w.PUBLISHER, "2022-10-18")
        ],
    }


def _advance(scene: Scene, cases: list[str], status: Status) -> None:
    match status:
        case Status.T1_RECOMMENDED:
            cases += endorsed(scene, 1, 2) + endorsed(scene, 3, unit=w.CHENGDE)
            recommend(scene, cases[:2])
            recommend(scene, cases[2:], w.CHENGDE)
        case Status.PROV_RECEIVED:
            for each in cases:
                receive(scene, each)
        case Status.PROV_IN_REVIEW:
            for each in cases:
                scene.play(PROVINCIAL_PASSED, each, w.PROVINCE, on("2022-07-02"))
        case Status.PROV_SELECTED:
            opened = round_opened(cases, "provincial", "2022-07-20T00:00:00+08:00")
            scene.play(opened, ROUND["provincial"], w.PROVINCE, on("2022-07-05"))
            score(scene, cases, "provincial", "2022-07-10")
            scene.play(ev.ReviewRoundClosed(), ROUND["provincial"], w.PROVINCE, on("2022-07-11"))
            chosen = ev.ProvincialSelectionAdopted(CYCLE, ROUND["provincial"], w.ranked(cases), DIGEST)
            scene.play(chosen, SELECTION, w.PROVINCE_HEAD, on("2022-07-12"))
        case Status.NAT_SUBMITTED:
            for each in cases:
                who = w.signatory(scene.world[each].organisation)
                scene.play(ev.NationalPackageSubmitted(w.FILES), each, who, on("2022-07-20"))
        case Status.DESK_REVIEW:
            for each in cases:
                scene.play(NATIONAL_PASSED, each, w.OFFICER, on("2022-07-25"))
        case Status.RECOMMENDED:
            opened = round_opened(cases, "desk", "2022-08-20T00:00:00+08:00")
            scene.play(opened, ROUND["desk"], w.OFFICER, on("2022-08-01"))
            score(scene, cases, "desk", "2022-08-10")
            scene.play(ev.ReviewRoundClosed(), ROUND["desk"], w.OFFICER, on("2022-08-11"))
            scene.play(the_list(cases), LIST, w.CHAIR, on("2022-08-15"))
        case _:
            for event, stream, who, day in _steps(scene, cases)[status] or ():
                scene.play(event, stream, who, on(day))


ORDER = (
    Status.T1_RECOMMENDED, Status.PROV_RECEIVED, Status.PROV_IN_REVIEW, Status.PROV_SELECTED, Status.NAT_SUBMITTED,
    Status.DESK_REVIEW, Status.RECOMMENDED, Status.CONSULTATION, Status.CLEARED_FOR_NOTICE, Status.NOTICE,
    Status.NOTICE_CLEARED, Status.APPROVED, Status.TITLED,
)  # fmt: skip


@cache
def _reached(status: Status) -> tuple[Scene, tuple[str, ...]]:
    place = ORDER.index(status)
    scene, cases = reached(ORDER[place - 1]) if place else (w.opened(), [])
    _advance(scene, cases, status)
    return scene, tuple(cases)


def reached(status: Status) -> tuple[Scene, list[str]]:
    """A scene with three cases in this state, in the order of their ranks; yours to continue."""
    scene, cases = _reached(status)
    return scene.copy(), list(cases)
