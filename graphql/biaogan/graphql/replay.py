"""``replay``: the acts on a case decided again from the signed statements (重演), for whom the audit of its reads is open.

Promises: nothing is believed because it is stored: each signature is checked with the key of its position, each act is
put to the rules again. Whether the views show what follows from the log is for ``biaogan replay``, which builds them anew.
"""

from collections.abc import Sequence
from typing import Annotated

import strawberry

from biaogan.domain.ids import kind_of
from biaogan.graphql.guard import argument, resolved
from biaogan.graphql.past import Past
from biaogan.graphql.reading import Reading
from biaogan.graphql.scalars import Position
from biaogan.graphql.shown import Reads
from biaogan.graphql.visibility import TABLE, can_see
from biaogan.projections.objections import ObjectionRow

AUDIT = "audit"
MANY = 100
"""Objections to one case that are looked at."""


@strawberry.type(description="What is wrong with a record of the ledger (重演不符).")
class ReplayFault:
    """One record."""

    position: Position = strawberry.field(description="Its position in the ledger (账本位置).")
    code: str = strawberry.field(description="signature, column, refused, missing or unfounded (代码).")
    zh: str = strawberry.field(description="The same in Chinese (中文说明).")
    en: str = strawberry.field(description="The same in English (英文说明).")


@strawberry.type(description="The acts on a case, decided again from the signed statements (重演).")
class CaseReplay:
    """Without a fault everything on record follows from what was signed, by the rules of then."""

    ok: bool = strawberry.field(description="No record has a fault (一致).")
    position: Position = strawberry.field(description="Acts up to this position of the ledger (账本位置).")
    acts: int = strawberry.field(
        description="Acts that were looked at (行为数): on the case, its sheets and objections."
    )
    refusals: int = strawberry.field(description="Refusals among the records (拒绝数), which carry their reason.")
    undecided: int = strawberry.field(
        description="Acts that say, or rest on, what is sealed or erased: they are not decided again (未重演数)."
    )
    faults: list[ReplayFault] = strawberry.field(description="What is wrong, by position (不符之处).")


@strawberry.type(description="The read field on replays.")
class ReplayFields(Reads):
    """Part of the View."""

    @resolved(
        "The acts on a case decided again, each signature checked (重演), R-85: for an auditor, and an investigator "
        "under a grant of class audit. Null for everybody else."
    )
    def replay(self, case: Annotated[strawberry.ID, argument("The case (申报项目).")]) -> CaseReplay | None:
        """Up to the position of this View."""
        reading, port, id_ = self.reading, self.reading.context.services.replays, str(case)
        if port is None or not _may(reading, id_):
            reading.context.deny(id_, AUDIT, TABLE[AUDIT].rule)
            return None
        reading.context.in_time()
        found = port.of(_streams(reading, id_), reading.at)
        reading.context.disclose(id_, AUDIT, "replay", found)
        return CaseReplay(
            ok=not found.wrongs,
            position=Position(reading.at),
            acts=found.acts,
            refusals=found.refusals,
            undecided=found.undecided,
            faults=[ReplayFault(position=Position(w.position), code=w.code, zh=w.zh, en=w.en) for w in found.wrongs],
        )


def _may(reading: Reading, case: str) -> bool:
    if kind_of(case) != "case" or reading.viewer().supporter or reading.views.case(case, reading.at) is None:
        return False
    subjects = Past(reading.views).subjects(case, reading.today)
    return any(can_see(reading.viewer(), AUDIT, subject) for subject in subjects)


def _streams(reading: Reading, case: str) -> list[str]:
    """The case, its sheets and the objections to it."""
    sheets = reading.views.sheets(reading.at, case=case)
    objections: Sequence[ObjectionRow] = reading.views.docket(reading.at, case=case, first=MANY).rows
    return [case, *(row.id for row in sheets), *(row.id for row in objections)]
