"""Relay pages over the keyset lists of the further chapters, read forwards.

Promises: later pages read the snapshot the first page read; a cursor of another list, or tampered with, is refused.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Annotated, Any, Final, Generic, Protocol, TypeAlias, TypeVar

import strawberry

from biaogan.graphql.faults import BAD_USER_INPUT, Fault
from biaogan.graphql.guard import argument
from biaogan.graphql.paging import LARGEST, PageInfo
from biaogan.graphql.reading import Reading
from biaogan.graphql.scalars import Position
from biaogan.projections.keyset import Key, Part

T = TypeVar("T")
R = TypeVar("R")
R_contra = TypeVar("R_contra", contravariant=True)

First: TypeAlias = Annotated[int, argument(f"Page size, 1 to {LARGEST}.")]
After: TypeAlias = Annotated[str | None, argument("Only rows behind this cursor.")]
DEFAULT: Final = 50


class Ordered(Protocol[R_contra]):
    """An order of rows in which every two are told apart."""

    def key(self, row: R_contra) -> Key:
        """The row's place."""

    def gave(self, key: tuple[object, ...]) -> bool:
        """Whether :meth:`key` can have answered this."""


@strawberry.type(description="A row in a list, with its cursor.")
class Edge(Generic[T]):
    """As Relay has it."""

    cursor: str = strawberry.field(description="Opaque; carries the position the list was first read at.")
    node: T = strawberry.field(description="The row.")


@strawberry.type(description="A page of a list (列表).")
class Connection(Generic[T]):
    """As Relay has it, with nodes."""

    nodes: list[T] = strawberry.field(description="The rows of the page.")
    edges: list[Edge[T]] = strawberry.field(description="The same, each with its cursor.")
    page_info: PageInfo = strawberry.field(description="Whether there is more.")
    position: Position = strawberry.field(description="The position every page of this list is read at (账本位置).")


def listing(
    reading: Reading,
    name: str,
    keyset: Ordered[R],
    first: int,
    after: str | None,
    fetch: Callable[[int, Key | None], Part[R]],
    node: Callable[[Reading, R], T],
) -> Connection[T]:
    """A page of the list ``name``. ``fetch`` reads at a position behind a key. Raises Fault(BAD_USER_INPUT)."""
    if not 1 <= first <= LARGEST:
        raise Fault(BAD_USER_INPUT, f"每页 1 至 {LARGEST} 行", f"a page has 1 to {LARGEST} rows")
    at, key = reading.at, None
    if after is not None:
        key, at = _opened(name, keyset, after)
        if at > reading.at:
            raise _not_a_cursor()
    part = fetch(at, key)
    there = Reading(reading.context, at)
    edges = [Edge(cursor=_cursor(name, keyset.key(row), at), node=node(there, row)) for row in part.rows]
    info = PageInfo(
        has_next_page=part.has_next,
        has_previous_page=key is not None,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
    return Connection(nodes=[edge.node for edge in edges], edges=edges, page_info=info, position=Position(at))


def empty(reading: Reading) -> Connection[Any]:
    """The list of a viewer who may see nothing of it."""
    info = PageInfo(has_next_page=False, has_previous_page=False, start_cursor=None, end_cursor=None)
    return Connection(nodes=[], edges=[], page_info=info, position=Position(reading.at))


def _cursor(name: str, key: Key, at: int) -> str:
    text = json.dumps([name, list(key), at], ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _opened(name: str, keyset: Ordered[Any], text: str) -> tuple[Key, int]:
    try:
        of, key, at = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        whole = isinstance(at, int) and not isinstance(at, bool) and 0 <= at <= 2**62
        if of == name and whole and isinstance(key, list) and keyset.gave(tuple(key)):
            return tuple(key), at
    except (ValueError, TypeError, RecursionError):
        pass
    raise _not_a_cursor()


def _not_a_cursor() -> Fault:
    return Fault(BAD_USER_INPUT, "不是此列表的游标", "not a cursor of this list")
