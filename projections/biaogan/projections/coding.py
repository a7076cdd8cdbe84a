"""How the values of a row are written: as one JSON text that is always the same, as columns, and read back."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from json.encoder import c_make_encoder, encode_basestring  # type: ignore[attr-defined]
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Final, get_args, get_origin

from sqlalchemy import BigInteger, Boolean, Text
from sqlalchemy.types import TypeEngine

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False)
_chunks: Final = c_make_encoder(None, _ENCODER.default, encode_basestring, None, ":", ",", True, False, True)
"""What ``_ENCODER.encode`` makes anew for every value; a view has millions of them."""


def canonical(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no spaces, characters as they are."""
    return "".join(_chunks(value, 0))


_unstorable: Final = re.compile("[\0\ud800-\udfff]").search


def _text() -> TypeEngine[str]:
    """Text ordered by code point on every database, so that pages are the same everywhere."""
    return Text().with_variant(Text(collation="C"), "postgresql")


_SCALARS: dict[Any, Callable[[], TypeEngine[Any]]] = {str: _text, int: BigInteger, bool: Boolean}


@dataclass(frozen=True, slots=True)
class Codec:
    """How a value that cannot be stored as it is becomes one that can, and back."""

    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


def bare(hint: Any) -> tuple[Any, bool]:
    """``str | None`` -> ``(str, True)``."""
    if isinstance(hint, UnionType) or NoneType in get_args(hint):
        (rest,) = (arg for arg in get_args(hint) if arg is not NoneType)
        return rest, True
    return hint, False


def json_codec(hint: Any) -> Codec | None:
    """Between a value and what JSON can say; ``None`` if JSON says it as it is."""
    if hint in _SCALARS or get_origin(hint) is dict:
        return None
    if get_origin(hint) is not tuple:
        raise TypeError(f"no column for {hint}")
    part = get_args(hint)[0]
    if is_dataclass(part):
        values = attrgetter(*(field.name for field in fields(part)))
        return Codec(
            lambda items: [values(item) for item in items],
            lambda lists: tuple(part(*item) for item in lists),  # type: ignore[operator]
        )
    return Codec(list, tuple)


def column_codec(hint: Any) -> Codec | None:
    """Between a value and what its column holds; ``None`` if that is the same."""
    if hint is bool:
        return Codec(bool, bool)  # SQLite answers 0 and 1
    if hint in _SCALARS:
        return None
    inner = json_codec(hint)
    if inner is None:
        return Codec(canonical, json.loads)
    return Codec(lambda value: canonical(inner.encode(value)), lambda text: inner.decode(json.loads(text)))


def column_type(hint: Any) -> TypeEngine[Any]:
    """The type of a column: a scalar's own, JSON text for everything else."""
    return _SCALARS.get(hint, _text)()


_escaped: Final = re.compile(r"\\u0000|[\ud800-\udfff]").search


def may_be_unstorable(text: str) -> bool:
    """Whether anything within this canonical text may be other than `storable` would have it."""
    return _escaped(text) is not None


def storable(text: str) -> str:
    """What every database takes: the text, with U+FFFD for NUL and ``?`` for halves of surrogate pairs.

    Signed text may contain them; a view that could not be written would stop all views.
    """
    if _unstorable(text) is None:
        return text
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
