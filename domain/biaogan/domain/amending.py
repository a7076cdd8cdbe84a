"""Amending a cycle's document (修订): which place may change until which stage begins, and the document after a change.

A place is a dotted path with indexes, as faults name it: ``units[3].quota``. A change replaces what is there; to add or
drop an entry, the whole list is replaced.
"""

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from biaogan.domain.rejections import Rejected

FROZEN, ALWAYS = "never", "always"
"""A place that cannot change after publication; one that may at any time, because no decision rests on it."""

AMENDABLE: dict[str, str] = {
    "": "draft",
    "award": "announce",
    "conflict": "provincial",
    "consultation": "consult",
    "correction": "formal",
    "criteria": "provincial",
    "cycle": ALWAYS,
    "cycle.id": FROZEN,
    "cycle.indicator_years": "draft",
    "cycle.tz": FROZEN,
    "cycle.year": FROZEN,
    "deadlines": "provincial",
    "labels": ALWAYS,
    "notice": "notice",
    "objection": "notice",
    "panel": "provincial",
    "panels": "provincial",
    "panels.defence": "defence",
    "panels.desk": "desk",
    "programme": ALWAYS,
    "result": "final",
    "scoring": "provincial",
    "sealing": "provincial",
    "settings": ALWAYS,
    "site": "defence",
    "stages": FROZEN,
    "tier2": "provincial",
    "titles": "final",
    "units.quota": "t1_review",
}
"""Place, without indexes -> the stage before which it may be amended. The longest place that fits decides; others:
before the first draft."""


def stage_of(path: str) -> str:
    """The stage before which ``path`` may be amended, or :data:`FROZEN` or :data:`ALWAYS`."""
    keys = re.sub(r"\[[0-9]+\]", "", path).split(".")
    places = (".".join(keys[:length]) for length in range(len(keys), -1, -1))
    return next(AMENDABLE[place] for place in places if place in AMENDABLE)


def amended(document: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of the document with each place replaced. Raises ``amendment_path_unknown``."""
    copy = deepcopy(dict(document))
    for path in sorted(changes):
        holder, key = _place(copy, path)
        holder[key] = deepcopy(changes[path])
    return copy


def value_at(document: Mapping[str, Any], path: str) -> Any:
    """What the document says at a path. Raises ``amendment_path_unknown``."""
    holder, key = _place(document, path)
    return holder[key]


def _place(document: Any, path: str) -> tuple[Any, str | int]:
    keys = [int(key) if key.isdigit() else key for key in re.findall(r"[^.\[\]]+", path)]
    holder: Any = document
    for place, key in enumerate(keys):
        inside = key < len(holder) if isinstance(holder, list) and isinstance(key, int) else _has(holder, key)
        if not inside:
            break
        if place == len(keys) - 1:
            return holder, key
        holder = holder[key]
    raise Rejected("amendment_path_unknown", path=path)


def _has(holder: Any, key: str | int) -> bool:
    return isinstance(holder, Mapping) and key in holder
