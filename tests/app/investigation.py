"""The story of one objection, told while it happens: acts and queries over HTTP, and a document of what was answered.

Everything is done by people with keys of their own; ids and instants are given names and days, so that the document is
the same each time. Run as a program it writes ``docs/investigation.md``.
"""

import json
import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import sleep
from typing import Any
from uuid import uuid4

from town import Town, town

from biaogan.app.calendars import calendar_year
from biaogan.app.client import Client
from biaogan.app.demo.intake import CYCLE
from biaogan.app.demo.script import SHANGHAI, at, digest, postings
from biaogan.app.demo.stages import Play
from biaogan.domain.calendar import CalendarTable, WorkingDays
from biaogan.domain.events import AccessGrantProposed
from biaogan.domain.ids import expert_id
from biaogan.domain.two_person import act_digest
from biaogan.domain.values import instant_text

DOCUMENT = Path(__file__).parents[2] / "docs/investigation.md"
INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)T[0-9:.]+(?:Z|[+-]\d\d:\d\d)")
ID = re.compile(r"\b(?:case|org|person|expert|round|objection|sheet|grant|list|cycle)_[0-9a-f-]{36}\b")
BY_NAME = ("panel", "whatIf")
PURPOSE = "核查异议一"
"""What an investigator says that each read is for."""
ROUNDS = {"PROVINCIAL": "省级轮次", "DESK": "资料轮次", "DEFENCE": "答辩轮次"}
PLACE = 2
"""Who on the panel has the interest."""
QUALITY, SCORES = 80, 3
"""Every experience is as good as the others, and these scores hang by single sheets."""
COMPANIES = 3
"""Organisations of the first two units that take part."""


@dataclass
class Document:
    """What is told: prose, acts with their outcome, queries with their answer."""

    names: dict[str, str] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        """A paragraph, or a heading."""
        self.parts.append(text)

    def call(self, id_: str, name: str) -> str:
        """From now on an id goes by this name."""
        self.names[id_] = name
        return id_

    def ask(self, who: Client | None, public: Client, query: str, **variables: Any) -> Any:
        """A query, and its answer as it came."""
        position = variables.pop("reached", None)
        extensions = {} if position is None else {"minPosition": position}
        extensions |= {} if who is None else {"purpose": PURPOSE}
        client = public if who is None else who
        answer = (client.query if who is None else client.ask)(query, variables, **extensions)
        self.parts.append(f"```graphql\n{query.strip()}\n```")
        self.parts.append(f"```json\n{self.shown(answer)}\n```")
        return answer

    def act(self, who: Client, name: str, act: str, **body: Any) -> dict[str, Any]:
        """A signed act that must be admitted, in the words its signer agrees to."""
        signed = who.draft(act, **body)
        outcome = who.record(signed.text)
        assert outcome["__typename"] == "Recorded", outcome
        self.parts.append(f"> **{name}** {self.plain(signed.summary['zh'])}\n>\n> {self.plain(signed.summary['en'])}")
        return outcome

    def refused(self, who: Client, name: str, act: str, **body: Any) -> str:
        """A signed act that a rule refuses; the refusal is on record. Answers its receipt."""
        signed = who.draft(act, **body)
        outcome = who.record(signed.text)
        assert outcome["__typename"] in ("Refused", "NotPermitted"), outcome
        says = f"`{outcome['code']}` ({outcome['rule']}) {outcome['message']['zh']} {outcome['message']['en']}"
        self.parts.append(f"> **{name}** {self.plain(signed.summary['zh'])}\n>\n> ✗ {self.plain(says)}")
        return str(outcome["receipt"])

    def plain(self, text: str) -> str:
        """Ids by name, instants by the day in Shanghai, digests by what they are."""
        text = INSTANT.sub(lambda found: f"{datetime.fromisoformat(found[0]).astimezone(SHANGHAI):%Y-%m-%d}", text)
        for id_, name in self.names.items():
            text = text.replace(id_, name)
        return re.sub(r"\b[0-9a-f]{64}\b", "‹sha256›", ID.sub(lambda found: found[0].split("_")[0] + "_…", text))

    def shown(self, answer: Any, key: str = "", depth: int = 0) -> str:
        """JSON, what is short on one line; what is ordered by random ids is put in the order of names."""
        line = self.plain(json.dumps(answer, ensure_ascii=False))
        if len(line) < 96 or not isinstance(answer, dict | list):
            return line
        inner, outer = "  " * (depth + 1), "  " * depth
        if isinstance(answer, dict):
            rows = [f"{inner}{json.dumps(name)}: {self.shown(part, name, depth + 1)}" for name, part in answer.items()]
            return "{\n" + ",\n".join(rows) + f"\n{outer}}}"
        rows = [inner + self.shown(part, "", depth + 1) for part in answer]
        return "[\n" + ",\n".join(sorted(rows) if key in BY_NAME else rows) + f"\n{outer}]"

    def text(self) -> str:
        """Markdown."""
        return "\n\n".join(self.parts) + "\n"


def to_notice(service: Town) -> Play:
    """The demo's own stages, with three organisations of two units, up to the notice."""
    play, story = service.play(), service.story
    units = list(play.config.units.values())[:2]
    codes = {unit.code for unit in units}
    play.companies = [company for company in play.companies if company.unit in codes][:COMPANIES]
    play.config = replace(play.config, units={unit.code: unit for unit in units})
    play.call()
    play.applications()
    play.quality, story.random = dict.fromkeys(play.quality, QUALITY), Random(SCORES)
    play.recommend(units)
    play.provincial()
    play.national()
    play.notice()
    story.enrol("investigator_2", [("investigator", "")])
    story.enrol("objector", [("objector", "")])
    return play


def tell(service: Town) -> str:
    """Play it, and answer the document."""
    return Telling(service, to_notice(service)).all()


class Telling:
    """From day 9 of the notice to the end of the new one."""

    def __init__(self, service: Town, play: Play) -> None:
        self.service, self.play, self.story, self.doc = service, play, service.story, Document()
        self.people = service.story.people
        self.public = Client(service.url, http=service.registrar.http)
        self.case = self.doc.call(play.listed[0], "案件甲")
        others = [case for case in self.story.cases.values() if case != self.case]
        for name, other in zip("乙丙丁", sorted(others, key=lambda case: case not in play.listed), strict=False):
            self.doc.call(other, f"案件{name}")
        rounds = self.who("office_officer").ask("query($c: ID!) { rounds(cycle: $c) { id kind } }", {"c": CYCLE})[
            "rounds"
        ]
        for row in rounds:
            self.doc.call(row["id"], ROUNDS[row["kind"]])
        self.doc.call(CYCLE, "nqb-2022")
        panel = play.panels[self.case]
        names = {client.person: name for name, client in self.people.items()}
        for client in self.people.values():
            self.doc.call(client.person, names[client.person])
        self.expert = panel[PLACE]
        self.objection = f"objection_{uuid4()}"

    def who(self, name: str) -> Client:
        """Somebody by name."""
        return self.people[name]

    def all(self) -> str:
        """Chapter by chapter."""
        for chapter in (self.filing, self.admission, self.access, self.investigation, self.decision, self.again):
            chapter()
        return self.doc.text()

    def filing(self) -> None:
        """Day 9."""
        doc, story = self.doc, self.story
        doc.say("# 一件异议的始末 / An objection, from filing to the new notice")
        doc.say(
            "公示第九日有人提出：给案件甲评分的一位专家与该组织有利益关系。以下每一步都由本人持钥签名，经公开接口提交；"
            "每个回答都是真实输出。编号以名称代替，时刻只留日期。\n\n"
            "On the ninth day of the notice somebody objects: an expert who scored a case has an interest in its "
            "organisation. Every step below is signed by whoever takes it and handed in through the public API; every "
            "answer is real output, with names for ids and days for instants. `tests/app/test_app_investigation.py` plays "
            "it anew and compares; `make story` writes this file."
        )
        doc.say("## 1. 公示第九日 / Day nine")
        story.jump(at("2022-10-12 15:00"))
        story.enrol("witness", [("objector", "")])
        self.reached = self.service.biaogan.log.size() - 1
        doc.say("公众看到的公示与剩余工作日。 / What the public sees of the notice, and the working days left.")
        doc.ask(
            None, self.public,
            "query($cycle: ID!) { notice(cycle: $cycle) { status noticeCloses\n  noticeClock { over workingDaysLeft } "
            "listed { number caseId } } }",
            cycle=CYCLE, reached=self.reached,
        )  # fmt: skip
        body = {
            "case": self.case, "subject": "review", "ground": "procedure", "remedy": "exclude_expert",
            "arguments": [{"text": "一位评审专家自2021年起为该组织提供有偿咨询，未回避。", "evidence": [digest("contract")]}],
            "objector": {"name": "（合成）赵六", "contact": "zhao@example.invalid", "kind": "person"},
        }  # fmt: skip
        doc.act(self.who("objector"), "异议人 objector", "fileObjection", on=self.objection, **body)
        doc.call(self.objection, "异议一")

    def admission(self) -> None:
        """The hold."""
        doc, officer = self.doc, self.who("office_officer")
        doc.say("## 2. 受理与暂缓 / Admitted, and the case held")
        doc.say("回执时限由服务自己算出并签名。 / The service computes the terms of D-18 and signs them.")
        self.story.jump(at("2022-10-13 09:00"))
        found = officer.ask("query($o: ID!) { objection(id: $o) { decideBy } }", {"o": self.objection})
        admitted = doc.act(
            officer, "办公室 office", "admitObjection", on=self.objection, decideBy=found["objection"]["decideBy"]
        )
        doc.ask(
            officer, self.public,
            "query($o: ID!) { workbench(objection: $o) { objection { status ground subject }\n  case { status sections { section } } "
            "clocks { kind due doneAt workingDaysLeft } panel { expertId } } }",
            o=self.objection, reached=admitted["position"] + 1,
        )  # fmt: skip
        doc.say(
            "办公室看到期限，看不到评审组：那是 K3。公众仍只看到公示中。 / The office sees the terms and not the panel, "
            "which is K3; the public still sees a case on notice."
        )
        doc.ask(None, self.public, "query($c: ID!) { case(id: $c) { status } }", c=self.case)

    def access(self) -> None:
        """Two persons let the investigator in."""
        doc, story = self.doc, self.story
        doc.say("## 3. 核查人员与查阅授权 / Investigators, and access by two persons")
        story.jump(at("2022-10-13 14:00"))
        pair = [self.who(name).person for name in ("investigator", "investigator_2")]
        doc.act(
            self.who("office_director"), "主任 director", "appointInvestigators", on=self.objection, persons=pair,
            scope="核查专家是否应当回避", dueOn="2022-10-20",
        )  # fmt: skip
        self.grant(["round.panels", "sheet.expert", "objection.file", "audit"], [self.case, self.objection])
        panel = doc.ask(
            self.who("investigator"), self.public,
            "query($o: ID!) { workbench(objection: $o) { panel { expertId conflicts { kind } } whatIf { roundId } "
            "comparable { id } } }",
            o=self.objection, reached=self.reached,
        )["workbench"]["panel"]  # fmt: skip
        assert self.expert in {row["expertId"] for row in panel}
        assert not any(row["conflicts"] for row in panel)
        doc.say("案件被谁查阅过： / Who has read of the case so far, first of all:")
        doc.ask(
            self.who("investigator"), self.public,
            "query($o: ID!) { workbench(objection: $o) { disclosures(first: 4) { nodes { personId klass allowed fields } } } }",
            o=self.objection,
        )  # fmt: skip
        doc.say("评审组已见，尚无人申报利益冲突。 / The panel is known; nobody declared a conflict.")

    def grant(self, classes: list[str], streams: list[str]) -> None:
        """The director proposes, the auditor grants exactly that."""
        grant, investigator = f"grant_{uuid4()}", self.who("investigator").person
        expires = instant_text(self.service.clock() + timedelta(days=10))
        body = {
            "cycle": CYCLE, "grantee": investigator, "classes": classes, "streams": streams, "purpose": "核查异议一",
            "expires": expires,
        }  # fmt: skip
        self.doc.act(self.who("office_director"), "主任 director", "proposeAccess", on=grant, **body)
        proposal = act_digest(AccessGrantProposed(**body))  # type: ignore[arg-type]
        granted = self.doc.act(
            self.who("auditor"), "监督审计 auditor", "grantAccess", on=grant, proposal=proposal, **body
        )
        self.reached = granted["position"]

    def asked(self, who: Client, fields: str) -> Any:
        """Of the case, and not told."""
        query = f"query($c: ID!) {{ case(id: $c) {{ {fields} }} }}"
        found = who.ask(query, {"c": self.case}, purpose=PURPOSE)["case"]
        return found[re.split(r"\W", fields)[0]]

    def investigation(self) -> None:
        """Heard, declared, supposed, reported."""
        doc, one, two = self.doc, self.who("investigator"), self.who("investigator_2")
        doc.say("## 4. 核查与推演 / Hearing, and what the ranking would be")
        self.story.jump(at("2022-10-17 10:00"))
        heard = {"on": self.objection, "statementDigest": digest("statement")}
        doc.act(
            one, "核查人员 investigator", "hearApplicant", statement="确有咨询合同。", heardOn="2022-10-17", **heard
        )
        doc.act(
            two,
            "核查人员 investigator",
            "hearExpert",
            expert=self.expert,
            statement="2021年3月起每月咨询一次。",
            **heard,
        )
        organisation = self.asked(one, "organisationId")
        doc.call(organisation, "申报组织甲")
        doc.call(expert_id(self.expert), "专家库条目")
        doc.act(
            self.who("office_officer"), "办公室 office", "declareConflict", on=expert_id(self.expert), cycle=CYCLE,
            organisation=organisation, kind="consultant", since="2021-03-01", until="", evidence="咨询合同",
        )  # fmt: skip
        self.grant(["expert", "expert.conflicts"], [self.expert])
        bench = doc.ask(
            one, self.public,
            "query($o: ID!) { workbench(objection: $o) { panel { expertId roundId conflicts { kind since } }\n  "
            "whatIf { roundId entries { caseId rankBefore rankAfter shownBefore shownAfter sheetsAfter } } } }",
            o=self.objection, reached=self.reached,
        )["workbench"]  # fmt: skip
        assert {row["expertId"] for row in bench["panel"] if row["conflicts"]} == {self.expert}
        assert bench["whatIf"]
        doc.act(
            two, "核查人员 investigator", "reportInvestigation", on=self.objection, reportDigest=digest("report"),
            findings="该专家应当回避而未回避，其评分应作废。", recommendation="exclude_expert",
        )  # fmt: skip

    def decision(self) -> None:
        """The committee; the sheets; the ranking again."""
        doc, chair, director = self.doc, self.who("committee_chair"), self.who("office_director")
        doc.say("## 5. 审议决定 / The committee decides")
        self.story.jump(at("2022-10-18 10:00"))
        ballots = [{"member": seat, "vote": "recused" if seat == self.expert else "for"} for seat in self.play.seats]
        body = {
            "on": self.objection, "outcome": "corrected", "remedy": "exclude_expert", "reasons": "应当回避而未回避。",
            "correction": "该专家的评分作废，重新统计。", "ballots": ballots, "minutesDigest": digest("minutes"),
        }  # fmt: skip
        receipt = doc.refused(chair, "主任委员 chair", "decideObjection", decidedByScorers=False, **body)
        doc.say(
            "评过分的委员参加了表决，记录必须如实说明。持回执者可问为何被驳回。 / Members who scored voted, and the record has to "
            "say so. Whoever holds the receipt may ask why: the rule, what was asked for, and the state it met."
        )
        index = re.search(r"^index (\d+)$", receipt, re.MULTILINE)
        assert index is not None
        doc.ask(
            chair, self.public,
            "query($receipt: String!) { why(of: {receipt: $receipt}) { steps { kind rule code withheld } } }",
            receipt=receipt, reached=int(index[1]),
        )  # fmt: skip
        decided = doc.act(chair, "主任委员 chair", "decideObjection", decidedByScorers=True, **body)
        doc.say("## 6. 重新统计 / The ranking again")
        ranking = "query($r: ID!) { ranking(round: $r) { entries { caseId rank score validSheets } } }"
        doc.ask(chair, self.public, ranking, r=self.play.round, reached=decided["position"])
        sheets = self.asked(self.who("investigator"), "sheets { id expertId roundId }")
        position = 0
        own = [row for row in sheets if row["expertId"] == self.expert]
        for sheet in sorted(own, key=lambda row: doc.plain(row["roundId"])):
            doc.call(sheet["id"], f"{doc.plain(sheet['roundId'])}的评分表")
            position = doc.act(
                director, "主任 director", "voidScoreSheet", on=sheet["id"], reason="异议一：应当回避而未回避"
            )["position"]
        doc.ask(chair, self.public, ranking, r=self.play.round, reached=position + 2)
        doc.say(
            "案件甲在统计中不再领先；先前的统计仍在账本中。已采纳的名单不因统计自动改变：D-20 的这项处理要求重新公示。\n\n"
            "The case no longer leads the statistics; the earlier ones stay in the log. The adopted list does not change by "
            "itself: what this remedy of D-20 asks for is a new notice."
        )
        after = chair.ask("query($r: ID!) { ranking(round: $r) { entries { caseId rank } } }", {"r": self.play.round})
        assert {row["caseId"]: row["rank"] for row in after["ranking"]["entries"]}[self.case] == 2
        officer = self.who("office_officer")
        letters = {"on": self.objection, "letterDigest": digest("letter")}
        doc.act(officer, "办公室 office", "informObjector", **letters)
        doc.act(officer, "办公室 office", "informApplicant", **letters)

    def again(self) -> None:
        """The new notice, to its end."""
        doc, publisher = self.doc, self.who("publisher")
        doc.say("## 7. 重新公示 / Noticed anew")
        self.story.jump(at("2022-10-19 10:30"))
        days = WorkingDays({2022: CalendarTable.from_event(calendar_year(2022))}, self.play.config.tz)
        opened, terms = at("2022-10-19 10:00"), self.play.config.notice
        closes = days.notice_close(opened, terms.length, terms.count_opening_day)
        doc.act(
            publisher, "公示发布人 publisher", "renoticeCase", on=self.case, postings=postings("2022-10-19 10:00"),
            closes=instant_text(closes), calendarDigest=days.digest(opened, closes), contact="objections@example.invalid",
        )  # fmt: skip
        self.story.jump(closes)
        for _ in range(200):
            status = publisher.ask("query($c: ID!) { case(id: $c) { status } }", {"c": self.case})["case"]["status"]
            if status == "NOTICE_CLEARED":
                break
            sleep(0.1)
        doc.say(
            "期满由服务自己记录。申报组织看到暂缓与结果，看不到异议本身。 / The service itself records the end. The applicant "
            "sees the hold and its outcome, never the objection."
        )
        applicant = self.play.applicants[next(code for code, case in self.story.cases.items() if case == self.case)]
        doc.ask(
            applicant, self.public,
            "query($c: ID!, $o: ID!) { case(id: $c) { status holds { outcome remedy correction decidedAt informedAt } }\n  "
            "workbench(objection: $o) { objection { status } } }",
            c=self.case, o=self.objection,
        )  # fmt: skip


def main() -> None:
    """Write the document."""
    with TemporaryDirectory() as folder, town(Path(folder) / "data", f"sqlite:///{folder}/log.db") as service:
        DOCUMENT.write_text(tell(service), encoding="utf-8")


if __name__ == "__main__":
    main()
