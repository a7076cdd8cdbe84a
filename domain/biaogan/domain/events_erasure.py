"""Erasing personal data (个人信息删除), D-25: keys are destroyed, and who did it, on what ground, stays on record for ever.

They stand on a stream of their own: on the stream that is erased they would erase themselves.
"""

from dataclasses import dataclass

from biaogan.domain.event import K3, Event


@dataclass(frozen=True, slots=True)
class ErasureProposed(Event):
    """The director or a registrar proposes to destroy data keys of one stream (申请销毁密钥), on a legal ground.

    ``keys``: the stream's id is the key of all that is confidential in it, the id with ``+P`` that of its personal data.
    """

    TOPIC = "erasure_proposed/1"
    KLASS = K3
    subject: str
    keys: list[str]
    ground: str
    legal_basis: str
    reference: str


@dataclass(frozen=True, slots=True)
class PersonalDataErased(Event):
    """A key custodian destroys exactly the keys proposed (删除个人信息): what they opened is unreadable from here on."""

    TOPIC = "personal_data_erased/1"
    KLASS = K3
    proposal: str
    subject: str
    keys: list[str]
    ground: str
    legal_basis: str
    reference: str


@dataclass(frozen=True, slots=True)
class ErasureHeld(Event):
    """Consequence of a grant that opens the stream (法律保留): nothing of it is erased while the grant is live."""

    TOPIC = "erasure_held/1"
    KLASS = K3
    grant: str
    until: str
