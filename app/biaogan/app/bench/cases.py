"""Cases that await their unit's endorsement (待推荐的申报), brought there by signed acts on the real clock.

The 2022 cycle is over, so its document is published under another name with the deadline far ahead; everything else in
it, units and quotas included, stays as it is.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import count
from typing import Any
from uuid import uuid4

from biaogan.app.bench.corpus import appoint, credit_code, play, registration
from biaogan.app.bench.hand import Hand, digest_of
from biaogan.app.cycles import cycle_file
from biaogan.app.office import Office
from biaogan.domain import forms
from biaogan.domain.config import digest
from biaogan.domain.event import Event
from biaogan.domain.events import (
    CaseDrafted,
    CaseEndorsedByT1,
    CaseSubmittedToT1,
    CyclePublished,
    DeclarationSaved,
    T1ReviewPassed,
)
from biaogan.domain.ids import cycle_id, organisation_id
from biaogan.domain.rules.recommendation import CONFIRMATIONS, T1_CHECKLIST

NAME = "nqb-bench"
CYCLE = cycle_id(NAME)
EDITOR, SIGNATORY = "applicant_editor", "applicant_signatory"
CLERK, APPROVER = "t1_officer", "t1_approver"
FIRST = 50_000_000
"""Numbers of these organisations begin here, clear of those of the corpus."""
OPINION = CaseEndorsedByT1("方法先进，成效显著，同意推荐。")


def document() -> dict[str, Any]:
    """The 2022 cycle under another name, open until the end of 2099."""
    made: dict[str, Any] = tomllib.loads(cycle_file("nqb-2022").read_text(encoding="utf-8"))
    made["cycle"]["id"] = NAME
    made["deadlines"]["t1_delivery"] |= {"last_day": "2099-12-31", "closes": "2100-01-01T00:00:00+08:00"}
    return made


@dataclass
class Head:
    """Where a stream stands: what the next statement on it names."""

    seq: int = 0
    prev: str | None = None

    def after(self, text: str) -> "Head":
        """The stream after this statement."""
        return Head(self.seq + 1, digest_of(text))


@dataclass
class Bureau:
    """A unit with its clerks, all of whom may endorse, and its cases with their heads."""

    code: str
    quota: int
    clerks: list[Hand]
    cases: dict[str, Head] = field(default_factory=dict)


class Town:
    """Sets up a cycle, bureaus and cases in the office of this process."""

    def __init__(self, office: Office, registrar: Hand, now: Callable[[], datetime]) -> None:
        self._office = office
        self._registrar = registrar
        self._now = now
        self._numbers = count(FIRST)
        self.rules = digest(document())
        self.quotas = {unit["code"]: int(unit["quota"]) for unit in units(document())}
        self._publish()

    def _publish(self) -> None:
        director = self.person([("office_director", "")])
        event = CyclePublished(document(), self.rules)
        play(self._office, [director.state(event, CYCLE, "office_director", at=self._now())])

    def person(self, roles: Sequence[tuple[str, str]]) -> Hand:
        """Somebody new with these roles."""
        hand = Hand.new(self._registrar.origin)
        appoint(self._office, self._registrar, hand, roles, self._now())
        return hand

    def bureau(self, unit: str, clerks: int, cases: int) -> Bureau:
        """A unit with so many clerks and so many cases accepted by its initial review (T1_ACCEPTED)."""
        made = Bureau(unit, self.quotas[unit], [self.person([(APPROVER, unit)]) for _ in range(clerks)])
        reviewer = self.person([(CLERK, unit)])
        for _ in range(cases):
            case, head = self._case(unit, reviewer)
            made.cases[case] = head
        return made

    def _case(self, unit: str, reviewer: Hand) -> tuple[str, Head]:
        """One organisation's case through drafting, submission and initial review: six signed acts."""
        number = next(self._numbers)
        company = registration(number)
        organisation = organisation_id(company.credit_code)
        applicant = self.person([(EDITOR, organisation), (SIGNATORY, organisation)])
        self._act(applicant, company, organisation, EDITOR, Head(), rules=None)
        case = f"case_{uuid4()}"
        head = Head()
        steps: list[tuple[Hand, Event, str]] = [
            (applicant, CaseDrafted(CYCLE, organisation, unit, "实施关键工序数字化过程控制的经验"), EDITOR),
            (applicant, DeclarationSaved(declaration(number), CONTACT), EDITOR),
            (applicant, SUBMISSION, SIGNATORY),
            (reviewer, REVIEWED, CLERK),
        ]
        for hand, event, role in steps:
            head = self._act(hand, event, case, role, head, rules=self.rules)
        return case, head

    def _act(self, hand: Hand, event: Event, stream: str, role: str, head: Head, rules: str | None) -> Head:
        text = hand.state(event, stream, role, at=self._now(), seq=head.seq + 1, prev=head.prev, rules=rules)
        play(self._office, [text])
        return head.after(text)


def units(config: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The tier-1 units of a cycle document."""
    found: list[Mapping[str, Any]] = config["units"]
    return found


def declaration(number: int) -> forms.Declaration:
    """A sound form F2 of the ``number``-th organisation."""
    return forms.Declaration(
        registration(number).full_name, credit_code(number), "有限责任公司", "C34", "medium",
        "实施关键工序数字化过程控制的经验", ["D4"], ["8000.00", "9000.00", "9900.00"], ["400.5", "500.5", "600.5"],
    )  # fmt: skip


CONTACT = {
    "name": "（合成）联系人",
    "mobile": "13000000000",
    "email": "contact@example.invalid",
    "address": "河北省（合成地址）",
}
SUBMISSION = CaseSubmittedToT1(
    [forms.FileRef(k, f"{k}.docx", 48_000, sha256(k.encode()).hexdigest()) for k in ("form", "experience", "evidence")],
    [1, 2, 3, 4, 5],
    forms.Attestations(*(True,) * 9),
    "（合成）法定代表人",
    "2022-06-20",
)
REVIEWED = T1ReviewPassed([forms.FormItem(item, True) for item in T1_CHECKLIST], list(CONFIRMATIONS))
