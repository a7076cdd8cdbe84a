"""Why an act was refused (驳回的由来): the rule and the code, what was asked for, and the state it was decided on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from biaogan.domain import states
from biaogan.domain.events import Refused
from biaogan.domain.lifecycle import BY_TOPIC
from biaogan.domain.rejection_table import REJECTIONS
from biaogan.domain.rejections import Rejected
from biaogan.graphql.plot_words import event_words, role_words
from biaogan.graphql.rule_words import listed
from biaogan.graphql.status_words import status_words
from biaogan.graphql.viewer import Subject
from biaogan.graphql.why_acts import act, configuration, key, rules_of, said
from biaogan.graphql.why_chain import Chain, Gate, Steps, Told
from biaogan.graphql.why_gates import PUBLIC, gate_of
from biaogan.graphql.why_kinds import WhyKind
from biaogan.graphql.why_port import Trace

_NAMES: Final = re.compile(r"\b(person|expert|sheet|grant)_[0-9a-f-]{36}")
_PERSON: Final = frozenset({"person"})


def refusal(chain: Chain, trace: Trace, owner: str) -> Steps:
    """The refusal, if it is open to the viewer; ``owner``: whose it is, for who has shown its receipt."""
    event = None if trace.told is None else trace.told.event
    gate = Gate(trace.face.stream, "refusal", Subject(owner=owner))
    if not isinstance(event, Refused) or "refusal" not in chain.reading.opened(frozenset({"refusal"}), gate.subject):
        return ()
    veil = Veil(chain, owner)
    zh, en = map(veil, message(event))

    def because() -> Iterator[Steps]:
        yield _rule(chain, event)
        yield _asked(chain, event)
        yield _statement(chain, gate, event, trace)
        yield _state(chain, gate, veil, event, trace)
        if trace.rules:
            yield configuration(chain, trace.rules)

    told = Told(
        "refusal", {"zh": zh, "en": en}, (event.rule,) if event.rule else (), veil(event.stream), trace, event.code
    )
    return chain.add(WhyKind.REFUSAL, gate, lambda: told, because)


@dataclass(frozen=True, slots=True)
class Veil:
    """A refusal's sentence names people and sheets: to its own signer as they were told, to others as far as they may know."""

    chain: Chain
    owner: str

    def __call__(self, text: str | None) -> str:
        return text or "" if self.owner else _NAMES.sub(self._seen, text or "")

    def _seen(self, found: re.Match[str]) -> str:
        person = found[1] == "person" and "person" in self.chain.reading.opened(_PERSON, Subject(owner=found[0]))
        return found[0] if person else f"{found[1]}_…"


def message(event: Refused) -> tuple[str, str]:
    """The sentence of the refusal with its values; where they are erased, the code alone."""
    try:
        rejected = Rejected(event.code, event.rule, **event.details)
        return rejected.message("zh"), rejected.message("en")
    except (KeyError, TypeError):
        return str(event.code), str(event.code)


def _rule(chain: Chain, event: Refused) -> Steps:
    known = REJECTIONS.get(event.code or "")
    values = {"rule": event.rule, "code": event.code}
    rules = tuple(dict.fromkeys(rule for rule in (event.rule, known and known.rule) if rule))
    return chain.add(WhyKind.RULE, PUBLIC, lambda: Told("rule", values, rules, code=event.code))


def _asked(chain: Chain, event: Refused) -> Steps:
    """The act by the lifecycle table: who may do it, and from which states."""
    row = BY_TOPIC.get(event.act or "")
    if row is None:
        return ()
    called = event_words(row.event.TOPIC)
    values = {"zh": called.zh, "en": called.en, "roles": listed(map(role_words, row.roles))}
    values["sources"] = ", ".join(map(said, row.sources))
    values["sources_zh"] = "、".join(status_words(source).zh for source in row.sources)
    return chain.add(WhyKind.ACT, PUBLIC, lambda: Told("refused_act", values, rules_of(row)))


def _statement(chain: Chain, gate: Gate, event: Refused, trace: Trace) -> Steps:
    values = {"digest": event.statement, "jti": event.jti}
    told = Told("refused_statement", values, (), trace.face.stream, trace, kid=trace.signature.kid)
    return chain.add(WhyKind.STATEMENT, gate, lambda: told, lambda: [key(chain, trace)])


def _state(chain: Chain, gate: Gate, veil: Veil, event: Refused, trace: Trace) -> Steps:
    """The stream it was about, after the last record before the refusal."""
    found = [other for other in chain.traces(event.stream or "") if other.position < trace.position]
    if not found:
        return chain.add(WhyKind.STATE, gate, lambda: Told("no_state", {"stream": veil(event.stream)}))
    last = found[-1]
    state: Any = states.fold(other.told for other in found if other.told is not None)
    values = {
        "stream": veil(event.stream),
        "version": last.face.version,
        "status": said(getattr(state, "status", None)),
        "status_zh": status_words(getattr(state, "status", None)).zh,
    }
    about = gate_of(chain.reading, last)
    if about is None:  # whose it is, is nobody's to see
        return chain.add(WhyKind.STATE, gate, lambda: Told("state", values))
    told = Told("state", values, (), event.stream, last)
    return chain.add(WhyKind.STATE, about, lambda: told, lambda: [act(chain, last, about)])
