"""Steps that every chain ends in: an act, its statement, the signer's key and role, the configuration, the cause (依据)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from biaogan.domain import states
from biaogan.domain.act import Recorded
from biaogan.domain.cycle import Cycle
from biaogan.domain.events import RoleGranted
from biaogan.domain.lifecycle import BY_TOPIC
from biaogan.domain.matter import RULES
from biaogan.domain.person import ANYONE, SELF, SERVICE, SYSTEM
from biaogan.domain.row import Row
from biaogan.domain.status import Status
from biaogan.graphql.plot_words import event_words, role_words
from biaogan.graphql.rule_words import custody_words
from biaogan.graphql.status_words import status_words
from biaogan.graphql.viewer import Subject
from biaogan.graphql.why_chain import Chain, Gate, Steps, Told
from biaogan.graphql.why_gates import PUBLIC, gate_of, person_gate, signer_gate
from biaogan.graphql.why_kinds import WhyKind
from biaogan.graphql.why_port import Trace
from biaogan.graphql.why_votes import voted


def act(chain: Chain, trace: Trace, gate: Gate, moved: tuple[Any, Any] | None = None, *, hidden: bool = False) -> Steps:
    """A record that brought something about, with its statement, the vote it came of, its configuration and its cause."""
    called = event_words(trace.face.type)
    values: dict[str, object] = {
        "zh": called.zh,
        "en": called.en,
        "role": role_words("" if trace.told is None else trace.told.role),
    }
    if moved is not None:
        values |= {"before": said(moved[0]), "after": said(moved[1])}
        values |= {"before_zh": status_words(moved[0]).zh, "after_zh": status_words(moved[1]).zh}

    def tell() -> Told:
        words = "done" if moved is None else "act"
        return Told(words, values, _rules(trace), trace.face.stream, trace)

    def because() -> Iterator[Steps]:
        yield statement(chain, trace, signer_gate(chain.reading, trace))
        yield voted(chain, trace)
        if trace.rules:
            yield configuration(chain, trace.rules)
        yield caused(chain, trace)

    return chain.add(WhyKind.ACT, gate, tell, because, hidden=hidden, once=trace.position)


def caused(chain: Chain, trace: Trace) -> Steps:
    """The act that a consequence follows from, as far as anybody may see acts on its stream."""
    found = chain.cause(trace)
    gate = None if found is None else gate_of(chain.reading, found)
    return () if found is None or gate is None else act(chain, found, gate)


def statement(chain: Chain, trace: Trace, gate: Gate) -> Steps:
    """What was signed, by whom, with which key."""
    signature, told = trace.signature, trace.told
    actor = "" if told is None else told.actor

    def tell() -> Told:
        holds = ("有效", "holds") if signature.holds else ("不能验证", "does not hold")
        values = {"actor": actor, "kid": signature.kid, "holds_zh": holds[0], "holds_en": holds[1]}
        return Told("statement", values, (), trace.face.stream, trace, person=actor, kid=signature.kid)

    def because() -> Iterator[Steps]:
        yield key(chain, trace)
        if told is not None:
            yield right(chain, told)

    return chain.add(WhyKind.STATEMENT, gate, tell, because, once=trace.position)


def key(chain: Chain, trace: Trace) -> Steps:
    """Where the signer's key was made known."""
    signature, enrolled = trace.signature, chain.trace_at(trace.signature.enrolled)
    if enrolled is None or trace.told is None:
        return ()
    actor = trace.told.actor
    values: dict[str, object] = {"kid": signature.kid, "custody": custody_words(signature.custody)}

    def tell() -> Told:
        return Told("key", values, _rules(enrolled), enrolled.face.stream, enrolled, person=actor, kid=signature.kid)

    gate = PUBLIC if actor == SERVICE else person_gate(actor)
    return chain.add(WhyKind.KEY, gate, tell, once=signature.kid)


def right(chain: Chain, told: Recorded) -> Steps:
    """Where the signer, or for whom they signed, was given the role."""
    person, role = told.behalf or told.actor, told.role
    if role in (SELF, ANYONE, SYSTEM):
        return ()

    def tell() -> Told:
        given = [
            trace
            for trace in chain.traces(person)
            if trace.position < told.position
            and trace.told is not None
            and isinstance(trace.told.event, RoleGranted)
            and trace.told.event.role == role
        ]
        last = given[-1] if given else None
        event: Any = None if last is None or last.told is None else last.told.event
        scope = getattr(event, "scope", "") or "-"
        rules = () if last is None else _rules(last)
        values = {"role": role_words(role), "scope": scope}
        return Told("right", values, rules, person, last, person=person)

    return chain.add(WhyKind.RIGHT, person_gate(person), tell, once=(person, role, told.position))


def configuration(chain: Chain, digest: str, words: str = "rules", **values: object) -> Steps:
    """The record that brought a configuration into force, by its digest."""

    def tell() -> Told:
        found = _in_force(chain, digest)
        about = None if found is None else found.face.stream
        return Told(words, {"digest": digest, **values}, ("R-05",), about, found)

    return chain.add(WhyKind.CONFIGURATION, Gate("", "cycle", Subject()), tell, once=(digest, words))


def _in_force(chain: Chain, digest: str) -> Trace | None:
    for cycle in chain.reading.views.cycles(chain.reading.at):
        state: Any = None
        for trace in chain.traces(cycle.id):
            before = state.digest if isinstance(state, Cycle) else ""
            state = state if trace.told is None else states.evolve(state, trace.told)
            if isinstance(state, Cycle) and before != digest == state.digest:
                return trace
    return None


def _rules(trace: Trace) -> tuple[str, ...]:
    row = BY_TOPIC.get(trace.face.type)
    return () if row is None else rules_of(row)


def rules_of(row: Row) -> tuple[str, ...]:
    """The rules an act is held to, in the order they are asked."""
    functions = (*row.guards, *row.rules)
    return tuple(dict.fromkeys(id_ for f in functions for id_ in RULES.get(getattr(f, "__name__", ""), ())))


def said(status: Any) -> str:
    """A state in one word; ``-`` before there was any."""
    return status.value if isinstance(status, Status) else str(status or "-")


def under(gate: Gate, klass: str, **facts: Any) -> Gate:
    """The same object for another class, or with more said of it."""
    return Gate(gate.stream, klass, replace(gate.subject, **facts))
