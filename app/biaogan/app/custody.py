"""What a key custodian does (密钥保管人): name a key for shares once, hand over a round's share when it may be opened.

The custody key (X25519) is derived from the custodian's own signing key, so that there is one key file to keep; share and
key are worked with on the custodian's machine alone.
"""

from base64 import b64encode
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from biaogan.app.client import Client, RequestFailed
from biaogan.app.roundkeys import open_share

SHARES = "query($round: ID!) { round(id: $round) { keyShares { custodian sealed } } }"


class NoShare(Exception):
    """The round has no share for this person, or another key's."""


def custody_key(own: Ed25519PrivateKey) -> X25519PrivateKey:
    """The custody key that belongs to a signing key."""
    derived = HKDF(SHA256(), 32, None, b"biaogan/custody/v1").derive(own.private_bytes_raw())
    return X25519PrivateKey.from_private_bytes(derived)


def enrol(client: Client) -> dict[str, Any]:
    """State that shares are to be sealed to this person's custody key; the outcome. Raises `RequestFailed`."""
    public = custody_key(own_key(client)).public_key().public_bytes_raw()
    return client.act("enrolCustodyKey", on=client.person, publicKey=b64encode(public).decode())


def release(client: Client, round_: str) -> dict[str, Any]:
    """Hand over the own share of a round's key; the outcome. Raises `RequestFailed`, `NoShare`."""
    shown = client.ask(SHARES, {"round": round_})["round"]
    shares = (shown or {}).get("keyShares") or ()
    sealed = next((share["sealed"] for share in shares if share["custodian"] == client.person), None)
    if sealed is None:
        raise NoShare(round_)
    try:
        share = open_share(sealed, round_, custody_key(own_key(client)))
    except (ValueError, InvalidTag):
        raise NoShare(round_) from None
    return client.act("releaseKeyShare", on=round_, share=share)


def own_key(client: Client) -> Ed25519PrivateKey:
    """The signing key of whoever the client speaks for."""
    if client.key is None:
        raise RequestFailed("a key is needed")
    return client.key
