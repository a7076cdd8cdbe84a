"""When the content of a case was first shown to each reader (首次查阅时间), for whom the audit of reads is open. Itself a read."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from biaogan.graphql.past import Past
from biaogan.graphql.reading import Reading
from biaogan.graphql.visibility import can_see

CONTENT: Final = "case.content"
"""What an expert reads before scoring; its files are on record as it."""


def first_reads(reading: Reading, round_: str) -> dict[tuple[str, str], datetime]:
    """(case, person) -> when, of the cases of a round; without those whose audit is not the viewer's to see."""
    cases = dict.fromkeys(seat.case for seat in reading.views.assignments_in(round_, reading.at))
    return dict(_first_reads(reading, cases))


def _first_reads(reading: Reading, cases: Iterable[str]) -> Iterator[tuple[tuple[str, str], datetime]]:
    port, viewer, past = reading.context.services.reads, reading.viewer(), Past(reading.views)
    if port is None or viewer.supporter:
        return
    for case in cases:
        if any(can_see(viewer, "audit", subject) for subject in past.subjects(case, reading.today)):
            reading.context.disclose(case, "audit", "first_reads", reading)
            for person, at in port.first_shown(case, CONTENT, reading.at).items():
                yield (case, person), at
