"""What ``biaogan verify`` and ``biaogan replay`` do: nothing here trusts the service, its views or its operator."""

from collections.abc import Callable

from biaogan.app.settings import Settings
from biaogan.app.wiring import signer

Step = Callable[[int, int], None]
PAGE = 1000


def vkey(settings: Settings) -> str:
    """The public key under which this deployment's checkpoints are signed."""
    return signer(settings).vkey()
