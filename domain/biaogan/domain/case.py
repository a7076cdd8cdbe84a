"""A case (申报项目): one organisation's one experience, from draft to title. Stream ``case_<uuid>``.

``evolve`` here moves a case only by events of its own stream; a decision on a list reaches it as ``CaseMoved``.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from biaogan.domain import case_filing, case_notice, case_review
from biaogan.domain import events as ev
from biaogan.domain import title as holding
from biaogan.domain.act import Recorded
from biaogan.domain.case_review import SiteVisit
from biaogan.domain.dossier import Dossier
from biaogan.domain.folding import if_there
from biaogan.domain.forms import Attestations, Declaration, FileRef
from biaogan.domain.status import Status


@dataclass(frozen=True, slots=True)
class Case:
    """What the rules know of a case. Values of an erased disclosure are ``None`` or empty."""

    cycle: str
    organisation: str
    unit: str
    title: str
    status: Status = Status.DRAFT
    declaration: Declaration | None = None
    attestations: Attestations | None = None
    manifest: tuple[FileRef, ...] = ()
    endorsed: bool = False
    opinion: str = ""
    t1_rank: int | None = None
    provincial_rank: int | None = None
    rounds: tuple[tuple[str, str], ...] = ()
    """(kind, round) of each round the case is or was scored in."""
    title_no: str = ""
    notices_held: tuple[str, ...] = ()
    """The notices at home (单位公示) that have stood their days."""
    notice: case_notice.CaseNotice = case_notice.NO_NOTICE
    """Its objections and its own notice, if it has one (异议、重新公示)."""
    award: holding.Award = holding.NEW
    """What became of the title since it was granted (获评之后)."""
    group: str = ""
    """The professional group (专业组) that reviews it."""
    defence_at: str = ""
    """When it is to be defended (答辩时间), as signed."""
    defended: str = ""
    """``held`` or ``no_show`` once the defence (答辩) is over."""
    visit: SiteVisit | None = None
    """The last site visit (现场考察) proposed for it."""
    dossier: Dossier = field(default_factory=Dossier)
    """Forms, experience, evidence, the correction, and suspicions of a state secret (申报材料)."""
    left_from: Status | None = None
    """The state a withdrawn case was in, as long as it could return (D-11)."""
    helped_by: frozenset[str] = frozenset()
    """Who has signed something of it for the applicant (代办人), D-23."""

    @property
    def has_left(self) -> bool:
        """Whether the case is withdrawn or disqualified, so that nobody decides about it any more."""
        return self.status in (Status.WITHDRAWN, Status.DISQUALIFIED)

    def round_of(self, kind: str) -> str | None:
        """The round of this kind the case is in, if any."""
        return next((round_ for within, round_ in self.rounds if within == kind), None)


Step = Callable[[Case, Any, Recorded], Case]


def _drafted(state: Case | None, e: ev.CaseDrafted, _: Recorded) -> Case:
    return Case(e.cycle or "", e.organisation or "", e.unit or "", e.title or "")


def _to(status: Status) -> Step:
    def step(case: Case, e: Any, _: Recorded) -> Case:
        return replace(case, status=status)

    return step


def _saved(case: Case, e: ev.DeclarationSaved, _: Recorded) -> Case:
    title = getattr(e.declaration, "title", None)
    dossier = case_filing.declared(case.dossier)
    return replace(case, declaration=e.declaration, title=title or case.title, dossier=dossier)


def _submitted(case: Case, e: ev.CaseSubmittedToT1, _: Recorded) -> Case:
    return replace(case, status=Status.T1_SUBMITTED, manifest=tuple(e.manifest or ()), attestations=e.attestations)


def _not_recommended(case: Case, e: ev.CaseNotRecommendedByT1, _: Recorded) -> Case:
    return replace(case, status=Status.T1_NOT_RECOMMENDED, endorsed=False)


def _endorsed(case: Case, e: ev.CaseEndorsedByT1, _: Recorded) -> Case:
    return replace(case, endorsed=True, opinion=e.opinion or "")


def _endorsement_withdrawn(case: Case, e: ev.EndorsementWithdrawnByT1, _: Recorded) -> Case:
    return replace(case, endorsed=False, opinion="")


def _recommended(case: Case, e: ev.CaseRecommendedByT1, _: Recorded) -> Case:
    return replace(case, status=Status.T1_RECOMMENDED, t1_rank=e.rank)


def _selected(case: Case, e: ev.CaseSelectedByProvince, _: Recorded) -> Case:
    return replace(case, status=Status.PROV_SELECTED, provincial_rank=e.rank)


def _package(case: Case, e: ev.NationalPackageSubmitted, r: Recorded) -> Case:
    dossier = case_filing.submitted_nationally(case, r)
    return replace(case, status=Status.NAT_SUBMITTED, manifest=tuple(e.manifest or ()), dossier=dossier)


def _entered_round(case: Case, e: ev.CaseEnteredRound, _: Recorded) -> Case:
    return replace(case, rounds=(*case.rounds, (e.kind, e.round)))


def _posted_at_home(case: Case, e: ev.LocalNoticeHeld, _: Recorded) -> Case:
    return replace(case, notices_held=(*case.notices_held, e.kind or ""))


def _moved(case: Case, e: ev.CaseMoved, _: Recorded) -> Case:
    if case.has_left or e.to not in Status.__members__:
        return case  # a decision on a list never brings back who has left it
    return replace(case, status=Status(e.to))


def _titled(case: Case, e: ev.TitleGranted, _: Recorded) -> Case:
    return replace(case, status=Status.TITLED, title_no=e.title_no or "")


def _award(step: holding.Step, to: Status | None = None) -> Step:
    def evolve(case: Case, e: Any, recorded: Recorded) -> Case:
        return replace(case, award=step(case.award, e, recorded), status=to or case.status)

    return evolve


_STEPS: dict[type[ev.Event], Step] = {
    ev.DeclarationSaved: _saved,
    ev.CaseSubmittedToT1: _submitted,
    ev.CaseReturnedByT1: _to(Status.T1_RETURNED),
    ev.T1ReviewPassed: _to(Status.T1_ACCEPTED),
    ev.CaseNotRecommendedByT1: _not_recommended,
    ev.CaseEndorsedByT1: _endorsed,
    ev.EndorsementWithdrawnByT1: _endorsement_withdrawn,
    ev.CaseRecommendedByT1: _recommended,
    ev.ProvincialReceiptRecorded: _to(Status.PROV_RECEIVED),
    ev.ProvincialFormalPassed: _to(Status.PROV_IN_REVIEW),
    ev.ProvincialFormalFailed: _to(Status.PROV_INELIGIBLE),
    ev.CaseSelectedByProvince: _selected,
    ev.CaseNotSelectedByProvince: _to(Status.PROV_NOT_SELECTED),
    ev.NationalPackageSubmitted: _package,
    ev.FormalExaminationPassed: _to(Status.DESK_REVIEW),
    ev.FormalExaminationFailed: _to(Status.NAT_INELIGIBLE),
    ev.CaseEnteredRound: _entered_round,
    ev.CaseMoved: _moved,
    ev.LocalNoticeHeld: _posted_at_home,
    ev.TitleGranted: _titled,
    **case_notice.STEPS,
    **case_review.STEPS,
    **case_filing.STEPS,
    **{event: _award(step, holding.LEADS_TO.get(event)) for event, step in holding.STEPS.items()},
}


def _noting_help(step: Callable[[Any, Any, Recorded], Any]) -> Callable[[Any, Any, Recorded], Any]:
    """The step; who took it for somebody else stays known of the case."""

    def evolve(state: Case | None, e: Any, recorded: Recorded) -> Case | None:
        case: Case | None = step(state, e, recorded)
        return replace(case, helped_by=case.helped_by | {recorded.actor}) if case and recorded.behalf else case

    return evolve


_FROM_DRAFT: dict[type[ev.Event], Callable[[Any, Any, Recorded], Any]] = {
    ev.CaseDrafted: _drafted,
    **{event: if_there(step) for event, step in _STEPS.items()},
}
EVOLVE = {event: _noting_help(step) for event, step in _FROM_DRAFT.items()}
