"""For whom a record of a stream is (记录密级): its class by the kind of stream and of event, and who did it, apart.

As elsewhere: the class of a line in the timeline, of a field of the object, or of a person.
"""

from dataclasses import replace

from biaogan.domain.event import EVENTS
from biaogan.domain.events import InvestigationReported, ObjectionFiled
from biaogan.domain.ids import kind_of
from biaogan.domain.person import SERVICE
from biaogan.graphql.case_file import LINES
from biaogan.graphql.pool import pool_of
from biaogan.graphql.reading import Reading
from biaogan.graphql.sights import OBJECTS
from biaogan.graphql.subjects import PROVINCIAL
from biaogan.graphql.viewer import Subject
from biaogan.graphql.why_chain import Gate
from biaogan.graphql.why_port import Trace

PUBLIC = Gate("", "log", Subject())
"""What anybody may see: the service's own statements, the configuration's rules."""
ROUND = {"K0": "round.seal", "K1": "round", "K2": "ranking", "K3": "round.panels"}
LIST = {"K0": "list.notice"}
FIXED = {
    "cycle": "cycle",
    "calendar": "cycle",
    "roster": "roster",
    "selection": "roster",
    "group": "group",
    "draw": "draw",
}


def subject_of(reading: Reading, stream: str) -> Subject | None:
    """What the table asks of an object; ``None`` where there is none at this position."""
    kind = kind_of(stream)
    if kind in OBJECTS:
        found = OBJECTS[kind][1](reading, stream)
        return found and replace(found, organisation=found.organisation or reading.organisation_id(found.case))
    views, at = reading.views, reading.at
    if kind == "draw":
        drawn = views.draw(stream, at)
        if drawn is not None:
            return Subject(cycle=drawn.cycle, provincial=drawn.kind == PROVINCIAL, stream=stream)
        return None
    if kind == "group":
        group = views.group(stream, at)
        return None if group is None else Subject(owner=group.leader or "", cycle=group.cycle, stream=stream)
    return Subject(stream=stream)


def klass_of(stream: str, topic: str) -> str | None:
    """The class of a record's face; ``None``: of a kind that is nobody's to see."""
    level = event.KLASS if (event := EVENTS.get(topic)) else "K3"
    match kind_of(stream):
        case "case":
            return LINES[level]
        case "round":
            return ROUND[level]
        case "list":
            return LIST.get(level, "list.steps")
        case "sheet":
            return "sheet.expert"
        case "objection":
            return "objection.report" if topic == InvestigationReported.TOPIC else "objection"
        case kind:
            return FIXED.get(kind)


def gate_of(reading: Reading, trace: Trace) -> Gate | None:
    """For whom the face of a record is."""
    stream = trace.face.stream
    klass, subject = klass_of(stream, trace.face.type), subject_of(reading, stream)
    return None if klass is None or subject is None else Gate(stream, klass, subject)


def signer_gate(reading: Reading, trace: Trace) -> Gate:
    """For whom it is who signed a record."""
    stream, actor = trace.face.stream, "" if trace.told is None else trace.told.actor
    subject = subject_of(reading, stream)
    if actor == SERVICE:
        return PUBLIC
    if subject is not None:
        match kind_of(stream):
            case "case":
                return Gate(stream, "case.sealed", subject)
            case "round":
                return Gate(stream, "round.panels", subject)
            case "group":
                return Gate(stream, "group.sealed", subject)
            case "objection":
                filed = trace.face.type == ObjectionFiled.TOPIC
                return Gate(stream, "objection.objector" if filed else "objection.file", subject)
    return person_gate(actor)


def person_gate(person: str) -> Gate:
    """For whom it is what is on record of a person."""
    return Gate(person, "person", Subject(owner=person))


def expert_gate(reading: Reading, person: str, entry: str, klass: str) -> Gate:
    """For whom an entry of the pool is."""
    return Gate(entry, klass, Subject(owner=person, cycle=pool_of(reading), stream=entry))
