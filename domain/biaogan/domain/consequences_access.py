"""What follows from a grant (查阅授权的后果)."""

from biaogan.domain.act import Consequence
from biaogan.domain.events import AccessGranted, ErasureHeld
from biaogan.domain.ids import erasure_id
from biaogan.domain.matter import Matter


def what_is_opened_is_held(e: AccessGranted, m: Matter) -> tuple[Consequence, ...]:
    """Nothing that a grant opens is erased before it ends (法律保留)."""
    return tuple(Consequence(erasure_id(stream), ErasureHeld(m.stream, e.expires)) for stream in e.streams)
