"""What is supposed (假设): which sheets are left out, and by what other rules scores are counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from biaogan.domain.config_model import NEGOTIATED, Aggregate
from biaogan.domain.ids import expert_id
from biaogan.domain.rules.experts import stands
from biaogan.domain.supposing.ground import Ground, Signed
from biaogan.domain.tally import Counted, Scored, Tally


@dataclass(frozen=True, slots=True)
class LostKey:
    """A key in other hands (密钥失控): what it signed after a position is not its owner's."""

    kid: str
    after: int


@dataclass(frozen=True, slots=True)
class TrueConflict:
    """A conflict from its true start (利益冲突), a day in the zone of the cycle, whenever it was declared; D-23.

    ``until``: its last day, "" while it lasts; by its ``kind`` it stands for the cycle's years after that day.
    """

    expert: str
    organisation: str
    since: str
    until: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Scales:
    """Other rules of counting (计分规则); ``None``: as the cycle has it. Under another aggregate no rating is agreed on."""

    aggregate: Aggregate | None = None
    rounds: Mapping[str, Fraction] | None = None
    """Weight of each national round, D-01."""
    rows: Mapping[str, Fraction] = field(default_factory=dict)
    """Row -> how many times it counts."""
    calibrated: bool | None = None


@dataclass(frozen=True, slots=True)
class Supposition:
    """Experts by person or by their place in the pool; statements by the name, stream or position of a sheet."""

    experts: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    keys: tuple[LostKey, ...] = ()
    conflicts: tuple[TrueConflict, ...] = ()
    scales: Scales = Scales()


AS_SIGNED = Scales()
Why = tuple[str, str]
"""Kind of the supposition and what it named: ("expert", "person_..")."""


def left_out(ground: Ground, s: Supposition, named: frozenset[str] | None = None) -> dict[str, tuple[Why, ...]]:
    """Stream of each sheet that is left out -> why, by stream.

    ``named``: sheets whose signers may be told; by anything but their names no others are left out. ``None``: all.
    """
    found = {}
    for sheet in ground.sheets():
        signed = ground.signed[sheet.stream]
        reasons = [("statement", name) for name in s.statements if name == sheet.name]
        if named is None or sheet.stream in named:
            places = (sheet.stream, str(signed.position))
            reasons += [("statement", name) for name in s.statements if name in places]
            reasons += _by_signer(ground, s, sheet, signed)
        if reasons:
            found[sheet.stream] = tuple(reasons)
    return dict(sorted(found.items()))


def _by_signer(ground: Ground, s: Supposition, sheet: Counted, signed: Signed) -> list[Why]:
    me = (sheet.expert, expert_id(sheet.expert))
    day = signed.at.astimezone(ground.config.zone).date()
    reasons = [("expert", name) for name in s.experts if name in me]
    reasons += [("key", key.kid) for key in s.keys if key.kid == signed.kid and signed.position > key.after]
    return reasons + [
        ("conflict", each.organisation)
        for each in s.conflicts
        if each.expert in me
        and each.organisation == ground.cases[sheet.case].organisation
        and stands(each.kind, each.since, each.until, day, ground.config.review.conflicts.years)
    ]


def unmatched(ground: Ground, s: Supposition, named: frozenset[str] | None = None) -> tuple[str, ...]:
    """What is supposed something of and is nowhere in the round (未匹配), in the order of asking: mistyped, or elsewhere.

    ``named``: as of :func:`left_out`; who and what may not be told is nowhere, like what does not exist.
    """
    known = [sheet for sheet in ground.sheets() if named is None or sheet.stream in named]
    signed = [ground.signed[sheet.stream] for sheet in known]
    experts = {name for sheet in known for name in (sheet.expert, expert_id(sheet.expert))}
    sheets = {sheet.name for sheet in ground.sheets()} | {sheet.stream for sheet in known}
    sheets |= {str(each.position) for each in signed}
    asked = [(s.experts, experts), (s.statements, sheets), ([k.kid for k in s.keys], {each.kid for each in signed})]
    asked += [([c.expert for c in s.conflicts], experts)]
    asked += [([c.organisation for c in s.conflicts], {case.organisation for case in ground.cases.values()})]
    return tuple(dict.fromkeys(name for names, there in asked for name in names if name not in there))


def supposed(t: Tally, gone: Mapping[str, object] | frozenset[str], scales: Scales = AS_SIGNED) -> Tally:
    """The tally without the sheets ``gone``, counted by ``scales``. Only rounds that lose a sheet are made anew."""
    rounds = {name: _without(part, gone) for name, part in t.rounds.items()}
    if scales.aggregate is not None and scales.aggregate.method != NEGOTIATED:
        rounds = {name: replace(part, agreed={}) for name, part in rounds.items()}
    if scales.rows:
        rounds = {name: _reweighted(part, scales.rows) for name, part in rounds.items()}
    scoring = replace(
        t.scoring,
        aggregate=scales.aggregate or t.scoring.aggregate,
        rounds=t.scoring.rounds if scales.rounds is None else scales.rounds,
    )
    calibrated = t.calibrated if scales.calibrated is None else scales.calibrated
    return replace(t, rounds=rounds, scoring=scoring, calibrated=calibrated)


def _without(part: Scored, gone: Mapping[str, object] | frozenset[str]) -> Scored:
    touched = {case: given for case, given in part.sheets.items() if any(sheet.stream in gone for sheet in given)}
    left = {case: tuple(sheet for sheet in given if sheet.stream not in gone) for case, given in touched.items()}
    return replace(part, sheets={**part.sheets, **left}) if touched else part


def _reweighted(part: Scored, rows: Mapping[str, Fraction]) -> Scored:
    def more(points: Mapping[str, int | Fraction]) -> dict[str, int | Fraction]:
        return {row: value * rows.get(row, 1) for row, value in points.items()}

    sheets = {
        case: tuple(replace(sheet, points=more(sheet.points)) for sheet in given) for case, given in part.sheets.items()
    }
    return replace(part, sheets=sheets, agreed={case: more(points) for case, points in part.agreed.items()})
