"""Deciding a batch (裁决): each act in order, on the state the earlier ones leave, into what is to be appended.

Nothing is changed here: what the batch would bring about is kept beside the present (``pending``) until the log has
accepted it, and every plan names the versions its decision read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from biaogan.app.admission import Admitted, Submission, admit
from biaogan.app.answers import Answers, Plan
from biaogan.app.roundkeys import RoundKeys
from biaogan.app.sealing import key_name_of, key_names, keys_of, seal_of, unseen, unseen_refusal
from biaogan.app.service import ACTOR, ROLE, Service, kind_of, new_record
from biaogan.app.streams import Pending, Reading, Streams
from biaogan.domain.act import Act, Consequence, Recorded
from biaogan.domain.decide import authorised, decide_as
from biaogan.domain.event import PERSONAL
from biaogan.domain.events import ReviewRoundOpened, SealOpened
from biaogan.domain.rejections import Rejected
from biaogan.domain.round import Round
from biaogan.graphql.ports import InvalidStatement, Outcome, Stale
from biaogan.ledger.keys import TOPICS
from biaogan.ledger.log import Append, NewRecord


@dataclass(frozen=True, slots=True)
class Deciding:
    """The judge of one office. The caller holds the office's lock."""

    service: Service
    streams: Streams
    answers: Answers
    rounds: RoundKeys

    def plan(
        self, waiting: Sequence[tuple[int, Submission]], pending: Pending, outcomes: dict[int, Outcome], now: datetime
    ) -> tuple[list[Plan], dict[int, int]]:
        """Plans of the acts that reach a decision, and which items hand in the same bytes as an earlier one.

        What comes after a change of the key directory waits for the next attempt: it may hang on it.
        """
        twins: dict[int, int] = {}
        admitted: dict[str, tuple[int, Admitted]] = {}
        for index, item in waiting:
            found = admit(item, self.streams, origin=self.service.origin, now=now)
            if isinstance(found, InvalidStatement):
                outcomes[index] = found
                continue
            first, _ = admitted.setdefault(found.statement.digest, (index, found))
            if first != index:
                twins[index] = first
            if found.statement.type in TOPICS:
                break
        self.streams.load(
            name
            for _, found in admitted.values()
            for name in (found.statement.stream, found.statement.behalf or found.statement.iss)
        )
        plans: list[Plan] = []
        size = self.streams.size
        for index, found in admitted.values():
            made = self._decide(index, found, pending, size, now)
            if isinstance(made, Plan):
                plans.append(made)
                size += len(made.append.records)
            else:
                outcomes[index] = made
        return plans, twins

    def _decide(self, index: int, found: Admitted, pending: Pending, size: int, now: datetime) -> Plan | Outcome:
        """One act on the state the earlier ones of the batch leave. Order: authority, place in the stream, rules."""
        statement = found.statement
        world = Reading(self.streams, pending)
        signed = found.event, statement.stream, statement.iss, statement.role, now, statement.rules or ""
        act = Act(*signed, behalf=statement.behalf)
        seal = ""
        try:
            row, matter = authorised(act, world)
            seal = seal_of(found.event, statement.stream, world)
            if isinstance(found.event, SealOpened):
                self._unlock(found.event, statement.stream, world)
            head = world.head(statement.stream)
            if statement.seq != head.version + 1 or statement.prev != head.digest:
                known = self.answers.known(statement)
                return known or Stale(statement.stream, head.version + 1, statement.seq, head.version)
            consequences = decide_as(row, matter, act)
            if isinstance(found.event, ReviewRoundOpened):  # only now is it worth a key
                made = self.rounds.made(found.event, statement.stream, world)
                consequences = decide_as(row, replace(matter, seal=made), act)
            self._nothing_is_erased(found, consequences)
        except Rejected as rejected:
            if isinstance(found.event, SealOpened):
                self._lock(found.event, statement.stream, world)
            if (known := self.answers.known(statement)) is not None:
                return known
            gone = statement.stream in self.streams.erased
            basis = self.streams.size - 1
            refusal, event = self.service.refusal(statement, rejected, at=now, basis=basis, seal=seal, erased=gone)
            event = unseen_refusal(event, seal)
            append = Append((refusal,), {**world.expects, refusal.stream: 0})
            told = Recorded(event, refusal.stream, 1, size, ACTOR, ROLE, now)
            return Plan(index, statement, append, rejected, (told,))
        records, events = self._records(found, consequences, world, pending, size, now, seal)
        return Plan(index, statement, Append(records, world.expects), None, events)

    def _nothing_is_erased(self, found: Admitted, consequences: tuple[Consequence, ...]) -> None:
        """D-25: what was erased takes nothing new, neither the act nor what follows from it. Raises `Rejected`."""
        if not self.streams.erased:
            return
        followed = [(consequence.stream, consequence.event) for consequence in consequences]
        for name in sorted(keys_of([(found.statement.stream, found.event), *followed]) & self.streams.erased):
            raise Rejected("stream_erased", stream=name.removesuffix(PERSONAL))

    def _unlock(self, event: SealOpened, stream: str, world: Reading) -> None:
        """What the act will release has to be read to decide what follows from it; nobody else reads it yet."""
        round_ = world[stream]
        if isinstance(round_, Round) and round_.is_sealed and round_.seal is not None and round_.seal.can_be_opened:
            self.rounds.vault.unlock(key_name_of(round_), self.rounds.private(round_.seal))
            self.streams.forget([stream, *event.sheets])

    def _lock(self, event: SealOpened, stream: str, world: Reading) -> None:
        """It was refused: what was opened for the decision is sealed as before."""
        round_ = world[stream]
        if isinstance(round_, Round):
            self.rounds.vault.lock(key_name_of(round_))
            self.streams.forget([stream, *event.sheets])

    def _records(
        self,
        found: Admitted,
        consequences: tuple[Consequence, ...],
        world: Reading,
        pending: Pending,
        size: int,
        now: datetime,
        seal: str,
    ) -> tuple[tuple[NewRecord, ...], tuple[Recorded, ...]]:
        """The act's own record, then its consequences, each folded into ``pending`` as it will stand in the log."""
        statement = found.statement
        own = self._own(found, world, seal)
        event = Recorded(
            unseen(found.event, seal),
            statement.stream,
            statement.seq,
            size,
            statement.iss,
            statement.role,
            now,
            behalf=statement.behalf,
        )
        pending[statement.stream] = world.head(statement.stream).then(event, statement.digest)
        records, events = [own], [event]
        for consequence in consequences:
            head = world.head(consequence.stream)
            made = self.service.record(
                consequence.event,
                stream=consequence.stream,
                seq=head.version + 1,
                prev=head.digest,
                at=now,
                basis=self.streams.size - 1,
                cause=statement.digest,
                rules=statement.rules,
            )
            position = size + len(records)
            event = Recorded(consequence.event, consequence.stream, head.version + 1, position, ACTOR, ROLE, now)
            pending[consequence.stream] = head.then(event, made.digest)
            records.append(made.record)
            events.append(event)
        return tuple(records), tuple(events)

    def _own(self, found: Admitted, world: Reading, seal: str) -> NewRecord:
        """The record of what the person signed; it releases the round's key if it is the opening of its seal."""
        statement = found.statement
        topic, stream = statement.type, statement.stream
        keys = key_names(topic, kind_of(topic), stream, statement.body, seal)
        made = new_record(
            statement.text, stream=stream, version=statement.seq, topic=topic, jti=statement.jti, keys=keys
        )
        if not isinstance(found.event, SealOpened):
            return made
        round_: Round = world[stream]
        private = self.rounds.private(round_.seal) if round_.seal is not None else None
        return replace(made, releases=key_name_of(round_), private=private)
