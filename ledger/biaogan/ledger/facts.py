"""What a statement's claims say, each of its own type (声明要素): the form in which audits and views take them."""

from itertools import product
from operator import itemgetter
from types import NoneType
from typing import cast

from biaogan.ledger.statement import Statement

Facts = tuple[
    str, int, str, str, int, int, str, str, str | None, int | None, str | None, str, str | None, tuple[int, str] | None
]
"""stream, seq, type, jti, iat, exp, log, iss, prev, basis, cause, role, behalf, seen (size, root)."""

_MEMBERS = itemgetter(
    "stream", "seq", "type", "jti", "iat", "exp", "log", "iss", "prev", "basis", "cause", "role", "behalf", "seen"
)
_OPTIONAL = {"cause": None, "behalf": None}
_TYPES = frozenset(
    product(
        *[(str,), (int,), (str,), (str,), (int,), (int,), (str,), (str,)],
        *[(str, NoneType), (int, NoneType), (str, NoneType), (str,), (str, NoneType)],
    )
)


def facts_of(statement: Statement) -> Facts | None:
    """None where a claim has a type that is not its own: what was admitted long ago may be less strict."""
    *simple, seen = _MEMBERS({**_OPTIONAL, **statement.claims})
    view = (seen.get("size"), seen.get("root")) if type(seen) is dict else (0, "") if seen is None else (None, None)
    if tuple(map(type, simple)) not in _TYPES or tuple(map(type, view)) != (int, str):
        return None
    return cast(Facts, (*simple, view if seen else None))
