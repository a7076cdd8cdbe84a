"""What an audit of reads shows: records, who could have known, what stands out."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

import strawberry
from strawberry import Private, enum_value

from biaogan.graphql.guard import guarded
from biaogan.graphql.read_signals import TITLES
from biaogan.graphql.reads import Read
from biaogan.graphql.scalars import Instant, Json, Position, instant
from biaogan.graphql.shown import ids

OPEN: Final[Mapping[str, bool]] = {"audit": True}


@strawberry.enum(description="Why reads stand out (异常类型).")
class SuspicionKind(Enum):
    """As in the report."""

    OUTSIDE_ASSIGNMENT = enum_value(
        "OUTSIDE_ASSIGNMENT", description="An expert read what was not assigned to them (未分配项目的查阅)."
    )
    AFTER_REPLACEMENT = enum_value(
        "AFTER_REPLACEMENT", description="An expert read after recusal or replacement (回避或更换后的查阅)."
    )
    PEER_SCORES = enum_value(
        "PEER_SCORES", description="Peers' scores, before the own sheet was locked (锁定本人评分前查阅他人评分)."
    )
    UNUSUAL_VOLUME = enum_value("UNUSUAL_VOLUME", description="Far more than others of the role (查阅量异常).")
    OBJECTOR_IDENTITY = enum_value("OBJECTOR_IDENTITY", description="Who objected was read (查阅异议人身份), D-18.")
    DENIED_SERIES = enum_value("DENIED_SERIES", description="Denied attempts in series (连续被拒的查阅).")
    CANARY = enum_value("CANARY", description="A decoy was touched (触及诱饵项目).")


@dataclass(frozen=True, slots=True)
class Audited:
    """A person who read something, or might have."""

    person: str
    roles: tuple[str, ...]
    permitted: bool
    reads: tuple[Read, ...]


@strawberry.type(description="A record from the audit of reads.")
class AuditRow:
    """``stream`` is what reading it is recorded under."""

    row: Private[Any]
    open: Private[Mapping[str, bool]]
    stream: Private[str]


@strawberry.type(description="One read on record (查阅记录): a person, an object, a class of fields.")
class AccessRecord(AuditRow):
    """Persons are named by their stream id, which is a pseudonym."""

    number: int | None = guarded("audit", "Its number (编号), from 0 without gaps.", ids("id"))
    at: Instant | None = guarded("audit", "When (时间).", lambda a: instant(a.row.at))
    person_id: strawberry.ID | None = guarded("audit", "Who (人员), by pseudonym.", ids("person"))
    stream_id: strawberry.ID | None = guarded("audit", "Which object (对象).", ids("stream"))
    klass: str | None = guarded("audit", "Class of the fields (密级类别), or the kind of what was denied as a whole.")
    position: Position | None = guarded("audit", "The position that was read at (账本位置).", ids("basis"))
    allowed: bool | None = guarded("audit", "Shown, or else denied (是否准许).")
    fields: list[str] | None = guarded("audit", "Names of the fields (字段); null if erased.")
    rows: int | None = guarded("audit", "How many rows they came from (行数).")
    purpose: str | None = guarded("audit", "What for (用途); null if erased.")
    rule: str | None = guarded("audit", "The rule it was denied by (依据).")


@strawberry.type(description="Somebody who read something, or was permitted to (知情人).")
class Knower(AuditRow):
    """By pseudonym."""

    person_id: strawberry.ID | None = guarded("audit", "Who (人员), by pseudonym.", ids("person"))
    roles: list[str] | None = guarded("audit", "Roles held at that position (角色).")
    permitted: bool | None = guarded("audit", "Permitted to read it at that position (是否有权).")
    read: bool | None = guarded("audit", "Really read it up to that position (是否查阅).", lambda k: bool(k.row.reads))
    first_read_at: Instant | None = guarded(
        "audit", "When first (首次查阅时间).", lambda k: instant(k.row.reads[0].at) if k.row.reads else None
    )
    reads: list[int] | None = guarded(
        "audit", "Numbers of the records (记录编号).", lambda k: [r.id for r in k.row.reads]
    )


@strawberry.type(description="Reads that stand out (异常查阅): a reason to look, never a verdict.")
class SuspiciousReads(AuditRow):
    """One hit."""

    kind: SuspicionKind | None = guarded("audit", "Why (异常类型).", lambda s: SuspicionKind[s.row.kind.value])
    zh: str | None = guarded("audit", "The same in Chinese (异常说明).", lambda s: TITLES[s.row.kind][0])
    en: str | None = guarded("audit", "The same in English.", lambda s: TITLES[s.row.kind][1])
    rule: str | None = guarded("audit", "The rule it is about (依据).")
    person_id: strawberry.ID | None = guarded("audit", "Who (人员), by pseudonym.", ids("person"))
    streams: list[strawberry.ID] | None = guarded("audit", "The objects (对象).", ids("streams"))
    reads: list[int] | None = guarded(
        "audit", "Numbers of the records (记录编号).", lambda s: [r.id for r in s.row.reads]
    )
    positions: list[Position] | None = guarded(
        "audit", "The positions read at (账本位置).", lambda s: sorted({r.basis for r in s.row.reads})
    )
    figures: Json | None = guarded("audit", "What it rests on (数据): counts, median, deviation, z.")


@strawberry.enum(description="The language of a document (语言).")
class Language(Enum):
    """As BCP 47 has them."""

    ZH = enum_value("zh", description="简体中文 (zh-CN).")
    EN = enum_value("en", description="English.")


@strawberry.type(
    description="The report on who read what, signed by the service (保密审计报告): classes and counts, never content."
)
class ConfidentialityReport(AuditRow):
    """``row``: as issued. Anybody can check it with the service's public key, which the log names."""

    text: str | None = guarded("audit", "Canonical JSON (报告正文), with the SHA-256 of both documents.")
    jws: str | None = guarded("audit", "Detached signature over its bytes, RFC 7515 appendix F (签名).")
    html: str | None = guarded("audit", "As a page that needs nothing else (网页), for screen and paper.")
    pdf: str | None = guarded("audit", "The same as PDF, base64.", lambda r: b64encode(r.row.pdf).decode())
    genesis: str | None = guarded("audit", "The log's first record, which names the service's key (账本首条记录).")
    receipt: str | None = guarded("audit", "Its receipt (回执), tlog-proof text.")
