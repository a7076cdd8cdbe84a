"""What follows from a log (由账本重建): deciding everything again, building the views anew, verifying; how fast, how large."""

import json
import os
import subprocess
from tempfile import TemporaryFile
from time import monotonic, perf_counter, sleep

from biaogan.app import replaying
from biaogan.app.bench.checks import raw_rate
from biaogan.app.bench.figures import Figure
from biaogan.app.bench.server import command, group_memory_mb
from biaogan.app.columns import Columns
from biaogan.app.decoding import ahead
from biaogan.app.opening import open_log
from biaogan.app.reading import Events
from biaogan.app.settings import Settings
from biaogan.ledger.database import create_engine
from biaogan.projections.database import open_engine
from biaogan.projections.runner import Runner

SECTION = "重建与核验 / rebuild and verify"
LIMIT_MB = 300.0
"""Memory a verification may take."""


class Failed(Exception):
    """The log that was measured does not verify, or does not follow from itself."""


def rebuild(settings: Settings) -> list[Figure]:
    """Rates in records a second, beside what all cores can do together at nothing but Ed25519."""
    cores = os.cpu_count() or 1
    raw = raw_rate(cores)
    engine = create_engine(settings.log_url)
    log = open_log(settings, engine, command="rebuild")
    records = log.size()
    live, cipher = open_engine(settings.views_url), Columns(log.keys)
    Runner(live, cipher, Events(log)).catch_up()
    started = perf_counter()
    found = replaying.replay(log, live, cipher, lambda _done, _total: None)
    replayed = records / (perf_counter() - started)
    if not found.ok:
        raise Failed(found.faults[:3], found.differences[:3])
    started = perf_counter()
    with ahead(settings, log) as source:
        Runner(live, cipher, source).rebuild()
    built = records / (perf_counter() - started)
    log.close()
    for used in (engine, live):
        used.dispose()
    verified, signatures, memory = _verify(settings, records)
    return [
        Figure(SECTION, "重演 / replay", replayed, "records/s", replayed / raw, "raw Ed25519",
               note=f"{records:,} records"),
        Figure(SECTION, "重建视图 / views rebuilt", built, "records/s", built / raw, "raw Ed25519",
               note="as `biaogan views rebuild`: beside the live ones, then switched"),
        Figure(SECTION, "核验 / biaogan verify", verified, "records/s", verified / raw, "raw Ed25519",
               note=f"raw: {raw:,.0f}/s on {cores} core(s)"),
        Figure(SECTION, "核验的签名 / signatures verified", signatures, "/s", signatures / raw, "raw Ed25519",
               note="records and checkpoints; start of Python included"),
        Figure("核验的内存 / memory of verify", "峰值 / highest", memory, "MB", memory / LIMIT_MB, f"{LIMIT_MB:.0f} MB", 1.0, most=True,
               note="all its processes"),
    ]  # fmt: skip


def _verify(settings: Settings, records: int) -> tuple[float, float, float]:
    """Records and signatures a second, and the highest memory seen while it ran."""
    words = command("verify", "--data", str(settings.data), "--database", settings.database, "--json")
    started, highest = monotonic(), 0.0
    with TemporaryFile() as report:
        with subprocess.Popen(words, stdout=report, start_new_session=True) as process:  # noqa: S603
            while process.poll() is None:
                highest = max(highest, group_memory_mb(process.pid))
                sleep(0.1)
        seconds = monotonic() - started
        if process.returncode:
            raise Failed(f"biaogan verify: {process.returncode}")
        report.seek(0)
        counts = json.load(report)["counts"]
    return records / seconds, (counts["signatures"] + counts["checkpoints"]) / seconds, highest
