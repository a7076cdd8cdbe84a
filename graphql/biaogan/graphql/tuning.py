"""Puts our resolvers into the schema strawberry built: the guarded ones, and direct ones wherever that changes nothing.

Promises: every guarded field is guarded (it has no other resolver); a field keeps strawberry's own resolver only if an
argument needs converting (an enumeration or an input object). Direct resolvers save about a third of an execution.
"""

from collections.abc import Callable
from inspect import iscoroutinefunction, signature
from operator import attrgetter
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLResolveInfo,
    GraphQLSchema,
    get_named_type,
    is_enum_type,
    is_input_object_type,
    is_interface_type,
    is_introspection_type,
    is_object_type,
    is_union_type,
)

from biaogan.graphql.guard import guard


def tune(schema: GraphQLSchema) -> None:
    """Changes the resolvers of this schema."""
    for kind in schema.type_map.values():
        if is_union_type(kind) or is_interface_type(kind):
            kind.resolve_type = _by_class
        if is_object_type(kind) and not is_introspection_type(kind):
            kind.is_type_of = None
            for field in kind.fields.values():
                field.resolve = guard(field) or _direct(field) or field.resolve


def _by_class(value: Any, info: GraphQLResolveInfo[Any], _: Any) -> str:
    """Our types have the names of their classes."""
    return type(value).__name__


def _direct(field: GraphQLField) -> Callable[..., Any] | None:
    """Attribute access, or the method itself; None if strawberry must convert an argument first."""
    declared = field.extensions["strawberry-definition"]
    if declared.is_basic_field:
        return _attribute(declared.python_name)
    kinds = [get_named_type(argument.type) for argument in field.args.values()]
    if any(is_enum_type(kind) or is_input_object_type(kind) for kind in kinds):
        return None
    names = {argument.graphql_name or argument.python_name: argument.python_name for argument in declared.arguments}
    return _method(declared.base_resolver.wrapped_func, {k: v for k, v in names.items() if k != v})


def _attribute(name: str) -> Callable[..., Any]:
    get = attrgetter(name)

    def resolve(source: Any, info: GraphQLResolveInfo[Any]) -> Any:
        return get(source)

    return resolve


def _method(function: Callable[..., Any], renamed: dict[str, str]) -> Callable[..., Any]:
    """Calls the method with the arguments as graphql-core coerced them, and with ``info`` if it asks for it."""
    wants_info = "info" in signature(function).parameters
    if not renamed and wants_info and iscoroutinefunction(function):
        return function

    def resolve(source: Any, info: GraphQLResolveInfo[Any], **given: Any) -> Any:
        for name, own in renamed.items():
            if name in given:
                given[own] = given.pop(name)
        return function(source, info, **given) if wants_info else function(source, **given)

    return resolve
