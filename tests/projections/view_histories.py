"""Histories for the views: plain recorded events, as the log would hand them on, without asking any rule."""

import tomllib
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from world import sheet_id

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.forms import Attestations, Declaration, FileRef, FormItem, Posting, RankedCase, Reason, SheetRow
from biaogan.domain.ids import cycle_id, list_id, organisation_id, roster_id, selection_id

DOCUMENT = tomllib.loads((Path(__file__).parents[2] / "cycles" / "nqb-2022.toml").read_text("utf-8"))
START = datetime(2022, 6, 15, 1, 0, tzinfo=UTC)
CYCLE = cycle_id("nqb-2022")
UNITS = [unit["code"] for unit in DOCUMENT["units"]]
CODES = ["A1", "A2", "B1", "B2", "C1", "C2"]
OFFICER = "person_officer"
SYSTEM = "log_service"


def made(kind: str, n: int) -> str:
    """The ``n``-th stream of a kind, always the same."""
    return f"{kind}_{uuid5(UUID(int=0), f'{kind}:{n}')}"


def person(n: int) -> str:
    return made("person", n)


class History:
    """Records appended one by one, gapless; ``records`` is what a source reads."""

    def __init__(self) -> None:
        self.records: list[Recorded] = []
        self._versions: Counter[str] = Counter()

    def add(self, stream: str, event: ev.Event, actor: str = OFFICER, role: str = "office_officer") -> Recorded:
        self._versions[stream] += 1
        position = len(self.records)
        at = START + timedelta(minutes=position, microseconds=position)
        recorded = Recorded(event, stream, self._versions[stream], position, actor, role, at)
        self.records.append(recorded)
        return recorded

    # --- sentences of the procedure

    def publish_cycle(self, document: dict[str, Any] | None = None) -> None:
        self.add(CYCLE, ev.CyclePublished(DOCUMENT if document is None else document, "d" * 64))

    def grant(self, person_: str, role: str, scope: str = "", name: str = "王老师") -> None:
        self.add(person_, ev.RoleGranted(role, scope, name), "person_registrar", "registrar")

    def draft(self, n: int, unit: str = "", cycle: str = CYCLE) -> str:
        """Organisation ``n`` registers and drafts its case; answers the case."""
        unit = unit or UNITS[n % len(UNITS)]
        organisation = organisation_id(f"code-{n}")
        case = made("case", n)
        registered = ev.OrganisationRegistered(f"示范企业{n}", f"code-{n}", "民营", "C34", "石家庄", True)
        self.add(organisation, registered)
        self.add(
            case, ev.CaseDrafted(cycle, organisation, unit, f"实施第{n}种方法的经验"), person(n), "applicant_editor"
        )
        self.add(organisation, ev.CaseOpenedForOrganisation(cycle, case), SYSTEM, "system")
        return case

    def submit(self, case: str) -> None:
        self.add(case, ev.DeclarationSaved(declaration("基于数据的质量模式"), {"name": "李四", "phone": "0"}))
        attests = Attestations(True, True, True, True, True, True, True, True, True)
        manifest = [FileRef("form", "form.docx", 10, "a" * 64)]
        self.add(case, ev.CaseSubmittedToT1(manifest, [1, 2, 3, 4, 5], attests, "李四", "2022-06-20"))

    def give_back(self, case: str) -> None:
        self.add(case, ev.CaseReturnedByT1([Reason("R-43", "请补充")]))

    def endorse(self, case: str, unit: str, cycle: str = CYCLE) -> None:
        self.add(case, ev.T1ReviewPassed([FormItem("R-24", True)], ["integrity"]))
        self.add(case, ev.CaseEndorsedByT1("同意推荐"))
        self.add(roster_id(cycle, unit), ev.RosterPlaceTaken(case), SYSTEM, "system")

    def withdraw_endorsement(self, case: str, unit: str, cycle: str = CYCLE) -> None:
        self.add(case, ev.EndorsementWithdrawnByT1("改推他项"))
        self.add(roster_id(cycle, unit), ev.RosterPlaceFreed(case), SYSTEM, "system")

    def sign_batch(self, unit: str, cases: Sequence[str], cycle: str = CYCLE) -> None:
        entries = [RankedCase(case, rank, "同意") for rank, case in enumerate(cases, 1)]
        self.add(roster_id(cycle, unit), ev.T1BatchSigned(cycle, unit, entries, "b" * 64, "2022-06-29"))
        for entry in entries:
            self.add(entry.case, ev.CaseRecommendedByT1(entry.rank, unit), SYSTEM, "system")

    def receive(self, case: str, cycle: str = CYCLE) -> None:
        self.add(case, ev.ProvincialReceiptRecorded(True, 1, "2022-06-30"))
        self.add(case, ev.ProvincialFormalPassed([FormItem("R-24", True)]))
        self.add(selection_id(cycle), ev.CaseAwaitsDecision(cycle, case), SYSTEM, "system")

    def open_round(self, n: int, kind: str, panels: dict[str, list[str]], cycle: str = CYCLE) -> str:
        round_ = made("round", n)
        self.add(round_, ev.ReviewRoundOpened(cycle, kind, panels, "2022-07-20T00:00:00+08:00"))
        for case in sorted(panels):
            self.add(case, ev.CaseEnteredRound(round_, kind), SYSTEM, "system")
        return round_

    def score(
        self, round_: str, case: str, expert: str, points: Sequence[int], comment: str = "方法成熟，效果明显。"
    ) -> None:
        rows = [SheetRow(code, value) for code, value in zip(CODES, points, strict=True)]
        locked = ev.ScoreSheetLocked(round_, case, rows, comment, sum(points) > 60)
        self.add(sheet_id(round_, case, expert), locked, expert, "expert")

    def close_round(self, round_: str, scores: dict[str, str]) -> None:
        """``scores``: case -> exact score; the results are in rank order."""
        self.add(round_, ev.ReviewRoundClosed())
        ordered = sorted(scores, key=lambda case: scores[case], reverse=True)
        results = [
            {"case": case, "rank": rank, "n": 5, "final": scores[case], "needs_vote": False, "decided_by": "final"}
            for rank, case in enumerate(ordered, 1)
        ]
        self.add(round_, ev.ScoreStatisticsComputed("trimmed 1 from 5", results), SYSTEM, "system")

    def select(self, round_: str, chosen: Sequence[str], others: Sequence[str], cycle: str = CYCLE) -> None:
        ranked = [RankedCase(case, rank) for rank, case in enumerate(chosen, 1)]
        self.add(selection_id(cycle), ev.ProvincialSelectionAdopted(cycle, round_, ranked, "c" * 64))
        for entry in ranked:
            self.add(entry.case, ev.CaseSelectedByProvince(entry.rank), SYSTEM, "system")
        for case in others:
            self.add(case, ev.CaseNotSelectedByProvince(), SYSTEM, "system")

    def file_nationally(self, case: str, cycle: str = CYCLE) -> None:
        self.add(case, ev.NationalPackageSubmitted([FileRef("form", "form.docx", 10, "a" * 64)]))
        self.add(case, ev.FormalExaminationPassed([FormItem("R-68", True)]))
        self.add(list_id(cycle), ev.CaseAwaitsDecision(cycle, case), SYSTEM, "system")

    def adopt(self, round_: str, listed: Sequence[str], cycle: str = CYCLE) -> None:
        entries = [RankedCase(case, rank, "一致同意") for rank, case in enumerate(listed, 1)]
        self.add(list_id(cycle), ev.FinalListAdopted(cycle, round_, entries, "e" * 64))
        self.move(listed, "RECOMMENDED")

    def announce(self, listed: Sequence[str], cycle: str = CYCLE) -> None:
        """Consultation, notice, approval and announcement of an adopted list."""
        stream = list_id(cycle)
        posting = [Posting("caq_site", "https://example.org/1", "2022-09-26T09:00:00+08:00", "f" * 64)]
        closes = "2022-10-14T00:00:00+08:00"
        steps: list[tuple[ev.Event, str]] = [
            (ev.MinistryConsultationOpened("9" * 64, "2022-09-20"), "CONSULTATION"),
            (ev.MinistryConsultationClosed("agreed", "无意见"), "CLEARED_FOR_NOTICE"),
            (ev.NoticePublished(posting, closes, "8" * 64, "9" * 64, "公示电话"), "NOTICE"),
            (ev.NoticePeriodExpired(closes), "NOTICE_CLEARED"),
            (ev.ResultApproved("9" * 64, "中国质协字〔2022〕99号"), "APPROVED"),
        ]
        for event, to in steps:
            self.add(stream, event)
            self.move(listed, to)
        self.add(stream, ev.ResultAnnounced(posting, "7" * 64))
        for n, case in enumerate(listed, 1):
            self.add(case, ev.TitleGranted(f"NQB-2022-{n:03d}", 2022), SYSTEM, "system")

    def move(self, cases: Sequence[str], to: str) -> None:
        for case in cases:
            self.add(case, ev.CaseMoved(to), SYSTEM, "system")


def declaration(title: str) -> Declaration:
    return Declaration("企业", "code", "民营", "C34", "中型", title, ["D1"], ["1", "2", "3"], ["1", "1", "1"])


def whole_cycle(cases: int = 3, experts: int = 5) -> History:
    """A cycle from publication to announcement; half of the cases (at least one) win."""
    history = History()
    history.add(made("log", 0), ev.LogCreated({"kty": "OKP"}, "vkey", "1"))
    history.publish_cycle()
    pool = [person(1000 + n) for n in range(max(experts, 5))]
    for expert in pool:
        history.grant(expert, "expert")
    names = [history.draft(n) for n in range(cases)]
    for n, case in enumerate(names):
        unit = UNITS[n % len(UNITS)]
        history.submit(case)
        if n == 0:
            history.give_back(case)
            history.submit(case)
        history.endorse(case, unit)
        if n == 1:
            history.withdraw_endorsement(case, unit)
            history.endorse(case, unit)
    for start, unit in enumerate(UNITS[:cases]):
        history.sign_batch(unit, names[start :: len(UNITS)])
    for case in names:
        history.receive(case)
    winners = names[: (cases + 1) // 2]
    review(history, 1, "provincial", names, pool[:3])
    history.select(made("round", 1), winners, names[len(winners) :])
    for case in winners:
        history.file_nationally(case)
    review(history, 2, "desk", winners, pool[:5])
    history.adopt(made("round", 2), winners)
    history.announce(winners)
    history.add(pool[0], ev.OidcIdentityLinked("https://id.example", "7"), "person_registrar", "registrar")
    history.add(pool[1], ev.OidcIdentityLinked("https://id.example", "8"), "person_registrar", "registrar")
    history.add(pool[0], ev.OidcIdentityUnlinked("https://id.example", "调离"), "person_registrar", "registrar")
    history.add(pool[-1], ev.RoleRevoked("expert", "", "换届"), "person_registrar", "registrar")
    history.grant(pool[-1], "expert")
    return history


def review(history: History, n: int, kind: str, cases: Sequence[str], experts: Sequence[str]) -> None:
    """A whole round: opened, scored by everybody, closed."""
    round_ = history.open_round(n, kind, {case: list(experts) for case in cases})
    for place, case in enumerate(cases):
        for seat, expert in enumerate(experts):
            history.score(round_, case, expert, [10 + (place + seat) % 5, 11, 12, 13, 14, 15])
    history.close_round(round_, {case: f"{399 - place // 2}/5" for place, case in enumerate(cases)})
