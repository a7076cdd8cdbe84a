"""The report of a supposition (推演报告正文): what was asked, what would follow; and the same again from what a report says."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

from biaogan.domain.config_model import Aggregate
from biaogan.domain.supposing import telling
from biaogan.domain.supposing.answer import Supposing
from biaogan.domain.supposing.flip import smallest_flip
from biaogan.domain.supposing.ground import Ground, comes_out_as_signed
from biaogan.domain.supposing.leaving import leave_one_out
from biaogan.domain.supposing.question import LostKey, Scales, Supposition, TrueConflict, unmatched
from biaogan.domain.supposing.stability import firmness, samples

T = TypeVar("T")
KIND = "biaogan supposition/1"
"""What a report says it is."""


@dataclass(frozen=True, slots=True)
class Beyond:
    """What a report tells beyond the ranking: the smallest flip of at most ``most`` sheets, the firmness over ``samples``."""

    each_expert: bool = False
    most: int | None = None
    samples: int | None = None
    seed: str = ""


def report(
    of: Supposing, round_: str, s: Supposition, beyond: Beyond, tick: Callable[[], None] = lambda: None
) -> dict[str, Any]:
    """A round under a supposition. ``tick`` is called now and then."""
    ground, named = of.ground, of.named
    names = {sheet.stream: sheet.name for sheet in ground.sheets()}
    told: dict[str, Any] = {
        "kind": KIND,
        "round": round_,
        "config": ground.config.digest,
        "supposed": telling.supposition(s),
        "unmatched": list(unmatched(ground, s, named)),
        "as_signed": comes_out_as_signed(ground),
        "every_signer_known": named is None or len(named) == len(ground.signed),
        "uncounted": dict(ground.uncounted),
        "answer": telling.answer(of.ask(s), names),
    }
    under = of.under(s)
    if beyond.each_expert:
        told["each_expert"] = telling.leavings(_ticking(leave_one_out(under), tick))
    if beyond.most is not None:
        told["smallest_flip"] = telling.flip(smallest_flip(under, beyond.most, tick), names)
    if beyond.samples is not None:
        drawn = list(_ticking(samples(under, beyond.seed, beyond.samples), tick))
        told["stability"] = {
            "samples": beyond.samples,
            "seed": beyond.seed,
            "cases": telling.firmness(firmness(under, drawn)),
        }
    return told


def repeatable(told: Mapping[str, Any]) -> bool:
    """Whether nothing in a report depends on whose sheets its reader might know: all, or only sheets by name were left out."""
    asked = told["supposed"]
    by_name = all("#" in name for name in asked["statements"])
    return told["every_signer_known"] or (by_name and not any(asked[kind] for kind in ("experts", "keys", "conflicts")))


def again(told: Mapping[str, Any], ground: Ground) -> dict[str, Any]:
    """What a report would say of this ground, were it asked what that one was asked. Of one that is repeatable."""
    named = None if told["every_signer_known"] else frozenset[str]()
    flip, stability = told.get("smallest_flip"), told.get("stability") or {}
    most = None if "smallest_flip" not in told else 1 if flip is None else flip["tried"]
    beyond = Beyond("each_expert" in told, most, stability.get("samples"), stability.get("seed", ""))
    found = report(Supposing(ground, told["answer"]["cut"], named), told["round"], _question(told["supposed"]), beyond)
    return {**found, "every_signer_known": told["every_signer_known"]}


def _question(of: Mapping[str, Any]) -> Supposition:
    """What `telling.supposition` told."""
    scoring = of["scoring"]
    rounds = scoring["rounds"] and {kind: Fraction(weight) for kind, weight in scoring["rounds"].items()}
    rows = {row: Fraction(weight) for row, weight in scoring["rows"].items()}
    aggregate = scoring["aggregate"] and Aggregate(**scoring["aggregate"])
    return Supposition(
        tuple(of["experts"]),
        tuple(of["statements"]),
        tuple(LostKey(**key) for key in of["keys"]),
        tuple(TrueConflict(**conflict) for conflict in of["conflicts"]),
        Scales(aggregate, rounds, rows, scoring["calibrated"]),
    )


def _ticking(rows: Iterable[T], tick: Callable[[], None]) -> Iterator[T]:
    for row in rows:
        tick()
        yield row
