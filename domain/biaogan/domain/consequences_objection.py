"""What follows from acts on the list, on objections and on re-examinations (名单、异议、复核的后果).

A case that has left the procedure, or stands elsewhere than the list, is not moved by an act on the list.
"""

from collections.abc import Iterable

from biaogan.domain import events as ev
from biaogan.domain.act import Consequence
from biaogan.domain.case import Case
from biaogan.domain.ids import list_id
from biaogan.domain.matter import Matter
from biaogan.domain.national_list import NationalList
from biaogan.domain.objection import Objection, ObjectionStatus, facts_digest
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.adjudication import list_of
from biaogan.domain.rules.approval import decided_on
from biaogan.domain.rules.periods import working_days
from biaogan.domain.status import TERMINAL, Status
from biaogan.domain.values import instant, instant_text

Consequences = tuple[Consequence, ...]

# --- the list (名单) --------------------------------------------------------------------------------------------------


def consultation_opened(e: ev.MinistryConsultationOpened, m: Matter) -> Consequences:
    """The listed cases are with the ministry (征求意见)."""
    return _moved(_with_the_list(m), Status.CONSULTATION)


def consultation_closed(e: ev.MinistryConsultationClosed, m: Matter) -> Consequences:
    """The listed cases go to the notice, or back to the committee after an objection (D-35)."""
    return _moved(_with_the_list(m), Status.DELIBERATION if e.reply == "objects" else Status.CLEARED_FOR_NOTICE)


def deliberated(e: ev.DeliberationConcluded, m: Matter) -> Consequences:
    """Struck cases are removed (删除), the others go to the notice in their old order (D-35)."""
    struck = {reason.item for reason in e.struck}
    cases = _with_the_list(m)
    gone, kept = [c for c in cases if c in struck], [c for c in cases if c not in struck]
    return (*_moved(gone, Status.REMOVED), *_moved(kept, Status.CLEARED_FOR_NOTICE))


def noticed(e: ev.NoticePublished, m: Matter) -> Consequences:
    """The listed cases are under public notice (公示)."""
    return _moved(_with_the_list(m), Status.NOTICE)


def renoticed(e: ev.CaseRenoticed, m: Matter) -> Consequences:
    """Objections that are still open carry over: the case is held on its new notice too (edge 8)."""
    return _moved([m.stream] if m.state.notice.held else [], Status.NOTICE_HELD)


def notice_over(e: ev.NoticePeriodExpired, m: Matter) -> Consequences:
    """The cases still under notice are cleared; one with an objection, or a notice of its own, stays (R-75)."""
    return _moved([c for c in _with_the_list(m) if not _case(m, c).notice.open], Status.NOTICE_CLEARED)


def approved(e: ev.ResultApproved, m: Matter) -> Consequences:
    """The cases the approval is about are approved (批准)."""
    return _moved(decided_on(e, m), Status.APPROVED)


def not_approved(e: ev.ResultRefused, m: Matter) -> Consequences:
    """The named cases are not approved (不予批准), and their applicants know (D-21)."""
    names = [reason.item for reason in e.cases]
    told = (Consequence(name, ev.DecisionNotified("not_approved")) for name in names)
    return (*_moved(names, Status.NOT_APPROVED), *told)


def titles_granted(e: ev.ResultAnnounced, m: Matter) -> Consequences:
    """Each approved case gets its title (称号), in the order of the list; numbers go on after those already granted."""
    config, adopted = m.config, m.state
    granted = sum(bool(_case(m, name).title_no) for name in adopted.ever_listed)
    due = [name for name in adopted.cases if _case(m, name).status == Status.APPROVED]
    return tuple(
        Consequence(name, ev.TitleGranted(config.titles.number(config.year, n), config.year))
        for n, name in enumerate(due, granted + 1)
    )


# --- objections (异议) ------------------------------------------------------------------------------------------------


def filed(e: ev.ObjectionFiled, m: Matter) -> Consequences:
    """The receipt with its service levels (D-18); and unless it is only a lead, the case is not cleared before an answer."""
    sla = m.config.objection.sla
    due = (_due(m, days) for days in (sla.receipt, sla.admissibility, sla.decision))
    docketed = Consequence(m.stream, ev.ObjectionDocketed(*due))
    if e.as_information or (e.anonymous and m.config.objection.anonymous != "accept"):
        return (docketed,)
    return (docketed, Consequence(e.case, ev.ObjectionReceived(m.stream, facts_digest(e))))


def admitted(e: ev.ObjectionAdmitted, m: Matter) -> Consequences:
    """The case is held (暂缓), the others on the list are not."""
    return (Consequence(m.state.case, ev.CaseHeldForObjection(m.stream)),)


def answered(
    e: ev.ObjectionRefused | ev.LeadRecorded | ev.ObjectionWithdrawn | ev.InvestigationDiscontinued, m: Matter
) -> Consequences:
    """The case no longer waits for this objection; a withdrawal under investigation changes nothing yet (edge 46)."""
    under_way = m.state.status in (ObjectionStatus.ADMITTED, ObjectionStatus.REPORTED)
    if isinstance(e, ev.ObjectionWithdrawn) and under_way:
        return ()
    if m.stream not in _case(m, m.state.case).notice.open:
        return ()
    return (Consequence(m.state.case, ev.ObjectionSettled(m.stream, _resting(m))),)


def reported(e: ev.InvestigationReported, m: Matter) -> Consequences:
    """A held case goes to the committee (审议)."""
    held = _case(m, m.state.case).status == Status.NOTICE_HELD
    return _moved([m.state.case] if held else [], Status.DELIBERATION)


def decided(e: ev.ObjectionDecided, m: Matter) -> Consequences:
    """D-20: back to the notice, a new notice, or off the list; where the cycle refills, the next in rank comes on it."""
    name, adopted = m.state.case, list_of(m)
    to = {"corrected": Status.RE_NOTICE.value, "upheld": Status.REMOVED.value}.get(e.outcome) or _resting(m)
    found = [Consequence(name, ev.ObjectionSettled(m.stream, to, e.title))]
    if e.outcome == "upheld" and name in adopted.cases:
        found.append(Consequence(list_id(m.cycle), ev.CaseStruckFromList(name)))
    if e.remedy == "replace":
        last = max(entry.rank for entry in adopted.entries) if adopted.entries else 0
        found.append(Consequence(list_id(m.cycle), ev.CaseAddedToList(e.replacement, last + 1)))
        found.append(Consequence(e.replacement, ev.CasePromoted(name)))
    return tuple(found)


def applicant_informed(e: ev.ApplicantInformed, m: Matter) -> Consequences:
    """The days for a re-examination run (D-21)."""
    return (Consequence(m.state.case, ev.DecisionNotified("objection")),)


# --- re-examination (复核) --------------------------------------------------------------------------------------------


def docketed(e: ev.ReexaminationRequested, m: Matter) -> Consequences:
    """By when it is to be answered (D-21)."""
    return (Consequence(m.stream, ev.ReexaminationDocketed(_due(m, m.config.objection.appeal.answer))),)


def reexamined(e: ev.ReexaminationDecided, m: Matter) -> Consequences:
    """A step to be repeated (重新办理): the refused approval is open again, a removal is before the committee again."""
    name, case = m.state.case, _case(m, m.state.case)
    if e.outcome != "repeat" or case.status not in (Status.REMOVED, Status.NOT_APPROVED):
        return ()
    if case.status == Status.NOT_APPROVED:
        return _moved([name], Status.NOTICE_CLEARED)
    found: list[Consequence] = []
    for _, stream in case.notice.facts:
        objection = m.world[stream]
        if isinstance(objection, Objection) and objection.outcome == "upheld":
            found.append(Consequence(stream, ev.ObjectionReopened(e.reasons)))
            found.append(Consequence(name, ev.CaseHeldForObjection(stream)))
    rank = next((entry.rank for entry in list_of(m).struck if entry.case == name), 0)
    found.append(Consequence(list_id(m.cycle), ev.CaseAddedToList(name, rank)))
    return (*found, *_moved([name], Status.DELIBERATION))


def _due(m: Matter, days: int) -> str:
    try:
        return instant_text(working_days(m).notice_close(m.at, days, False))
    except Rejected:
        return ""  # nobody loses an objection because a calendar is missing; the admission is refused without it


def _resting(m: Matter) -> str:
    """Where a case goes once this objection no longer holds it; "" where it stays."""
    case = _case(m, m.state.case)
    if case.status in TERMINAL or case.status not in (Status.NOTICE, Status.NOTICE_HELD, Status.DELIBERATION):
        return ""
    others = [m.world[stream] for stream in case.notice.held if stream != m.stream]
    if any(isinstance(other, Objection) and other.status == ObjectionStatus.REPORTED for other in others):
        return Status.DELIBERATION.value
    if others:
        return Status.NOTICE_HELD.value
    pending = [stream for stream in case.notice.pending if stream != m.stream]
    return (Status.NOTICE if pending or _notice_runs(case, m) else Status.NOTICE_CLEARED).value


def _notice_runs(case: Case, m: Matter) -> bool:
    if case.notice.closes:
        return m.at < instant(case.notice.closes, "closes")
    adopted = m.world[list_id(case.cycle)]
    return isinstance(adopted, NationalList) and adopted.status == Status.NOTICE


def _with_the_list(m: Matter) -> list[str]:
    """The cases that stand where the list does, without a notice of their own."""
    found = ((name, _case(m, name)) for name in m.state.cases)
    return [name for name, case in found if case.status == m.state.status and not case.notice.closes]


def _case(m: Matter, name: str) -> Case:
    return m.referred("case", name, Case)


def _moved(cases: Iterable[str], to: Status) -> Consequences:
    return tuple(Consequence(case, ev.CaseMoved(to.value)) for case in cases)
