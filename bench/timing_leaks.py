"""Does the time of an answer tell of a hidden score? Two histories that differ in one peer's sealed sheet, asked in turn.

    python bench/timing_leaks.py [runs]

The two are told into databases of their own 16 times over, now one first and now the other: two copies of one and the
same history differ by a few per cent for as long as they live, by where their objects came to lie, and a test on single
answers takes that for a leak. For every viewer and question: the medians of all answers, the mean difference of a pair
and the p value of the exact sign test on it (all 2^16 ways to call one of each pair the other). A line is suspicious
below 0.001, and is asked once more before it counts. Exit code 1: it does.
"""

import sys
from dataclasses import replace
from itertools import product
from pathlib import Path
from statistics import mean, median
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

from biaogan.domain.act import Recorded  # noqa: E402

WHO = ("public", "applicant", "leader", "office", "auditor_granted")
ASKED = ("case", "desk", "ranking", "viewer")
SUSPICIOUS = 0.001
PAIRS = 16
Line = tuple[str, str]
"""A viewer and a question."""
Pair = tuple[list[int], list[int]]
"""Nanoseconds of each answer from the one and from the other."""


def p_value(differences: list[float]) -> float:
    """Of the exact test: how often signs given by chance make the sum at least as far from zero."""
    far = abs(sum(differences)) * (1 - 1e-12)
    signs = product((1, -1), repeat=len(differences) - 1)  # the other half is the same mirrored
    sums = [abs(differences[0] + sum(s * d for s, d in zip(way, differences[1:], strict=True))) for way in signs]
    return sum(value >= far for value in sums) / len(sums)


def times(worlds: list[World], body: object, actor: str | None, runs: int) -> Pair:
    """Nanoseconds of each answer, asked in turn, now one first and now the other."""
    taken: Pair = ([], [])
    for run in range(runs):
        for place in (0, 1) if run % 2 else (1, 0):
            begun = perf_counter_ns()
            worlds[place].send(body, actor)
            taken[place].append(perf_counter_ns() - begun)
    return taken


def asked(histories: list[list[Recorded]], lines: list[Line], runs: int) -> dict[Line, list[Pair]]:
    """Every line of every pair."""
    case, scene = stages()["S"].case, stages()["S"].scene
    found: dict[Line, list[Pair]] = {line: [] for line in lines}
    for pair in range(PAIRS):
        with TemporaryDirectory() as folder:
            worlds: dict[int, World] = {}
            for number in (0, 1) if pair % 2 else (1, 0):
                path = Path(folder) / str(number)
                path.mkdir()
                worlds[number] = told(Scene(scene.world, histories[number]), path)
            for who, root in lines:
                body = {"query": query(ROOTS[root]), "variables": given(ROOTS[root], case, CONFLICTED)}
                found[who, root].append(times([worlds[0], worlds[1]], body, EVERYBODY[who], runs))
        print(f"\r{pair + 1}/{PAIRS}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return found


def shown(found: dict[Line, list[Pair]]) -> list[Line]:
    """Prints a line for each; those that are suspicious."""
    suspicious = []
    for line, pairs in found.items():
        one, two = ([value for pair in pairs for value in pair[place]] for place in (0, 1))
        differences = [median(pair[1]) / median(pair[0]) - 1 for pair in pairs]
        p = p_value(differences)
        medians = f"{median(one) / 1000:>8.0f} us {median(two) / 1000:>8.0f} us {mean(differences):>+8.2%}"
        print(f"{line[0]:<16} {line[1]:<10} {medians} {p:>8.4f}{'  <- look' if p < SUSPICIOUS else ''}")
        suspicious += [line] if p < SUSPICIOUS else []
    return suspicious


def main(runs: int) -> int:
    """The table; how many lines stayed suspicious."""
    clear = {record.position: record for record in stages()["O"].scene.records}
    readable = [clear[record.position] for record in stages()["S"].scene.records]
    histories = [readable, [replace(record, event=other_sheet(record)) for record in readable]]
    print(f"{'viewer':<16} {'question':<10} {'median one':>11} {'median two':>11} {'differ':>8} {'p':>8}")
    each = -(-runs // PAIRS)
    again = shown(asked(histories, [(who, root) for who in WHO for root in ASKED], each))
    return len(shown(asked(histories, again, 2 * each))) if again else 0


if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 200) else 0)
