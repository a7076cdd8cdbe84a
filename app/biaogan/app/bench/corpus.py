"""Signed acts in store (备好的签名行为): people with their roles are set up once, then statements by the thousand.

The typical act is the registration of an organisation (申报组织登记): a fresh stream, a body of six fields, a role held in a
scope. Each person holds the role for a few organisations only, as in life. All are invented and marked synthetic.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from biaogan.app.admission import Submission
from biaogan.app.bench.hand import Hand, digest_of
from biaogan.app.office import Office
from biaogan.domain.event import Event
from biaogan.domain.events import OrganisationRegistered, RoleGranted
from biaogan.domain.ids import organisation_id
from biaogan.domain.values import credit_code_character
from biaogan.graphql.ports import Recorded

EDITOR = "applicant_editor"
EACH = 16
"""Organisations for which one person may act."""
BATCH = 256

Step = Callable[[int, int], None]


class SetupRefused(Exception):
    """An act of the preparation was not admitted: the measurement would mean nothing."""


def credit_code(number: int) -> str:
    """The ``number``-th code of a range that is not assigned (``0000`` after the division), check character correct."""
    body = f"91130000{number:09d}"
    return body + credit_code_character(body + "0")


def registration(number: int) -> OrganisationRegistered:
    """The ``number``-th invented organisation."""
    return OrganisationRegistered(
        f"河北示例{number:06d}制造有限公司", credit_code(number), "有限责任公司", "C34", "河北省（合成地址）", True
    )


def play(office: Office, statements: Sequence[str]) -> list[Recorded]:
    """Hand in through the office of this process; everything must be admitted. Raises `SetupRefused`."""
    recorded = []
    for start in range(0, len(statements), BATCH):
        for outcome in office.process([Submission(text) for text in statements[start : start + BATCH]]):
            if not isinstance(outcome, Recorded):
                raise SetupRefused(outcome)
            recorded.append(outcome)
    return recorded


def appoint(
    office: Office, registrar: Hand, hand: Hand, roles: Sequence[tuple[str, str]], at: datetime, name: str = ""
) -> None:
    """Enrol a key and grant roles, as signed acts of the registrar."""
    events: list[Event] = [hand.enrolment(), *(RoleGranted(role, scope, name) for role, scope in roles)]
    texts: list[str] = []
    for seq, event in enumerate(events, 1):
        prev = digest_of(texts[-1]) if texts else None
        texts.append(registrar.state(event, hand.person, "registrar", at=at, seq=seq, prev=prev))
    play(office, texts)


@dataclass(frozen=True, slots=True)
class Load:
    """Statements for one measurement. ``first`` has one act of each person: handed in before the clock starts, so that the
    people are known to the office, as they are in a service that has run for a day.
    """

    first: list[str]
    acts: list[str]


@dataclass
class Corpus:
    """People who may register organisations, and how many of them have done so."""

    hands: list[Hand]
    _used: int = 0

    @classmethod
    def prepare(cls, office: Office, registrar: Hand, acts: int, now: Callable[[], datetime], step: Step) -> "Corpus":
        """Enrol and appoint as many people as ``acts`` registrations need."""
        hands: list[Hand] = []
        needed = -(-acts // (EACH - 1))
        for person in range(needed):
            hand = Hand.new(registrar.origin)
            scopes = [organisation_id(credit_code(person * EACH + index)) for index in range(EACH)]
            appoint(office, registrar, hand, [(EDITOR, scope) for scope in scopes], now(), "测量")
            hands.append(hand)
            step(person + 1, needed)
        return cls(hands)

    def sign(self, acts: int, at: datetime) -> Load:
        """The statements of the next people, each on a fresh stream. Raises ``IndexError`` when all have acted."""
        found = Load([], [])
        while len(found.acts) < acts:
            hand, number = self.hands[self._used], self._used * EACH
            texts = [_registered(hand, number + index, at) for index in range(EACH)]
            found.first.append(texts[0])
            found.acts.extend(texts[1:])
            self._used += 1
        return found


def _registered(hand: Hand, number: int, at: datetime) -> str:
    event = registration(number)
    return hand.state(event, organisation_id(event.credit_code), EDITOR, at=at)
