"""An objection's way, act by act: filed during the notice of the three listed cases, investigated, decided."""

from dataclasses import replace
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import world as w
from cycle_document import changed
from journey import LIST, reached
from world import DIGEST, Scene, Who, on, person, postings

from biaogan.domain import events as ev
from biaogan.domain.calendar import WorkingDays
from biaogan.domain.calendar_year import LoadedYears
from biaogan.domain.config import digest
from biaogan.domain.forms_objection import Argument, Ballot
from biaogan.domain.objection import Objection
from biaogan.domain.status import Status

OBJECTOR, RIVAL = Who(person("objector"), "objector"), Who(person("rival"), "objector")
INVESTIGATORS = tuple(Who(person(f"investigator {n}"), "investigator") for n in range(3))
NAMED = {"name": "王五", "contact": "wang@example.invalid", "kind": "person"}
CLOSES = "2022-10-14T00:00:00+08:00"
"""End of the notice of the list."""
FILED, DUE = "2022-09-28", "2022-11-15T00:00:00+08:00"
"""Wednesday; its thirtieth working day is Monday 14 November."""


def under(scene: Scene, path: list[Any], value: object) -> Scene:
    """The same scene as if the cycle had been published with another setting."""
    document = changed(path, value)
    scene.record(ev.CyclePublished(document, digest(document)), w.CYCLE, w.DIRECTOR, on("2022-06-15"))
    return scene


def objection_id(n: int = 1) -> str:
    """The stream of the n-th objection."""
    return f"objection_{uuid5(NAMESPACE_URL, f'objection {n}')}"


def objection(case: str, evidence: str = DIGEST, **changes: Any) -> ev.ObjectionFiled:
    """A sound objection: the materials are not true."""
    arguments = [Argument("检验报告编号查无此号。", [evidence])]
    return replace(ev.ObjectionFiled(case, "materials", "truthfulness", arguments, "drop", NAMED), **changes)


def noticed() -> tuple[Scene, list[str]]:
    """Three cases under notice, an objector and three investigators."""
    scene, cases = reached(Status.NOTICE)
    return scene.people(OBJECTOR, RIVAL, *INVESTIGATORS), cases


def filed(n: int = 1, place: int = 0, **changes: Any) -> tuple[Scene, list[str]]:
    """NOTICE, with an objection to the case at this place."""
    scene, cases = noticed()
    scene.play(objection(cases[place], **changes), objection_id(n), OBJECTOR, on(FILED))
    return scene, cases


def admit(scene: Scene, n: int = 1, day: str = "2022-09-29") -> None:
    """NOTICE_HELD."""
    state: Objection = scene.world[objection_id(n)]
    due = WorkingDays(LoadedYears(scene.world)).notice_close(state.filed_at, 30, False)
    scene.play(ev.ObjectionAdmitted(due.isoformat()), objection_id(n), w.OFFICER, on(day))


def admitted() -> tuple[Scene, list[str]]:
    """The first case is NOTICE_HELD."""
    scene, cases = filed()
    admit(scene)
    return scene, cases


def appointment(**changes: Any) -> ev.InvestigatorAppointed:
    """Two investigators."""
    persons = [who.actor for who in INVESTIGATORS[:2]]
    return replace(ev.InvestigatorAppointed(persons, "核查检验报告真实性", "2022-10-20"), **changes)


HEARD = ev.ApplicantHeard("报告由第三方出具。", DIGEST, "2022-10-08")
REPORT = ev.InvestigationReported("编号与机构存档一致。", "none", DIGEST)


def report(scene: Scene, n: int = 1) -> None:
    """DELIBERATION, after the applicant was heard."""
    stream = objection_id(n)
    scene.play(appointment(), stream, w.DIRECTOR, on("2022-09-30"))
    scene.play(HEARD, stream, INVESTIGATORS[0], on("2022-10-08"))
    scene.play(REPORT, stream, INVESTIGATORS[1], on("2022-10-10"))


def reported() -> tuple[Scene, list[str]]:
    """The first case is before the committee, three days before the notice ends."""
    scene, cases = admitted()
    report(scene)
    return scene, cases


def ballots(votes: str = "++++") -> list[Ballot]:
    """Votes of the chair and of experts who scored nothing: ``+`` for, ``-`` against, ``0`` abstain, ``.`` absent."""
    kinds = {"+": "for", "-": "against", "0": "abstain", ".": "absent", "x": "recused"}
    members = [w.CHAIR, *w.EXPERTS[8:]]
    return [Ballot(who.actor, kinds[vote]) for who, vote in zip(members, votes, strict=False)]


def decision(remedy: str = "none", outcome: str = "rejected", **changes: Any) -> ev.ObjectionDecided:
    """The committee's decision, by members who scored nothing."""
    return replace(ev.ObjectionDecided(outcome, remedy, "经核查，异议不成立。", ballots(), DIGEST, False), **changes)


CORRECTED = decision("correct", "corrected", correction="更正企业名称", title="实施六西格玛管理的经验")
UPHELD = decision("drop", "upheld")


def expire(scene: Scene, closes: str = CLOSES) -> None:
    """The list's notice is over."""
    scene.play(ev.NoticePeriodExpired(closes), LIST, w.SERVICE, on(closes[:10], "00:00:01"))


def renotice(scene: Scene, day: str = "2022-10-12", **changes: Any) -> ev.CaseRenoticed:
    """A case on notice anew from that day."""
    days, opened = WorkingDays(LoadedYears(scene.world)), on(day, "09:00:00")
    closes = days.notice_close(opened, 10, False)
    posted = postings(opened.isoformat())
    return replace(ev.CaseRenoticed(posted, closes.isoformat(), days.digest(opened, closes), "办公室"), **changes)


def approval(scene: Scene, *cases: str, number: str = "中国质协字〔2022〕99号") -> ev.ResultApproved:
    """Of the list as it stands."""
    return ev.ResultApproved(scene.world[LIST].digest, number, list(cases))
