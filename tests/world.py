"""Named builders: people, units and cases of the 2022 cycle, brought into any state by playing real acts through decide.

Nothing here fakes a state: what a ``Scene`` holds is the fold of recorded events, and each got in by ``decide``. Only
the genesis (a registrar) is recorded without being asked, as ``biaogan init`` does.
"""

import copy
import tomllib
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from chinese_calendar.constants import holidays, workdays

from biaogan.domain import events as ev
from biaogan.domain import forms, ids
from biaogan.domain.act import Act, Consequence, Recorded
from biaogan.domain.config import digest
from biaogan.domain.decide import decide, rules_in_force
from biaogan.domain.lifecycle import BY_TOPIC
from biaogan.domain.states import evolve
from biaogan.domain.values import credit_code_character

FULL: dict[str, Any] = tomllib.loads((Path(__file__).parents[1] / "cycles" / "nqb-2022.toml").read_text("utf-8"))
FULL["sealing"] = {"custody": "operator", "threshold": 1}
"""The 2022 cycle as published: with committee, defence and site visits; the key of the scores kept by the operator."""


def without_defence(document: dict[str, Any]) -> dict[str, Any]:
    """The document of a cycle that goes from the desk review to the list: no committee, defence, site visit."""
    short = copy.deepcopy(document)
    short["stages"] = [stage for stage in short["stages"] if stage not in ("defence", "site_visit")]
    short["scoring"]["rounds"] = {"desk": "1"}
    short["scoring"]["tie_breaks"].remove("desk")
    short["panel"]["committee_required"] = False
    del short["panels"]["defence"], short["settings"]["panels.defence"]
    return short


DOCUMENT = without_defence(FULL)
"""The 2022 cycle with the short way, which most tests go."""
SHIJIAZHUANG, CHENGDE, METALLURGY = "hebei-01", "hebei-02", "hebei-15"
CYCLE = ids.cycle_id("nqb-2022")
DIGEST = "ab" * 32
CONTACT = {"name": "李四", "mobile": "13800000000", "email": "li@example.invalid", "address": "石家庄市（合成地址）"}
COMMENT = "方法清晰、数据充分，在行业内具有较强的示范性，建议推荐。"


SALT = "5a" * 16


def sheet_id(round_: str, case: str, expert: str) -> str:
    """The stream of a sheet in a round of these tests, which all have the same salt."""
    return ids.sheet_id(round_, case, expert, SALT)


def on(day: str, clock: str = "10:00:00") -> datetime:
    """An instant in Hebei: ``on("2022-06-20")``."""
    return datetime.fromisoformat(f"{day}T{clock}+08:00")


def person(name: str) -> str:
    """The stream of a named person."""
    return f"person_{uuid5(NAMESPACE_URL, name)}"


@dataclass(frozen=True)
class Who:
    """A person in a role, within a scope."""

    actor: str
    role: str
    scope: str = ""
    behalf: str = ""
    """For whom it is signed: then the role is that person's."""


REGISTRAR = Who(person("registrar"), "registrar")
SERVICE = Who("service", "system")
OFFICER, DIRECTOR = Who(person("officer"), "office_officer"), Who(person("director"), "office_director")
PROVINCE, PROVINCE_HEAD = Who(person("province"), "t2_officer"), Who(person("province head"), "t2_approver")
CHAIR, MINISTRY = Who(person("chair"), "committee_chair"), Who(person("ministry"), "ministry_consultee")
CAQ, PUBLISHER = Who(person("caq"), "caq_approver"), Who(person("publisher"), "publisher")
EXPERTS = tuple(Who(person(f"expert {n}"), "expert") for n in range(12))


def clerk(unit: str) -> Who:
    """Who examines for a unit (初审人员)."""
    return Who(person(f"clerk of {unit}"), "t1_officer", unit)


def head(unit: str) -> Who:
    """Who signs for a unit (推荐单位负责人)."""
    return Who(person(f"head of {unit}"), "t1_approver", unit)


def editor(organisation: str) -> Who:
    """Who fills in for an organisation."""
    return Who(person(f"editor of {organisation}"), "applicant_editor", organisation)


def signatory(organisation: str) -> Who:
    """Who signs for an organisation."""
    return Who(person(f"signatory of {organisation}"), "applicant_signatory", organisation)


def code_of(n: int) -> str:
    """The n-th synthetic credit code."""
    body = f"91130000MA{n:07d}"
    return body + credit_code_character(body)


def calendar(year: int) -> ev.CalendarYearLoaded:
    """The State Council's table of a year, from the data of the chinesecalendar package."""
    free = sorted(day.isoformat() for day in holidays if day.year == year)
    worked = sorted(day.isoformat() for day in workdays if day.year == year)
    return ev.CalendarYearLoaded(year, free, worked, "国务院办公厅通知")


def declaration(n: int, **changes: Any) -> forms.Declaration:
    """A sound form F2 of the n-th organisation."""
    sound = forms.Declaration(
        f"第{n}制造有限公司", code_of(n), "有限责任公司", "C33", "large", "实施六西格玛设计的经验", ["D1", "D4"],
        ["100.5", "110", "120"], ["10", "11.5", "12"],
    )  # fmt: skip
    return replace(sound, **changes)


ATTESTED = forms.Attestations(*(True,) * 9)
FILES = [
    forms.FileRef(kind, f"{kind}.docx", 1000, sha256(kind.encode()).hexdigest())
    for kind in ("form", "experience", "evidence")
]
SUBMISSION = ev.CaseSubmittedToT1(FILES, [1, 2, 3, 4, 5], ATTESTED, "张三 总经理", "2022-06-20")


def checklist(items: tuple[str, ...]) -> list[forms.FormItem]:
    """Every item passed."""
    return [forms.FormItem(item, True) for item in items]


def ranked(cases: list[str], opinion: str = "") -> list[forms.RankedCase]:
    """Cases in rank order."""
    return [forms.RankedCase(case, rank, opinion) for rank, case in enumerate(cases, 1)]


def rows(a: int = 12, c: int = 16) -> list[forms.SheetRow]:
    """A whole sheet: ``a`` points on each row of A and B, ``c`` on each of C."""
    return [forms.SheetRow(code, c if code.startswith("C") else a) for code in ("A1", "A2", "B1", "B2", "C1", "C2")]


def postings(at: str = "2022-09-26T09:00:00+08:00") -> list[forms.Posting]:
    """Posted on all three mandatory channels at one instant."""
    return [
        forms.Posting(channel, f"https://{channel}.example/1", at, DIGEST)
        for channel in ("ministry_site", "caq_site", "wechat")
    ]


class World(dict[str, Any]):
    """States by stream; what does not exist is ``None``."""

    def __missing__(self, stream: str) -> None:
        return None


@dataclass
class Scene:
    """A world and how it came about. ``records`` are all events in order; copies share them safely."""

    world: World = field(default_factory=World)
    records: list[Recorded] = field(default_factory=list)

    def copy(self) -> "Scene":
        """The same world, to be continued differently."""
        return Scene(World(self.world), list(self.records))

    def record(self, event: ev.Event, stream: str, who: Who, at: datetime) -> None:
        """Append an event without asking, as the log does after decide."""
        version = 1 + sum(record.stream == stream for record in self.records)
        recorded = Recorded(event, stream, version, len(self.records), who.actor, who.role, at, behalf=who.behalf)
        self.records.append(recorded)
        self.world[stream] = evolve(self.world[stream], recorded)

    def act(self, event: ev.Event, stream: str, who: Who, at: datetime, rules: str | None = None) -> Act:
        """An act under the rules in force."""
        act = Act(event, stream, who.actor, who.role, at, behalf=who.behalf)
        if rules is None:
            row = BY_TOPIC.get(event.TOPIC)
            rules = rules_in_force(row, act, self.world) if row else ""
        return replace(act, rules=rules)

    def play(self, event: ev.Event, stream: str, who: Who, at: datetime) -> tuple[Consequence, ...]:
        """Decide an act and record it with its consequences."""
        found = decide(self.act(event, stream, who, at), self.world)
        self.record(event, stream, who, at)
        for consequence in found:
            self.record(consequence.event, consequence.stream, SERVICE, at)
        return found

    def people(self, *whos: Who, at: datetime | None = None) -> "Scene":
        """Enrol and appoint people who are not there yet."""
        at = at or on("2022-06-15", "08:00:00")
        for who in whos:
            if self.world[who.actor] is None:
                jwk = {"crv": "Ed25519", "kty": "OKP", "x": who.actor}
                self.play(ev.KeyEnrolled(who.actor, jwk, "nonce", "proof"), who.actor, REGISTRAR, at)
            if (who.role, who.scope) not in self.world[who.actor].roles:
                self.play(ev.RoleGranted(who.role, who.scope), who.actor, REGISTRAR, at)
        return self

    def publish(self, document: dict[str, Any] | None = None, at: datetime | None = None) -> str:
        """Publish a cycle; answers its stream."""
        document = document or DOCUMENT
        stream = ids.cycle_id(document["cycle"]["id"])
        event = ev.CyclePublished(copy.deepcopy(document), digest(document))
        self.play(event, stream, DIRECTOR, at or on("2022-06-15"))
        return stream

    def organisation(self, n: int) -> str:
        """The n-th organisation, registered."""
        org = ids.organisation_id(code_of(n))
        if self.world[org] is None:
            self.people(editor(org), signatory(org))
            event = ev.OrganisationRegistered(
                declaration(n).company_name, code_of(n), "有限责任公司", "C33", "河北", True
            )
            self.play(event, org, editor(org), on("2022-06-15", "12:00:00"))
        return org


@cache
def _opened(full: bool) -> Scene:
    scene = Scene()
    scene.record(ev.KeyEnrolled(REGISTRAR.actor, {}, "", ""), REGISTRAR.actor, SERVICE, on("2022-01-01"))
    scene.record(ev.RoleGranted("registrar"), REGISTRAR.actor, SERVICE, on("2022-01-01"))
    scene.people(OFFICER, DIRECTOR, PROVINCE, PROVINCE_HEAD, CHAIR, MINISTRY, CAQ, PUBLISHER, *EXPERTS)
    for unit in (SHIJIAZHUANG, CHENGDE, METALLURGY):
        scene.people(clerk(unit), head(unit))
    scene.play(calendar(2022), ids.calendar_id(2022), OFFICER, on("2022-06-15"))
    scene.publish(FULL if full else DOCUMENT)
    return scene


def opened(full: bool = False) -> Scene:
    """The 2022 cycle is published, its officers, experts and three units are appointed."""
    return _opened(full).copy()
