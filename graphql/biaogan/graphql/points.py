"""Points of the log (时点): which position a client means by a position, a time, or a root of the tree."""

from typing import Final

from biaogan.graphql.context import Context
from biaogan.graphql.faults import BAD_USER_INPUT, Fault
from biaogan.graphql.ports import FuturePoint
from biaogan.graphql.scalars import Instant, Position, aware

_NO_ROOT: Final = "不是此账本已公布的树根", "no published root of this log"


def point(context: Context, position: Position | None, time: Instant | None, root: str | None) -> int:
    """The position meant; within what this operation is pinned to. Raises Fault(BAD_USER_INPUT)."""
    ledger, head = context.services.ledger, context.basis().position
    found: int | None
    try:
        if time is not None:
            found = ledger.position_at(aware(time))
            found = None if found is None else min(found, head)
        else:
            found = position if root is None else ledger.position_of_root(root)
    except FuturePoint:
        raise _future() from None
    if found is None:
        zh, en = ("当时尚无记录", "nothing was recorded by then") if root is None else _NO_ROOT
        raise Fault(BAD_USER_INPUT, zh, en)
    if found > head:
        raise _future()
    return found


def _future() -> Fault:
    return Fault(BAD_USER_INPUT, "该时点在此账本的未来", "that point lies in the future of this log")
