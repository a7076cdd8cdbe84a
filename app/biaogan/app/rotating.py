"""Rotating the key-encryption key (更换密钥加密密钥): every data key is wrapped anew, then the old key is gone for good.

The order is what makes it safe: a ring with both keys is durable before the first data key moves, and the old key leaves
the ring after the last one has. A crash anywhere leaves everything readable, and the next run goes on from there.
Services read the ring again when its file changes, so they need not stop; one that was about to wrap a key under the old
one has had `GRACE` seconds to store it when the table is looked through for the last time.
"""

import os
from collections.abc import Callable
from time import sleep

from biaogan.app import keyring
from biaogan.app.opening import open_log
from biaogan.app.settings import Settings
from biaogan.ledger.database import create_engine
from biaogan.ledger.kek import Ring
from biaogan.ledger.kekfile import load_ring, save_ring
from biaogan.ledger.vault import Vault

GRACE = 10.0


class KekElsewhere(Exception):
    """The ring comes from the environment: whoever keeps it there puts the new one there too."""


def rotate(settings: Settings, progress: Callable[[int], None], wait: Callable[[float], None] = sleep) -> int:
    """A new key-encryption key in place of the old one; how many data keys moved. Raises `KekElsewhere`."""
    if os.environ.get(keyring.KEK_VARIABLE):
        raise KekElsewhere
    ring = both(settings)
    engine = create_engine(settings.log_url)
    log = open_log(settings, engine, command="rotate")

    def step(done: int) -> None:
        log.record_unwraps()
        progress(done)

    try:
        moved = move(log.keys, ring, step)
        wait(GRACE)
        moved += move(log.keys, ring, step)
    finally:
        log.close()
        engine.dispose()
    save_ring(settings.keys / keyring.KEK, ring.only(ring.current), keyring.passphrase())
    return moved


def both(settings: Settings) -> Ring:
    """The ring with a new key, durable; the one of an interrupted rotation as it is."""
    path = settings.keys / keyring.KEK
    ring = load_ring(path, keyring.passphrase())
    if len(ring.keys) == 1:
        ring = ring.grown(f"kek-{int(ring.current.rpartition('-')[2]) + 1}")
        save_ring(path, ring, keyring.passphrase())
    return ring


def move(vault: Vault, ring: Ring, progress: Callable[[int], None]) -> int:
    """Wrap anew until nothing is under another key than the ring's current one."""
    moved = 0
    while found := vault.rotate(ring, progress):
        moved += found
    return moved
