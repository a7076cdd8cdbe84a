"""Statements for tests: a good one, and a forge that signs whatever header, payload and disclosures it is given."""

import importlib.util
import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from itertools import count
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biaogan.ledger.jwk import public_jwk, thumbprint
from biaogan.ledger.statement import compose, sign

SCRIPT = Path(__file__).parents[1] / "independent" / "statement_reader.py"
_SPEC = importlib.util.spec_from_file_location("statement_reader", SCRIPT)
statement_reader = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(statement_reader)

KEY = Ed25519PrivateKey.from_private_bytes(sha256(b"a key for tests only").digest())
JWK = public_jwk(KEY)
KID = thumbprint(JWK)
ORG = "org_3b241101-e2bb-4255-8caf-4136c566a962"
BODY = {
    "organisation": ORG,
    "title": "以数据驱动的全过程质量管理经验",
    "industry": "C34",
    "criteria": [{"id": "B1", "text": "提炼自多年实践"}, {"id": "B2", "text": "关键因素与步骤"}],
    "points": {"b1": 18, "b2": "17.5"},
    "contact": None,
    "attested": True,
}
CLAIMS = {
    "log": "log.example/biaogan",
    "type": "case_submitted_to_t1/1",
    "stream": "case_0b9a3c1e-64cf-4f3f-9a51-3f3a5c9d2f10",
    "seq": 4,
    "prev": "ab" * 32,
    "basis": 1234,
    "seen": {"size": 1235, "root": "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA="},
    "iss": "person_7d0e4c52-0a6c-4f0e-8f0b-0f1a6f2b3c4d",
    "role": "t1_officer",
    "iat": 1_760_000_000,
    "exp": 1_760_000_300,
    "jti": "AAECAwQFBgcICQoLDA0ODw",
    "rules": "cd" * 32,
}


def b64(data):
    return urlsafe_b64encode(data).decode().rstrip("=")


def salts():
    """Salts that repeat from run to run."""
    numbers = count(1)
    return lambda: b64(sha256(b"salt %d" % next(numbers)).digest()[:16])


def draft(body=None, **changes):
    return compose(**{**CLAIMS, "kid": KID, "body": BODY if body is None else body, "salt": salts(), **changes})


def signed(body=None, **changes):
    return sign(draft(body, **changes), KEY)


def payload(digests=(), **changes):
    """A payload as `compose` writes it, with claims changed, or left out when changed to `...`."""
    members = {**CLAIMS, "v": 1, "_sd_alg": "sha-256", "body": {"_sd": list(digests)}, **changes}
    return {name: value for name, value in members.items() if value is not ...}


def header(**changes):
    members = {"alg": "Ed25519", "typ": "biaogan+sd-jwt", "kid": KID, **changes}
    return {name: value for name, value in members.items() if value is not ...}


def text_of(value):
    return value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def disclosure(*parts):
    return b64(text_of(list(parts)))


def digest(text):
    return b64(sha256(text.encode()).digest())


def forge(head=None, claims=None, disclosures=(), committed=None):
    """A genuinely signed SD-JWT of any parts at all; bytes are taken for JSON text as they are."""
    if committed is None:
        committed = [digest(text) for text in disclosures]
    start = f"{b64(text_of(head or header()))}.{b64(text_of(claims or payload(committed)))}"
    return "~".join((f"{start}.{b64(KEY.sign(start.encode()))}", *disclosures, ""))
