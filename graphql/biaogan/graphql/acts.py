"""``ActionInput``: one typed input per act of the lifecycle, made from the domain's table and its events.

Promises: an act that a person may state is in the schema, with every field of its event and nothing else; adding an act
to the domain adds it here. Names become camelCase; fields that are maps use the JSON scalar.
"""

from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints

import strawberry

from biaogan.domain.events import field_classes
from biaogan.domain.lifecycle import ACTS
from biaogan.domain.person import SYSTEM
from biaogan.domain.row import ABSENT, Row
from biaogan.graphql.actions import camel
from biaogan.graphql.scalars import Json
from biaogan.graphql.words import WORDS

ON: Final = "on"
_DERIVED: Final = ("sheet", "cycle")
"""Kinds of stream whose id, when an act creates it, follows from the body and the signer."""

_values: dict[type, Any] = {}
_roles: Final = {row.act: [role for role in row.roles if role != SYSTEM] for row in ACTS}


def drafted() -> list[Row]:
    """The acts a person may state, in the order of the procedure."""
    return [row for row in ACTS if _roles[row.act]]


def _first_line(kind: type) -> str:
    return (kind.__doc__ or "").strip().partition("\n")[0].replace("``", "`")


def _type(hint: Any) -> Any:
    """The schema's type for a field of an event."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is UnionType or NoneType in arguments:
        (rest,) = (argument for argument in arguments if argument is not NoneType)
        return _type(rest) | None
    if hint is dict or origin is dict or hint is Any:
        return Json
    if origin is list:
        return list[_type(arguments[0])]  # type: ignore[misc]
    if is_dataclass(hint) and isinstance(hint, type):
        return _value(hint)
    if hint in (str, int, bool):
        return hint
    raise TypeError(f"no input type for {hint}")


def _value(kind: type) -> Any:
    """The input type of a part of an event's body."""
    if kind not in _values:
        _values[kind] = _input(f"{kind.__name__}Input", _first_line(kind), _members(kind, {}))
    return _values[kind]


def _members(kind: Any, classes: dict[str, str]) -> dict[str, tuple[Any, Any]]:
    """Name -> (type, strawberry field) for each field of a dataclass."""
    hints = get_type_hints(kind)
    found = {}
    for part in fields(kind):
        shown = WORDS[part.name] + (f" [{classes[part.name]}]" if part.name in classes else "")
        found[part.name] = (_type(hints[part.name]), _field(shown, part))
    return found


def _field(description: str, part: "Field[Any] | None" = None, *, required: bool = True) -> Any:
    if part is not None and part.default is not MISSING:
        return strawberry.field(description=description, default=part.default)
    if part is not None and part.default_factory is not MISSING:
        return strawberry.field(description=description, default_factory=part.default_factory)
    return (
        strawberry.field(description=description)
        if required
        else strawberry.field(description=description, default=None)
    )


def _input(name: str, description: str, members: dict[str, tuple[Any, Any]], one_of: bool = False) -> Any:
    ordered = dict(sorted(members.items(), key=lambda member: member[1][1].default is not MISSING))
    body: dict[str, Any] = {member: field for member, (_, field) in ordered.items()}
    body["__annotations__"] = {member: hint for member, (hint, _) in ordered.items()}
    body["__doc__"] = description
    body["__module__"] = __name__
    made: Callable[[type], Any] = strawberry.input(name=name, description=description, one_of=one_of)
    return made(type(name, (), body))


def _act(row: Row) -> Any:
    """The input of one act: the fields of its event, and ``on`` where the stream does not follow from them."""
    members = _members(row.event, field_classes(row.event))
    creates = ABSENT in row.sources
    if row.stream is None and not (creates and row.kind in _DERIVED):
        shown = f"Stream id of the {row.kind} it is about" + ("; a new one if not given." if creates else ".")
        members[ON] = (strawberry.ID | None if creates else strawberry.ID, _field(shown, required=not creates))
    name = row.act.title().replace("_", "")
    return _input(f"{name}Input", _described(row), members)


def _described(row: Row) -> str:
    number = f" Transition {row.number}." if row.number and "Transition" not in _first_line(row.event) else ""
    return f"{_first_line(row.event)}{number} Roles: {', '.join(_roles[row.act])}. Topic {row.event.TOPIC}."


def _action() -> Any:
    unset = strawberry.UNSET
    members = {
        row.act: (_act(row) | None, strawberry.field(description=_described(row), default=unset)) for row in drafted()
    }
    return _input("ActionInput", "What a person wants to state (操作): exactly one act.", members, one_of=True)


ActionInput: Any = _action()


def act_and_body(action: Any) -> tuple[str, str | None, dict[str, Any]]:
    """(name of the act, stream it is on or None, body of the event in the domain's names) of an ActionInput."""
    for row in drafted():
        given = getattr(action, row.act)
        if given is not None and given is not strawberry.UNSET:
            body = _plain(given)
            on = body.pop(ON, None)
            return row.act, on, body
    raise ValueError("no act given")


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: _plain(getattr(value, part.name)) for part in fields(value)}
    return value


def names() -> list[str]:
    """Names of the acts, as fields of ActionInput."""
    return [camel(row.act) for row in drafted()]
