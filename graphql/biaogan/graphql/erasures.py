"""What was erased (删除记录), D-25: told to whoever may know that it was there. Of the content there is nothing to tell.

Erased today is erased at every position: a view of the past names the erasures of today.
"""

from typing import Any, Final

import strawberry

from biaogan.graphql.guard import guarded
from biaogan.graphql.kinds import ErasureGround
from biaogan.graphql.node import Message
from biaogan.graphql.reading import Reading
from biaogan.graphql.scalars import Instant, Position
from biaogan.graphql.shown import Shown, ids
from biaogan.graphql.viewer import Subject

ERASURE: Final = frozenset({"erasure", "erasure.persons"})
PARTS: Final = {
    (True, False): ("个人信息", "personal data"),
    (False, True): ("其他保密内容", "everything confidential but personal data"),
    (True, True): ("全部保密内容", "everything confidential"),
}


def _text(source: Any) -> Message:
    row = source.row
    zh, en = PARTS[row.personal, row.content]
    basis = "" if row.legal_basis is None else row.legal_basis
    day = row.erased_at[:10]
    return Message(zh=f"{zh}已于 {day} 依据{basis}删除，不可恢复", en=f"{en} erased on {day} under {basis}, for good")


@strawberry.type(
    description="An erasure that was carried out by two persons (删除), D-25: that it was, never what it was."
)
class Erasure(Shown):
    """Its record; what it erased reads as null everywhere, at every position."""

    position: Position | None = guarded("erasure", "Place of the erasure in the log (账本位置).", ids("since"))
    personal: bool | None = guarded("erasure", "Personal data was erased (个人信息).")
    content: bool | None = guarded("erasure", "Everything else that is confidential was erased (其他保密内容).")
    ground: ErasureGround | None = guarded(
        "erasure", "Why (事由).", lambda e: ErasureGround.__members__.get(e.row.ground.upper())
    )
    legal_basis: str | None = guarded("erasure", "The provision it rests on (法律依据).")
    proposed_role: str | None = guarded("erasure", "Role of the first person (申请人角色).")
    proposed_at: Instant | None = guarded("erasure", "When it was proposed (申请时间).")
    erased_role: str | None = guarded("erasure", "Role of the second person (执行人角色).")
    erased_at: Instant | None = guarded("erasure", "When the keys were destroyed (删除时间).")
    text: Message | None = guarded("erasure", "The same in a sentence (说明).", _text)
    proposer_id: strawberry.ID | None = guarded("erasure.persons", "The first person (申请人).", ids("proposed_by"))
    eraser_id: strawberry.ID | None = guarded("erasure.persons", "The second person (执行人).", ids("erased_by"))
    reference: str | None = guarded("erasure.persons", "The file the reasons are kept in (卷号).")


def erasures_of(reading: Reading, stream: str, subject: Subject) -> list[Erasure]:
    """What was erased of an object the viewer was given."""
    opened = reading.opened(ERASURE, subject)
    if "erasure" not in opened:
        return []
    rows = reading.context.once(reading.views.erasures, stream, reading.today)
    return [Erasure(reading=reading, row=row, open=opened, stream=stream) for row in rows]
