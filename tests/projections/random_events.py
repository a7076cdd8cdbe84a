"""Events of the further chapters with values of the right types and no sense, erased or not, on few streams."""

import random
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from view_histories import CYCLE, History, made, person

from biaogan.domain import events as ev
from biaogan.domain.event import Event

CHAPTERS: dict[str, tuple[type[Event], ...]] = {
    "objection": (
        ev.ObjectionFiled, ev.ObjectionFiled, ev.ObjectionDocketed, ev.ObjectionAdmitted, ev.ObjectionRefused,
        ev.LeadRecorded, ev.ObjectionWithdrawn, ev.InvestigationDiscontinued, ev.InvestigatorAppointed,
        ev.ApplicantHeard, ev.ExpertHeard, ev.EvidenceAdded, ev.InvestigationReported, ev.ObjectionDecided,
        ev.ObjectionReopened, ev.ObjectorInformed, ev.ApplicantInformed,
    ),
    "case": (
        ev.T1ReviewPassed, ev.CaseReturnedByT1, ev.CaseNotRecommendedByT1, ev.ProvincialFormalPassed,
        ev.ProvincialFormalFailed, ev.FormalExaminationPassed, ev.FormalExaminationFailed, ev.CorrectionRequested,
        ev.CorrectionSupplied, ev.FormSectionSaved, ev.T1RecommendationFilled, ev.T2RecommendationFilled,
        ev.ExperienceDescribed, ev.EvidenceIndexed, ev.DocumentChecked, ev.DocumentCheckCompleted, ev.NationalPackageSubmitted,
        ev.DefenceScheduled, ev.DefenceHeld, ev.DefenceNoShow, ev.SiteVisitProposed, ev.SiteVisitOrdered,
        ev.SiteVisitReported, ev.TitleGranted, ev.VideoSubmitted, ev.VideoAccepted, ev.ExchangeDutyInvited,
        ev.ExchangeDutyAttended, ev.ExchangeDutyExcused, ev.StatusCheckRecorded, ev.AdverseFactReported,
        ev.RevocationProposed, ev.HolderHeard, ev.HearingLapsed, ev.RevocationRejected, ev.TitleRevoked,
        ev.RevocationAnnounced, ev.RevocationReversalProposed, ev.RevocationReversed, ev.TitleRenounced,
    ),
    "expert": (
        ev.ExpertRegistered, ev.ExpertProfileUpdated, ev.ExpertSuspended, ev.IntegrityPledgeSigned, ev.ConflictDeclared,
    ),
    "committee": (ev.CommitteeFormed, ev.MemberReplaced),
    "group": (
        ev.GroupFormed, ev.DeskConsensusOpened, ev.DeskConsensusConcluded, ev.ConsensusOverrideRecorded,
        ev.FinalConsensusOpened, ev.GroupReportAdopted, ev.GroupMemberReplaced,
    ),
    "draw": (ev.DrawCommitted, ev.DrawAnswered, ev.PanelsDrawn, ev.DrawVoided),
    "appeal": (ev.ReexaminationRequested, ev.ReexaminationDocketed, ev.ReexaminationDecided),
    "org": (ev.ReapplicationBarSet, ev.ReapplicationBarLifted),
    "cycle": (ev.CycleAmendmentProposed, ev.CycleConfigAmended, ev.DeadlineExtended, ev.RuleInterpretationIssued),
    "calendar": (ev.CalendarYearLoaded, ev.CalendarAmended),
}  # fmt: skip
"""Kind of stream -> what is recorded on it."""
STREAMS = {kind: [made(kind, n) for n in range(2)] for kind in CHAPTERS} | {"cycle": [CYCLE]}
WORDS = ["", "质量", "2022-10-01", "2022-10-08", CYCLE, "upheld", *STREAMS["case"], person(0), person(1)]


def further(rng: random.Random, history: History) -> None:
    """One more event: mostly on a stream of its own kind."""
    kind = rng.choice(list(CHAPTERS))
    event = rng.choice(CHAPTERS[kind])
    within = kind if rng.random() < 0.95 else rng.choice(list(STREAMS))
    role = rng.choice(["objector", "office_officer"])
    history.add(rng.choice(STREAMS[within]), made_up(rng, event), person(rng.randint(0, 2)), role)


def made_up(rng: random.Random, kind: type[Any]) -> Any:
    """An event or a value with any content; of an event, any field may be erased."""
    erasable = issubclass(kind, Event)
    hints = hints_of(kind)
    values = {f.name: None if erasable and rng.random() < 0.1 else _any(rng, hints[f.name]) for f in fields(kind)}
    return kind(**values)


@cache
def hints_of(kind: type[Any]) -> dict[str, Any]:
    return get_type_hints(kind)


def _any(rng: random.Random, hint: Any) -> Any:
    arguments = get_args(hint)
    if NoneType in arguments:
        return None if rng.random() < 0.5 else _any(rng, arguments[0])
    if get_origin(hint) is list:
        return [_any(rng, arguments[0]) for _ in range(rng.randint(0, 2))]
    if get_origin(hint) is dict:
        return {rng.choice(WORDS): _any(rng, arguments[1]) for _ in range(rng.randint(0, 2))}
    if is_dataclass(hint):
        return made_up(rng, hint)  # type: ignore[arg-type]
    plain: dict[Any, Callable[[], Any]] = {
        str: lambda: rng.choice(WORDS),
        bool: lambda: rng.random() < 0.5,
        int: lambda: rng.choice([0, 1, 2022]),
        Any: lambda: rng.choice([1, "x", None]),
    }
    return plain[hint]()
