"""The draw of panels (专家抽取): from a seed nobody could choose alone, by hashing, so that anybody can draw it again.

Promises: pure; the result depends on the seed and on the SETS of cases and experts, never on an order in which they are
given, on a machine or on a version of Python. A case's experts stand in the order of SHA-256(seed, case, expert).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from biaogan.domain.rejections import Rejected

ALTERNATES = 2
"""Experts drawn to step in, in their order (候补专家)."""


def commitment(secret: str) -> str:
    """What is published of a secret before the other party speaks (承诺值): SHA-256 (hex) of its text."""
    return sha256(f"biaogan draw:{secret}".encode()).hexdigest()


def seed_of(secret: str, answer: str) -> str:
    """The seed of a draw (种子): both parties' words, SHA-256 (hex)."""
    return sha256(f"{secret}:{answer}".encode()).hexdigest()


def drawn(
    seed: str,
    cases: Iterable[str],
    pool: Iterable[str],
    may_score: Callable[[str, str], bool],
    size: int,
    load: int,
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Panels of ``size`` experts and their alternates, by case. ``may_score(expert, case)``; ``load``: most cases of one.

    Raises ``draw_shortfall`` naming the case that cannot be served: no condition is ever relaxed in silence.
    """
    experts, loads = sorted(set(pool)), Counter[str]()
    panels: dict[str, list[str]] = {}
    alternates: dict[str, list[str]] = {}
    for case in sorted(set(cases)):
        free = [each for each in _ordered(seed, case, experts) if loads[each] < load and may_score(each, case)]
        if len(free) < size:
            raise Rejected("draw_shortfall", case=case, wanted=size, given=len(free))
        panels[case], alternates[case] = list(free[:size]), list(free[size : size + ALTERNATES])
        loads.update(panels[case])
    return panels, alternates


def _ordered(seed: str, case: str, experts: Sequence[str]) -> list[str]:
    return sorted(experts, key=lambda expert: sha256(f"{seed}:{case}:{expert}".encode()).digest())
