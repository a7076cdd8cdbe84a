"""What people would sensibly do next in a year that stands as it stands: the acts a random year is mostly made of."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import award_journey as award
import journey as j
import objection_journey as o
import review_journey as r
import world as w
from world import CYCLE, DIGEST, Scene, Who

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.rejections import Rejected
from biaogan.domain.status import Phase, Status

UNITS = (w.SHIJIAZHUANG, w.METALLURGY)
ORGANISATIONS = range(1, 8)
Next = tuple[ev.Event, str, Who]


def next_acts(scene: Scene, now: datetime) -> list[Next]:
    """Everything that could well be done now; some of it is too late, or one too many."""
    found = [*_drafts(scene), *_letters(scene), *_rounds(scene, now), *_decisions(scene, now), *_objections(scene, now)]
    for case in streams(scene, "case_"):
        found += _on_a_case(scene, case, now)
    return [*found, *_sheets(scene), *_deliberations(scene)]


def _deliberations(scene: Scene) -> Iterator[Next]:
    """What a group and its committee do in a cycle with a defence."""
    group = scene.world[r.GROUP]
    if group is None:
        return
    live = [case for case in group.cases if not scene.world[case].status.terminal]
    leaving, joining = r.MEMBERS[-1], w.EXPERTS[0].actor
    yield ev.GroupMemberReplaced(leaving, r.VICE.actor, "工作调动"), r.GROUP, w.OFFICER
    yield ev.MemberReplaced(leaving, joining, "工作调动"), r.COMMITTEE, w.DIRECTOR
    yield ev.DeskConsensusOpened(r.DESK), r.GROUP, r.LEADER
    yield r.concluded(live, live), r.GROUP, r.LEADER
    for case in live:
        yield ev.DefenceScheduled("2022-08-18T09:00:00+08:00", "会议室一"), case, w.OFFICER
        yield ev.DefenceHeld(30, r.PRESENT, DIGEST), case, r.LEADER
    yield r.round_of(live, "defence", "2022-12-30T00:00:00+08:00"), r.DEFENCE, w.OFFICER
    yield ev.FinalConsensusOpened(r.DEFENCE), r.GROUP, r.LEADER
    yield r.report(live, live), r.GROUP, r.LEADER
    yield r.final_list(live, live), j.LIST, w.CHAIR


def streams(scene: Scene, prefix: str) -> list[str]:
    """Streams of a kind that exist, in a fixed order."""
    return sorted(name for name, state in scene.world.items() if name.startswith(prefix) and state is not None)


def _drafts(scene: Scene) -> Iterator[Next]:
    for n in ORGANISATIONS:
        unit = UNITS[n % 2]
        case = ids_of_case(n, scene)
        if scene.world[case] is None:
            org = ids.organisation_id(w.code_of(n))
            yield ev.CaseDrafted(CYCLE, org, unit, w.declaration(n).title), case, w.editor(org)


def ids_of_case(n: int, scene: Scene) -> str:
    """The organisation's first case, or the next one when that has ended."""
    first = j.case_id(n)
    state = scene.world[first]
    return first if state is None or not state.status.terminal else j.case_id(n + 100)


def _number(scene: Scene, case: str) -> int:
    return next(n for n in ORGANISATIONS if ids.organisation_id(w.code_of(n)) == scene.world[case].organisation)


def _on_a_case(scene: Scene, case: str, now: datetime) -> list[Next]:
    state = scene.world[case]
    n, unit, org = _number(scene, case), state.unit, state.organisation
    saved = ev.DeclarationSaved(w.declaration(n), w.CONTACT)
    submission = replace(w.SUBMISSION, signed_on="2022-06-16")
    match state.status:
        case Status.DRAFT | Status.T1_RETURNED:
            return [(saved, case, w.editor(org)), (submission, case, w.signatory(org))]
        case Status.T1_SUBMITTED:
            return [(j.T1_PASSED, case, w.clerk(unit))]
        case Status.T1_ACCEPTED:
            withdrawn = ev.EndorsementWithdrawnByT1("撤回")
            return [(withdrawn, case, w.head(unit)), (j.OPINION, case, w.head(unit))]
        case Status.T1_RECOMMENDED:
            return [(j.RECEIPT, case, w.PROVINCE)]
        case Status.PROV_RECEIVED:
            return [(j.PROVINCIAL_PASSED, case, w.PROVINCE)]
        case Status.PROV_SELECTED:
            return [(ev.NationalPackageSubmitted(w.FILES), case, w.signatory(org))]
        case Status.NAT_SUBMITTED:
            return [(j.NATIONAL_PASSED, case, w.OFFICER)]
        case Status.NOTICE:
            return [(o.objection(case), o.objection_id(n), o.OBJECTOR)]
        case Status.TITLED:
            return [(replace(award.PROPOSAL, hearing_closes=_in_working_days(scene, now, 10)), case, w.DIRECTOR)]
        case Status.REVOCATION_REVIEW:
            return [(award.STATED, case, w.signatory(org)), *_revocations(scene, case)]
    return []


def _revocations(scene: Scene, case: str) -> Iterator[Next]:
    for record in reversed(scene.records):
        if record.stream == case and isinstance(record.event, ev.RevocationProposed):
            yield award.decision(record.event), case, w.CAQ
            return


def leaving(scene: Scene) -> list[Next]:
    """Cases that could withdraw, be disqualified or return."""
    found: list[Next] = []
    for case in streams(scene, "case_"):
        org = scene.world[case].organisation
        found.append((ev.CaseNotRecommendedByT1("不符"), case, w.head(scene.world[case].unit)))
        found.append((ev.CaseWithdrawn("企业改制"), case, w.signatory(org)))
        back = scene.world[case].left_from or Status.DRAFT
        found.append((ev.CaseReinstated(back, "撤回有误"), case, w.signatory(org)))
        found.append((ev.CaseDisqualified("falsification", "材料系伪造", DIGEST), case, w.DIRECTOR))
    return found


def _objections(scene: Scene, now: datetime) -> Iterator[Next]:
    for name in streams(scene, "objection_"):
        objection = scene.world[name]
        yield ev.ObjectionAdmitted(_in_working_days(scene, objection.filed_at, 30)), name, w.OFFICER
        yield o.appointment(due_on=(now.date() + timedelta(days=20)).isoformat()), name, w.DIRECTOR
        yield replace(o.HEARD, heard_on=now.date().isoformat()), name, o.INVESTIGATORS[0]
        yield o.REPORT, name, o.INVESTIGATORS[1]
        yield o.decision(), name, w.CHAIR
        yield o.UPHELD, name, w.CHAIR


def _in_working_days(scene: Scene, since: datetime, days: int) -> str:
    try:
        return j.WorkingDays(j.LoadedYears(scene.world)).notice_close(since, days, False).isoformat()
    except Rejected:
        return since.isoformat()


def _letters(scene: Scene) -> Iterator[Next]:
    for unit in UNITS:
        roster = scene.world[ids.roster_id(CYCLE, unit)]
        if roster is not None and roster.status == Phase.OPEN:
            yield j.letter(list(roster.places), unit), ids.roster_id(CYCLE, unit), w.head(unit)


def _rounds(scene: Scene, now: datetime) -> Iterator[Next]:
    closes = (now + timedelta(days=20)).isoformat()
    for kind, status, who in (
        ("provincial", Status.PROV_IN_REVIEW, w.PROVINCE),
        ("desk", Status.DESK_REVIEW, w.OFFICER),
        ("defence", Status.DEFENCE, w.OFFICER),
    ):
        cases = [case for case in streams(scene, "case_") if scene.world[case].status == status]
        name = j.ROUND[kind]
        if scene.world[name] is None and cases and kind != "defence":
            yield j.round_opened(cases, kind, closes), name, who
        elif scene.world[name] is not None and scene.world[name].status == Phase.OPEN:
            yield ev.ReviewRoundClosed(), name, who


def _sheets(scene: Scene) -> Iterator[Next]:
    for name in streams(scene, "round_"):
        for place, (case, experts) in enumerate(sorted(scene.world[name].panels.items())):
            for expert in w.EXPERTS:
                sheet = w.sheet_id(name, case, expert.actor)
                if expert.actor in experts and scene.world[sheet] is None:
                    rows = w.rows(14 - place % 7, 18 - place % 7)
                    yield ev.ScoreSheetLocked(name, case, rows, w.COMMENT, True), sheet, expert


def _decisions(scene: Scene, now: datetime) -> Iterator[Next]:
    world = scene.world
    for kind, stream in (("provincial", j.SELECTION), ("desk", j.LIST)):
        round_, decision = world[j.ROUND[kind]], world[stream]
        if round_ is None or not round_.results or decision is None or decision.status != Phase.OPEN:
            continue
        chosen = w.ranked(list(round_.order[:5]))
        if kind == "provincial":
            yield ev.ProvincialSelectionAdopted(CYCLE, j.ROUND[kind], chosen, DIGEST), stream, w.PROVINCE_HEAD
        else:
            yield ev.FinalListAdopted(CYCLE, j.ROUND[kind], chosen, DIGEST), stream, w.CHAIR
    adopted = world[j.LIST]
    if adopted is None or adopted.status == Phase.OPEN:
        return
    today = now.date()
    posted = w.postings(now.isoformat())
    if (posted_now := notice(scene, now)) is not None:
        yield posted_now, j.LIST, w.PUBLISHER
    yield from (
        (ev.MinistryConsultationOpened(adopted.digest, (today + timedelta(days=40)).isoformat()), j.LIST, w.DIRECTOR),
        (ev.MinistryConsultationClosed("agreed"), j.LIST, w.MINISTRY),
        (ev.NoticePeriodExpired(adopted.closes or now.isoformat()), j.LIST, w.SERVICE),
        (ev.ResultApproved(adopted.digest, "中国质协字〔2022〕99号"), j.LIST, w.CAQ),
        (ev.ResultAnnounced(posted, DIGEST), j.LIST, w.PUBLISHER),
    )


def notice(scene: Scene, now: datetime) -> ev.NoticePublished | None:
    """A notice posted just now, with the end the calendar gives it; none where no calendar reaches."""
    days = j.WorkingDays(j.LoadedYears(scene.world))
    try:
        closes = days.notice_close(now, 10, False)
    except Rejected:
        return None
    return j.notice(
        scene,
        postings=w.postings(now.isoformat()),
        closes=closes.isoformat(),
        calendar_digest=days.digest(now, closes),
    )
