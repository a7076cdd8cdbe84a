"""How often the signals of a round find what was planted, and how often they point at nobody's doing (检出率与误报率).

    python bench/signal_power.py [--rounds 40] [--seed 2022]

Prints a table in Markdown. Each scenario is drawn `--rounds` times: 60 cases, 15 experts, panels of 5, quality of the cases
with a standard deviation of 6 points, noise of a sheet of 3. A planted expert is found when the signal of the planted kind about
exactly that expert, or pair, is below the level. A false alarm is any signal of any kind about nobody planted.
"""

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "projections"))

from planted_rounds import Plan, drawn

from biaogan.projections.signals.kinds import Kind
from biaogan.projections.signals.report import report

LEVEL, SMALL = Fraction(5, 100), Fraction(1, 100)


@dataclass(frozen=True)
class Scenario:
    """What is planted, and where it should show."""

    name: str
    plan: Plan
    kind: Kind | None = None
    subjects: tuple[str, ...] = ()


SCENARIOS = (
    Scenario("nothing", Plan()),
    Scenario(
        "nothing, experts differ by 2 points", Plan(strictness={expert: expert % 3 * 2 - 2 for expert in range(15)})
    ),
    Scenario("severity, 4 points", Plan(strictness={3: 4}), Kind.SEVERITY, ("expert_03",)),
    Scenario("severity, 8 points", Plan(strictness={3: 8}), Kind.SEVERITY, ("expert_03",)),
    Scenario("own unit, 4 sheets, 6 points", Plan(favours={2: 6}, placed={2: (2,)}), Kind.HOME_FAVOUR, ("expert_02",)),
    Scenario(
        "own unit, 4 sheets, 12 points", Plan(favours={2: 12}, placed={2: (2,)}), Kind.HOME_FAVOUR, ("expert_02",)
    ),
    *(
        Scenario(
            f"a pair, 4 sheets each way, {points} points",
            Plan(pairs=((0, 1, points),), placed={0: (1,), 1: (0,)}),
            Kind.RECIPROCITY,
            ("expert_00", "expert_01"),
        )
        for points in (6, 12)
    ),
    *(
        Scenario(
            f"a circle of three, 4 sheets each way, {points} points",
            Plan(circles=((0, 1, 2, points),), placed={0: (2,), 1: (0,), 2: (1,)}),
            Kind.CIRCLE,
            ("expert_00", "expert_01", "expert_02"),
        )
        for points in (6, 12)
    ),
    Scenario("a copyist, 8 experts", Plan(experts=8, copies={5: 2}), Kind.ALIKE, ("expert_02", "expert_05")),
)


def measured(scenario: Scenario, rounds: int, seed: int) -> Mapping[str, str]:
    """One line of the table."""
    found = {LEVEL: 0, SMALL: 0}
    false, rounds_with_false, innocent, computed = 0, 0, 0, 0
    for number in range(rounds):
        told = report(drawn(scenario.plan, seed + number), seed + number)
        for each in told.signals:
            if (each.kind, each.subjects) == (scenario.kind, scenario.subjects):
                found[LEVEL] += each.q <= LEVEL
                found[SMALL] += each.p <= SMALL
        others = [each for each in told.signals if not set(each.subjects) & set(scenario.subjects)]
        false += sum(each.p <= LEVEL for each in others)
        innocent += len(others)
        computed += len(told.signals)
        rounds_with_false += any(each.q <= LEVEL for each in others)
    planted = scenario.kind is not None
    return {
        "planted": scenario.name,
        "kind": scenario.kind or "-",
        "found, q <= 0.05": _share(found[LEVEL], rounds) if planted else "-",
        "found, p <= 0.01": _share(found[SMALL], rounds) if planted else "-",
        "others with p <= 0.05": _share(false, innocent),
        "rounds with another q <= 0.05": _share(rounds_with_false, rounds),
        "signals a round": str(round(computed / rounds)),
    }


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %"


def main() -> None:
    """Prints the table line by line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--seed", type=int, default=2022)
    given = parser.parse_args()
    for number, scenario in enumerate(SCENARIOS):
        line = measured(scenario, given.rounds, given.seed)
        if not number:
            print("| " + " | ".join(line) + " |")
            print("|" + "---|" * len(line))
        print("| " + " | ".join(line.values()) + " |", flush=True)


if __name__ == "__main__":
    main()
