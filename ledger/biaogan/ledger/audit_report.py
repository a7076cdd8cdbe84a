"""What an audit says (核验报告): which checks held, what was found where, and what that means, in Chinese and English.

Promise to readers: *tampered* (被篡改) means that stored bytes contradict what was signed or hashed; *unverifiable*
(无法核验) that something needed for the proof is missing, above all a key; *contested* (有争议) that a signature holds
but its key was later reported compromised. They are never mixed, and a withheld or erased field is none of them.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from biaogan.ledger.audit_texts import CHECKS, FAULTS, Check


class Verdict(StrEnum):
    """How a check ended, mildest first (结论)."""

    OK = "ok"
    SKIPPED = "skipped"
    CONTESTED = "contested"
    UNVERIFIABLE = "unverifiable"
    TAMPERED = "tampered"


_WORST = tuple(Verdict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing an audit found (发现): which check, which code of `FAULTS`, and where exactly.

    `column` may name several columns with `|` where the proof cannot tell them apart; `position` is a log position,
    a tree size for the tables `checkpoint` and `ledger_head`, an id for `access_record`, or None.
    """

    check: int
    code: str
    table: str
    column: str | None
    position: int | None
    details: str = ""
    kind: Verdict = Verdict.TAMPERED

    def __str__(self) -> str:
        return f"{self.text('zh')} / {FAULTS[self.code][1]}"

    def text(self, language: str = "en") -> str:
        """One sentence for a person, `zh` or `en`."""
        place = ".".join(filter(None, (self.table, self.column)))
        where = place if self.position is None else f"{place} @ {self.position}"
        tail = f" ({self.details})" if self.details else ""
        return f"[{self.check}] {where}: {FAULTS[self.code][language == 'en']}{tail}"


@dataclass(frozen=True, slots=True)
class Result:
    """How one numbered check ended (核验项结果): `count` is how many things it looked at, `findings` how many failed."""

    check: Check
    verdict: Verdict
    count: int
    findings: int

    @property
    def number(self) -> int:
        """The number of the check, for ever the same."""
        return self.check.number

    @property
    def zh(self) -> str:
        """Its name in Chinese."""
        return self.check.zh

    @property
    def en(self) -> str:
        """Its name in English."""
        return self.check.en


@dataclass(slots=True)
class AuditReport:
    """The result of one audit (核验报告). `size` and `root` are those of the records found."""

    origin: str
    limit: int = 100
    size: int = 0
    root: bytes = b""
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    """How much was looked at: records, disclosures, withheld, checkpoints, tiles, streams, keys, ..."""
    skipped: frozenset[int] = frozenset()
    _verdicts: dict[int, Counter[Verdict]] = field(default_factory=dict)

    def add(self, findings: Iterable[Finding]) -> None:
        """Take findings in; all are counted, the first `limit` of each check are kept whole."""
        for finding in findings:
            verdicts = self._verdicts.setdefault(finding.check, Counter())
            if verdicts.total() < self.limit:
                self.findings.append(finding)
            verdicts[finding.kind] += 1

    @property
    def ok(self) -> bool:
        """True if nothing is tampered with and nothing unverifiable; contested acts are shown, the log is sound."""
        return self.verdict in (Verdict.OK, Verdict.CONTESTED)

    @property
    def verdict(self) -> Verdict:
        """The worst verdict of all checks that ran."""
        return max(map(self.of, self._verdicts), key=_WORST.index, default=Verdict.OK)

    @property
    def omitted(self) -> int:
        """How many findings were counted but not kept."""
        return sum(verdicts.total() for verdicts in self._verdicts.values()) - len(self.findings)

    def of(self, number: int) -> Verdict:
        """The verdict of one check."""
        mildest = Verdict.SKIPPED if number in self.skipped else Verdict.OK
        return max(self._of(number), key=_WORST.index, default=mildest)

    @property
    def records(self) -> int:
        """How many records the log has."""
        return self.size

    @property
    def checks(self) -> list[Result]:
        """The numbered list (核验清单)."""
        return [
            Result(check, self.of(check.number), self.counts[check.counts], self._of(check.number).total())
            for check in CHECKS
        ]

    def _of(self, number: int) -> Counter[Verdict]:
        return self._verdicts.get(number, Counter())

    def to_json(self) -> dict[str, Any]:
        """Everything, for `json.dumps`; the members are stable."""
        return {
            "origin": self.origin,
            "size": self.size,
            "root": self.root.hex(),
            "ok": self.ok,
            "verdict": self.verdict.value,
            "counts": dict(sorted(self.counts.items())),
            "checks": [
                {
                    "number": item.number,
                    "zh": item.zh,
                    "en": item.en,
                    "verdict": item.verdict.value,
                    "count": item.count,
                    "findings": item.findings,
                    "means_zh": item.check.means_zh,
                    "means_en": item.check.means_en,
                }
                for item in self.checks
            ],
            "findings": [
                {
                    "check": item.check,
                    "code": item.code,
                    "kind": item.kind.value,
                    "table": item.table,
                    "column": item.column,
                    "position": item.position,
                    "details": item.details,
                    "zh": item.text("zh"),
                    "en": item.text("en"),
                }
                for item in self.findings
            ],
            "omitted": self.omitted,
        }
