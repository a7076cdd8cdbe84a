"""Grounds of suppositions from the log itself (推演依据), and the service's signature under a report of one.

Everything is folded again from the signed statements, as they stood at the position: the views are not asked. Nothing is
remembered between requests, so what was erased is gone here too.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from biaogan.app.attesting import first_record, grounded, signed
from biaogan.app.codec import recorded_statement
from biaogan.app.service import Service
from biaogan.domain.act import Recorded
from biaogan.domain.events import ScoreSheetLocked
from biaogan.domain.matter import Matter
from biaogan.domain.person import SERVICE, SYSTEM
from biaogan.domain.rejections import Rejected
from biaogan.domain.round import Round, sheet_stream
from biaogan.domain.states import fold
from biaogan.domain.supposing.ground import Ground, Signed, ground_of
from biaogan.graphql.suppose_port import Attested
from biaogan.ledger.log import Log
from biaogan.ledger.statement import parse_stored

CHUNK = 500
"""Streams that are read in one query."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """`biaogan.graphql.suppose_port.GroundsPort` over the log."""

    log: Log
    service: Service

    def ground(self, round_: str, at: int) -> Ground | None:
        """A round as it stood after the record ``at``; ``None`` if it was none then, or too much of it is erased."""
        world = Then(self.log, at)
        state = world[round_]
        if not isinstance(state, Round):
            return None
        matter = Matter(world, round_, SERVICE, SYSTEM, world.latest(round_), state, state.cycle)
        try:
            world.load_round(round_)
            for _, name in sorted({pair for case in state.panels for pair in getattr(world[case], "rounds", ())}):
                world.load_round(name)
            return ground_of(matter, round_, world.signed)
        except Rejected:
            return None

    def attest(self, report: Mapping[str, Any], at: int) -> Attested:
        """Signed by the service; what the report says of the log and of the code is added here."""
        return Attested(*signed(grounded(report, self.log, at), self.service), *first_record(self.log))


class Then(Mapping[str, Any]):
    """The world after a record: every stream as it was. Remembers where each sheet that it read was locked last."""

    def __init__(self, log: Log, at: int) -> None:
        self._log = log
        self._at = at
        self._states: dict[str, Any] = {}
        self._signed: dict[str, Signed] = {}
        self._latest: dict[str, datetime] = {}

    def __getitem__(self, stream: str) -> Any:
        if stream not in self._states:
            self.load([stream])
        return self._states[stream]

    def __iter__(self) -> Iterator[str]:
        return iter(self._states)

    def __len__(self) -> int:
        return len(self._states)

    def signed(self, stream: str) -> Signed:
        """Where the sheet in force lies."""
        return self._signed[stream]

    def latest(self, stream: str) -> datetime:
        """When the last record of a stream was admitted."""
        return self._latest[stream]

    def load(self, streams: Iterable[str]) -> None:
        """Read streams that are not known yet, many in a query."""
        missing = [stream for stream in dict.fromkeys(streams) if stream not in self._states]
        for first in range(0, len(missing), CHUNK):
            for stream, records in self._log.read_many(missing[first : first + CHUNK]).items():
                self._states[stream] = fold(self._events(stream, records))

    def load_round(self, round_: str) -> None:
        """The cases of a round, and the sheets of everybody who is or was to score them."""
        state = self[round_]
        if isinstance(state, Round):
            places = {(case, expert) for case, experts in state.panels.items() for expert in experts}
            self.load(state.panels)
            self.load(sheet_stream(self, round_, *place) for place in sorted(places | set(state.stood_aside)))

    def _events(self, stream: str, records: Iterable[Any]) -> Iterator[Recorded]:
        for record in records:
            if record.position <= self._at:
                statement = parse_stored(record.jws, record.disclosures)
                event = recorded_statement(record, statement)
                if event is not None:
                    self._latest[stream] = event.at
                    if isinstance(event.event, ScoreSheetLocked):
                        self._signed[stream] = Signed(record.position, record.admitted_at, statement.kid)
                    yield event
