"""How fast suppositions are worked out (推演速度), in one process: the engine alone, without the log and the API.

    python bench/suppose.py [--cases 460] [--panel 5] [--experts 80] [--samples 100] [--rounds 3]

Prints JSON, in seconds, best of the rounds: `ranking` one supposition on what is known already, `first` the same when
nothing is, `scales` one by another aggregate, `leave_one_out` all experts, `smallest_flip` and its size, `stability`.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from supposed_rounds import random_round

from biaogan.domain.config_model import Aggregate
from biaogan.domain.supposing.answer import Supposing
from biaogan.domain.supposing.flip import smallest_flip
from biaogan.domain.supposing.leaving import leave_one_out
from biaogan.domain.supposing.question import Scales, Supposition
from biaogan.domain.supposing.stability import samples

EXPERT = Supposition(experts=("expert_07",))
MEAN = Supposition(scales=Scales(Aggregate("mean", 0, 1)))


def best(rounds: int, run: Callable[[], Any]) -> float:
    """The least time of some runs."""
    times = []
    for _ in range(rounds):
        started = perf_counter()
        run()
        times.append(perf_counter() - started)
    return round(min(times), 4)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in (("cases", 460), ("panel", 5), ("experts", 80), ("samples", 100), ("rounds", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    ground = random_round(1, given.cases, given.experts, given.panel, cut=given.cases // 5)
    known = Supposing(ground)
    known.ask(EXPERT)
    flip = smallest_flip(known, 5)
    figures = {
        "cases": given.cases,
        "sheets": given.cases * given.panel,
        "experts": given.experts,
        "ranking": best(given.rounds, lambda: known.ask(EXPERT)),
        "first": best(given.rounds, lambda: Supposing(ground).ask(EXPERT)),
        "scales": best(given.rounds, lambda: known.ask(MEAN)),
        "leave_one_out": best(given.rounds, lambda: list(leave_one_out(Supposing(ground)))),
        "smallest_flip": best(given.rounds, lambda: smallest_flip(Supposing(ground), 5)),
        "flip_size": len(flip.sheets) if flip else None,
        "samples": given.samples,
        "stability": best(1, lambda: list(samples(known, "1", given.samples))),
    }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
