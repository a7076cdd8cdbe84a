"""Events about the rules themselves (规则治理): amending a published cycle, interpreting a rule. R-05, R-14, D-01..D-36.

Quotas (名额), periods and lists are configuration: there is no event for one of them, an amendment names its path.
"""

from dataclasses import dataclass
from typing import Any

from biaogan.domain.event import K0, Event


@dataclass(frozen=True, slots=True)
class StageBegun(Event):
    """Consequence on the cycle of the first act of a stage that no other stream tells of (阶段开始): ``draft``."""

    TOPIC = "stage_begun/1"
    KLASS = K0
    stage: str


@dataclass(frozen=True, slots=True)
class CycleAmendmentProposed(Event):
    """The director proposes to amend the cycle (提议修订): path -> new value, before ``stage`` begins, and why.

    ``digest`` is that of the whole amended configuration, so that the second person approves all of it.
    """

    TOPIC = "cycle_amendment_proposed/1"
    KLASS = K0
    changes: dict[str, Any]
    stage: str
    reason: str
    digest: str


@dataclass(frozen=True, slots=True)
class CycleConfigAmended(Event):
    """CAQ approves exactly the proposed amendment (批准修订); from here on ``digest`` is what acts are signed under.

    It repeats the proposal, so that the second person signs what changes and not a digest of it only.
    """

    TOPIC = "cycle_config_amended/1"
    KLASS = K0
    proposal: str
    changes: dict[str, Any]
    stage: str
    reason: str
    digest: str


@dataclass(frozen=True, slots=True)
class RuleInterpretationIssued(Event):
    """CAQ interprets rules (规则解释), effective from issue (R-14). It names the rules it is about."""

    TOPIC = "rule_interpretation_issued/1"
    KLASS = K0
    number: str
    rules: list[str]
    text: str
    document_digest: str
