"""What ``biaogan verify``, ``replay`` and ``views rebuild`` do: nothing here trusts the service, its views or its operator."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from biaogan.app import keyring
from biaogan.app.opening import open_log, signer
from biaogan.app.settings import Settings
from biaogan.ledger.audit import AuditReport
from biaogan.ledger.audit import audit as ledger_audit
from biaogan.ledger.audit_receipt import verify_receipt
from biaogan.ledger.audit_sealed import OpenedSource
from biaogan.ledger.audit_source import Source, SqliteSource

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from biaogan.app.replaying import Replay
    from biaogan.ledger.log import Log
    from biaogan.projections.cipher import Cipher

Step = Callable[[int, int], None]


def vkey(settings: Settings) -> str:
    """The public key under which this deployment's checkpoints are signed."""
    return signer(settings).vkey()


def audit(settings: Settings, step: Step) -> AuditReport:
    """The independent audit of the whole log and of the guard, without the server; of what is sealed too, if its keys
    are at hand."""
    log_signer = signer(settings)
    guard = settings.guard if settings.guard.exists() else None
    source = _source(settings.log_url)
    if keyring.has_kek(settings.keys):
        source = OpenedSource(source, keyring.kek(settings.keys))
    return ledger_audit(source, log_signer.name, [log_signer.vkey()], guard=guard, progress=step)


def _source(url: str) -> Source:
    """A file is read by the standard library alone, and SQLAlchemy is half the memory of a verification."""
    if url.startswith("sqlite:///") and "?" not in url:
        return SqliteSource(url.removeprefix("sqlite:///"))
    from biaogan.ledger.audit_sql import source_of

    return source_of(url)


def receipt(text: str, statement: str, vkey: str) -> dict[str, Any]:
    """What a receipt proves of a statement, under the log's public key. Raises the ledger's VerificationError."""
    proven = verify_receipt(text, statement, [vkey])
    return {
        "position": proven.position,
        "admittedAt": proven.admitted_at,
        "stream": proven.stream,
        "version": proven.version,
        "origin": proven.checkpoint.origin,
        "size": proven.checkpoint.size,
        "root": proven.checkpoint.root.hex(),
    }


@contextmanager
def _both(settings: Settings, command: str) -> "Iterator[tuple[Log, Engine, Cipher]]":
    """The log, the views, and the cipher of their sealed columns."""
    from biaogan.app.columns import Columns  # it needs the vault; verifying needs next to nothing
    from biaogan.ledger.database import create_engine as create_log_engine
    from biaogan.projections.database import open_engine

    log_engine, views_engine = create_log_engine(settings.log_url), open_engine(settings.views_url)
    log = open_log(settings, log_engine, command=command)
    try:
        yield log, views_engine, Columns(log.keys)
    finally:
        log.close()
        log_engine.dispose()
        views_engine.dispose()


def replay(settings: Settings, step: Step, case: str = "", *, steps: bool = False) -> "Replay":
    """Decide every act again, build every view again, compare with what is recorded and shown; or those of one case."""
    from biaogan.app import replaying  # it needs everything
    from biaogan.app.decoding import ahead

    with _both(settings, "replay") as (log, views, cipher), ahead(settings, log) as source:
        return replaying.replay(log, views, cipher, step, case, steps=steps, source=source)


def rebuild(settings: Settings, step: Step) -> int:
    """Build every view again beside the live ones and put them in their place; the position reached.

    Raises `biaogan.projections.switching.Rebuilding`.
    """
    from biaogan.app.decoding import ahead
    from biaogan.projections.runner import Runner

    with _both(settings, "rebuild") as (log, views, cipher), ahead(settings, log) as source:
        total = log.size()
        return Runner(views, cipher, source).rebuild(lambda position: step(position + 1, total))
