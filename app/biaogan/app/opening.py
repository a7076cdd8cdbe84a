"""Opening a deployment's log (打开账本), for whoever needs nothing but the log: the verifier, the notary, the service."""

from typing import TYPE_CHECKING

from biaogan.app import keyring
from biaogan.app.clock import Clock, system_clock
from biaogan.app.settings import Settings
from biaogan.ledger.note import Signer

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from biaogan.ledger.log import Log


def signer(settings: Settings) -> Signer:
    """Who signs this log's checkpoints. Raises `keyring.NotInitialised`."""
    return Signer(keyring.origin(settings.keys), keyring.log_key(settings.keys))


def open_log(
    settings: Settings, engine: "Engine", clock: Clock = system_clock, *, sealed: bool = False, command: str = ""
) -> "Log":
    """The log of a deployment, its checkpoint recovered and compared with the guard.

    ``sealed``: without the key-encryption keys, for who needs nothing of what is confidential. ``command``: what runs, for the
    journal of unwraps.
    """
    from biaogan.ledger.log import Log  # whoever only verifies a log does not open it

    log_signer = signer(settings)
    settings.guard.parent.mkdir(parents=True, exist_ok=True)
    kek = None if sealed else keyring.kek(settings.keys)
    return Log(engine, log_signer.name, log_signer, clock, settings.guard, kek=kek, command=command)
