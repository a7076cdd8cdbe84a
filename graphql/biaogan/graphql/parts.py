"""What part somebody has in an object (身份推知): that it is theirs, or theirs to review, is sealed, and so is what tells it.

Promises: to whom whose a sheet or an objection is, or who is on a panel, is not open, an audit answers the same whether somebody
has such a part in an object or not; but that they really read what is not their own is told.
"""

from dataclasses import replace

from biaogan.domain.ids import kind_of
from biaogan.graphql.past import Past
from biaogan.graphql.reading import Reading
from biaogan.graphql.reads import Read
from biaogan.graphql.viewer import Subject, Viewer
from biaogan.graphql.visibility import OWNERS, by_part, can_see


def permission_told(reading: Reading, past: Past, judged: Viewer, klass: str, stream: str, subject: Subject) -> bool:
    """Whether the viewer may know if somebody was permitted to see a class of an object, as it stood then."""
    parts = by_part(judged, klass, subject)
    if not parts or judged.person in (None, stream):
        return True
    now = [replace(one, owner="") for one in past.subjects(stream, reading.today) or (subject,)]
    seats = past.seats(str(judged.person)) if "round.panels" in parts and subject.case else ()
    now += [replace(one, round=seat.round) for seat in seats if seat.case == subject.case for one in now]
    return all(any(can_see(reading.viewer(), part, one) for one in now) for part in parts)


def read_told(reading: Reading, past: Past, read: Read) -> bool:
    """Whether the viewer may know that this person read it: who reads a sheet of their own tells whose it is."""
    klass = OWNERS.get(kind_of(read.stream))
    if klass is None:
        return True
    then = past.subjects(read.stream, read.basis)
    now = past.subjects(read.stream, reading.today) or [_of_today(reading, past, one) for one in then]
    own = any(one.owner == read.person for one in (*then, *now))
    return not own or any(can_see(reading.viewer(), klass, one) for one in now)


def _of_today(reading: Reading, past: Past, subject: Subject) -> Subject:
    """What is there no more, as it stands to the round it was in."""
    return replace(subject, closed=any(one.closed for one in past.subjects(subject.round, reading.today)))
