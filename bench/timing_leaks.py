"""Does the time of an answer tell of a hidden score? Two histories that differ in one peer's sealed sheet, asked in turn.

    python bench/timing_leaks.py [runs]

For every viewer and question: the medians of both groups, and the p value of Mann and Whitney's test (two-sided, normal
approximation with ties). A line is suspicious below 0.001, and is asked once more before it counts. Exit code 1: it does.
"""

import sys
from dataclasses import replace
from math import erfc, sqrt
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter_ns

TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path[:0] = [str(TESTS), str(TESTS / "graphql")]

from every_field import ROOTS, given, query  # noqa: E402
from fakes import World  # noqa: E402
from stories import told  # noqa: E402
from test_graphql_matrix import CONFLICTED  # noqa: E402
from test_graphql_metamorphic import other_sheet  # noqa: E402
from whole_story import EVERYBODY, stages  # noqa: E402
from world import Scene  # noqa: E402

WHO = ("public", "applicant", "leader", "office", "auditor_granted")
ASKED = ("case", "desk", "ranking", "viewer")
SUSPICIOUS = 0.001


def p_value(one: list[int], other: list[int]) -> float:
    """Of Mann and Whitney's test."""
    ranks: dict[int, list[int]] = {}
    for place, value in enumerate(sorted(one + other), 1):
        ranks.setdefault(value, []).append(place)
    total = sum(sum(ranks[value]) / len(ranks[value]) for value in one)
    n, m = len(one), len(other)
    ties = sum(len(places) ** 3 - len(places) for places in ranks.values())
    spread = sqrt(n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1))))
    return erfc(abs(total - n * (n + m + 1) / 2) / spread / sqrt(2)) if spread else 1.0


def times(worlds: list[World], body: object, actor: str | None, runs: int) -> tuple[list[int], list[int]]:
    """Nanoseconds of each answer, asked in turn, now one first and now the other."""
    taken: tuple[list[int], list[int]] = ([], [])
    for run in range(runs):
        for place in (0, 1) if run % 2 else (1, 0):
            begun = perf_counter_ns()
            worlds[place].send(body, actor)
            taken[place].append(perf_counter_ns() - begun)
    return taken


def main(runs: int) -> int:
    """The table; how many lines stayed suspicious."""
    case, scene = stages()["S"].case, stages()["S"].scene
    clear = {record.position: record for record in stages()["O"].scene.records}
    readable = [clear[record.position] for record in scene.records]
    changed = [replace(record, event=other_sheet(record)) for record in readable]
    found = 0
    with TemporaryDirectory() as folder:
        worlds = []
        for number, records in enumerate((readable, changed)):
            path = Path(folder) / str(number)
            path.mkdir()
            worlds.append(told(Scene(scene.world, records), path))
        print(f"{'viewer':<16} {'question':<10} {'median one':>11} {'median two':>11} {'p':>8}")
        for who in WHO:
            for root in ASKED:
                body = {"query": query(ROOTS[root]), "variables": given(ROOTS[root], case, CONFLICTED)}
                one, two = times(worlds, body, EVERYBODY[who], runs)
                p = p_value(one, two)
                if p < SUSPICIOUS:
                    one, two = times(worlds, body, EVERYBODY[who], runs)
                    p = p_value(one, two)
                found += p < SUSPICIOUS
                medians = f"{median(one) / 1000:>8.0f} us {median(two) / 1000:>8.0f} us"
                print(f"{who:<16} {root:<10} {medians} {p:>8.3f}{'  <- look' if p < SUSPICIOUS else ''}")
    return found


if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 200) else 0)
