"""The cycle's configuration (年度活动配置): every figure of the procedure, frozen when the cycle is published (R-05).

Promises: a document is accepted whole or refused with every fault it has; keys nobody knows are faults; figures are
integers, decimal strings, and instants with an offset. The digest does not depend on the order of keys.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from biaogan.domain import (
    config_award,
    config_closing,
    config_filing,
    config_objection,
    config_privacy,
    config_programme,
    config_publicity,
    config_result,
    config_review,
    config_sealing,
)
from biaogan.domain import config_checks as checks
from biaogan.domain import config_model as model
from biaogan.domain import config_parts as entries
from biaogan.domain.config_faults import ConfigInvalid, Fault, Faults, forbidden_values
from biaogan.domain.config_reader import Reader

__all__ = ["ConfigInvalid", "CycleConfig", "Fault", "digest"]

STAGES = (
    "draft", "t1_review", "provincial", "formal", "desk", "defence", "site_visit", "final", "consult", "notice",
    "approve", "announce",
)  # fmt: skip
PANEL_KINDS = ("provincial", "desk", "defence")
REQUIRED_LABELS = ("principles", "no_fee", "cycle_setting")
"""Texts every page shows: the principles and that nothing is charged (R-03), and what marks a setting of the cycle."""


@dataclass(frozen=True, slots=True)
class CycleConfig:
    """One cycle's rules, read from its document; made by :meth:`from_document`."""

    id: str
    """Name of the cycle (活动代码), from which its stream id is derived; lower-case letters, digits, hyphens."""
    year: int
    """Year of the cycle (年度), R-05."""
    name_zh: str
    """Name in Chinese."""
    name_en: str
    """Name in English."""
    tz: str
    """Time zone in which days begin and end, as the IANA calls it."""
    issued_on: date
    """Day the call was issued (发文日期), ISO date, R-18."""
    interpretation_authority: str
    """Who interprets the rules (解释机构), R-14."""
    indicator_year_count: int
    """How many years before the year of the cycle the yearly figures cover (指标年度), R-22."""
    legal_basis: tuple[model.LegalBasis, ...]
    stages: tuple[str, ...]
    """The stages of the cycle in their order (阶段), D-33."""
    units: Mapping[str, model.Unit]
    tier2: model.Tier2
    deadlines: Mapping[str, model.Deadline]
    intake: model.Intake
    eligibility: model.Eligibility
    criteria: model.Criteria
    scoring: model.Scoring
    panels: Mapping[str, model.Panel]
    """By kind of round; ``defence`` only where the cycle has that stage."""
    review: config_review.Review
    sealing: config_sealing.Sealing
    filing: config_filing.Filing
    notice: config_closing.Notice
    consultation: config_closing.Consultation
    objection: config_objection.Objections
    """Objections, outages of the notice, re-examination (异议、公示中断、复核), D-14..D-21."""
    taxonomy: model.Taxonomy
    titles: config_closing.Titles
    result: config_result.Result
    privacy: config_privacy.Privacy
    publicity: config_publicity.Publicity
    award: config_award.AwardTerms
    programme: config_programme.Programme
    labels: Mapping[str, model.Term]
    """Further texts shown to everybody, each ``{zh, en}``: the principles and that nothing is charged (R-03)."""
    settings: Mapping[str, str]
    """Path in the document -> D-id, or R-id it fills in: a setting of this cycle, never shown as a national rule."""
    digest: str

    @property
    def indicator_years(self) -> tuple[int, ...]:
        """The years of the yearly figures (指标年度), oldest first, before the application year (R-22)."""
        return tuple(range(self.year - self.indicator_year_count, self.year))

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which days begin and end."""
        return ZoneInfo(self.tz)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "CycleConfig":
        """Read a parsed cycle file. Raises :class:`ConfigInvalid` listing every fault."""
        faults = Faults()
        for path, kind in forbidden_values(document):
            faults.add(path, "wrong_type", expected="文本或整数/text or integer", given=kind)
        reader = Reader(document, faults)
        cycle, stages = reader.table("cycle"), reader.texts("stages", STAGES)
        parts: dict[str, Any] = {
            "id": cycle.text("id", r"[a-z][a-z0-9-]*"),
            "year": cycle.number("year", 2000, 2999),
            "name_zh": cycle.text("name_zh"),
            "name_en": cycle.text("name_en"),
            "tz": cycle.text("tz"),
            "issued_on": cycle.day("issued_on"),
            "interpretation_authority": cycle.text("interpretation_authority"),
            "indicator_year_count": cycle.number("indicator_years", 1, 10),
            "legal_basis": tuple(
                model.LegalBasis(row.text("number"), row.text("issuer"), row.optional_day("issued_on"))
                for row in cycle.tables("legal_basis")
            ),
            "stages": stages,
            **_sections(reader, faults, tuple(kind for kind in PANEL_KINDS if kind in stages)),
        }
        reader.finish()
        _check(faults, parts, document)
        faults.raise_any()
        return cls(**parts, digest=digest(document))


def digest(document: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of the document as canonical JSON: keys sorted, no spaces, UTF-8.

    Raises :class:`ConfigInvalid` for floats, dates and integers beyond 2^53, whose JSON form is not unique.
    """
    faults = Faults()
    for path, kind in forbidden_values(document):
        faults.add(path, "wrong_type", expected="文本或整数/text or integer", given=kind)
    faults.raise_any()
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _sections(reader: Reader, faults: Faults, panel_kinds: tuple[str, ...]) -> dict[str, Any]:
    tier2, intake, eligibility = reader.table("tier2"), reader.table("intake"), reader.table("eligibility")
    criteria, taxonomy, notice = reader.table("criteria"), reader.table("taxonomy"), reader.table("notice")
    deadlines, panels, labels = reader.table("deadlines"), reader.table("panels"), reader.table("labels")
    settings, scoring = reader.table("settings"), reader.table("scoring")
    units = [entries.unit(row) for row in reader.tables("units")]
    review = config_review.read(reader, scoring, faults)
    checks.unique(faults, "units", (unit.code for unit in units))
    checks.unique(faults, "units", (unit.name_zh for unit in units), "name_zh")
    return {
        "units": {unit.code: unit for unit in units},
        "tier2": model.Tier2(tier2.text("name_zh"), tier2.text("name_en"), tier2.number("quota", 1, 999)),
        "deadlines": {
            name: entries.deadline(name, deadlines.table(name)) for name in {"t1_delivery", *deadlines.names()}
        },
        "intake": model.Intake(intake.number("max_cases_per_org", 1, 99), intake.number("paper_copies", 0, 99)),
        "eligibility": model.Eligibility(
            eligibility.number("profit_years", 0, 10), eligibility.decimal("profit_above")
        ),
        "criteria": model.Criteria(
            entries.terms(criteria.tables("groups")), tuple(map(entries.criterion, criteria.tables("rows")))
        ),
        "scoring": entries.scoring(scoring, faults),
        "panels": {kind: entries.panel(kind, panels.table(kind)) for kind in panel_kinds},
        "filing": config_filing.read(reader, faults),
        "review": review,
        "sealing": config_sealing.read(reader),
        "notice": config_closing.Notice(
            notice.choice("unit", ("workday", "day")),
            notice.number("length", 1, 99),
            notice.flag("count_opening_day"),
            entries.terms(notice.tables("channels")),
            notice.texts("fields", config_closing.NOTICE_FIELDS),
        ),
        "consultation": config_closing.Consultation(reader.table("consultation").number("silence_workdays", 1, 99)),
        "objection": config_objection.read(reader, faults),
        "taxonomy": model.Taxonomy(
            *(entries.terms(taxonomy.tables(n)) for n in ("focus_areas", "directions", "scopes"))
        ),
        "titles": config_closing.Titles(reader.table("titles").text("number_pattern")),
        "privacy": config_privacy.read(reader),
        "publicity": config_publicity.read(reader, faults),
        "result": config_result.read(reader, review.seats.committee_required, faults),
        "award": config_award.read(reader, faults),
        "programme": config_programme.read(reader, faults),
        "labels": {name: entries.label(name, labels.table(name)) for name in {*REQUIRED_LABELS, *labels.names()}},
        "settings": {path: settings.text(path, r"[DR]-[0-9]{2}") for path in settings.names()},
    }


def _check(faults: Faults, parts: Mapping[str, Any], document: Mapping[str, Any]) -> None:
    if not faults.within("cycle", "deadlines"):
        try:
            checks.deadline_instants(faults, parts["deadlines"], ZoneInfo(parts["tz"]))
        except (ZoneInfoNotFoundError, ValueError):
            faults.add("cycle.tz", "unknown_name", given=parts["tz"], known="IANA time zones")
    if not faults.within("criteria", "scoring", "panels"):
        checks.criteria_rows(faults, parts["criteria"], parts["scoring"])
        checks.scoring_rules(faults, parts["scoring"], parts["criteria"], parts["panels"])
    if not faults.within("panels"):
        checks.panel_sizes(faults, parts["panels"])
    if not faults.within("panels", "scoring", "stages"):
        config_review.check_stages(faults, parts["stages"], parts["scoring"].rounds)
        config_review.check_calibration(faults, parts["review"].calibration, parts["scoring"].aggregate.method)
    if not faults.within("titles"):
        checks.title_pattern(faults, parts["titles"].number_pattern)
    if not faults.within("cycle", "eligibility"):
        years, given = parts["indicator_year_count"], parts["eligibility"].profit_years
        if given not in (0, years):
            faults.add("eligibility.profit_years", "inconsistent", given=given, expected=years)
    for name in ("focus_areas", "directions", "scopes"):
        checks.unique(faults, f"taxonomy.{name}", (term.code for term in getattr(parts["taxonomy"], name)))
    checks.unique(faults, "notice.channels", (term.code for term in parts["notice"].channels))
    if not faults.within("deadlines", "withdraw"):
        config_filing.deadline_names(faults, parts["filing"], parts["deadlines"])
    checks.setting_paths(faults, parts["settings"], document)
