"""All views, in the order in which they fold a record: a view may read those before it."""

from typing import Final

from biaogan.projections import cases, cycles, notices, organisations, people, ranking, rosters, rounds, sheets
from biaogan.projections.versioned import View

VIEWS: Final[tuple[View, ...]] = (
    people.VIEW,
    cycles.VIEW,
    organisations.VIEW,
    cases.VIEW,
    rosters.VIEW,
    rounds.VIEW,
    sheets.VIEW,
    ranking.VIEW,
    notices.VIEW,
)
