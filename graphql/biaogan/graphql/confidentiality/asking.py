"""Asking for the report (申请报告): which records it is about, and who may be named in it. For the API and for the app."""

from collections.abc import Callable
from typing import Any

from biaogan.graphql.confidentiality.telling import Asked, Telling
from biaogan.graphql.past import Past
from biaogan.graphql.ports import Basis
from biaogan.graphql.reads import Read, ReadsPort
from biaogan.graphql.scalars import instant
from biaogan.graphql.unwraps_port import Unwrap, UnwrapsPort
from biaogan.projections.queries import Views

PIECE = 2000
"""Records read at once."""


def confidentiality(
    views: Views,
    port: ReadsPort,
    basis: Callable[[int], Basis],
    cycle: str,
    first: int,
    last: int,
    head: int,
    *,
    end: int | None = None,
    unwraps: UnwrapsPort | None = None,
    whole: bool = True,
    named: bool = False,
    is_open: Callable[[Read | Unwrap], bool] = lambda _: True,
    in_time: Callable[[], None] = lambda: None,
) -> dict[str, Any] | None:
    """The report of a cycle between two positions, as of ``head``; None if there is no such cycle.

    ``end``: only records of lower ids, so that a report can be made again when there are more. ``in_time`` raises when
    it takes too long.
    """
    row = views.cycle(cycle, last)
    if row is None:
        return None
    end = port.size() if end is None else end
    reads: list[Read] = []
    opened: list[Unwrap] = []
    since = basis(first).time
    for low in range(port.first_at(since) if first else 0, end, PIECE):
        in_time()
        piece = port.between(low, min(low + PIECE, end))
        reads += [read for read in piece if first <= read.basis <= last and is_open(read)]
        keys = () if unwraps is None else unwraps.unwraps(low, min(low + PIECE, end))
        opened += [one for one in keys if first <= one.basis <= last and is_open(one)]
    asked = Asked(cycle, first, last, end, whole, named, instant(since), instant(basis(last).time))
    return Telling(Past(views), asked, reads, port.coverage(end, head + 1), port.canaries, in_time, opened).told(row)
