"""The records of a scene as chains of reasons follow them; and a review in which much went otherwise than planned."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import journey as j
import review_journey as r
import world as w
from objection_journey import INVESTIGATORS
from stories import AUDITOR, DRAW
from world import CYCLE, Scene, on

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.act import Recorded
from biaogan.domain.forms import CaseVote
from biaogan.domain.person import SERVICE
from biaogan.graphql.ports import RecordView
from biaogan.graphql.why_port import Signature, Trace

VOIDED, RECUSED, REPLACED, SILENT = r.DESK_PANEL[:4]
"""Experts of the first case's desk panel: a sheet voided for a conflict; stood aside; replaced; locked nothing there."""
JOINED, TAKES_OVER = w.EXPERTS[9], w.EXPERTS[10]


@dataclass(frozen=True)
class SceneTraces:
    """Everybody has one key, made known by their first record; every signature holds."""

    records: Sequence[Recorded]

    def of(self, stream: str, at: int) -> Sequence[Trace]:
        return [self._trace(found) for found in self.records[: at + 1] if found.stream == stream]

    def at(self, position: int) -> Trace | None:
        return self._trace(self.records[position]) if 0 <= position < len(self.records) else None

    def cause(self, trace: Trace) -> Trace | None:
        if not trace.cause:
            return None
        return next(self._trace(self.records[p]) for p in range(trace.position, -1, -1) if self._acts(p))

    def received(self, receipt: str) -> int | None:
        return int(receipt) if receipt.isdigit() else None

    def _acts(self, position: int) -> bool:
        return self.records[position].actor != SERVICE

    def _trace(self, found: Recorded) -> Trace:
        face = RecordView(found.position, found.stream, found.version, found.event.TOPIC, found.at, "leaf")
        own = [other.position for other in self.records if other.stream == found.actor]
        enrolled = own[0] if own else None
        custody = "service" if found.actor == SERVICE else "person"
        signature = Signature(f"key of {found.actor}", custody, enrolled, enrolled is not None)
        cause = "" if found.actor != SERVICE else "the act before"
        return Trace(face, found, f"digest {found.position}", cause, None, "", signature)


@cache
def contested() -> tuple[Scene, tuple[str, ...]]:
    """From the draw to the list: a conflict, a recusal, a replacement, and a group that departs from the scores."""
    scene, cases = r.after(r.open_desk)
    first, organisation = cases[0], scene.world[cases[0]].organisation
    _draw(scene, cases)
    j.lock(scene, "desk", first, VOIDED, "2022-08-05", w.rows(14, 19))
    conflict = ev.ConflictDeclared(CYCLE, organisation, "consultant", "2022-01-01", "", "合同")
    further = [
        (ids.expert_id(VOIDED.actor), conflict, w.signatory(organisation)),
        (w.sheet_id(r.DESK, first, VOIDED.actor), ev.ScoreSheetVoided("利益冲突"), w.DIRECTOR),
        (r.DESK, ev.ExpertReplaced(first, VOIDED.actor, TAKES_OVER.actor, "利益冲突"), w.OFFICER),
        (r.DESK, ev.ExpertRecused(first, "师生关系"), RECUSED),
        (r.DESK, ev.ExpertReplaced(first, REPLACED.actor, JOINED.actor, "生病"), w.OFFICER),
    ]
    for stream, event, who in further:
        scene.record(event, stream, who, on("2022-08-06"))
    for place, case in enumerate(cases):
        for number, who in enumerate(r.DESK_PANEL):
            if place or who not in (VOIDED, RECUSED, REPLACED, SILENT):
                j.lock(scene, "desk", case, who, "2022-08-10", w.rows(9 + number, 12 + number))
    for who, points in ((JOINED, 12), (TAKES_OVER, 14)):
        j.lock(scene, "desk", first, who, "2022-08-10", w.rows(points, 18))
    scene.play(ev.ReviewRoundClosed(), r.DESK, w.OFFICER, on("2022-08-20"))
    r.to_consensus(scene, cases)
    counts = [CaseVote(case, 5, 0, 1) if case == first else CaseVote(case, 6, 0) for case in cases]
    scene.play(r.concluded(cases, cases, votes=counts), r.GROUP, r.LEADER, on("2022-08-20", "11:00:00"))
    for step in r.STEPS[4:]:
        step(scene, cases)
    departure = ev.ConsensusOverrideRecorded(first, 1, 2, "现场情况与材料不符", "80")
    scene.record(departure, r.GROUP, r.LEADER, on("2022-08-22"))
    scene.record(r.report(cases, cases), r.GROUP, r.LEADER, on("2022-08-22"))
    adopted = r.final_list(cases, [cases[1], cases[0]], override_reason="合议")
    scene.record(adopted, j.LIST, w.CHAIR, on("2022-08-26"))
    return scene.people(AUDITOR, INVESTIGATORS[0], at=on("2022-08-27")), tuple(cases)


def _draw(scene: Scene, cases: list[str]) -> None:
    """The round was opened on a draw, which stands before it."""
    pool = [expert.actor for expert in w.EXPERTS]
    committed, answered = ev.DrawCommitted(CYCLE, "desk", cases, pool, "c" * 64), ev.DrawAnswered("应答")
    opened = next(
        record for record in scene.records if isinstance(record.event, ev.ReviewRoundOpened) and record.stream == r.DESK
    )
    assert isinstance(opened.event, ev.ReviewRoundOpened)
    drawn = ev.PanelsDrawn("秘密", opened.event.panels, {})
    for event, who in ((committed, w.OFFICER), (answered, w.CHAIR), (drawn, w.OFFICER)):
        scene.record(event, DRAW, who, on("2022-08-02"))
    scene.records[opened.position] = replace(opened, event=replace(opened.event, draw=DRAW))
