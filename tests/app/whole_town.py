"""A deployment that lives through one case's year, asked at each of its five stages by everybody: who read what, what the
sheets would give, what an objection's workbench shows, and what each is told of reads that concern them.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import uuid4

from selections import played
from town import Town

from biaogan.app.client import Client
from biaogan.app.codec import recorded
from biaogan.app.demo.intake import CYCLE
from biaogan.app.demo.review import CUSTODIANS, EVERYBODY
from biaogan.app.demo.script import at, digest
from biaogan.app.demo.stages import Play
from biaogan.app.opening import open_log
from biaogan.domain.access import CLASSES
from biaogan.domain.events import AccessGrantProposed, ObjectionFiled, ScoreSheetLocked
from biaogan.domain.ids import expert_id, organisation_id
from biaogan.domain.two_person import act_digest
from biaogan.domain.values import instant_text
from biaogan.graphql.scalars import instant
from biaogan.graphql.visibility import TABLE
from biaogan.ledger.database import create_engine

COLUMN = {
    **dict.fromkeys(("public", "objector", "other_applicant", "other_unit", "idle_expert", "pooled"), "public"),
    **dict.fromkeys(("applicant", "editor"), "applicant"),
    **dict.fromkeys(("unit", "unit_head"), "unit"),
    **dict.fromkeys(("province", "province_head"), "province"),
    **dict.fromkeys(("expert", "leader", "provincial_expert"), "expert"),
    **dict.fromkeys(("chair", "vice_chair"), "chair"),
    "office": "office",
    "director": "director",
    "director_granted": "director+",
    "auditor": "auditor",
    "auditor_granted": "auditor+",
    "investigator": "investigator",
    "investigator_granted": "investigator+",
    "ministry": "ministry",
    "approver": "approver",
    "publisher": "publisher",
    "registrar": "registrar",
    "custodian": "custodian",
}
"""Who asks -> what they are to the case."""
OFFICES = {
    "province": "t2_officer",
    "province_head": "t2_approver",
    "chair": "committee_chair",
    "office": "office_officer",
    "director": "office_director",
    "approver": "caq_approver",
    **{name: name for name in ("auditor", "investigator", "ministry", "publisher")},
}
"""Who asks -> their name in the demo."""
MORE = {
    "objector": "objector",
    "pooled": "expert",
    "director_granted": "office_director",
    "auditor_granted": "integrity_auditor",
    "investigator_granted": "investigator",
}
"""Who asks -> the role they are enrolled in besides."""
GRANTED = ("director_granted", "auditor_granted", "investigator_granted")
PURPOSE = "核查"
NOTHING = {"desk": f"round_{uuid4()}", "objection": f"objection_{uuid4()}", "sheets": []}
"""What is asked for while it does not exist."""
SEALED = {name for name, klass in TABLE.items() if klass.level.startswith("K3")} - {"audit", "sight"}
PEOPLE = """query($c: ID!, $e: ID!) {
  case(id: $c) { organisationId timeline { nodes { actorId } } }
  expert(id: $e) { employments { employer } } }"""
SIGNERS = "query($r: ID!) { round(id: $r) { sheets { caseId number expertId } } }"
OBJECTOR = "query($o: ID!) { objection(id: $o) { objector } }"


@dataclass
class Told:
    """What was answered, by stage and viewer, and what the records of reads say each should be told.

    ``reader``: whose denied reads stand out before anybody asks.
    """

    reader: str = ""
    answers: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    concerned: dict[tuple[str, str], tuple[Counter[Any], Counter[Any]]] = field(default_factory=dict)


class Year(Play):
    """The demo's stages with three organisations; at five points of it everybody asks."""

    def __init__(self, town: Town) -> None:
        super().__init__(town.story)
        self.town, self.told, self.given = town, Told(), dict[str, Any](NOTHING)
        units = list(self.config.units.values())[:2]
        codes = [unit.code for unit in units]
        self.companies = [company for company in self.companies if company.unit in codes][:3]
        self.config = replace(self.config, units={unit.code: unit for unit in units})
        self.asking: dict[str, Client] = {}

    def all(self) -> None:
        """June to October."""
        super().all()
        self.everybody_asks("T")

    # --- people ---

    def call(self) -> None:
        """Who asks is there from the start, and in the pool of experts."""
        super().call()
        story, (first, second) = self.story, self.config.units
        own = self.companies[0]
        for name, role in MORE.items():
            story.enrol(name, [(role, "")])
        story.enrol("editor", [("applicant_editor", organisation_id(own.credit_code))])
        story.do(
            story.registrar, "grantRole", on=story.people[EVERYBODY[-1]].person, role="vice_chair", scope="", name=""
        )
        self.custodians()
        if CUSTODIANS[0] not in story.people:
            story.enrol(CUSTODIANS[0], [("key_custodian", "")])
        names = {**OFFICES, **{name: name for name in (*MORE, "editor")}, "custodian": CUSTODIANS[0]}
        names |= {"unit": f"{own.unit}_officer", "unit_head": f"{own.unit}_approver", "vice_chair": EVERYBODY[-1]}
        names |= {"other_unit": f"{second if own.unit == first else first}_officer", "idle_expert": EVERYBODY[-2]}
        names |= {"expert": EVERYBODY[1], "leader": EVERYBODY[0], "provincial_expert": EVERYBODY[9]}
        self.asking = {who: story.people[name] for who, name in names.items()} | {"registrar": story.registrar}

    def applications(self) -> None:
        """The first is asked about while it is a draft."""
        self.story.jump(at("2022-06-20 09:00"))
        forms = [self.draft(company) for company in self.companies]
        own, other = self.companies[0].credit_code, self.companies[-1].credit_code
        self.asking |= {"applicant": self.applicants[own], "other_applicant": self.applicants[other]}
        self.given["case"] = self.story.cases[own]
        self.pooled()
        self.unwrap()
        self.everybody_asks("D")
        for company, form in zip(self.companies, forms, strict=True):
            self.submit(company, form)
        self.quality, self.story.random = dict.fromkeys(self.quality, 82), Random(3)
        self.quality[self.given["case"]] = 84

    def unwrap(self) -> None:
        """A program opens the case with the keys of the deployment."""
        engine = create_engine(self.town.biaogan.settings.log_url)
        log = open_log(self.town.biaogan.settings, engine, self.town.clock)
        assert log.read(self.given["case"])
        log.close()
        engine.dispose()

    def pooled(self) -> None:
        """One expert is in the pool before the others."""
        self.story.do(
            self.asking["office"], "registerExpert", person=self.asking["pooled"].person, specialities=["质量管理"],
            industries=["C34"], employments=[{"employer": "（合成）研究院", "since": "2012-01-01", "until": ""}],
            seniorQualityExpert=False,
        )  # fmt: skip

    # --- stages ---

    def open_round(
        self, kind: str, officer: Client, cases: list[str], closes: str, names: tuple[str, ...] = EVERYBODY
    ) -> str:
        """The province's experts are others than the committee's."""
        return super().open_round(kind, officer, cases, closes, EVERYBODY[8:18] if kind == "provincial" else names)

    def lock_all(self, round_: str) -> None:
        """The desk round is asked about while it is sealed, every sheet locked."""
        super().lock_all(round_)
        if len(next(iter(self.panels.values()))) == 5 and "S" not in self.stages:
            self.given["desk"] = round_
            self.everybody_asks("S")

    def desk_consensus(self, round_: str, order: list[str]) -> list[str]:
        """Before it the scores are open."""
        sheets = self.signers()
        own = [sheet for sheet in sheets if sheet["caseId"] == self.given["case"]]
        self.given["sheets"] = [f"{sheet['caseId']}#{sheet['number']}" for sheet in own[:3]]
        self.everybody_asks("O")
        return super().desk_consensus(round_, order)

    def notice(self) -> None:
        """An objection is filed, about an expert with an interest; it is withdrawn when everybody has asked."""
        super().notice()
        story, case = self.story, self.given["case"]
        objector = self.asking["objector"]
        story.jump(at("2022-09-27 10:00"))
        filed = story.do(
            objector, "fileObjection", on=f"objection_{uuid4()}", case=case, subject="review", ground="procedure",
            remedy="exclude_expert", arguments=[{"text": "未回避。", "evidence": [digest("contract")]}],
            objector={"name": "（合成）赵六", "contact": "zhao@example.invalid", "kind": "person"},
        )  # fmt: skip
        self.given["objection"] = filed["stream"]
        story.do(
            self.asking["office"], "declareConflict", on=expert_id(self.asking["expert"].person), cycle=CYCLE,
            organisation=organisation_id(self.companies[0].credit_code), kind="consultant", since="2020-01-01",
            until="2020-12-31", evidence="合同",
        )  # fmt: skip
        self.everybody_asks("N")
        story.do(objector, "withdrawObjection", on=self.given["objection"], reason="误会")

    # --- asking ---

    @property
    def stages(self) -> set[str]:
        """Those already asked at."""
        return {stage for stage, _ in self.told.answers}

    def everybody_asks(self, stage: str) -> None:
        """After grants and reads of what is sealed, the same questions by everybody."""
        self.let_in()
        self.read()
        unit = self.asking["other_unit"]
        self.told.reader = unit.person
        for _ in range(5):
            unit.ask("query($c: ID!) { case(id: $c) { title } }", {"c": self.given["case"]}, purpose=PURPOSE)
        given = {
            **self.given, "reader": unit.person, "cycle": CYCLE, "at": self.town.catch_up(), "since": "2022-06-01T00:00:00Z",
        }  # fmt: skip
        own = self.own()
        for who, client in self.asking.items():
            concerned = self.concerned(client.person, own, applicant=COLUMN[who] == "applicant")
            self.told.concerned[stage, who] = concerned
            self.told.answers[stage, who] = client.ask(played(), given, purpose=PURPOSE)
        public = Client(self.town.url, http=self.town.registrar.http)
        self.told.concerned[stage, "public"] = Counter(), Counter()
        self.told.answers[stage, "public"] = public.query(played(), given)

    def let_in(self) -> None:
        """Two persons let three others see all that is sealed of the cycle and of whoever asks."""
        for who in GRANTED:
            body = {
                "cycle": CYCLE, "grantee": self.asking[who].person, "classes": sorted(CLASSES),
                "streams": [CYCLE, *sorted({client.person for client in self.asking.values()} - {self.asking[who].person})],
                "purpose": PURPOSE, "expires": instant_text(self.town.clock() + timedelta(days=5)),
            }  # fmt: skip
            grant = f"grant_{uuid4()}"
            self.story.do(self.asking["director"], "proposeAccess", on=grant, **body)
            proposal = act_digest(AccessGrantProposed(**body))
            self.story.do(self.asking["auditor"], "grantAccess", on=grant, proposal=proposal, **body)

    def read(self) -> None:
        """An auditor under a grant reads what is sealed of the case, an expert, the signers and the objector."""
        reader, last = self.asking["auditor_granted"], self.town.catch_up()
        people = {"c": self.given["case"], "e": expert_id(self.asking["pooled"].person)}
        reader.ask(PEOPLE, people, purpose=PURPOSE, minPosition=last)
        self.signers()
        reader.ask(OBJECTOR, {"o": self.given["objection"]}, purpose=PURPOSE)

    def signers(self) -> list[dict[str, Any]]:
        """The sheets of the desk round, as far as they are open."""
        last = self.town.catch_up()
        asked = self.asking["auditor_granted"].ask(
            SIGNERS, {"r": self.given["desk"]}, purpose=PURPOSE, minPosition=last
        )
        return list((asked["round"] or {"sheets": []})["sheets"])

    def own(self) -> dict[str, dict[str, str]]:
        """By the log: person -> stream of theirs -> what it is to them."""
        found = defaultdict[str, dict[str, str]](dict)
        for record in self.town.biaogan.log.read_from(0, self.town.biaogan.log.size()):
            told = recorded(record)
            if told is not None and isinstance(told.event, ScoreSheetLocked | ObjectionFiled):
                about = "SHEET" if isinstance(told.event, ScoreSheetLocked) else "OBJECTION"
                found[told.actor][told.stream] = about
        return found

    def concerned(
        self, person: str, own: dict[str, dict[str, str]], *, applicant: bool
    ) -> tuple[Counter[Any], Counter[Any]]:
        """By the records of reads: the reads that `readsOfMine` and `notices` have to tell somebody of."""
        book, counts = self.town.biaogan.services.reads, (Counter[Any](), Counter[Any]())
        assert book is not None
        mine = {person: "PERSON", expert_id(person): "EXPERT", **own.get(person, {})}
        for stream, about in {**mine, **({self.given["case"]: "CASE"} if applicant else {})}.items():
            for read in book.of_stream(stream, 0, 10_000, self.town.biaogan.log.size()):
                if read.allowed and read.person != person and read.klass in SEALED:
                    counts[0].update([(instant(read.at), read.klass)] if stream in mine else [])
                    counts[1].update([(instant(read.at), read.klass, about)])
        return counts
