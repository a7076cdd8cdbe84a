"""The keys of sealed rounds (评审密钥): made when a round is opened, kept or shared, and used once it may be opened.

The service deals the shares and forgets the key; it has seen each score in the clear at its admission anyway, so it
learns nothing by dealing. Which shares open what, and when, is the domain's to say (`rules.sealing`).
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from biaogan.app.sealing import key_name
from biaogan.domain.act import World
from biaogan.domain.cycle import Cycle
from biaogan.domain.events import KeyShare, ReviewRoundOpened, RoundSealed
from biaogan.domain.person import Person
from biaogan.domain.seal import CUSTODIANS, Seal
from biaogan.ledger.opener import SUITE
from biaogan.ledger.shares import combine, split
from biaogan.ledger.vault import Vault


def share_place(round_: str) -> bytes:
    """What a sealed share is bound to."""
    return b"biaogan/share/v1\0" + round_.encode()


def open_share(sealed: str, round_: str, private: X25519PrivateKey) -> str:
    """A custodian's own share, base64, as it is handed over. Raises ValueError or InvalidTag for another key."""
    return b64encode(SUITE.decrypt(b64decode(sealed), private, info=share_place(round_))).decode()


@dataclass(frozen=True, slots=True)
class RoundKeys:
    """Makes and opens the seals of one deployment."""

    vault: Vault

    def made(self, event: ReviewRoundOpened, stream: str, world: World) -> RoundSealed | None:
        """The seal of a round that is being opened; ``None`` if its cycle is not known."""
        cycle = world[event.cycle]
        if not isinstance(cycle, Cycle):
            return None
        sealing = cycle.config.sealing
        shared = sealing.custody == CUSTODIANS
        public, secret = self.vault.make_round_key(key_name, held=not shared)
        shares = self._shares(secret, sealing.threshold, event, stream, world) if shared else []
        return RoundSealed(b64encode(public).decode(), sealing.custody, sealing.threshold, shares)

    def _shares(
        self, secret: bytes, threshold: int, event: ReviewRoundOpened, stream: str, world: World
    ) -> list[KeyShare]:
        shares = split(secret, threshold, len(event.custodians))
        return [
            KeyShare(name, sha256(share).hexdigest(), self._sealed(share, world[name], stream))
            for name, share in zip(event.custodians, shares, strict=True)
        ]

    def _sealed(self, share: bytes, custodian: Person, stream: str) -> str:
        public = X25519PublicKey.from_public_bytes(b64decode(custodian.custody_key))
        return b64encode(SUITE.encrypt(share, public, info=share_place(stream))).decode()

    def private(self, seal: Seal) -> bytes | None:
        """The key from the shares that were handed over; ``None`` where the vault keeps it."""
        if seal.custody != CUSTODIANS:
            return None
        return combine([b64decode(share) for share in list(seal.released.values())[: seal.threshold]])
