"""Values inside the events of an objection: its arguments, and the ballots of those who decide about it."""

from dataclasses import dataclass

from biaogan.domain.forms import Value


@dataclass(frozen=True, slots=True)
class Argument(Value):
    """One argument of an objection (异议理由) with the evidence for it: SHA-256 (hex) of each file."""

    text: str
    evidence: list[str]


@dataclass(frozen=True, slots=True)
class Ballot(Value):
    """One member's vote on the proposed decision (表决): ``for``, ``against``, ``abstain``, ``absent``, ``recused``."""

    member: str
    vote: str
