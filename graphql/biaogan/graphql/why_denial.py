"""Why a read was denied (查阅被拒的由来): the rule of its class, what the reader was, and what would have opened it.

Who was denied learns of the rule and of themselves, and nothing of the object, not even whether there is one. An auditor is
told how the table judged it, with the roles, assignments and facts of then. An object that the person can see nothing of is
not named to them: its id may tell what they were denied.
"""

from collections.abc import Iterator
from typing import Final

from biaogan.domain.ids import kind_of
from biaogan.graphql.audit import Audit
from biaogan.graphql.class_words import class_words
from biaogan.graphql.finding import node_of
from biaogan.graphql.past import Past
from biaogan.graphql.plot_words import role_words
from biaogan.graphql.plots.svg import Words
from biaogan.graphql.reading import NEED_TO_KNOW
from biaogan.graphql.reads import Read, ReadsPort
from biaogan.graphql.rule_words import listed
from biaogan.graphql.viewer import Subject, Viewer
from biaogan.graphql.visibility import TABLE, why_not
from biaogan.graphql.why_chain import Chain, Gate, Steps, Told
from biaogan.graphql.why_gates import PUBLIC, person_gate
from biaogan.graphql.why_kinds import WhyKind
from biaogan.graphql.why_words import RELATIONS, TIMES

HIGHEST: Final = 2**53 - 1


def read_of(port: ReadsPort, number: int, at: int) -> Read | None:
    """The record of this number, opened; ``None`` if there is none up to this position."""
    for found in port.between(number, number + 1):
        opened = port.of_person(found.person, number, 1, HIGHEST)
        return next((read for read in opened if read.id == number and read.basis <= at), None)
    return None


def denial(chain: Chain, read: Read, audit: Audit | None) -> Steps:
    """``audit``: through which the record is seen, if it is not the viewer's own."""
    own = audit is None
    about = person_gate(read.person) if own else Gate(read.stream, "audit", _audited(chain, read))
    rule = read.rule or rule_of(read.klass)
    told_of = read.stream if not own or node_of(chain.reading, read.stream) is not None else kind_of(read.stream)
    values = {"person": read.person, "basis": read.basis, "stream": told_of, "klass": class_words(read.klass)}
    values |= {"fields": ", ".join(read.fields or ()) or "-", "rule": rule}

    def because() -> Iterator[Steps]:
        yield _rule(chain, read)
        yield _reader(chain, read, about, own=own)
        yield _opening(chain, read)

    told = Told("denial", values, (rule,), told_of, person=read.person)
    return chain.add(WhyKind.DENIAL, about, lambda: told, because)


def rule_of(klass: str) -> str:
    """The rule in the way: of a class, or of an object as a whole."""
    return TABLE[klass].rule if klass in TABLE else NEED_TO_KNOW


def _audited(chain: Chain, read: Read) -> Subject:
    """As the audit sees the object."""
    viewer, streams = chain.reading.viewer(), Past(chain.reading.views).known(read.stream, chain.reading.today)
    opened = (one for one in streams if why_not(viewer, "audit", one) is None)
    return next(opened, Subject())


def _rule(chain: Chain, read: Read) -> Steps:
    klass = TABLE.get(read.klass)
    rule = rule_of(read.klass)
    values = {
        "klass": class_words(read.klass),
        "name": read.klass,
        "rule": rule,
        "level": "" if klass is None else klass.level,
    }
    words = "need_to_know" if klass is None else "klass"
    return chain.add(WhyKind.RULE, PUBLIC, lambda: Told(words, values, (rule,)))


def _reader(chain: Chain, read: Read, gate: Gate, *, own: bool) -> Steps:
    """The roles of then; for the audit also what they were to the object, and how the table judged it."""
    past = Past(chain.reading.views)
    roles = listed(map(role_words, past.roles(read.person, read.basis)))

    def because() -> Iterator[Steps]:
        if not own and read.klass in TABLE:
            viewer = past.viewer(read.person, read.basis, read.at)
            for subject in past.subjects(read.stream, read.basis):
                yield _judged(chain, gate, read.klass, viewer, subject)

    told = Told("was", {"roles": roles}, ("1.12",), read.person, person=read.person)
    return chain.add(WhyKind.ACCESS, gate, lambda: told, because)


def _judged(chain: Chain, gate: Gate, klass: str, viewer: Viewer, subject: Subject) -> Steps:
    against = why_not(viewer, klass, subject)
    relations = listed(Words(RELATIONS[found], found.value) for found in sorted(viewer.relations(subject)))
    values = {"relations": relations, "verdict": "✓" if against is None else f"✗ {against}"}
    told = Told("judged", values, () if against is None else (against,))
    return chain.add(WhyKind.ACCESS, gate, lambda: told)


def _opening(chain: Chain, read: Read) -> Steps:
    """Every row of the table that opens the class."""
    klass = TABLE.get(read.klass)
    if klass is None:
        return chain.add(WhyKind.OPENING, PUBLIC, lambda: Told("nobody", {}, (NEED_TO_KNOW,)))
    readers = sorted(klass.readers.items())
    zh = "；".join(f"{RELATIONS[relation]}（{TIMES[when]}）" for relation, when in readers)
    en = "; ".join(f"{relation.value} ({when.value})" for relation, when in readers)
    return chain.add(WhyKind.OPENING, PUBLIC, lambda: Told("opening", {"zh": zh, "en": en}, (klass.rule,)))
