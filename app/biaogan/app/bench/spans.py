"""Where an act's time goes: the office's own steps, timed from inside, in batches as they come under load."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from biaogan.app.admission import Submission
from biaogan.app.answers import Answers
from biaogan.app.deciding import Deciding
from biaogan.app.settings import Settings
from biaogan.app.wiring import build
from biaogan.ledger.appender import Appender
from biaogan.ledger.publisher import Publisher

BATCH = 32
STEPS: tuple[tuple[str, Any, str], ...] = (
    ("read, check signature, decide", Deciding, "plan"),
    ("append", Appender, "append_many"),
    ("re-hash and sign checkpoint", Publisher, "publish"),
    ("receipts", Answers, "settle"),
)


def measured(settings: Settings, texts: list[str]) -> dict[str, float]:
    """Microseconds per act of each step, and of the whole, for batches of 32 in one thread, signatures checked here."""
    biaogan = build(settings)
    biaogan.office.process([Submission(text) for text in texts[:BATCH]])
    rest = texts[BATCH:]
    spent: dict[str, float] = defaultdict(float)
    with _timed(spent):
        start = perf_counter()
        for place in range(0, len(rest), BATCH):
            biaogan.office.process([Submission(text) for text in rest[place : place + BATCH]])
        whole = perf_counter() - start
    biaogan.close()
    return {name: 1e6 * value / len(rest) for name, value in (*spent.items(), ("whole", whole))}


@contextmanager
def _timed(spent: dict[str, float]) -> Iterator[None]:
    """The steps, each wrapped in a stop watch, until the block ends."""
    kept = [(owner, name, getattr(owner, name)) for _, owner, name in STEPS]
    for (label, owner, name), (_, _, function) in zip(STEPS, kept, strict=True):
        setattr(owner, name, _watched(function, label, spent))
    try:
        yield
    finally:
        for owner, name, function in kept:
            setattr(owner, name, function)


def _watched(function: Callable[..., Any], label: str, spent: dict[str, float]) -> Callable[..., Any]:
    def watched(*arguments: Any, **keywords: Any) -> Any:
        start = perf_counter()
        try:
            return function(*arguments, **keywords)
        finally:
            spent[label] += perf_counter() - start

    return watched
