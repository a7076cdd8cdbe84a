"""Whole years of other programmes, played from the call to the announcement by what their cycle file asks for.

Four companies file through the units of the file; ``sheets`` says what each expert puts in each row for each of them, and
everything else follows from the configuration: notices at home, visits, ratings agreed on, ballots, the kind of notice.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import journey as j
import review_journey as r
import world as w
from world import DIGEST, EXPERTS, Scene, Who, on

from biaogan.domain import events as ev
from biaogan.domain import forms, ids
from biaogan.domain.two_person import act_digest

LEADER = Who(EXPERTS[0].actor, "group_leader")
MEMBERS = [expert.actor for expert in EXPERTS[:6]]
PANEL, VISITORS, VICE = EXPERTS[1:4], [EXPERTS[4].actor, EXPERTS[5].actor], EXPERTS[11]
COMMITTEE = [w.CHAIR.actor, VICE.actor, *MEMBERS]
COMPANIES = range(1, 5)
Sheets = Mapping[int, Mapping[str, Sequence[int]]]
"""Company -> row -> what the three experts put there, in their order."""


def document(name: str) -> dict[str, Any]:
    """A cycle file."""
    document = tomllib.loads((Path(__file__).parents[2] / "cycles" / f"{name}.toml").read_text("utf-8"))
    return {**document, "sealing": {"custody": "operator", "threshold": 1}}


@dataclass
class Year:
    """A year of one programme under way."""

    document: dict[str, Any]
    sheets: Sheets
    agreed: Mapping[int, Mapping[str, int]]
    """Company -> row -> the rating agreed on; empty where an average decides."""
    yes: Mapping[int, int]
    """Company -> how many of the committee vote for it."""
    defended: Sheets | None = None
    """The sheets of the defence, where they are not those of the desk review again."""

    def __post_init__(self) -> None:
        self.scene = Scene()
        self.cycle = ids.cycle_id(self.document["cycle"]["id"])
        self.units = [unit["code"] for unit in self.document["units"][:2]]
        self.list = ids.list_id(self.cycle)
        self.group = ids.group_id(self.cycle, "g1")

    @property
    def config(self) -> Any:
        """The configuration in force."""
        return self.scene.world[self.cycle].config

    def case(self, company: int) -> str:
        """A company's case."""
        return f"case_{uuid5(NAMESPACE_URL, f'{self.cycle} {company}')}"

    @property
    def cases(self) -> list[str]:
        """All cases."""
        return [self.case(company) for company in COMPANIES]

    def live(self) -> list[str]:
        """The cases still in the procedure."""
        return [case for case in self.cases if not self.scene.world[case].status.terminal]

    def play(self, event: ev.Event, stream: str, who: Who, day: str, clock: str = "10:00:00") -> None:
        """One act."""
        self.scene.play(event, stream, who, on(day, clock))

    # --- the year

    def open(self) -> None:
        """The call, and everybody appointed."""
        s = self.scene
        s.record(ev.KeyEnrolled(w.REGISTRAR.actor, {}, "", ""), w.REGISTRAR.actor, w.SERVICE, on("2022-01-01"))
        s.record(ev.RoleGranted("registrar"), w.REGISTRAR.actor, w.SERVICE, on("2022-01-01"))
        s.people(w.OFFICER, w.DIRECTOR, w.CHAIR, w.MINISTRY, w.CAQ, w.PUBLISHER, *EXPERTS, LEADER)
        s.people(w.PROVINCE, w.PROVINCE_HEAD)
        for unit in self.units:
            s.people(w.clerk(unit), w.head(unit))
        self.play(w.calendar(2022), ids.calendar_id(2022), w.OFFICER, "2022-06-15")
        s.publish(self.document)
        for who in (*EXPERTS, w.CHAIR):
            stream = ids.expert_id(who.actor)
            senior = who in (w.CHAIR, VICE)
            self.play(r.profile(who.actor, senior_quality_expert=senior), stream, w.OFFICER, "2022-06-16")
            self.play(ev.IntegrityPledgeSigned(self.cycle, DIGEST), stream, who, "2022-06-17")

    def file(self) -> None:
        """Everybody files, through the units by turns; each unit's letter names all it has."""
        for company in COMPANIES:
            unit, case = self.units[company % len(self.units)], self.case(company)
            org = self.scene.organisation(company)
            drafted = ev.CaseDrafted(self.cycle, org, unit, w.declaration(company).title)
            self.play(drafted, case, w.editor(org), "2022-06-16")
            self.play(ev.DeclarationSaved(w.declaration(company), w.CONTACT), case, w.editor(org), "2022-06-17")
            self._at_home(case, "submit_case", w.signatory(org))
            self.play(w.SUBMISSION, case, w.signatory(org), "2022-06-28")
            self.play(j.T1_PASSED, case, w.clerk(unit), "2022-06-28", "11:00:00")
            self._at_home(case, "sign_t1_batch", w.head(unit))
            self.play(j.OPINION, case, w.head(unit), "2022-06-29")
        for unit in self.units:
            roster = ids.roster_id(self.cycle, unit)
            letter = ev.T1BatchSigned(
                self.cycle, unit, w.ranked(list(self.scene.world[roster].places)), DIGEST, "2022-06-29"
            )
            self.play(letter, roster, w.head(unit), "2022-06-30")

    def _at_home(self, case: str, before: str, who: Who) -> None:
        for notice in self.config.publicity.before(before):
            held = ev.LocalNoticeHeld(notice.kind, "2022-06-18", "2022-06-25", "单位公告栏", DIGEST)
            self.play(held, case, who, "2022-06-28", "10:30:00" if before == "sign_t1_batch" else "09:00:00")

    def review(self) -> None:
        """The province if there is one, committee, group, desk round, consensus, defence with its visits, final consensus."""
        if "provincial" in self.config.stages:
            self._province()
        for case in self.cases:
            org = self.scene.world[case].organisation
            self.play(ev.NationalPackageSubmitted(w.FILES), case, w.signatory(org), "2022-07-20")
            self.play(j.NATIONAL_PASSED, case, w.OFFICER, "2022-07-25")
        formed = ev.CommitteeFormed(self.cycle, w.CHAIR.actor, [VICE.actor], MEMBERS)
        self.play(formed, ids.committee_id(self.cycle), w.DIRECTOR, "2022-07-26")
        grouped = ev.GroupFormed(self.cycle, "g1", "制造", LEADER.actor, MEMBERS, self.cases)
        self.play(grouped, self.group, w.OFFICER, "2022-07-27")
        self._round("desk", "2022-08-0")
        self.play(ev.DeskConsensusOpened(self.round("desk")), self.group, LEADER, "2022-08-12")
        decisions = [forms.ConsensusDecision(case, True, "合议一致") for case in self.cases]
        votes = r.votes(self.cases, self.cases, len(MEMBERS))
        self.play(ev.DeskConsensusConcluded(decisions, MEMBERS, votes, DIGEST), self.group, LEADER, "2022-08-13")
        for case in self.cases:
            self.play(ev.DefenceScheduled("2022-08-15T09:00:00+08:00", "会议室"), case, w.OFFICER, "2022-08-14")
            self.play(ev.DefenceHeld(30, MEMBERS, DIGEST), case, LEADER, "2022-08-15")
            if self.config.review.site.mandatory:
                self._visit(case)
        self._round("defence", "2022-08-2")
        self.play(ev.FinalConsensusOpened(self.round("defence")), self.group, LEADER, "2022-09-01")

    def _province(self) -> None:
        for case in self.cases:
            self.play(ev.ProvincialReceiptRecorded(True, 1, "2022-06-30"), case, w.PROVINCE, "2022-07-01")
            self.play(j.PROVINCIAL_PASSED, case, w.PROVINCE, "2022-07-02")
        self._round("provincial", "2022-07-1")
        round_ = self.round("provincial")
        chosen = w.ranked(list(self.scene.world[round_].order))
        selection = ev.ProvincialSelectionAdopted(self.cycle, round_, chosen, DIGEST)
        self.play(selection, ids.selection_id(self.cycle), w.PROVINCE_HEAD, "2022-07-15")

    def panel(self, kind: str) -> tuple[Who, ...]:
        """Who scores in such a round: members of the group, at the province others."""
        first = 6 if kind == "provincial" else 1
        return EXPERTS[first : first + self.config.panels[kind].assigned]

    def round(self, kind: str) -> str:
        """The stream of a round."""
        return f"round_{uuid5(NAMESPACE_URL, f'{self.cycle} {kind}')}"

    def _visit(self, case: str) -> None:
        doubt = ev.SiteVisitProposed("例行现场考察", ["现场与材料是否一致"])
        self.play(doubt, case, LEADER, "2022-08-16")
        ordered = ev.SiteVisitOrdered(act_digest(doubt), VISITORS, VISITORS[0], "2022-08-19")
        self.play(ordered, case, w.OFFICER, "2022-08-16", "11:00:00")
        found = [forms.Finding(question, True, "一致") for question in doubt.questions]
        report = ev.SiteVisitReported(VISITORS, "2022-08-18", found, DIGEST)
        self.play(report, case, EXPERTS[4], "2022-08-18")

    def _round(self, kind: str, days: str) -> None:
        name, panel = self.round(kind), [expert.actor for expert in self.panel(kind)]
        officer = w.PROVINCE if kind == "provincial" else w.OFFICER
        sheets = self.defended if kind == "defence" and self.defended else self.sheets
        closes = f"{days}9T00:00:00+08:00"
        opened = ev.ReviewRoundOpened(self.cycle, kind, dict.fromkeys(self.cases, panel), closes, salt=w.SALT)
        self.play(opened, name, officer, f"{days}1")
        for company in COMPANIES:
            for place, expert in enumerate(self.panel(kind)):
                rows = [forms.SheetRow(row, given[place]) for row, given in sheets[company].items()]
                sheet = ev.ScoreSheetLocked(name, self.case(company), rows, w.COMMENT, True)
                stream = w.sheet_id(name, self.case(company), expert.actor)
                self.play(sheet, stream, expert, f"{days}2")
        for company, agreed in self.agreed.items():
            rows = [forms.SheetRow(row, number) for row, number in agreed.items()]
            rating = ev.ConsensusRatingRecorded(self.case(company), rows, "逐项讨论后一致", DIGEST)
            self.play(rating, name, LEADER, f"{days}3")
        self.play(ev.ReviewRoundClosed(), name, officer, f"{days}4")

    def ranking(self) -> list[tuple[int, int, str]]:
        """(company, rank, exact final score) as the last round has it, best first."""
        companies = {self.case(company): company for company in COMPANIES}
        results = self.scene.world[self.round("defence")].results
        return [(companies[row["case"]], row["rank"], row["final"]) for row in results]

    def copy(self, **changes: Any) -> "Year":
        """The same year, to be continued differently."""
        found = self.anew(**changes)
        found.scene = self.scene.copy()
        return found

    def anew(self, **changes: Any) -> "Year":
        """A year of the same cycle and sheets in which nothing has happened yet."""
        return replace(self, **changes)

    def report(self) -> None:
        """The group reports everybody, best first."""
        order = [self.case(company) for company, _, _ in self.ranking()]
        votes = r.votes(self.cases, order, len(MEMBERS))
        self.play(
            ev.GroupReportAdopted(w.ranked(order), MEMBERS, votes, DIGEST), self.group, LEADER, "2022-09-01", "11:00:00"
        )

    def adopt(self, companies: Sequence[int]) -> None:
        """The group reports, the committee votes and adopts a list of these, best first."""
        self.report()
        self.play(self.the_list(companies), self.list, w.CHAIR, "2022-09-02")

    def the_list(self, companies: Sequence[int]) -> ev.FinalListAdopted:
        """A list of these, with the votes the year is told to have."""
        size = len(COMMITTEE)
        votes = [forms.CaseVote(self.case(c), self.yes[c], size - self.yes[c]) for c in COMPANIES]
        entries = w.ranked([self.case(company) for company in companies])
        return ev.FinalListAdopted(
            self.cycle, self.round("defence"), entries, DIGEST, attendance=COMMITTEE, votes=votes
        )

    def announce(self) -> None:
        """Consultation, notice, approval, announcement."""
        adopted = self.scene.world[self.list]
        self.play(ev.MinistryConsultationOpened(adopted.digest, "2022-09-29"), self.list, w.DIRECTOR, "2022-09-05")
        self.play(ev.MinistryConsultationClosed("agreed"), self.list, w.MINISTRY, "2022-09-20")
        posted = on("2022-09-26", "09:00:00")
        days, terms = j.WorkingDays(j.LoadedYears(self.scene.world)), self.config.notice
        count = days.notice_close if terms.unit == "workday" else days.calendar_close
        closes = count(posted, terms.length, terms.count_opening_day)
        calendar_digest = days.digest(posted, closes)
        notice = ev.NoticePublished(
            w.postings(), closes.isoformat(), calendar_digest, adopted.digest, "异议受理：工作办公室"
        )
        self.play(notice, self.list, w.PUBLISHER, "2022-09-26")
        self.scene.play(ev.NoticePeriodExpired(closes.isoformat()), self.list, w.SERVICE, closes)
        self.play(ev.ResultApproved(adopted.digest, "示例〔2022〕99号"), self.list, w.CAQ, "2022-11-07")
        announced = ev.ResultAnnounced(w.postings("2022-11-08T09:00:00+08:00"), DIGEST)
        self.play(announced, self.list, w.PUBLISHER, "2022-11-08")

    def titles(self) -> dict[int, str]:
        """Company -> title number, of those that have one."""
        found = {company: self.scene.world[self.case(company)].title_no for company in COMPANIES}
        return {company: title for company, title in found.items() if title}
