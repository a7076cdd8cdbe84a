"""The two encodings of C2SP texts (文本编码): base64 of RFC 4648 section 4, and decimals without leading zeros.

Promise: exactly one text stands for each value. Whatever differs from the text we would write is refused, so that
no two byte strings are the same proof and no length check can be slipped past.
"""

import re
from base64 import b64encode
from binascii import Error, a2b_base64

from biaogan.ledger.errors import VerificationError
from biaogan.ledger.frontier import HASH_SIZE, MAX_SIZE

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


def to_base64(data: bytes) -> str:
    """Standard base64 with padding."""
    return b64encode(data).decode("ascii")


def from_base64(text: str, code: str) -> bytes:
    """Inverse of `to_base64`; VerificationError(`code`) for anything `to_base64` does not write."""
    try:
        data = a2b_base64(text, strict_mode=True)
    except (Error, ValueError) as error:
        raise VerificationError(code, "not standard base64") from error
    if to_base64(data) != text:  # unused bits set, or padding left out
        raise VerificationError(code, "not canonical base64")
    return data


def hash_from_base64(text: str, code: str) -> bytes:
    """A 32-byte hash from its base64; VerificationError(`code`) otherwise."""
    data = from_base64(text, code)
    if len(data) != HASH_SIZE:
        raise VerificationError(code, "a hash has 32 bytes")
    return data


def from_decimal(text: str, code: str) -> int:
    """A tree size or leaf index from ASCII digits; VerificationError(`code`) for leading zeros, signs, or > 2**63 - 1."""
    if not _DECIMAL.fullmatch(text) or int(text) > MAX_SIZE:
        raise VerificationError(code, "not a decimal number below 2**63 without leading zeros")
    return int(text)
