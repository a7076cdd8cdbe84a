"""The review of the story: rounds of scores, and the national committee with its group, defences and one site visit."""

from secrets import token_hex
from typing import Any

from biaogan.app.client import Client
from biaogan.app.custody import enrol, release
from biaogan.app.demo.intake import CYCLE, EXPERTS, Intake
from biaogan.app.demo.script import REMARKS, at, digest, entries_of, sheet
from biaogan.domain.events import SiteVisitProposed
from biaogan.domain.ids import expert_id, group_id
from biaogan.domain.two_person import act_digest

PANEL = {"provincial": 3, "desk": 5, "defence": 5}
RANKING = "query($round: ID!) { ranking(round: $round) { entries { rank caseId } } }"
EVERYBODY = tuple(f"expert_{number:02d}" for number in range(1, EXPERTS + 1))
LEADER, VICE, GROUP = EVERYBODY[0], EVERYBODY[-1], EVERYBODY[:8]
VISITORS = GROUP[-2:]
CUSTODIANS = ("custodian_1", "custodian_2", "custodian_3")
DOUBT = {
    "doubt": "申报材料中的返修率与同行业水平差距较大",
    "questions": ["返修率数据是否属实", "方法是否在产线日常应用"],
}


class Review(Intake):
    """Scores, and what the committee makes of them."""

    closed_at = 0

    @property
    def has_committee(self) -> bool:
        """Whether the cycle has the whole national review (R-69..R-72)."""
        return "defence" in self.config.stages

    # --- rounds (评审轮次) ---

    def score(self, kind: str, officer: Client, cases: list[str], opens: str, closes: str) -> str:
        """A whole round: opened, every expert locks a sheet on every assigned case, closed."""
        self.story.jump(at(opens))
        round_ = self.open_round(kind, officer, cases, closes)
        return self.close_round(round_, officer)

    def open_round(
        self, kind: str, officer: Client, cases: list[str], closes: str, names: tuple[str, ...] = EVERYBODY
    ) -> str:
        """A round whose panels go round among ``names``."""
        size = PANEL[kind]
        self.panels = {
            case: [self.story.people[names[(index * size + place) % len(names)]].person for place in range(size)]
            for index, case in enumerate(cases)
        }
        opened = self.story.do(
            officer, "openReviewRound", cycle=CYCLE, kind=kind, panels=self.panels, closes=at(closes).isoformat(),
            salt=token_hex(16), custodians=self.custodians(),
        )  # fmt: skip
        return str(opened["stream"])

    def close_round(self, round_: str, officer: Client) -> str:
        """Every expert locks a sheet on every assigned case; then the round is closed."""
        story = self.story
        self.lock_all(round_)
        closed = story.do(officer, "closeReviewRound", on=round_, note="全部评分表已锁定")
        self.closed_at = closed["position"]
        for name in CUSTODIANS[: self.config.sealing.threshold] if self.custodians() else ():
            self.closed_at = story.kept(release(story.people[name], round_))["position"]
        return round_

    def lock_all(self, round_: str) -> None:
        """A sheet of every expert on every assigned case."""
        story = self.story
        by_person = {client.person: client for client in story.people.values()}
        for case, experts in self.panels.items():
            for expert in experts:
                story.do(
                    by_person[expert], "lockScoreSheet", round=round_, case=case,
                    rows=sheet(self.quality[case], story.random), comment=story.random.choice(REMARKS),
                    recommend=self.quality[case] >= 75,
                )  # fmt: skip

    def custodians(self) -> list[str]:
        """Who keeps the key of the scores, enrolled when first asked for; nobody where the operator does."""
        if self.config.sealing.custody != "custodians":
            return []
        for name in CUSTODIANS:
            if name not in self.story.people:
                self.story.kept(enrol(self.story.enrol(name, [("key_custodian", "")])))
        return [self.story.people[name].person for name in CUSTODIANS]

    def ranked(self, reader: Client, round_: str) -> list[str]:
        """The cases of the round just closed in the order of the statistics, which the views must have reached."""
        rows = reader.ask(RANKING, {"round": round_}, minPosition=self.closed_at + 2)["ranking"]["entries"]
        return [row["caseId"] for row in sorted(rows, key=lambda row: row["rank"])]

    # --- the committee (评审委员会) ---

    def reviewed_by_committee(self, cases: list[str]) -> list[str]:
        """August: committee and group, desk round and consensus, defence and a site visit; the adopted list."""
        officer = self.story.people["office_officer"]
        self.story.jump(at("2022-08-04 09:00"))
        self.seat(cases)
        self.story.jump(at("2022-08-05 09:00"))
        desk = self.open_round("desk", officer, cases, "2022-08-12 18:00", GROUP)
        self.close_round(desk, officer)
        order = self.ranked(officer, desk)
        advancing = self.desk_consensus(desk, order)
        self.story.jump(at("2022-08-15 09:00"))
        self.round = self.open_round("defence", officer, advancing, "2022-08-26 18:00", GROUP)
        self.defend(advancing)
        self.close_round(self.round, officer)
        return self.final_consensus(self.ranked(officer, self.round))

    def seat(self, cases: list[str]) -> None:
        """Everybody in the pool and pledged; the committee, and its one group over all cases (R-09..R-12)."""
        story, people = self.story, self.story.people
        officer = people["office_officer"]
        story.do(story.registrar, "grantRole", on=people[LEADER].person, role="group_leader", scope="", name=LEADER)
        industries = sorted({company.industry for company in self.companies})
        for name in (*EVERYBODY, "committee_chair"):
            person = people[name]
            story.do(
                officer, "registerExpert", person=person.person, specialities=["质量管理"], industries=industries,
                employments=[{"employer": f"（合成）{name}研究院", "since": "2012-01-01", "until": ""}],
                seniorQualityExpert=name in (VICE, "committee_chair"),
            )  # fmt: skip
            story.do(
                person, "signIntegrityPledge", on=expert_id(person.person), cycle=CYCLE, pledgeDigest=digest("pledge")
            )
        members = [people[name].person for name in GROUP]
        chair, vice = people["committee_chair"].person, people[VICE].person
        self.seats = [chair, vice, *members]
        story.do(
            people["office_director"], "formCommittee", cycle=CYCLE, chair=chair, viceChairs=[vice], members=members
        )
        story.do(
            officer, "formGroup", cycle=CYCLE, code="g1", field="装备制造", leader=people[LEADER].person,
            members=members, cases=cases,
        )  # fmt: skip

    def lead(self, act: str, **body: Any) -> None:
        """An act of the group's leader on the group."""
        self.story.do(self.story.people[LEADER], act, on=group_id(CYCLE, "g1"), **body)

    def desk_consensus(self, round_: str, order: list[str]) -> list[str]:
        """The group deliberates; all but the last of the order go on (R-69)."""
        self.story.jump(at("2022-08-12 14:00"))
        self.lead("openDeskConsensus", round=round_)
        advancing = order[:-1]
        decisions = [{"case": case, "advance": case in advancing, "reason": "合议一致，与评分相符"} for case in order]
        present = self.seats[2:]
        self.lead(
            "concludeDeskConsensus", decisions=decisions, attendance=present,
            votes=ballots(order, advancing, len(present)), minutesDigest=digest("desk consensus"),
        )  # fmt: skip
        return advancing

    def defend(self, cases: list[str]) -> None:
        """Every case is defended; the second is visited before it is scored (R-70, R-71)."""
        story, people = self.story, self.story.people
        officer, leader = people["office_officer"], people[LEADER]
        for case in cases:
            story.do(officer, "scheduleDefence", on=case, starts=at("2022-08-18 09:00").isoformat(), place="会议室一")
        story.jump(at("2022-08-18 12:00"))
        for case in cases:
            story.do(
                leader, "holdDefence", on=case, minutes=30, attendance=self.seats[2:], questionsDigest=digest(case)
            )
        visited, team = cases[1], [people[name].person for name in VISITORS]
        story.do(leader, "proposeSiteVisit", on=visited, **DOUBT)
        proposal = act_digest(SiteVisitProposed(**DOUBT))  # type: ignore[arg-type]
        story.do(officer, "orderSiteVisit", on=visited, proposal=proposal, team=team, lead=team[0], dueOn="2022-08-25")
        story.jump(at("2022-08-24 10:00"))
        findings = [{"question": question, "passed": True, "text": "现场核实属实"} for question in DOUBT["questions"]]
        story.do(
            people[VISITORS[0]], "reportSiteVisit", on=visited, visitors=team, visitedOn="2022-08-23",
            findings=findings, reportDigest=digest("site visit"),
        )  # fmt: skip

    def final_consensus(self, order: list[str]) -> list[str]:
        """The group's report and the committee's list (R-72)."""
        story, present = self.story, self.seats[2:]
        story.jump(at("2022-08-29 09:00"))
        self.lead("openFinalConsensus", round=self.round)
        self.lead(
            "adoptGroupReport", entries=entries_of(order, "推荐"), attendance=present,
            votes=ballots(order, order, len(present)), minutesDigest=digest("group report"),
        )  # fmt: skip
        story.jump(at("2022-09-01 15:00"))
        story.do(
            story.people["committee_chair"], "adoptFinalList", cycle=CYCLE, round=self.round,
            entries=entries_of(order, "推荐"), minutesDigest=digest("committee minutes"), attendance=self.seats,
            votes=ballots(order, order, len(self.seats)),
        )  # fmt: skip
        return order


def ballots(cases: list[str], won: list[str], present: int) -> list[dict[str, Any]]:
    """A unanimous vote on each case."""
    return [
        {"case": case, "yes": present if case in won else 0, "no": 0 if case in won else present, "abstained": 0}
        for case in cases
    ]
