"""A grant's way (查阅授权): the director proposes that an investigator may read, an auditor grants it."""

from dataclasses import asdict, replace
from uuid import NAMESPACE_URL, uuid5

import world as w
from journey import reached
from world import CYCLE, Scene, Who, on

from biaogan.domain import events as ev
from biaogan.domain.status import Status
from biaogan.domain.two_person import act_digest

GRANT = f"grant_{uuid5(NAMESPACE_URL, 'grant')}"
SECOND = Who(w.person("second director"), "office_director")
AUDITOR = Who(w.person("auditor"), "integrity_auditor")
INVESTIGATOR = Who(w.person("investigator"), "investigator")
NOW, END = on("2022-10-02"), "2022-10-16T10:00:00+08:00"


def scene() -> tuple[Scene, list[str]]:
    """Noticed, with the people who may have to do with a grant."""
    found, cases = reached(Status.NOTICE)
    return found.people(SECOND, AUDITOR, INVESTIGATOR, at=on("2022-10-01")), cases


def proposal(*streams: str, **changes: object) -> ev.AccessGrantProposed:
    """Who signed which sheet, and who was on which panel, for the investigator."""
    sound = ev.AccessGrantProposed(
        CYCLE, INVESTIGATOR.actor, ["sheet.expert", "round.panels"], list(streams), "核查异议所涉评分", END
    )
    return replace(sound, **changes)


def approval(body: ev.AccessGrantProposed, **changes: object) -> ev.AccessGranted:
    """The second person's act, repeating the first's."""
    return replace(ev.AccessGranted(act_digest(body), **asdict(body)), **changes)
