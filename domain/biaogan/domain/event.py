"""What an event is: a frozen dataclass with a stored topic and confidentiality classes for its fields (事件)."""

from typing import Any, ClassVar, get_args, get_type_hints

K0, K1, K2, K3 = "K0", "K1", "K2", "K3"
PERSONAL = "+P"
"""Added to a class (``K1+P``) when the value is personal data (个人信息)."""
SEALED = "+S"
"""Added to a class (``K2+S``) when nobody may read the value before its round is opened (密封)."""

EVENTS: "dict[str, type[Event]]" = {}
"""Topic -> class, for reading statements."""


class Event:
    """A fact of the procedure (事件)."""

    __slots__ = ()
    __pydantic_config__: ClassVar[Any] = {"extra": "forbid", "strict": True}
    TOPIC: ClassVar[str]
    KLASS: ClassVar[str] = K1

    def __init_subclass__(cls) -> None:
        EVENTS[cls.TOPIC] = cls


def field_classes(event: type[Event]) -> dict[str, str]:
    """Confidentiality class of each field of an event: ``{"title": "K1", "signer": "K1+P"}``."""
    found = {}
    for name, hint in get_type_hints(event, include_extras=True).items():
        if name in event.__dataclass_fields__:  # type: ignore[attr-defined]
            own = [a for a in get_args(hint)[1:] if isinstance(a, str)] if hasattr(hint, "__metadata__") else []
            found[name] = own[0] if own else event.KLASS
    return found
