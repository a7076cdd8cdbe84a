"""Events of acting for another (代为办理), edge case 32: who may help a person with forms, agreed by two, for a time.

They stand on the stream of the person helped.
"""

from dataclasses import dataclass

from biaogan.domain.event import K3, Event


@dataclass(frozen=True, slots=True)
class ActAsGranted(Event):
    """A person asks for somebody to act for them (委托代办), what for and until when; a director has to agree."""

    TOPIC = "act_as_granted/1"
    KLASS = K3
    supporter: str
    purpose: str
    expires: str


@dataclass(frozen=True, slots=True)
class ActAsApproved(Event):
    """A director agrees to exactly that (同意代办), and repeats it: from here on the supporter may act."""

    TOPIC = "act_as_approved/1"
    KLASS = K3
    grant: str
    supporter: str
    purpose: str
    expires: str


@dataclass(frozen=True, slots=True)
class ActAsRevoked(Event):
    """The supporter acts for the person no longer (收回代办), with a reason."""

    TOPIC = "act_as_revoked/1"
    KLASS = K3
    supporter: str
    reason: str
