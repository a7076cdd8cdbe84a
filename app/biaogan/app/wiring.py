"""The composition root: settings in, a running office out. Every default can be replaced by keyword."""

from dataclasses import dataclass
from functools import partial

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine

from biaogan.app import disclosing, genesis, keyring, migrations
from biaogan.app.auditing import ReadBook
from biaogan.app.case_replays import CaseReplays
from biaogan.app.clock import Clock, system_clock
from biaogan.app.columns import Columns, Folding
from biaogan.app.confidentiality.issuing import Issuing
from biaogan.app.files import FileStore
from biaogan.app.gate import Gate
from biaogan.app.office import Office
from biaogan.app.oidc import Oidc
from biaogan.app.opening import open_log, signer
from biaogan.app.operations import Lives, Operations
from biaogan.app.ports import Desk
from biaogan.app.rates import Rates
from biaogan.app.reading import Events, LedgerReading
from biaogan.app.service import Service
from biaogan.app.settings import Settings
from biaogan.app.standing import Standing
from biaogan.app.supposing import Grounds
from biaogan.app.tracing import Traces
from biaogan.app.unwrap_book import UnwrapBook
from biaogan.graphql.context import Services
from biaogan.ledger.access import Accesses
from biaogan.ledger.access_batches import Batches
from biaogan.ledger.database import create_engine as create_log_engine
from biaogan.ledger.log import Log
from biaogan.ledger.migrations import migrate as migrate_log
from biaogan.ledger.note import parse_vkey
from biaogan.ledger.unwraps import Work, working
from biaogan.ledger.vault_store import KeyStore
from biaogan.projections.cipher import Cipher
from biaogan.projections.database import open_engine as create_views_engine
from biaogan.projections.migrations import migrate as migrate_views
from biaogan.projections.queries import Views
from biaogan.projections.runner import Runner


@dataclass(frozen=True, slots=True)
class Biaogan:
    """Everything one process runs."""

    settings: Settings
    log: Log
    office: Office
    runner: Runner
    events: Events
    views: Views
    operations: Operations
    gate: Gate
    services: Services
    oidc: Oidc | None
    cipher: Cipher
    files: FileStore
    disclosures: disclosing.Disclosing
    batches: Batches
    engines: tuple[Engine, ...]

    def close(self) -> None:
        """Finish what is waiting and let go of the databases."""
        self.office.close()
        self.disclosures.close()
        self.log.close()
        self.views.close()
        if self.oidc is not None:
            self.oidc.http.close()
        for engine in self.engines:
            engine.dispose()


def migrate(settings: Settings) -> None:
    """Create or upgrade every table (架构迁移)."""
    for url, make, steps in (
        (settings.log_url, create_log_engine, (migrate_log,)),
        (settings.views_url, create_views_engine, (migrate_views, migrations.migrate)),
    ):
        engine = make(url)
        for step in steps:
            step(engine)
        engine.dispose()


def build(settings: Settings, *, clock: Clock = system_clock, wall: Clock = system_clock, command: str = "") -> Biaogan:
    """A process on an initialised deployment. Publishes what a crash left unpublished before anything is served.

    ``clock`` is the procedure's; by ``wall`` it is judged whether a request is fresh: a story may stand in another year.
    ``command`` is what runs, for the journal of unwraps.

    Raises `keyring.NotInitialised`; the ledger's errors if the log fails its start-up check.
    """
    migrate(settings)
    log_engine = create_log_engine(settings.log_url)
    views_engine = create_views_engine(settings.views_url)
    log = open_log(settings, log_engine, clock, command=command)
    log.publish()
    service = Service.of(log.origin, keyring.service_key(settings.keys))
    events = Events(log)
    office = Office(log, service, clock, events.remember)
    cipher = Columns(log.keys)
    accesses = Accesses(log_engine, cipher, clock)
    reads, batches = disclosing.Disclosing(accesses), disclosing.batches(log, accesses, service, office.now)
    office.streams.on_erased += [events.forget, reads.forget]
    office.finish_erasures()
    runner = Runner(views_engine, Folding(cipher), events)
    views = Views(views_engine, cipher)
    own_engine = create_views_engine(settings.views_url, pool_size=4)
    operations = Operations(own_engine, clock, Lives(settings.session_idle, settings.session_life))
    standing = Standing(log)
    gate = Gate(operations, standing, settings.url, wall, bearer=settings.takes_bearer)
    ledger = LedgerReading(log, views, clock)
    book = ReadBook(accesses, log, settings.decoys)
    services = Services(
        views=views,
        office=Desk(office, operations),
        ledger=ledger,
        disclosures=reads,
        now=office.now,
        rates=Rates(settings),
        grounds=Grounds(log, service),
        reads=book,
        replays=CaseReplays(log),
        traces=Traces(log, standing, parse_vkey(signer(settings).vkey())),
        reports=Issuing(log, service, settings.font),
        unwraps=UnwrapBook(accesses, book, KeyStore(log.database)),
        finding_out=partial(working, Work.RIGHTS),
        process=log.keys.unwraps.process,
    )
    oidc = Oidc(settings, operations, log, views, wall, httpx.Client(timeout=10)) if settings.oidc_issuer else None
    engines = (log_engine, views_engine, own_engine)
    files = FileStore(settings.files, cipher)
    running = (log, office, runner, events, views, operations, gate)
    return Biaogan(settings, *running, services, oidc, cipher, files, reads, batches, engines)


def initialise(settings: Settings, registrar: Ed25519PrivateKey, *, clock: Clock = system_clock) -> str:
    """Tables and genesis of a new deployment whose keys exist; answers the first registrar's person id."""
    migrate(settings)
    engine = create_log_engine(settings.log_url)
    log = open_log(settings, engine, clock, command="init")
    service = Service.of(log.origin, keyring.service_key(settings.keys))
    person = genesis.create(log, service, signer(settings).vkey(), registrar, clock)
    log.close()
    engine.dispose()
    return person
