"""What the types of the further chapters share: a row with the classes opened to the viewer, and reading at a point."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, TypeVar

import strawberry
from strawberry import Private

from biaogan.graphql.context import Context
from biaogan.graphql.reading import Reading

E = TypeVar("E", bound=Enum)


@strawberry.type(description="A row, as far as it is opened to the viewer.")
class Shown:
    """``stream`` is what a read of it is recorded under."""

    reading: Private[Reading]
    row: Private[Any]
    open: Private[Mapping[str, bool]]
    stream: Private[str]


@strawberry.type(description="Reading at one position.")
class Reads:
    """``point`` is ``None`` at the head of the log."""

    context: Private[Context]
    point: Private[int | None] = None

    @property
    def reading(self) -> Reading:
        """Pinned when first needed."""
        return Reading(self.context, self.context.basis().position if self.point is None else self.point)


def named(kind: type[E], name: str) -> Callable[[Any], E | None]:
    """The row's word ``name`` as a value of an enumeration; None if the row has none, or an unknown one."""

    def get(source: Any) -> E | None:
        return kind.__members__.get(getattr(source.row, name) or "")

    return get


def ids(name: str) -> Callable[[Any], Any]:
    """The row's field of another name than the schema's."""

    def get(source: Any) -> Any:
        return getattr(source.row, name)

    return get
