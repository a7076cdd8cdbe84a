"""Guarded fields: a value leaves its row only if the object was opened to this viewer for the field's class.

Promises: a type states the class of each field where the field is declared; the class is asked at every resolution, and
what was really resolved, or denied, is noted for the read record, however the query spells it (aliases, fragments,
nesting).
"""

from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from typing import Any, Final, TypeVar

import strawberry
from graphql import GraphQLField, GraphQLResolveInfo

from biaogan.graphql.visibility import TABLE

F = TypeVar("F", bound=Callable[..., Any])

_METADATA: Final = "klass"
_GETTER: Final = "get"


def _unused() -> None:
    """Strawberry wants a resolver; the schema puts the guarded one in its place."""
    raise AssertionError("the schema was not tuned")


def guarded(klass: str, description: str, get: Callable[[Any], Any] | None = None) -> Any:
    """A field of this class (a key of the visibility table). ``get`` takes the object; default: the row's attribute.

    The object has ``row``, ``open`` (the classes opened to the viewer -> whether reading them is recorded), ``stream``.
    """
    if klass not in TABLE:
        raise KeyError(klass)
    metadata = {_METADATA: klass, _GETTER: get}
    shown = f"{description} [{TABLE[klass].level}]"
    return strawberry.field(resolver=_unused, description=shown, metadata=metadata)


def resolved(description: str, name: str | None = None) -> Callable[[F], F]:
    """A field with a resolver of its own; the function keeps its type. ``name`` where it is a word of Python's."""
    return strawberry.field(description=description, name=name)  # type: ignore[no-any-return]


def argument(description: str, name: str | None = None) -> object:
    """What an argument means; ``name`` where it would hide a builtin in Python."""
    return strawberry.argument(description=description, name=name)


def klass_of(field: GraphQLField) -> str | None:
    """The field class of a guarded field."""
    declared = field.extensions.get("strawberry-definition")
    return None if declared is None else declared.metadata.get(_METADATA)


@cache
def guarded_fields(kind: type) -> Mapping[str, tuple[str, Callable[[Any], Any]]]:
    """The guarded fields of a type by their names in Python: the class of each, and how it is read."""
    declared = kind.__strawberry_definition__.fields  # type: ignore[attr-defined]
    return {
        field.python_name: (
            field.metadata[_METADATA],
            field.metadata[_GETTER] or attrgetter(f"row.{field.python_name}"),
        )
        for field in declared
        if _METADATA in field.metadata
    }


def guard(field: GraphQLField) -> Callable[..., Any] | None:
    """The guarded resolver of a field declared with :func:`guarded`; None for any other field."""
    klass = klass_of(field)
    if klass is None:
        return None
    declared = field.extensions["strawberry-definition"]
    name = declared.python_name
    get = declared.metadata[_GETTER] or attrgetter(f"row.{name}")
    rule = TABLE[klass].rule

    def resolve(source: Any, info: GraphQLResolveInfo[Any]) -> Any:
        confidential = source.open.get(klass)
        if confidential is None:
            info.context.deny(source.stream, klass, rule, name)
            return None
        value = get(source)
        if confidential and value is not None:
            info.context.disclose(source.stream, klass, name, source.row)
        return value

    return resolve
