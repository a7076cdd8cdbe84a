"""A long log for measurements (长账本): cycle after cycle of the procedure, each record signed and appended by the log itself.

Nothing here asks a rule: the stories are those of the tests of the views (`view_histories`), phase by phase as in life, and
what is written is what the service would write: SD-JWTs, sealed under the keys of their streams, under signed checkpoints.
"""

import json
import secrets
import sys
from collections.abc import Callable
from copy import deepcopy
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "projections"))

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from view_histories import DOCUMENT, OFFICER, SYSTEM, UNITS, History, declaration, made, person

from biaogan.app import keyring, wiring
from biaogan.app.bench.hand import Hand
from biaogan.app.codec import write_body
from biaogan.app.opening import open_log
from biaogan.app.sealing import key_names
from biaogan.app.service import Service, kind_of
from biaogan.app.settings import Settings
from biaogan.domain import events as ev
from biaogan.domain.forms_objection import Argument
from biaogan.domain.ids import cycle_id
from biaogan.ledger.database import create_engine
from biaogan.ledger.draft import compose, sign
from biaogan.ledger.log import Append, Appended, Log, NewRecord

ORIGIN = "bench.biaogan.invalid/long"
START = datetime(2000, 6, 15, 1, 0, tzinfo=UTC)
GROUP, CHECKPOINT = 500, 10_000
EXPERTS, PANEL = 60, 5
OBJECTIONS = 25
"""In a hundred cases on the national list."""


@dataclass
class Written:
    """What a log holds, for who asks it: kept beside the log in `long.json`."""

    records: int
    cases: int
    director: str
    cycles: list[str]
    ends: list[int]
    """Last position of each cycle."""
    midst: list[int]
    """Position in each cycle at which all its cases are submitted and none is reviewed."""
    seconds: float = 0.0

    @classmethod
    def read(cls, data: Path) -> "Written":
        """What `build` noted."""
        return cls(**json.loads((data / "long.json").read_text("utf-8")))


class Signing(History):
    """A history whose every sentence is signed and goes to the log, in groups."""

    def __init__(self, log: Log, service: Service, people: dict[str, Hand], first: datetime) -> None:
        super().__init__()
        self._log = log
        self._service = service
        self._people = people
        self._heads: dict[str, tuple[int, str | None]] = {}
        self._waiting: list[Append] = []
        self._at = first
        self._signed = log.checkpoint().size
        self.size = log.size()

    def add(self, stream: str, event: ev.Event, actor: str = OFFICER, role: str = "office_officer") -> Any:
        """Sign and queue."""
        seq, prev = self._heads.get(stream, (0, None))
        topic, body = event.TOPIC, write_body(event)
        hand = None if actor == SYSTEM else self._people[actor if actor in self._people else OFFICER]
        jti, issued = secrets.token_urlsafe(16), int(self._at.timestamp())
        draft = compose(
            log=ORIGIN, type=topic, stream=stream, seq=seq + 1, prev=prev, basis=max(self._signed - 1, 0), seen=None,
            iss=hand.person if hand else "service", role=role if hand else "system", iat=issued, exp=issued + 300,
            jti=jti, rules=None, kid=hand.kid if hand else self._service.kid, body=body,
        )  # fmt: skip
        jws, _, rest = sign(draft, hand.key if hand else self._service.key).partition("~")
        self._heads[stream] = seq + 1, sha256(jws.encode()).hexdigest()
        keys = key_names(topic, kind_of(topic), stream, body)
        record = NewRecord(stream, seq + 1, topic, jws.encode(), rest.rstrip("~").encode(), jti, kind_of(topic), keys)
        self._waiting.append(Append((record,), {stream: seq}))
        self.size += 1
        if len(self._waiting) >= GROUP:
            self.flush()

    def flush(self) -> None:
        """Append what waits; a checkpoint now and then."""
        for outcome in self._log.append_many(self._waiting, at=self._at):
            if not isinstance(outcome, Appended):
                raise RuntimeError(outcome)
        self._waiting.clear()
        self._at += timedelta(minutes=20)
        if self.size - self._signed >= CHECKPOINT:
            self._signed = self._log.publish().size

    def enrol(self, name: str, roles: list[str]) -> None:
        """Somebody with a key of their own, called ``name`` in the stories."""
        hand = Hand.new(ORIGIN)
        self._people[name] = hand
        self.add(hand.person, hand.enrolment(), "registrar", "registrar")
        for role in roles:
            self.add(hand.person, ev.RoleGranted(role, "", "测量"), "registrar", "registrar")


def build(settings: Settings, records: int, cases: int, tell: Callable[[int, float], None]) -> Written:
    """A log of at least so many records, made of whole cycles of so many cases each."""
    keyring.create(settings.keys, ORIGIN)
    now = START
    registrar = Ed25519PrivateKey.generate()
    first = Hand.of(wiring.initialise(settings, registrar, clock=lambda: now), registrar, ORIGIN)
    engine = create_engine(settings.log_url)
    log = open_log(settings, engine, lambda: now)
    log.publish()
    story = Signing(log, Service.of(log.origin, keyring.service_key(settings.keys)), {"registrar": first}, now)
    story._heads[first.person] = 2, sha256(log.read(first.person)[-1].jws).hexdigest()
    started = perf_counter()
    story.enrol(OFFICER, ["office_director", "office_officer"])
    for expert in range(EXPERTS):
        story.enrol(person(expert), ["expert"])
    written = Written(0, cases, story._people[OFFICER].person, [], [], [])
    while story.size < records:
        number = len(written.cycles)
        written.cycles.append(_cycle(story, number, cases, written))
        story.flush()
        written.ends.append(story.size - 1)
        tell(story.size, story.size / (perf_counter() - started))
    log.publish()
    written.records, written.seconds = log.size(), perf_counter() - started
    log.close()
    engine.dispose()
    (settings.data / "long.json").write_text(json.dumps(asdict(written)), "utf-8")
    return written


def _cycle(story: Signing, number: int, cases: int, written: Written) -> str:
    """From the publication to the announcement; a fifth of the cases wins."""
    document = deepcopy(DOCUMENT)
    document["cycle"]["id"] = f"nqb-{number + 1:04d}"
    cycle = cycle_id(document["cycle"]["id"])
    story.add(cycle, ev.CyclePublished(document, "d" * 64))
    numbers = range(number * cases, (number + 1) * cases)
    unit = {n: UNITS[n % len(UNITS)] for n in numbers}
    names = {n: story.draft(n, unit[n], cycle) for n in numbers}
    for save in range(4):
        for case in names.values():
            story.add(case, ev.DeclarationSaved(declaration(f"基于数据的质量模式（第{save}稿）"), {"name": "李四"}))
    for n, case in names.items():
        story.submit(case)
        if n % 10 == 0:
            story.give_back(case)
            story.submit(case)
    written.midst.append(story.size - 1)
    for n, case in names.items():
        story.endorse(case, unit[n], cycle)
    for code in UNITS:
        story.sign_batch(code, [case for n, case in names.items() if unit[n] == code], cycle)
    every = list(names.values())
    for case in every:
        story.receive(case, cycle)
    review(story, 2 * number, "provincial", every, cycle)
    winners = every[: max(1, cases // 5)]
    story.select(made("round", 2 * number), winners, every[len(winners) :], cycle)
    for case in winners:
        story.file_nationally(case, cycle)
    review(story, 2 * number + 1, "desk", winners, cycle)
    story.adopt(made("round", 2 * number + 1), winners, cycle)
    for n, case in enumerate(winners):
        if n * OBJECTIONS // 100 != (n + 1) * OBJECTIONS // 100:
            object_to(story, made("objection", number * cases + n), case)
    story.announce(winners, cycle)
    return cycle


def review(story: Signing, n: int, kind: str, cases: list[str], cycle: str) -> None:
    """A whole round: opened, scored by everybody on the panels, closed."""
    panel = {case: [person((5 * at + seat) % EXPERTS) for seat in range(PANEL)] for at, case in enumerate(cases)}
    round_ = story.open_round(n, kind, panel, cycle)
    for place, case in enumerate(cases):
        for seat, expert in enumerate(panel[case]):
            story.score(round_, case, expert, [10 + (place + seat) % 5, 11, 12, 13, 14, 15])
    story.close_round(round_, {case: f"{40000 - place // 2}/500" for place, case in enumerate(cases)})


def object_to(story: Signing, stream: str, case: str) -> None:
    """An objection by letter, taken in and withdrawn."""
    arguments = [Argument("材料与事实不符。", ["a" * 64])]
    objector = {"name": "（合成）异议人", "contact": "0", "kind": "person"}
    story.add(stream, ev.ObjectionFiled(case, "materials", "truthfulness", arguments, "drop", objector))
    story.add(stream, ev.ObjectionDocketed("2022-10-08", "2022-10-12", "2022-10-20"), SYSTEM)
    story.add(stream, ev.ObjectionAdmitted("2022-10-20"))
    story.add(stream, ev.ObjectionWithdrawn("已核实"))
