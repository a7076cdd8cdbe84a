"""A second reader of statements, written from RFC 9901, RFC 7515 and RFC 8037 alone: it imports nothing of biaogan.

    python tests/independent/statement_reader.py statement.txt jwk.json

checks the Ed25519 signature over the characters as they stand, finds each disclosure's digest among the signed ones,
and prints the claims with the disclosed fields in their place; it ends with 1 on any mismatch.
It is slow and plain on purpose, and trusts only the key it is given.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Mismatch(Exception):
    """The statement is not what the key signed."""


def unbase64(text):
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(data).decode().rstrip("=") != text:
        raise Mismatch(f"not base64url: {text[:40]}")
    return data


def digest(disclosure):
    """RFC 9901 4.2.3: over the base64url characters, not over the JSON they stand for."""
    return base64.urlsafe_b64encode(hashlib.sha256(disclosure.encode("ascii")).digest()).decode().rstrip("=")


def read_statement(text, jwk):
    """Claims with the disclosed fields in `body`, and the number of digests that stay undisclosed."""
    jws, *disclosures, last = text.split("~")
    if last:
        raise Mismatch("no key binding expected")
    header, payload, signature = jws.split(".")
    members = json.loads(unbase64(header))
    required = json.dumps({"crv": jwk["crv"], "kty": jwk["kty"], "x": jwk["x"]}, separators=(",", ":"))
    thumbprint = base64.urlsafe_b64encode(hashlib.sha256(required.encode()).digest()).decode().rstrip("=")
    if members != {"alg": "Ed25519", "typ": "biaogan+sd-jwt", "kid": thumbprint}:
        raise Mismatch("the header names another key, type or algorithm")
    try:
        key = Ed25519PublicKey.from_public_bytes(unbase64(jwk["x"]))
        key.verify(unbase64(signature), f"{header}.{payload}".encode("ascii"))
    except InvalidSignature:
        raise Mismatch("the signature is not the key's") from None
    claims = json.loads(unbase64(payload).decode("utf-8"))
    if claims.pop("_sd_alg") != "sha-256":
        raise Mismatch("another digest")
    committed = claims["body"].pop("_sd")
    fields = {}
    for disclosure in disclosures:
        if digest(disclosure) not in committed:
            raise Mismatch("a disclosure that was not signed for")
        committed.remove(digest(disclosure))
        _salt, name, value = json.loads(unbase64(disclosure).decode("utf-8"))
        if name in fields:
            raise Mismatch("one name twice")
        fields[name] = value
    claims["body"] = fields
    return claims, len(committed)


def main(statement, jwk):
    claims, hidden = read_statement(Path(statement).read_text("ascii").strip(), json.loads(Path(jwk).read_text()))
    print(json.dumps(claims, ensure_ascii=False, indent=1))
    print(f"{hidden} field(s) withheld or erased", file=sys.stderr)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:3])
    except (Mismatch, ValueError, KeyError) as problem:
        sys.exit(f"NOT PROVEN: {problem}")
