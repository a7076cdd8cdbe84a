"""What an object of the views is to the visibility table (可见性客体), from its row alone: of a position, with no viewer."""

from typing import Final

from biaogan.domain.status import Status
from biaogan.graphql.viewer import Subject
from biaogan.graphql.visibility import ON_LIST, shown_as
from biaogan.projections.cases import CaseRow
from biaogan.projections.rounds import RoundRow

PROVINCIAL: Final = "provincial"
CLOSED: Final = "CLOSED"


def of_case(row: CaseRow) -> Subject:
    """A case as it stood."""
    status = Status(row.status)
    listed = shown_as(status, row.noticed) is not None
    return Subject(
        organisation=row.organisation,
        unit=row.unit,
        case=row.id,
        cycle=row.cycle,
        suspected=row.suspected,
        listed=listed,
        on_list=listed or status in ON_LIST,
    )


def of_round(row: RoundRow) -> Subject:
    """A round as it stood."""
    return Subject(round=row.id, cycle=row.cycle or "", provincial=row.kind == PROVINCIAL, closed=is_open(row))


def is_open(row: RoundRow) -> bool:
    """Whether the scores of a round can be read: it is closed, or was opened early, and no seal is left."""
    return not row.sealed and (row.status == CLOSED or row.early)
