"""Whole stories told by the real views to the API: an objection, a national review, a revocation; and their cast."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

import award_journey as a
import objection_journey as o
import review_journey as r
import world as w
from fakes import FakeDisclosures, FakeLedger, FakeOffice, World
from world import CYCLE, DIGEST, Scene, Who, on, person

from biaogan.domain import events as ev
from biaogan.domain import forms, ids
from biaogan.domain.access import CLASSES
from biaogan.domain.act import Recorded
from biaogan.domain.two_person import act_digest
from biaogan.graphql import ports
from biaogan.graphql.schema import inner_schema, root
from biaogan.graphql.transport import Settings, Transport
from biaogan.projections.database import open_engine
from biaogan.projections.migrations import migrate
from biaogan.projections.queries import Views
from biaogan.projections.runner import Runner

AUDITOR = Who(person("auditor"), "integrity_auditor")
GRANT = "grant_00000000-0000-4000-8000-000000000001"
DRAW = "draw_00000000-0000-4000-8000-000000000001"
ORGANISATION, OTHER_ORGANISATION = (ids.organisation_id(w.code_of(n)) for n in (1, 3))
CAST = {
    "public": None,
    "objector": o.OBJECTOR.actor,
    "applicant": w.signatory(ORGANISATION).actor,
    "other_applicant": w.signatory(OTHER_ORGANISATION).actor,
    "unit": w.clerk(w.SHIJIAZHUANG).actor,
    "other_unit": w.clerk(w.CHENGDE).actor,
    "province": w.PROVINCE.actor,
    "office": w.OFFICER.actor,
    "director": w.DIRECTOR.actor,
    "chair": w.CHAIR.actor,
    "leader": r.LEADER.actor,
    "expert": w.EXPERTS[5].actor,
    "idle_expert": w.EXPERTS[11].actor,
    "auditor": AUDITOR.actor,
    "investigator": o.INVESTIGATORS[0].actor,
    "publisher": w.PUBLISHER.actor,
    "approver": w.CAQ.actor,
    "ministry": w.MINISTRY.actor,
    "registrar": w.REGISTRAR.actor,
}
"""Who asks, by what they are to the first case."""


class Clear:
    """A cipher that hides nothing."""

    def seal(self, name: str, place: bytes, plain: bytes) -> bytes:
        return plain

    def open(self, place: bytes, sealed: bytes) -> bytes | None:
        return sealed


class ListSource:
    """Records in memory."""

    def __init__(self, records: list[Recorded]) -> None:
        self.records = records

    def read_from(self, position: int, limit: int) -> list[Recorded]:
        return self.records[position : position + limit]

    def wait(self, position: int, timeout: float) -> None: ...


class ToldLedger(FakeLedger):
    """The positions and times of real records; ``now`` is the time of the head, if it is another."""

    def __init__(self, records: list[Recorded], now: datetime | None) -> None:
        super().__init__(len(records) - 1)
        self.records, self.now = records, now

    def basis(self, position: int) -> ports.Basis:
        found = super().basis(position)
        return ports.Basis(position, self.now or self.records[position].at, found.root)

    def record(self, position: int) -> ports.RecordView | None:
        if position >= len(self.records):
            return None
        found = self.records[position]
        return ports.RecordView(position, found.stream, found.version, found.event.TOPIC, found.at, "leaf")


def told(scene: Scene, path: Any, now: datetime | None = None) -> World:
    """The API over the views of a scene; ``path`` is a folder for them."""
    engine = open_engine(f"sqlite:///{path / 'story.db'}")
    migrate(engine)
    Runner(engine, Clear(), ListSource(scene.records)).catch_up()
    engine.dispose()
    views = Views(open_engine(f"sqlite:///{path / 'story.db'}"), Clear())
    transport = Transport(inner_schema(), root, Settings(threads=False))
    ledger = ToldLedger(scene.records, now)
    return World(views, FakeOffice(), ledger, FakeDisclosures(), transport)  # type: ignore[arg-type]


@cache
def objected() -> tuple[Scene, str]:
    """The first case was held for an objection, investigated and corrected; a letter was refused; a lead is kept."""
    scene, cases = o.reported()
    scene.people(AUDITOR)
    stream = o.objection_id()
    scene.play(o.CORRECTED, stream, w.CHAIR, on("2022-10-11"))
    scene.play(ev.ApplicantInformed(DIGEST), stream, w.OFFICER, on("2022-10-11", "11:00:00"))
    for n, answer in (
        (2, ev.ObjectionRefused("mere_disagreement", "只是不同意评分")),
        (3, ev.LeadRecorded("anonymous", "匿名")),
    ):
        filed = o.objection(cases[1], evidence="cd" * 32 if n == 2 else "ef" * 32)
        scene.record(filed, o.objection_id(n), w.OFFICER if n == 2 else o.RIVAL, on("2022-10-11", f"12:0{n}:00"))
        scene.record(answer, o.objection_id(n), w.OFFICER, on("2022-10-11", f"13:0{n}:00"))
    return under_grant(scene, CYCLE), cases[0]


@cache
def reviewed() -> tuple[Scene, str]:
    """The group has reported after the defence; a site visit, a departure from the scores, a draw, a conflict."""
    scene, cases = r.after(r.to_final)
    scene.people(AUDITOR, o.INVESTIGATORS[0], o.OBJECTOR)
    at = on("2022-08-22")
    expert = ids.expert_id(w.EXPERTS[5].actor)
    further: list[tuple[str, ev.Event, Who]] = [
        (r.GROUP, ev.ConsensusOverrideRecorded(cases[0], 1, 2, "现场情况与材料不符"), r.LEADER),
        (r.GROUP, r.report(cases, cases[:2], dissent="一人不同意"), r.LEADER),
        (cases[0], r.DOUBT, r.LEADER),
        (cases[0], ev.SiteVisitOrdered("ab", r.VISITORS, r.VISITORS[0], "2022-08-30"), w.OFFICER),
        (cases[0], ev.SiteVisitReported(r.VISITORS, "2022-08-25", [forms.Finding("产线", True, "属实")], DIGEST), r.LEADER),
        (expert, ev.ConflictDeclared(CYCLE, ORGANISATION, "consultant", "2020-01-01", "", "合同"), w.signatory(ORGANISATION)),
        (DRAW, ev.DrawCommitted(CYCLE, "desk", cases, [expert], "c" * 64), w.OFFICER),
        (DRAW, ev.DrawAnswered("应答"), w.CHAIR),
        (DRAW, ev.PanelsDrawn("秘密", {cases[0]: [expert]}, {}), w.OFFICER),
        (CYCLE, ev.RuleInterpretationIssued("2022-1", ["R-74"], "工作日不含公示当日", DIGEST), w.CAQ),
    ]  # fmt: skip
    for stream, event, who in further:
        scene.record(event, stream, who, at)
    return under_grant(scene, CYCLE), cases[0]


@cache
def awarded() -> tuple[Scene, str]:
    """The first of three titles is revoked and that is announced; before, its holder had handed in the video."""
    scene, case = a.revoked()
    scene.people(AUDITOR, o.INVESTIGATORS[0], o.OBJECTOR, r.LEADER)
    holder = a.signatory(scene, case)
    scene.play(a.announcement(), case, w.PUBLISHER, on("2022-11-21"))
    further: list[tuple[ev.Event, Who]] = [
        (ev.VideoSubmitted(120, 1680, DIGEST), holder),
        (ev.ExchangeDutyInvited("经验交流会", "2022-12-01", DIGEST), w.OFFICER),
        (ev.StatusCheckRecorded(2022, "2022-11-01", "concern", "需核查"), w.OFFICER),
        (ev.AdverseFactReported("quality", "媒体", "major", "抽检不合格"), w.OFFICER),
    ]
    for event, who in further:
        scene.record(event, case, who, on("2022-11-22"))
    return under_grant(scene, CYCLE), case


def under_grant(scene: Scene, *streams: str) -> Scene:
    """Two persons have granted the auditor every sealed class of these streams."""
    given = (CYCLE, AUDITOR.actor, sorted(CLASSES), list(streams), "核查", "2099-01-01T00:00:00+08:00")
    proposal = ev.AccessGrantProposed(*given)
    at = scene.records[-1].at
    scene.record(proposal, GRANT, w.DIRECTOR, at)
    scene.record(ev.AccessGranted(act_digest(proposal), *given), GRANT, w.CAQ, at)
    return scene


STORIES: dict[str, Callable[[], tuple[Scene, str]]] = {"objected": objected, "reviewed": reviewed, "awarded": awarded}
