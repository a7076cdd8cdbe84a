"""What is read once in a request, for all who ask: the viewer, and what belongs to the cases of one page.

Functions of plain values, so that :meth:`Context.once` can remember their results by their arguments.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from biaogan.domain.values import instant
from biaogan.graphql.context import Context
from biaogan.graphql.viewer import Opening, Viewer
from biaogan.projections.cases import CaseFilter
from biaogan.projections.organisations import OrganisationRow
from biaogan.projections.queries import Views
from biaogan.projections.sheets import ScoreSheetRow


def viewer_of(context: Context) -> Viewer:
    """Who asks, with the roles and assignments of today."""
    session, services = context.session, context.services
    if context.eyes is not None:
        return context.eyes.viewer
    if session is None:
        return Viewer()
    with services.finding_out():
        if context.behalf:
            return _supporter(context, session.person)
        return viewer_at(services.views, session.person, context.basis().position, services.now)


def viewer_at(views: Views, person: str, at: int, now: Callable[[], datetime]) -> Viewer:
    """A person with the roles, assignments, grants and interests of position ``at``, by the clock ``now``."""
    held = frozenset((row.role, row.scope) for row in views.roles(person, at))
    viewer = Viewer(person, held, barred=_barred(views, person, at, now))
    if viewer.may_hold_grants:
        viewer = replace(viewer, grants=_openings(views, person, at, now))
    if viewer.reviews:
        assigned = views.assignments(person, at)
        cases, rounds = frozenset(row.case for row in assigned), frozenset(row.round for row in assigned)
        viewer = replace(viewer, cases=cases, rounds=rounds)
    return viewer


def _supporter(context: Context, supporter: str) -> Viewer:
    """Who asks for another: that one's roles, without places on panels and grants; barred from what either is."""
    views, today = context.services.views, context.basis().position
    held = views.roles(context.behalf, today)
    roles = frozenset((row.role, row.scope) for row in held if row.role != "expert")
    barred = frozenset().union(
        *(_barred(views, one, today, context.services.now) for one in (context.behalf, supporter))
    )
    return Viewer(context.behalf, roles, barred=barred, supporter=supporter)


def supported(context: Context) -> bool:
    """Whether the person of ``context.behalf`` has this one act for them, agreed and not over (代办)."""
    if context.session is None:
        return False
    views, today = context.services.views, context.basis().position
    with context.services.finding_out():
        row = views.support(context.behalf, context.session.person, today)
    return row is not None and row.agreed_by != "" and instant(row.expires, "expires") > context.services.now()


def _barred(views: Views, person: str, at: int, now: Callable[[], datetime]) -> frozenset[str]:
    """Organisations in which the person has an interest then."""
    rows = views.interests(person, at)
    if not rows:
        return frozenset()
    today = now().date().isoformat()
    return frozenset(row.organisation for row in rows if not row.last_day or today <= row.last_day)


def _openings(views: Views, person: str, at: int, now: Callable[[], datetime]) -> frozenset[Opening]:
    """What the person's grants open then: their end is a matter of the clock, whenever it is recorded."""
    moment = now()
    return frozenset(
        Opening(frozenset(row.classes or ()), frozenset(row.streams or ()))
        for row in views.grants_of(person, at)
        if instant(row.expires, "expires") > moment
    )


def sheets_in(views: Views, round_: str, at: int) -> tuple[ScoreSheetRow, ...]:
    """Every sheet of a round."""
    return views.sheets(at, round_=round_)


def sheets_by(views: Views, person: str, at: int) -> tuple[ScoreSheetRow, ...]:
    """Every sheet of a person."""
    return views.sheets(at, expert=person)


def sheets_on(views: Views, cases: tuple[str, ...], at: int) -> dict[str, list[ScoreSheetRow]]:
    """The sheets of some cases, by case, in one statement."""
    found: dict[str, list[ScoreSheetRow]] = {}
    for row in views.sheets_of_cases(cases, at):
        found.setdefault(row.case, []).append(row)
    return found


def organisations_of(views: Views, cases: tuple[str, ...], at: int) -> dict[str, OrganisationRow]:
    """The organisations of some cases, by id, in two statements."""
    page = views.cases(at, CaseFilter(ids=cases), first=len(cases))
    return {row.id: row for row in views.organisations({row.organisation for row in page.rows}, at)}
