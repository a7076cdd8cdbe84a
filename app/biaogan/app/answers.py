"""From what the log did to what the signer is told: receipts, refusals, duplicates (回执与答复)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from biaogan.app.codec import recorded
from biaogan.app.messages import invalid
from biaogan.domain.act import Recorded as Event
from biaogan.domain.events import Refused as RefusedEvent
from biaogan.domain.rejections import Rejected
from biaogan.graphql.ports import Duplicate, NotPermitted, Outcome, Recorded, Refused
from biaogan.ledger.log import Append, Appended, Conflict, DuplicateId, Log
from biaogan.ledger.statement import Statement

Prove = Callable[[Sequence[int]], list[str]]

NOT_PERMITTED = frozenset({"role_not_held", "act_as_not_granted", "act_as_forbidden"})
"""Refusals that say that the person may not do this at all, rather than not now or not so."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What one act will append if nothing it read has moved, and why it was refused, if it was."""

    index: int
    statement: Statement
    append: Append
    rejected: Rejected | None
    events: tuple[Event, ...] = ()
    """The records as they will read, if they are appended where they were decided for."""


@dataclass(slots=True)
class Entered:
    """A batch on its way (已裁决的一批): what is known of its outcomes, and what was handed to the log with what result."""

    size: int
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    results: list[tuple[Sequence[Plan], Appended | DuplicateId]] = field(default_factory=list)
    twins: dict[int, int] = field(default_factory=dict)
    """Items that hand in the same bytes as an earlier one, and which."""
    handled: set[int] = field(default_factory=set)

    @property
    def done(self) -> set[int]:
        """Items that need not be decided again."""
        found = self.handled | self.outcomes.keys()
        return found | {twin for twin, first in self.twins.items() if first in found}

    def admitted(self) -> Iterator[tuple[Plan, int]]:
        """What was appended, and the position of the statement (or of its refusal)."""
        for unit, result in self.results:
            if isinstance(result, Appended):
                place = 0
                for plan in unit:
                    yield plan, result.positions[place]
                    place += len(plan.append.records)

    def positions(self) -> list[int]:
        """What is to be published and proven."""
        return [position for _, position in self.admitted()]

    def add(
        self,
        units: Sequence[Sequence[Plan]],
        results: Sequence[Appended | Conflict | DuplicateId],
        twins: dict[int, int],
    ) -> None:
        """One attempt; after a conflict a unit is decided again."""
        self.twins = {**self.twins, **twins}
        for unit, result in zip(units, results, strict=True):
            if not isinstance(result, Conflict):
                self.results.append((unit, result))
                self.handled.update(plan.index for plan in unit)


class Answers:
    """Outcomes, with receipts."""

    def __init__(self, log: Log, prove: Prove) -> None:
        """``prove`` publishes what is committed and gives the receipts of positions."""
        self._log = log
        self._prove = prove

    def settle(self, batches: Sequence[Entered]) -> list[list[Outcome]]:
        """The outcomes of batches, each in its order, once their records are published and proven."""
        positions = [position for entered in batches for position in entered.positions()]
        receipts = iter(self._prove(positions) if positions else ())
        return [self._settle(entered, receipts) for entered in batches]

    def _settle(self, entered: Entered, receipts: Iterator[str]) -> list[Outcome]:
        outcomes = entered.outcomes
        for unit, result in entered.results:
            if isinstance(result, DuplicateId):
                for plan in unit:
                    outcomes[plan.index] = self.known(plan.statement) or not_together(plan.statement.jti)
        for plan, position in entered.admitted():
            receipt = next(receipts)
            if plan.rejected is None:
                outcomes[plan.index] = Recorded(receipt, position, plan.statement.stream, duplicate=False)
            else:
                record = plan.append.records[0]
                outcomes[plan.index] = refused(plan.rejected, receipt, text_of(record.jws, record.disclosures))
        for twin, first in entered.twins.items():
            found = outcomes[first]
            outcomes[twin] = replace(found, duplicate=True) if isinstance(found, Recorded) else found
        return [outcomes[index] for index in range(entered.size)]

    def known(self, statement: Statement) -> Outcome | None:
        """The original answer, if this ``jti`` has been seen: the same bytes get the same receipt, others are refused."""
        found = self._log.by_jti(statement.jti)
        if found is None:
            return None
        receipt = self._prove([found.position])[0]
        if found.type == RefusedEvent.TOPIC:
            read = recorded(found)
            event = None if read is None else read.event
            if isinstance(event, RefusedEvent) and event.statement == statement.digest:
                if event.details is None:  # sealed with the scores, or erased
                    rejected = Rejected("refused_under_seal", rule=event.rule, code=event.code)
                else:
                    rejected = Rejected(event.code, rule=event.rule, **event.details)
                return refused(rejected, receipt, text_of(found.jws, found.disclosures))
        elif found.jws == statement.jws.encode():
            return Recorded(receipt, found.position, found.stream, duplicate=True)
        fault = invalid("jti_reused", "jti", jti=statement.jti)
        return Duplicate(fault.code, fault.zh, fault.en, found.position)

    @staticmethod
    def together(
        plans: Sequence[Plan], twins: dict[int, int], outcomes: dict[int, Outcome], indices: Sequence[int]
    ) -> list[list[Plan]]:
        """An atomic batch as units: one unit if every item may be admitted; else its refusals alone, for the record."""
        bad = {plan.index: plan for plan in plans if plan.rejected is not None}
        if not bad and not twins and len(plans) == len(indices):
            return [list(plans)]
        ids = {plan.index: plan.statement.jti for plan in plans}
        for index in indices:
            if index not in bad:
                outcomes.setdefault(index, not_together(ids.get(index, "")))
        return [[plan] for plan in bad.values()]


def not_together(jti: str) -> Outcome:
    """Part of an atomic batch of which another part was not admitted: nothing was recorded."""
    return invalid("batch_not_admitted", "statements", jti=jti)


def text_of(jws: bytes, disclosures: bytes) -> str:
    """A record as the SD-JWT text it was made of."""
    return "~".join((jws.decode(), *disclosures.decode().split("~"), "")) if disclosures else jws.decode() + "~"


def refused(rejected: Rejected, receipt: str, refusal: str) -> Outcome:
    """A rule's refusal, with the signed text of its record and the receipt that proves it."""
    zh, en = rejected.message("zh"), rejected.message("en")
    if rejected.code in NOT_PERMITTED:
        return NotPermitted(rejected.code, rejected.rule, zh, en, receipt, refusal)
    return Refused(rejected.code, rejected.rule, zh, en, rejected.details, receipt, refusal)
