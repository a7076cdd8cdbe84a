"""What follows from the acts of the national review (评审的后果): committee seats, groups, consensus, voided sheets."""

from collections import ChainMap
from dataclasses import replace

from biaogan.domain import events as ev
from biaogan.domain import statistics
from biaogan.domain.act import Consequence
from biaogan.domain.case import Case
from biaogan.domain.ids import expert_id
from biaogan.domain.matter import Matter
from biaogan.domain.round import DEFENCE, Round
from biaogan.domain.rules.votes import live_cases
from biaogan.domain.sheet import Sheet
from biaogan.domain.status import Phase, Status

Consequences = tuple[Consequence, ...]


def seats_given(e: ev.CommitteeFormed, m: Matter) -> Consequences:
    """Each expert has a seat (委员), so that no separated duty is given to the same person (D-23)."""
    people = sorted({e.chair, *e.vice_chairs, *e.members})
    return tuple(Consequence(expert_id(person), ev.CommitteeSeatGiven(e.cycle)) for person in people)


def seat_given(e: ev.MemberReplaced, m: Matter) -> Consequences:
    """The new member has a seat (委员); who left keeps the mark of having had one, so duties stay separated (D-23)."""
    return (Consequence(expert_id(e.replacement), ev.CommitteeSeatGiven(m.cycle)),)


def exclusion_named(e: ev.ConflictDeclared, m: Matter) -> Consequences:
    """An applicant's exclusion (申请回避) is counted with the organisation (D-23)."""
    if m.role != "applicant_signatory":
        return ()
    return (Consequence(e.organisation, ev.ExpertExcludedByApplicant(e.cycle, m.stream)),)


def cases_grouped(e: ev.GroupFormed, m: Matter) -> Consequences:
    """Each case knows its group (专业组), R-69."""
    return tuple(Consequence(case, ev.CaseEnteredGroup(m.stream)) for case in sorted(set(e.cases)))


def desk_consensus_opened(e: ev.DeskConsensusOpened, m: Matter) -> Consequences:
    """The group's cases are deliberated on (资料评审合议)."""
    return _moved(live_cases(m.state.cases, m), Status.DESK_CONSENSUS)


def desk_consensus_concluded(e: ev.DeskConsensusConcluded, m: Matter) -> Consequences:
    """Each case goes on to the defence, or ends here (进入或未进入答辩)."""
    ends = {True: Status.DEFENCE, False: Status.DESK_NOT_ADVANCED}
    return tuple(
        Consequence(decision.case, ev.CaseMoved(ends[decision.advance].value))
        for decision in sorted(e.decisions, key=lambda decision: decision.case)
    )


def final_consensus_opened(e: ev.FinalConsensusOpened, m: Matter) -> Consequences:
    """The group's cases are in final consensus (终评合议)."""
    return _moved(live_cases(m.state.cases, m), Status.FINAL_CONSENSUS)


def statistics_again(e: ev.ScoreSheetVoided, m: Matter) -> Consequences:
    """A sheet voided after its round was closed leaves the statistics (重新统计); the earlier ones stay in the log.

    A desk sheet also leaves the weighted statistics of a closed defence round.
    """
    sheet: Sheet = m.state
    after = replace(m, world=ChainMap({m.stream: replace(sheet, status=Phase.VOIDED)}, m.world))  # type: ignore[arg-type]
    names = [sheet.round]
    defence = m.referred("case", sheet.case, Case).round_of(DEFENCE)
    if defence and defence not in names:
        names.append(defence)
    closed = [name for name in names if m.referred("round", name, Round).is_over]
    words = statistics.method(m)
    return tuple(
        Consequence(name, ev.ScoreStatisticsComputed(words, statistics.results_of(after, name))) for name in closed
    )


def _moved(cases: list[str], to: Status) -> Consequences:
    return tuple(Consequence(case, ev.CaseMoved(to.value)) for case in sorted(cases))
