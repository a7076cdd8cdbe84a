"""Reports that the service signs (报告): canonical JSON, and a JWS that leaves it where it is (RFC 7515 appendix F).

Promise to callers: `verify_report` returns what a report says, or raises `VerificationError` (`report_signature`,
`report_form`); a text that differs in one byte from the one that was signed is another report. A report is no statement:
its type is signed with it, so neither can stand for the other.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from biaogan.ledger.claims import ALG
from biaogan.ledger.errors import StatementError, VerificationError
from biaogan.ledger.jwk import public_jwk, thumbprint
from biaogan.ledger.wire import CLAIMS, JSON, canonical, check_depth, decode, encode, load_json

__all__ = ["canonical", "sign_report", "verify_report"]

TYP = "biaogan-report+json"


def sign_report(text: bytes, key: Ed25519PrivateKey) -> str:
    """The detached JWS of a report's bytes: ``header..signature``. The same key and bytes always give the same."""
    header = _header(key.public_key())
    return f"{header}..{encode(key.sign(_input(header, text)))}"


def verify_report(text: str | bytes, jws: str, key: Ed25519PublicKey) -> dict[str, JSON]:
    """What the report says, if `key` signed exactly this text.

    (1) the header is the one we write for this key; (2) the signature holds; (3) the text is canonical JSON.
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    header, _, rest = jws.partition(".")
    if header != _header(key):  # (1)
        raise VerificationError("report_signature", "not signed as a report by this key")
    try:
        key.verify(decode(rest.removeprefix(".")), _input(header, data))  # (2)
    except (InvalidSignature, StatementError) as error:
        raise VerificationError("report_signature", "the signature does not hold for this text") from error
    if not rest.startswith("."):
        raise VerificationError("report_signature", "the signature is not detached")
    check_depth([data])
    (found,) = load_json([data], "report", CLAIMS)
    if not isinstance(found, dict) or canonical(found) != data:  # (3)
        raise VerificationError("report_form", "not one canonical JSON object")
    return found


def _header(key: Ed25519PublicKey) -> str:
    return encode(canonical({"alg": ALG, "kid": thumbprint(public_jwk(key)), "typ": TYP}))


def _input(header: str, text: bytes) -> bytes:
    return f"{header}.{encode(text)}".encode()
