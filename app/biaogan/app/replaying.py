"""``biaogan replay``: every act is decided again from the signed statements, and the views are built again beside the
live ones. What the rules say now must be what they said then, and what the views show must follow from the log.

What was erased cannot be decided on any more: such acts are counted, and so are rows about a stream none of whose
contents is left, because the live ones keep ids and dates in clear that the log does not give any more.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine

from biaogan.app import stepping
from biaogan.app.rebuilding import beside
from biaogan.app.redeciding import Fault, Group, Tally, decided_again
from biaogan.app.streams import erased
from biaogan.domain.event import PERSONAL
from biaogan.ledger.log import Log
from biaogan.projections.cipher import Cipher
from biaogan.projections.comparing import Compared, Difference
from biaogan.projections.runner import Source

Step = Callable[[int, int], None]


@dataclass
class Replay:
    """What a replay found: faults of records, and differences of rows. Without any, everything follows."""

    case: str = ""
    """The only case that was replayed; "": all of them."""
    decided: Tally = field(default_factory=Tally)
    faults: list[Fault] = field(default_factory=list)
    views: Compared = field(default_factory=Compared)
    steps: list[stepping.Step] = field(default_factory=list)
    """The acts one by one, if they were asked for."""

    @property
    def ok(self) -> bool:
        """Nothing differs."""
        return not self.faults and not self.views.differences

    @property
    def differences(self) -> list[Difference]:
        """The rows that are not what the log gives."""
        return self.views.differences

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "ok": self.ok,
            "case": self.case or None,
            "acts": self.decided.acts,
            "refusals": self.decided.refusals,
            "undecided": self.decided.undecided,
            "rows": self.views.rows,
            "gone": self.views.gone,
            "faults": [fault.to_json() for fault in self.faults],
            "differences": [difference.to_json() for difference in self.differences],
        }


def replay(
    log: Log,
    views: Engine,
    cipher: Cipher,
    step: Step,
    case: str = "",
    *,
    steps: bool = False,
    source: Source | None = None,
) -> Replay:
    """Decide everything again, rebuild every view, compare; or all that concerns one case.

    For one case the log is read whole all the same: which sheets, objections and lists are of it is known from the records
    themselves alone (the views are what is in question), and its rows rest on those of others (ranks, places, lists). What
    reads the streams of a case only, by the views, is `biaogan.app.case_replays`.
    ``steps``: and tell it act by act. ``source``: how the log is read for the views.
    """
    found = Replay(case)
    total = log.size()
    gone = erased(log)
    streams = frozenset(name.removesuffix(PERSONAL) for name in gone)
    groups: list[Group] = []
    for group in decided_again(log, found.decided, streams, case):
        found.faults += group.faults
        if steps:
            groups.append(group)
        step(group.act.record.position, 2 * total)
    with beside(log, views, cipher, lambda done: step(total + done, 2 * total), source) as both:
        found.views = both.compared(streams & gone, case)
        found.steps = stepping.steps(groups, both.fresh, cipher, case)
    return found
