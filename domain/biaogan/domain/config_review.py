"""The review's part of a cycle's configuration (评审设定): committee, groups, load, site visits, conflicts, statistics.

Every figure here is a setting of the cycle (D-05..D-09, D-23, D-31, D-32), never a national rule.
"""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from biaogan.domain.config_faults import Faults
from biaogan.domain.config_model import NEGOTIATED
from biaogan.domain.config_reader import Reader

OFF, REPORT, RANK = CALIBRATION = ("off", "report", "rank")


@dataclass(frozen=True, slots=True)
class Seats:
    """Committee, groups and panels (评审委员会、专业组、评审组), D-05..D-07."""

    drawn: bool
    """Whether panels are drawn by two parties' seed (抽取), D-06; ``false``: the office composes them."""
    committee_required: bool
    """Whether panels come from the groups of a committee (R-10..R-12); ``false``: any expert of the role may score."""
    group_min: int
    """Fewest members of a group, its leader among them (D-07)."""
    group_max: int
    """Most members of a group (D-07)."""
    quorum: Fraction
    """Share of the members who must be present to deliberate (D-07)."""
    majority: Fraction
    """Share of those present that the votes for a case must exceed (D-07)."""
    load_max: int
    """Most cases one expert scores in a round (D-06)."""
    same_industry_min: int
    """Fewest experts of the case's industry on its panel (D-06)."""
    same_employer_max: int
    """Most experts of one employer on a panel (D-06)."""


@dataclass(frozen=True, slots=True)
class Site:
    """Site visits (现场考察), R-71, D-08."""

    min_team: int
    """Fewest visitors (D-08)."""
    mandatory: bool
    """Whether every case of the defence is visited before the final consensus; ``false``: in doubt only (R-71)."""
    scores: bool
    """Whether a visit gives points; this engine knows only ``false`` (D-08)."""


@dataclass(frozen=True, slots=True)
class Conflicts:
    """Conflicts of interest (利益冲突), D-23."""

    years: int
    """Years after its last day for which an ended employment or service still conflicts (D-23)."""
    applicant_exclusions: int
    """Most experts one applicant may name for exclusion in a cycle (D-23)."""


@dataclass(frozen=True, slots=True)
class Spread:
    """What flags a case for a discussion note (评分离散), D-31: either bound exceeded; nothing is changed by it."""

    points: int
    """Highest minus lowest sum above which the case is flagged, in points (D-31)."""
    z: Fraction
    """Distance of one sum from the mean above which the case is flagged, in standard deviations (D-31)."""


@dataclass(frozen=True, slots=True)
class Review:
    """All review settings of a cycle."""

    seats: Seats
    site: Site
    conflicts: Conflicts
    spread: Spread
    show_prior: bool
    """Whether desk scores are shown to an expert before the own defence sheet is locked (D-09)."""
    calibration: str
    """Severity calibration (评分尺度校准), D-32: ``off``, ``report`` to director and auditor, or ``rank`` by it too."""


def read(reader: Reader, scoring: Reader, faults: Faults) -> Review:
    """The sections ``panel``, ``site``, ``conflict`` and the review's keys of ``scoring``."""
    panel, site, conflict, outlier = (
        reader.table("panel"), reader.table("site"), reader.table("conflict"), scoring.table("outlier")
    )  # fmt: skip
    mix = panel.table("mix")
    seats = Seats(
        panel.flag("drawn"),
        panel.flag("committee_required"),
        panel.number("group_min", 1, 99),
        panel.number("group_max", 1, 99),
        panel.share("quorum"),
        panel.share("majority"),
        panel.number("load_max", 1, 999),
        mix.number("same_industry_min", 0, 99),
        mix.number("same_employer_max", 1, 99),
    )
    if seats.group_max < seats.group_min and not faults.within("panel"):
        faults.add("panel.group_max", "out_of_range", given=seats.group_max, low=seats.group_min, high=99)
    found = Site(site.number("min_team", 1, 99), site.flag("mandatory"), site.flag("scores"))
    if found.scores:
        faults.add("site.scores", "inconsistent", given="true", expected="false")
    return Review(
        seats,
        found,
        Conflicts(conflict.number("years", 0, 99), conflict.number("applicant_exclusions", 0, 99)),
        Spread(outlier.number("spread", 1, 10000), Fraction(outlier.decimal("z"))),
        scoring.flag("show_prior"),
        scoring.choice("calibration", CALIBRATION),
    )


def check_calibration(faults: Faults, calibration: str, method: str) -> None:
    """A rating that a group agrees on has no experts' totals to calibrate (D-02, D-32)."""
    if calibration == RANK and method == NEGOTIATED:
        faults.add("scoring.calibration", "inconsistent", given=calibration, expected=f"{OFF}, {REPORT}")


def check_stages(faults: Faults, stages: Collection[str], rounds: Collection[str]) -> None:
    """A defence has its weight in the score, and a site visit has a defence to return to (R-70, R-71)."""
    if "defence" in stages and "defence" not in rounds:
        faults.add("scoring.rounds.defence", "missing")
    if "site_visit" in stages and "defence" not in stages:
        faults.add("stages", "inconsistent", given="site_visit", expected="defence, site_visit")
