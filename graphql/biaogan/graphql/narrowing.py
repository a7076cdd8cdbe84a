"""Filters of cases, narrowed to what a viewer may see (筛选范围): pure, before anything is read."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from biaogan.domain.status import Status
from biaogan.graphql.viewer import Subject, Viewer
from biaogan.graphql.visibility import ONCE_NOTICED, SHOWN_AS, can_see
from biaogan.projections.case_filter import CaseFilter


def both(which: CaseFilter, scope: CaseFilter) -> CaseFilter | None:
    """The filter for what both find; None if that can only be nothing."""
    changes: dict[str, Any] = {}
    for name in ("organisation", "unit"):
        mine, theirs = getattr(scope, name), getattr(which, name)
        if mine is not None and theirs not in (None, mine):
            return None
        changes[name] = mine if mine is not None else theirs
    if scope.ids is not None:
        changes["ids"] = scope.ids if which.ids is None else _common(scope.ids, which.ids)
    return replace(which, **changes)


def _common(these: Iterable[str], those: Iterable[str]) -> list[str]:
    return sorted(set(these) & set(those))


def through(which: CaseFilter, asker: Viewer) -> CaseFilter | None:
    """The filter for what may be told through another's eyes: to an investigator, only cases that a grant of sight names."""
    if can_see(asker, "sight", Subject()):
        return which
    named = {stream for grant in asker.grants if "sight" in grant.classes for stream in grant.streams}
    return both(which, CaseFilter(ids=sorted(named))) if named else None


def public(which: CaseFilter, known: frozenset[Status]) -> CaseFilter:
    """The filter for what is listed: asked for by the state the public is shown, found by the real one."""
    asked = None if which.status is None else set(which.status)
    found = [state for state in known if asked is None or SHOWN_AS.get(state, state) in asked]
    noticed = [state for state, shown in ONCE_NOTICED.items() if asked is None or shown in asked]
    return replace(which, status=sorted(found), noticed=sorted(noticed))
