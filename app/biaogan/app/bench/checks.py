"""What checking costs (核验的代价): a statement read and verified, beside nothing but the Ed25519 verification in it."""

import os
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from statistics import median
from time import perf_counter, process_time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biaogan.app.bench.corpus import registration
from biaogan.app.bench.figures import Figure
from biaogan.app.bench.ground import ORIGIN
from biaogan.app.bench.hand import Hand
from biaogan.domain.ids import organisation_id
from biaogan.ledger.statement import parse, verify

SECTION = "声明 / statements"
BLOCK = 100


def raw_rate(cores: int, seconds: float = 2.0) -> float:
    """Ed25519 verifications a second of so many processes at once, which do nothing else: cores share more than one thinks."""
    context = get_context("spawn")
    with ProcessPoolExecutor(cores, mp_context=context) as pool:
        list(pool.map(verified, [0.1] * cores))  # they have started
        return sum(pool.map(verified, [seconds] * cores))


def verified(seconds: float) -> float:
    """Verifications a second of this process alone."""
    key = Ed25519PrivateKey.generate()
    message = os.urandom(1500)
    signature, public = key.sign(message), key.public_key()
    started, count = perf_counter(), 0
    while perf_counter() - started < seconds:
        for _ in range(BLOCK):
            public.verify(signature, message)
        count += BLOCK
    return count / (perf_counter() - started)


def checks(blocks: int, at: datetime) -> list[Figure]:
    """By turns: raw verifications, statements read, statements read and verified. Processor time of one core."""
    hand = Hand.new(ORIGIN)
    key = hand.key.public_key()
    texts = []
    for number in range(BLOCK):
        event = registration(number)
        texts.append(hand.state(event, organisation_id(event.credit_code), "applicant_editor", at=at))
    statements = [parse(text) for text in texts]
    raw = [(statement.signature, statement.jws.rpartition(".")[0].encode()) for statement in statements]
    took: dict[str, list[float]] = {"raw": [], "read": [], "verified": []}
    for _ in range(blocks):
        started = process_time()
        for signature, message in raw:
            key.verify(signature, message)
        took["raw"].append(process_time() - started)
        started = process_time()
        for text in texts:
            parse(text)
        took["read"].append(process_time() - started)
        started = process_time()
        for text in texts:
            verify(text, key)
        took["verified"].append(process_time() - started)
    rate = {name: BLOCK / median(values) for name, values in took.items()}
    return [
        Figure(SECTION, "仅验签 / Ed25519 verification alone", rate["raw"], "/s", 1.0, "verification"),
        Figure(SECTION, "解析 / parse", rate["read"], "/s", rate["read"] / rate["raw"], "verification"),
        Figure(
            SECTION,
            "解析并验签 / parse and verify",
            rate["verified"],
            "/s",
            rate["verified"] / rate["raw"],
            "verification",
        ),
    ]
