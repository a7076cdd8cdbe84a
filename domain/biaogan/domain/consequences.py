"""What follows from an act (后果): further events of the same append, signed by the service.

Each function answers for one act; it reads the state before the act and never refuses.
"""

from typing import Any

from biaogan.domain import events as ev
from biaogan.domain import statistics
from biaogan.domain.act import Consequence
from biaogan.domain.case import Case
from biaogan.domain.consequences_governance import filing_begun
from biaogan.domain.ids import list_id, roster_id, selection_id
from biaogan.domain.matter import Matter
from biaogan.domain.round import Round
from biaogan.domain.status import Phase, Status

Consequences = tuple[Consequence, ...]

CONSEQUENCES: dict[type[ev.Event], tuple[str, ...]] = {
    ev.LogCreated: ("log",),
    ev.CaseOpenedForOrganisation: ("org",),
    ev.RosterPlaceTaken: ("roster",),
    ev.RosterPlaceFreed: ("roster",),
    ev.CaseRecommendedByT1: ("case",),
    ev.CaseAwaitsDecision: ("selection", "list"),
    ev.CaseSelectedByProvince: ("case",),
    ev.CaseNotSelectedByProvince: ("case",),
    ev.CaseEnteredGroup: ("case",),
    ev.CaseEnteredRound: ("case",),
    ev.CommitteeSeatGiven: ("expert",),
    ev.ExpertExcludedByApplicant: ("org",),
    ev.ScoreStatisticsComputed: ("round",),
    ev.TitleGranted: ("case",),
    ev.CaseMoved: ("case",),
    ev.DocumentChecked: ("case",),
    ev.ExperienceFingerprinted: ("prints",),
    ev.SimilarExperienceFound: ("prints",),
    ev.CaseLeftReview: ("selection", "list"),
    ev.CaseRejoinedReview: ("selection", "list"),
    ev.ReapplicationBarSet: ("org",),
    ev.ReapplicationBarLifted: ("org",),
    ev.StageBegun: ("cycle",),
    ev.CaseStruckFromList: ("list",),
    ev.CaseAddedToList: ("list",),
    ev.CasePromoted: ("case",),
    ev.DecisionNotified: ("case",),
    ev.ReexaminationDocketed: ("appeal",),
    ev.ObjectionDocketed: ("objection",),
    ev.ObjectionReceived: ("case",),
    ev.CaseHeldForObjection: ("case",),
    ev.ObjectionSettled: ("case",),
    ev.ObjectionReopened: ("objection",),
    ev.ErasureHeld: ("erasure",),
    ev.Refused: ("refusal",),
    ev.RoundSealed: ("round",),
}
"""Events only the service records, and the kinds of stream they are on."""


def none(e: Any, m: Matter) -> Consequences:
    """Nothing follows."""
    return ()


def case_opened(e: ev.CaseDrafted, m: Matter) -> Consequences:
    """The organisation knows its case (D-03); the cycle that filing has begun, if this is its first case."""
    return (Consequence(e.organisation, ev.CaseOpenedForOrganisation(e.cycle, m.stream)), *filing_begun(m))


def place_taken(e: ev.CaseEndorsedByT1, m: Matter) -> Consequences:
    """A place of the quota is taken (占用名额), R-15."""
    return (Consequence(_roster(m), ev.RosterPlaceTaken(m.stream)),)


def place_freed(e: ev.EndorsementWithdrawnByT1 | ev.CaseNotRecommendedByT1, m: Matter) -> Consequences:
    """The place, if the case had one, is free again (释放名额), R-15."""
    return (Consequence(_roster(m), ev.RosterPlaceFreed(m.stream)),) if m.state.endorsed else ()


def cases_recommended(e: ev.T1BatchSigned, m: Matter) -> Consequences:
    """Each case of the letter is recommended with its rank (推荐排序), R-17."""
    ranked = sorted(e.entries, key=lambda entry: entry.rank)
    return tuple(Consequence(entry.case, ev.CaseRecommendedByT1(entry.rank, e.unit)) for entry in ranked)


def awaits_selection(e: ev.ProvincialFormalPassed, m: Matter) -> Consequences:
    """The province's selection must decide about this case."""
    return (Consequence(selection_id(m.cycle), ev.CaseAwaitsDecision(m.cycle, m.stream)),)


def awaits_final_list(e: ev.FormalExaminationPassed, m: Matter) -> Consequences:
    """The committee's list must decide about this case."""
    return (Consequence(list_id(m.cycle), ev.CaseAwaitsDecision(m.cycle, m.stream)),)


def cases_entered_round(e: ev.ReviewRoundOpened, m: Matter) -> Consequences:
    """Each case knows the round it is scored in (D-05); what is scored there is sealed (密封) to the key that was made."""
    entered = tuple(Consequence(case, ev.CaseEnteredRound(m.stream, e.kind)) for case in sorted(e.panels))
    return entered if m.seal is None else (Consequence(m.stream, m.seal), *entered)


def statistics_computed(e: ev.ReviewRoundClosed, m: Matter) -> Consequences:
    """The exact aggregates and ranks of the round (统计结果), D-02, D-04; while it is sealed nobody can compute them."""
    return () if m.state.is_sealed else _statistics(m)


def statistics_of_opened(e: ev.SealOpened, m: Matter) -> Consequences:
    """The statistics (统计结果) of a closed round whose scores can be read at last."""
    return _statistics(m) if m.state.status == Phase.CLOSED else ()


def _statistics(m: Matter) -> Consequences:
    return (Consequence(m.stream, ev.ScoreStatisticsComputed(statistics.method(m), statistics.results(m))),)


def cases_selected(e: ev.ProvincialSelectionAdopted, m: Matter) -> Consequences:
    """Each scored case is selected with its rank, or not (R-16)."""
    ranks = {entry.case: entry.rank for entry in e.selected}
    chosen = [
        Consequence(case, ev.CaseSelectedByProvince(ranks[case])) for case in sorted(ranks, key=ranks.__getitem__)
    ]
    others = sorted(set(_still_in(e.round, m)) - set(ranks))
    return (*chosen, *(Consequence(case, ev.CaseNotSelectedByProvince()) for case in others))


def cases_listed(e: ev.FinalListAdopted, m: Matter) -> Consequences:
    """Each scored case is on the list, or not recommended (R-72)."""
    listed = [entry.case for entry in sorted(e.entries, key=lambda entry: entry.rank)]
    others = sorted(set(_still_in(e.round, m)) - set(listed))
    return (*_moved(listed, Status.RECOMMENDED), *_moved(others, Status.NOT_RECOMMENDED))


def _still_in(round_: str, m: Matter) -> list[str]:
    """The scored cases that have not withdrawn (D-11)."""
    scored = m.referred("round", round_, Round).panels
    return [case for case in scored if not m.referred("round", case, Case).has_left]


def _roster(m: Matter) -> str:
    case: Case = m.state
    return roster_id(case.cycle, case.unit)


def _moved(cases: Any, to: Status) -> Consequences:
    return tuple(Consequence(case, ev.CaseMoved(to.value)) for case in cases)
