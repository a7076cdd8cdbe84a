"""The real 2022 cycle document for tests, and copies of it with one place changed."""

import copy
import tomllib
from pathlib import Path
from typing import Any

CYCLE_FILE = Path(__file__).parents[1] / "cycles" / "nqb-2022.toml"
DOCUMENT: dict[str, Any] = tomllib.loads(CYCLE_FILE.read_text("utf-8"))
GONE = object()


def changed(path: list[Any], value: object) -> dict[str, Any]:
    """The 2022 document with one place changed; ``GONE`` removes it."""
    document = copy.deepcopy(DOCUMENT)
    place: Any = document
    *way, last = path
    for key in way:
        place = place[key]
    if value is GONE:
        del place[last]
    else:
        place[last] = value
    return document
