"""In which cases a state secret is suspected (疑似涉密), R-33: asked for whole pages, of which nothing else is read."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, select

from biaogan.projections.cases import CASES
from biaogan.projections.reader import STATEMENTS, Reader, one_of, padded


@lru_cache(maxsize=STATEMENTS)
def _among(size: int) -> Select[Any]:
    columns = CASES.table.c
    return select(columns.id).where(one_of(columns.id, "id", size), CASES.visible(), columns.suspected)


def suspected(reader: Reader, ids: Collection[str], at: int) -> frozenset[str]:
    """Those of the cases ``ids`` that are suspected at ``at``."""
    wanted = padded("id", ids)
    return frozenset(id_ for (id_,) in reader.fetch(_among(len(wanted)), at=at, **wanted))
