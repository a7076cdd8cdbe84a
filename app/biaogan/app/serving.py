"""Running what `biaogan.app.wiring` builds: the HTTP server, the views' runner, the worker that acts when time has come."""

import gc
import os
import signal
import sys
from threading import Event

import uvicorn

from biaogan.app import notary, scribe, seals
from biaogan.app.document_keeper import check_documents
from biaogan.app.http import application
from biaogan.app.settings import HEARTBEAT, Settings
from biaogan.app.timekeeper import TICK, Timekeeper, commit_reads, expire_due, heed, tick
from biaogan.app.wiring import Biaogan

SWITCH_SECONDS = 0.001
"""How long a thread may keep Python's lock from another that wants it: the office comes back from the disk sooner."""


def server(biaogan: Biaogan, settings: Settings) -> uvicorn.Server:
    """A configured server; `uvicorn.Server.run` blocks until it is told to stop."""
    config = uvicorn.Config(
        application(biaogan),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=settings.proxies,
        timeout_graceful_shutdown=10,
    )
    return uvicorn.Server(config)


def at_rest() -> None:
    """What stands by now (schema, modules) lives as long as the process: the collector need not look at it again.

    Measured with 32 clients: a third of the time of a GraphQL request was the collector's.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    sys.setswitchinterval(SWITCH_SECONDS)


def aside(biaogan: Biaogan, settings: Settings) -> None:
    """What would hold Python's lock for long goes to processes of its own; before anything can be erased."""
    biaogan.office.seals = seals.Aside()
    biaogan.office.notary = notary.Aside(settings, biaogan.log)
    reads = biaogan.disclosures
    reads.scribe = scribe.Aside(settings, reads.scribe, biaogan.office.clock, biaogan.log.keys.unwraps.command)


def run(biaogan: Biaogan, settings: Settings) -> None:
    """Serve until interrupted; with ``settings.project`` also keep the views and act when time has come."""
    stop = Event()
    keeper = Timekeeper(biaogan, stop, tick if settings.project else heed)
    if (os.cpu_count() or 1) > 1:
        aside(biaogan, settings)
    if settings.project:
        biaogan.runner.start()
    keeper.start()
    try:
        made = server(biaogan, settings)
        at_rest()
        made.run()
    finally:
        stop.set()
        keeper.join()
        if settings.project:
            biaogan.runner.stop()
        biaogan.close()


def work(biaogan: Biaogan, *, once: bool = False) -> None:
    """Keep the views and act when time has come, until interrupted; ``once``: what is due now, then stop."""
    stop = Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    try:
        if once:
            biaogan.runner.catch_up()
            expire_due(biaogan)
            check_documents(biaogan)
            commit_reads(biaogan)
            biaogan.runner.catch_up()
            return
        at_rest()
        biaogan.runner.start()
        beat = biaogan.settings.data / HEARTBEAT
        while not stop.wait(TICK):
            tick(biaogan)
            beat.touch()
        biaogan.runner.stop()
    finally:
        biaogan.close()
