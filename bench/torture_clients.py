"""The clients of the torture: each does real signed acts, remembers what it was told, and hands in again what it was not."""

import http.client
import json
import random
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from biaogan.app.bench.cases import APPROVER, CYCLE, EDITOR, OPINION, Bureau, Head, declaration
from biaogan.app.bench.corpus import registration
from biaogan.app.bench.hand import Hand
from biaogan.app.bench.load import MUTATION
from biaogan.app.clock import system_clock
from biaogan.domain.events import CaseDrafted, DeclarationSaved, EndorsementWithdrawnByT1
from biaogan.domain.ids import organisation_id

TIMEOUT = 30.0
TITLE = "实施关键工序数字化过程控制的经验"


@dataclass(frozen=True, slots=True)
class Told:
    """What a client was told about a statement: the outcome's name, the position if it said one, the receipt."""

    text: str
    name: str
    position: int | None
    receipt: str | None
    code: str | None
    refusal: str | None = None
    """The service's signed refusal, which the receipt then is for."""


@dataclass
class Book:
    """What all clients know together. Every method may be called from any thread."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    told: dict[str, Told] = field(default_factory=dict)
    """Every statement with a final answer: Recorded, Refused or NotPermitted, which stay so for ever."""
    never: set[str] = field(default_factory=set)
    """Statements that were told to be stale: nothing of them may be in the log."""
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    """Case -> unit, for counting quotas from the outside."""

    def note(self, text: str, answer: dict[str, Any], *, again: bool) -> Told:
        """Take an answer down; an answer that contradicts an earlier one to the same bytes is a fault."""
        name = answer["__typename"]
        told = Told(
            text, name, answer.get("position"), answer.get("receipt"), answer.get("code"), answer.get("refusal")
        )
        with self.lock:
            self.outcomes[name + (" again" if again else "")] += 1
            before = self.told.get(text)
            if before is not None and (before.name, before.position, before.code) != (name, told.position, told.code):
                self.faults.append(f"first {before.name} {before.position}, then {name} {told.position} {told.code}")
            elif before is not None and name == "Recorded" and not answer["duplicate"]:
                self.faults.append(f"recorded twice without saying so, at {told.position}")
            if name == "Stale":
                self.never.add(text)
            elif name in ("Recorded", "Refused", "NotPermitted"):
                self.told.setdefault(text, told)
            else:
                self.faults.append(f"unexpected: {answer}")
        return told

    def fault(self, text: str) -> None:
        """Something that must not happen."""
        with self.lock:
            self.faults.append(text)


class Gate:
    """Where clients stand while the server is down and the log is being looked at."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._open = True
        self._inside = 0
        self.stop = False

    def enter(self) -> bool:
        """Wait until the gate is open; False when the torture is over."""
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._open or self.stop)
            self._inside += not self.stop
            return not self.stop

    def join(self) -> None:
        """A client comes in."""
        with self._changed:
            self._inside += 1

    def shut(self) -> None:
        """Nobody passes; returns when everybody stands before the gate."""
        with self._changed:
            self._open = False
            self._changed.wait_for(lambda: self._inside == 0)

    def unlock(self) -> None:
        """Everybody passes."""
        with self._changed:
            self._open = True
            self._changed.notify_all()

    def end(self) -> None:
        """Everybody goes home."""
        with self._changed:
            self.stop = True
            self._changed.notify_all()


class Client(threading.Thread):
    """One client: one connection, one registrant, one clerk of a bureau."""

    def __init__(
        self, number: int, port: int, seed: int, registrant: Hand, organisations: list[int], bureau: Bureau,
        rules: str, book: Book, gate: Gate,
    ) -> None:  # fmt: skip
        super().__init__(name=f"client-{number}", daemon=True)
        self.random = random.Random(f"{seed}:{number}")
        self.port, self.rules, self.book, self.gate, self.bureau = port, rules, book, gate, bureau
        self.registrant, self.clerk = registrant, bureau.clerks[number % len(bureau.clerks)]
        self.organisations = list(organisations)
        self.registered: list[int] = []
        self.drafts: dict[str, tuple[Head, int]] = {}
        self.mine: list[str] = []
        self.connection: http.client.HTTPConnection | None = None
        gate.join()

    def run(self) -> None:
        """Act until the gate ends it; a statement without an answer is handed in again, first thing."""
        unanswered: tuple[str, Any] | None = None
        while self.gate.enter():
            text, then = unanswered or self.choose()
            answer = self.send(text)
            if answer is None:
                unanswered = (text, then)
                continue
            again = unanswered is not None or text in self.book.told
            unanswered = None
            told = self.book.note(text, answer, again=again)
            if told.name == "Recorded":
                self.mine.append(text)
                if then is not None:
                    then(text)
            elif told.name == "Refused":
                self.mine.append(text)

    def send(self, text: str) -> dict[str, Any] | None:
        """The outcome, or None if no answer came."""
        body = json.dumps({"query": MUTATION, "variables": {"statement": text}})
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
            self.connection.request("POST", "/graphql", body, {"content-type": "application/json"})
            answer = self.connection.getresponse()
            told = json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError):
            if self.connection is not None:
                self.connection.close()
            self.connection = None
            return None
        if told.get("errors"):
            codes = [error.get("extensions", {}).get("code") for error in told["errors"]]
            if codes != ["LEDGER_BUSY"]:
                self.book.fault(f"errors: {told['errors']}")
            return None
        outcome: dict[str, Any] = told["data"]["record"]
        return outcome

    # --- what to do next; each answers a statement and what its being recorded means to this client ---

    def choose(self) -> tuple[str, Any]:
        """One of the acts, by lot."""
        ways = (self.endorse, self.register, self.draft, self.save, self.retry, self.stale)
        return self.random.choices(ways, (35, 15, 10, 25, 10, 5))[0]()

    def register(self) -> tuple[str, Any]:
        """An organisation, on a fresh stream."""
        if not self.organisations:
            return self.save()
        number = self.organisations.pop()
        event = registration(number)
        stream = organisation_id(event.credit_code)
        text = self.registrant.state(event, stream, EDITOR, at=system_clock())
        return text, lambda _: self.registered.append(number)

    def draft(self) -> tuple[str, Any]:
        """A case of a registered organisation; its consequence goes to the organisation's stream."""
        if not self.registered:
            return self.register() if self.organisations else self.endorse()
        number = self.registered.pop()
        organisation = organisation_id(registration(number).credit_code)
        case = f"case_{uuid4()}"
        event = CaseDrafted(CYCLE, organisation, self.bureau.code, TITLE)
        text = self.registrant.state(event, case, EDITOR, at=system_clock(), rules=self.rules)

        def drafted(text: str) -> None:
            self.drafts[case] = (Head().after(text), number)

        return text, drafted

    def save(self) -> tuple[str, Any]:
        """Form F2 of an own draft, again and again: a chain of statements on one stream."""
        if not self.drafts:
            return self.draft() if self.organisations or self.registered else self.endorse()
        case = self.random.choice(list(self.drafts))
        head, number = self.drafts[case]
        event = DeclarationSaved(declaration(number), {"name": f"（合成）联系人{head.seq}"})
        text = self.registrant.state(
            event, case, EDITOR, at=system_clock(), seq=head.seq + 1, prev=head.prev, rules=self.rules
        )

        def saved(text: str) -> None:
            self.drafts[case] = (head.after(text), number)

        return text, saved

    def endorse(self) -> tuple[str, Any]:
        """The quota race: give a place, or take one back, beside all the other clerks of the unit."""
        case = self.random.choice(list(self.bureau.cases))
        head = self.bureau.cases[case]
        event = OPINION if self.random.random() < 0.6 else EndorsementWithdrawnByT1("重新排序")
        text = self.clerk.state(
            event, case, APPROVER, at=system_clock(), seq=head.seq + 1, prev=head.prev, rules=self.rules
        )

        def moved(text: str) -> None:
            with self.book.lock:
                if self.bureau.cases[case].seq == head.seq:
                    self.bureau.cases[case] = head.after(text)

        return text, moved

    def retry(self) -> tuple[str, Any]:
        """The same bytes again: the same answer, nothing new in the log."""
        return (self.random.choice(self.mine), None) if self.mine else self.register()

    def stale(self) -> tuple[str, Any]:
        """A statement on a stream that is not where it says."""
        case = self.random.choice(list(self.bureau.cases))
        text = self.clerk.state(
            OPINION, case, APPROVER, at=system_clock(), seq=self.bureau.cases[case].seq + 7, prev="ab" * 32,
            rules=self.rules,
        )  # fmt: skip
        return text, None
