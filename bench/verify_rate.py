"""How fast a log is audited (核验速度), as a ratio to nothing but Ed25519 over the same messages on the same cores.

    python bench/verify_rate.py [--records 100000] [--rounds 3] [--database FILE]

Prints JSON: `raw` and `audit` in records a second (best of the rounds), `ratio` of the two, `cpu_ratio` of the processor
time both took (the figure to look at when something else is running), and `memory_mb` of the audit with all its
processes. The audit is timed from call to report, start of its processes included; the raw figure has its messages in
memory and its processes running before the clock starts. FILE is built when it does not exist.
"""

import argparse
import json
import multiprocessing
import os
import resource
import secrets
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biaogan.ledger.audit import SqliteSource, audit
from biaogan.ledger.keys import proof_of_possession, public_jwk, thumbprint
from biaogan.ledger.note import Signer
from biaogan.ledger.statement import compose, sign

ORIGIN = "bench.example/log"
LOG_KEY = Ed25519PrivateKey.from_private_bytes(sha256(b"bench log").digest())
START = datetime(2022, 6, 20, 2, 0, tzinfo=UTC)
ACTORS, GROUP = 200, 500
TEXT = "围绕关键过程建立数据驱动的质量控制方法，形成可复制可推广的管理经验。"


class Builder:
    """Signs what an office full of people would sign."""

    def __init__(self) -> None:
        self.now = START
        self.heads: dict[str, tuple[int, str | None]] = {}
        self.keys: dict[str, Ed25519PrivateKey] = {"service": Ed25519PrivateKey.generate()}
        self.seen: dict[str, Any] | None = None
        self.basis: int | None = None

    def record(self, actor: str, stream: str, topic: str, body: dict[str, Any], kind: str = "e") -> Any:
        from biaogan.ledger.append import Append, NewRecord

        key = self.keys[actor]
        seq, prev = self.heads.get(stream, (0, None))
        iat, jti = int(self.now.timestamp()), secrets.token_urlsafe(16)
        draft = compose(
            log=ORIGIN, type=topic, stream=stream, seq=seq + 1, prev=prev, basis=self.basis, seen=self.seen, iss=actor,
            role="applicant_editor", iat=iat, exp=iat + 300, jti=jti, rules="cd" * 32,
            kid=thumbprint(public_jwk(key)), body=body,
        )  # fmt: skip
        jws, _, rest = sign(draft, key).partition("~")
        self.heads[stream] = (seq + 1, sha256(jws.encode()).hexdigest())
        record = NewRecord(stream, seq + 1, topic, jws.encode(), rest.rstrip("~").encode(), jti, kind)
        return Append((record,), {stream: seq})

    def enrolment(self) -> Any:
        actor, key = f"person_{uuid4()}", Ed25519PrivateKey.generate()
        proof = proof_of_possession(key, ORIGIN, actor, "nonce")
        body = {"actor": actor, "jwk": public_jwk(key), "custody": "person", "nonce": "nonce", "proof": proof}
        made = self.record("service", actor, "key_enrolled/1", body, "d")
        self.keys[actor] = key
        return made


def build(path: Path, count: int) -> None:
    """A log of `count` records: people enrolled first, then acts on streams of about ten records each."""
    from biaogan.ledger.database import create_engine
    from biaogan.ledger.encoding import to_base64
    from biaogan.ledger.log import Log
    from biaogan.ledger.migrations import migrate

    engine = create_engine(f"sqlite:///{path}")
    migrate(engine)
    made = Builder()
    log = Log(engine, ORIGIN, Signer(ORIGIN, LOG_KEY), lambda: made.now)
    genesis = made.record("service", f"log_{uuid4()}", "log_created/1", {"jwk": public_jwk(made.keys["service"])}, "g")
    log.append_many([genesis])
    log.append_many([made.enrolment() for _ in range(min(ACTORS, count // 2))])
    actors = [actor for actor in made.keys if actor != "service"]
    cases = [f"case_{uuid4()}" for _ in range(max(1, count // 10))]
    while (size := log.size()) < count:
        group = [
            made.record(actors[n % len(actors)], cases[n * 7919 % len(cases)], "case_edited/1", body_of(n))
            for n in range(size, min(size + GROUP, count))
        ]
        log.append_many(group)
        checkpoint = log.publish()
        made.seen = {"size": checkpoint.size, "root": to_base64(checkpoint.root)}
        made.basis = checkpoint.size - 1
        made.now += timedelta(seconds=2)
    log.close()
    engine.dispose()


def body_of(number: int) -> dict[str, Any]:
    """Six fields; with them a statement is about 2 KB."""
    return {
        "title": f"以数据驱动的全过程质量管理经验 {number}",
        "summary": TEXT * 2,
        "industry": "C34",
        "criteria": [{"id": "B1", "text": "提炼自多年实践"}, {"id": "B2", "text": "关键因素与步骤"}],
        "points": {"b1": 18, "b2": "17.5"},
        "attested": True,
    }


def raw(path: Path, workers: int, count: int) -> dict[str, float]:
    """Verifications a second of that many processes that do nothing else, and their processor time."""
    context = multiprocessing.get_context("fork")
    times = context.SimpleQueue()
    ready, go = context.Barrier(workers + 1), context.Barrier(workers + 1)
    step = -(-count // workers)
    processes = [
        context.Process(target=verify_all, args=(path, first, min(first + step, count), ready, go, times))
        for first in range(0, count, step)
    ]
    for process in processes:
        process.start()
    ready.wait()
    start = perf_counter()
    go.wait()
    for process in processes:
        process.join()
    seconds = perf_counter() - start
    return {"raw": count / seconds, "raw_cpu": sum(times.get() for _ in processes)}


def verify_all(path: Path, first: int, end: int, ready: Any, go: Any, times: Any) -> None:
    from biaogan.ledger.audit_keys import build_directory
    from biaogan.ledger.statement import parse_stored

    reader = SqliteSource(path).open()
    directory, _ = build_directory(reader.key_records(end))
    items = []
    for row in (row for start in range(first, end, 1000) for row in reader.records(start, min(start + 1000, end))):
        statement = parse_stored(row[6], b"")
        key = directory.at(statement.kid, row[0]).public_key
        items.append((key.verify, statement.signature, row[6].rpartition(b".")[0]))
    ready.wait()
    go.wait()
    start = process_time()
    for verify, signature, message in items:
        verify(signature, message)
    times.put(process_time() - start)


def audited(path: Path, workers: int) -> dict[str, Any]:
    """One audit in this process, which should be a fresh one: its rate and its memory."""
    start, before = perf_counter(), process_time()
    report = audit(SqliteSource(path), ORIGIN, [Signer(ORIGIN, LOG_KEY).vkey()], workers=workers)
    seconds = perf_counter() - start
    assert report.verdict == "ok", report.to_json()
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "audit": report.size / seconds,
        "audit_cpu": own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime - before,
        "memory_mb": (own.ru_maxrss + workers * children.ru_maxrss) / 1024,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--database", type=Path)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--audit-only", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.audit_only:
        print(json.dumps(audited(options.database, options.workers)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = options.database or Path(folder) / "bench.db"
        if not path.exists():
            build(path, options.records)
        results = []
        for _ in range(options.rounds):
            command = [sys.executable, __file__, "--audit-only", "--database", path, "--workers", str(options.workers)]
            result = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
            results.append({**raw(path, options.workers, options.records), **result})
        best = {name: max(result[name] for result in results) for name in ("raw", "audit", "memory_mb")}
        cpu = {name: min(result[name] for result in results) for name in ("raw_cpu", "audit_cpu")}
        summary = {
            "records": options.records,
            "workers": options.workers,
            "cores": os.cpu_count(),
            **best,
            "ratio": best["audit"] / best["raw"],
            **cpu,
            "cpu_ratio": cpu["raw_cpu"] / cpu["audit_cpu"],
            "cpu_ratios": [round(result["raw_cpu"] / result["audit_cpu"], 3) for result in results],
        }
        print(json.dumps(summary, indent=2))


if __name__ == "__main__":
    main()
