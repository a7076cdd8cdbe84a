"""Events of the national review beyond the plain score: 评分表调整, 合议, 答辩, 现场考察, 推荐名单."""

from dataclasses import dataclass
from typing import Annotated

from biaogan.domain.event import K1, K2, K3, Event
from biaogan.domain.forms import CaseVote, ConsensusDecision, Finding, RankedCase

# --- a running round (评审轮次) ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReviewRoundExtended(Event):
    """The round ends later (评审轮次延期), with a reason: never a silent grace (R-69)."""

    TOPIC = "review_round_extended/1"
    closes: str
    reason: str


@dataclass(frozen=True, slots=True)
class ExpertRecused(Event):
    """An expert stands aside from a case before scoring it (专家回避), D-23."""

    TOPIC = "expert_recused/1"
    KLASS = K3
    case: str
    reason: str


@dataclass(frozen=True, slots=True)
class ExpertReplaced(Event):
    """Another expert takes over a case (更换专家), D-05; the one replaced may no longer score or read it."""

    TOPIC = "expert_replaced/1"
    KLASS = K3
    case: str
    expert: str
    replacement: str
    reason: str


@dataclass(frozen=True, slots=True)
class ScoreSheetReopenProposed(Event):
    """The group's leader asks that a locked sheet be opened again (申请重开评分表), with the reason."""

    TOPIC = "score_sheet_reopen_proposed/1"
    KLASS = K3
    reason: str


@dataclass(frozen=True, slots=True)
class ScoreSheetReopened(Event):
    """The director agrees: the expert may lock the sheet once more (重开评分表); two persons, one digest."""

    TOPIC = "score_sheet_reopened/1"
    KLASS = K3
    proposal: str


@dataclass(frozen=True, slots=True)
class ScoreSheetVoided(Event):
    """The sheet no longer counts (评分表作废), D-23; it stays in the log with its reason."""

    TOPIC = "score_sheet_voided/1"
    KLASS = K3
    reason: str


@dataclass(frozen=True, slots=True)
class TieVoteRecorded(Event):
    """The committee's vote on cases the scores cannot part (同分表决), the last of the tie chain (D-04)."""

    TOPIC = "tie_vote_recorded/1"
    KLASS = K2
    entries: list[RankedCase]
    """The tied cases in the order voted, ranked 1..k among themselves."""
    votes: Annotated[list[CaseVote], K3]
    minutes_digest: str


# --- consensus of a group (合议) ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DeskConsensusOpened(Event):
    """The group deliberates on the desk review (资料评审合议), R-69. Transition 13."""

    TOPIC = "desk_consensus_opened/1"
    KLASS = K2
    round: Annotated[str, K1]


@dataclass(frozen=True, slots=True)
class DeskConsensusConcluded(Event):
    """The group decides which cases enter the defence (确定答辩名单), R-69. Transition 14."""

    TOPIC = "desk_consensus_concluded/1"
    KLASS = K2
    decisions: list[ConsensusDecision]
    attendance: Annotated[list[str], K3]
    votes: Annotated[list[CaseVote], K3]
    minutes_digest: str
    dissent: Annotated[str, K3] = ""


@dataclass(frozen=True, slots=True)
class ConsensusOverrideRecorded(Event):
    """The consensus on a case departs from its score (合议与评分不一致), with a written reason; both ranks are kept."""

    TOPIC = "consensus_override_recorded/1"
    KLASS = K2
    case: str
    statistic_rank: int
    """Rank in the round's statistics."""
    decided_rank: int
    """Rank the group agreed on."""
    reason: str
    decided_score: str = ""
    """The score the group agreed on (合议分), a decimal; it stands beside the statistic and never replaces it."""


@dataclass(frozen=True, slots=True)
class FinalConsensusOpened(Event):
    """The group deliberates after the defence (终评合议), R-72. Transition 18."""

    TOPIC = "final_consensus_opened/1"
    KLASS = K2
    round: Annotated[str, K1]


@dataclass(frozen=True, slots=True)
class GroupReportAdopted(Event):
    """The group's report to the committee (专业组报告): the cases it proposes, ranked, with vote and dissent (R-72)."""

    TOPIC = "group_report_adopted/1"
    KLASS = K2
    entries: list[RankedCase]
    attendance: Annotated[list[str], K3]
    votes: Annotated[list[CaseVote], K3]
    minutes_digest: str
    dissent: Annotated[str, K3] = ""


# --- defence and site visit (答辩、现场考察) ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DefenceScheduled(Event):
    """When and where the case is defended (答辩安排), R-70."""

    TOPIC = "defence_scheduled/1"
    starts: str
    place: str


@dataclass(frozen=True, slots=True)
class DefenceHeld(Event):
    """The defence took place (答辩记录), R-70. Transition 15."""

    TOPIC = "defence_held/1"
    KLASS = K2
    minutes: int
    attendance: Annotated[list[str], K3]
    questions_digest: str


@dataclass(frozen=True, slots=True)
class DefenceNoShow(Event):
    """Nobody came to the defence (答辩缺席); the case is scored on what is on file (R-70)."""

    TOPIC = "defence_no_show/1"
    KLASS = K2
    note: str


@dataclass(frozen=True, slots=True)
class SiteVisitProposed(Event):
    """The group's leader has doubts (有疑问) about a case that only a visit can answer (提出现场考察), R-71."""

    TOPIC = "site_visit_proposed/1"
    KLASS = K2
    doubt: str
    questions: list[str]


@dataclass(frozen=True, slots=True)
class SiteVisitOrdered(Event):
    """The office orders the visit that was proposed and names the visitors (现场考察), R-71, D-08. Transition 16."""

    TOPIC = "site_visit_ordered/1"
    KLASS = K2
    proposal: str
    team: Annotated[list[str], K3]
    lead: Annotated[str, K3]
    due_on: str


@dataclass(frozen=True, slots=True)
class SiteVisitReported(Event):
    """What the visitors found, question by question, without points (现场考察报告), D-08. Transition 17."""

    TOPIC = "site_visit_reported/1"
    KLASS = K2
    visitors: Annotated[list[str], K3]
    visited_on: str
    findings: list[Finding]
    report_digest: str
