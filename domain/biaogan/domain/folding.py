"""What the folds of several kinds of stream share (折叠)."""

from collections.abc import Callable
from typing import Any, TypeVar

from biaogan.domain.act import Recorded

S = TypeVar("S")


def if_there(step: Callable[[S, Any, Recorded], S]) -> Callable[[S | None, Any, Recorded], S | None]:
    """A step that leaves a stream which does not exist, or whose beginning cannot be read, as it is."""

    def evolve(state: S | None, e: Any, recorded: Recorded) -> S | None:
        return step(state, e, recorded) if state else None

    return evolve
