"""The story of the demo, stage by stage, as acts handed in through the public API."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from random import Random
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biaogan.app.client import Client
from biaogan.app.demo.cast import Company
from biaogan.ledger.keys import proof_of_possession, public_jwk

SHANGHAI = ZoneInfo("Asia/Shanghai")
ROWS = (("A1", 15), ("A2", 15), ("B1", 15), ("B2", 15), ("C1", 20), ("C2", 20))
REMARKS = (
    "方法清晰、数据充分，三年成效持续提升，建议补充与行业标杆企业的对比。",
    "做法成熟、效果显著，关键步骤交代完整，在同类企业中具有推广价值。",
    "创新点突出，但体系化程度有待提炼，部分成效缺少前后对照的数据支撑。",
)


def at(text: str) -> datetime:
    """``2022-06-15 09:00`` in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def digest(text: str) -> str:
    """A file's SHA-256, for files that only exist in the story."""
    return sha256(text.encode()).hexdigest()


class StoryBroken(Exception):
    """An act of the story was not admitted."""


@dataclass
class Story:
    """Who is there, and what has happened."""

    url: str
    origin: str
    registrar: Client
    jump: Callable[[datetime], None]
    tell: Callable[[str], None] = print
    step: Callable[[int], None] = lambda _: None
    people: dict[str, Client] = field(default_factory=dict)
    keys: dict[str, Ed25519PrivateKey] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    """Credit code -> case."""
    refusals: list[dict[str, Any]] = field(default_factory=list)
    acts: int = 0
    random: Random = field(default_factory=lambda: Random(2022))  # noqa: S311 - reproducible, not secret

    def do(self, who: Client, act: str, **body: Any) -> dict[str, Any]:
        """An act that must be admitted."""
        return self.kept(who.act(act, **body))

    def kept(self, outcome: dict[str, Any]) -> dict[str, Any]:
        """The outcome of an act that must be admitted."""
        if outcome["__typename"] != "Recorded":
            raise StoryBroken(str(outcome))
        self._count()
        return outcome

    def refused(self, who: Client, act: str, **body: Any) -> None:
        """An act that a rule must refuse; the refusal is on record."""
        outcome = who.act(act, **body)
        if outcome["__typename"] not in ("Refused", "NotPermitted"):
            raise StoryBroken(f"{act} should be refused: {outcome}")
        self.refusals.append(outcome)
        self._count()

    def _count(self) -> None:
        self.acts += 1
        self.step(self.acts)

    def enrol(self, name: str, roles: Iterable[tuple[str, str]]) -> Client:
        """A person makes a key, proves to hold it, is enrolled and given roles."""
        key = Ed25519PrivateKey.generate()
        person = f"person_{uuid4()}"
        nonce = secrets.token_urlsafe(16)
        proof = proof_of_possession(key, self.origin, person, nonce)
        self.do(
            self.registrar, "enrolKey", on=person, actor=person, jwk=public_jwk(key), nonce=nonce, proof=proof,
            custody="person",
        )  # fmt: skip
        for role, scope in roles:
            self.do(self.registrar, "grantRole", on=person, role=role, scope=scope, name=name)
        client = Client(self.url, person, key, self.registrar.http)
        self.people[name] = client
        self.keys[name] = key
        return client


def packaged(company: Company) -> list[tuple[str, str]]:
    """Kind and name of the three files of a company's package."""
    labels = (("form", "申报书"), ("experience", "典型经验材料"), ("evidence", "证实性材料"))
    return [(kind, f"{company.name}-{label}.docx") for kind, label in labels]


def package(company: Company) -> list[dict[str, Any]]:
    """The package of one who keeps the files: made-up digests."""
    return [
        {"kind": kind, "name": name, "size": 48_000, "sha256": digest(company.credit_code + kind)}
        for kind, name in packaged(company)
    ]


def sheet(quality: int, random: Random) -> list[dict[str, Any]]:
    """Points that scatter around how good the experience is."""
    mark = max(35, min(99, quality + random.randint(-9, 9)))
    return [{"code": code, "points": min(top, round(top * (mark + random.randint(-6, 6)) / 100))} for code, top in ROWS]


def postings(when: str) -> list[dict[str, str]]:
    """A publication on every mandatory channel."""
    return [
        {
            "channel": channel,
            "url": f"https://{channel.replace('_', '-')}.example.invalid/2022/{when[:10]}",
            "postedAt": at(when).isoformat(),
            "pageDigest": digest(channel + when),
        }
        for channel in ("ministry_site", "caq_site", "wechat")
    ]


def entries_of(cases: list[str], opinion: str) -> list[dict[str, Any]]:
    """Cases in their order, as ranked entries."""
    return [{"case": case, "rank": rank, "opinion": opinion} for rank, case in enumerate(cases, 1)]
