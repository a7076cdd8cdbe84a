"""The service checks what was uploaded (系统检查文件), and states what it found with its own signature."""

import logging
from concurrent.futures import Future
from io import BufferedReader

from biaogan.app.document_check.check import CHECKER, check
from biaogan.app.files import Damaged, Erased, Missing
from biaogan.app.stating import state
from biaogan.app.streams import Reading
from biaogan.app.wiring import Biaogan
from biaogan.domain.case import Case
from biaogan.domain.config import CycleConfig
from biaogan.domain.cycle import Cycle
from biaogan.domain.dossier import Document
from biaogan.domain.events import DocumentCheckCompleted
from biaogan.domain.forms_application import Finding
from biaogan.domain.layout_checks import ERROR
from biaogan.graphql.ports import Outcome

LOG = logging.getLogger(__name__)


def check_documents(biaogan: Biaogan) -> list[Outcome]:
    """Check every file that awaits it and is in the store; answers what the office said to each."""
    cases = biaogan.views.unchecked_documents(biaogan.views.position())
    waiting = [(case, *found) for case in cases for found in _unchecked(biaogan, case)]
    stated = [_checked(biaogan, *found) for found in waiting]
    return [outcome.result() for outcome in stated if outcome is not None]


def _unchecked(biaogan: Biaogan, case: str) -> list[tuple[Document, CycleConfig]]:
    """The files of a case that have not been checked by now, as the office knows it; none once the case is over."""
    office = biaogan.office
    with office.lock:
        office.streams.refresh()
        world = Reading(office.streams, {})
        found = world[case]
        cycle = world[found.cycle] if isinstance(found, Case) else None
    if not isinstance(found, Case) or not isinstance(cycle, Cycle) or found.status.terminal:
        return []
    once = {document.sha256: document for document in found.dossier.documents if not document.checker}
    return [(document, cycle.config) for document in once.values()]


def _checked(biaogan: Biaogan, case: str, document: Document, config: CycleConfig) -> "Future[Outcome] | None":
    """The statement of what was found; ``None`` as long as the file is not there."""
    try:
        with biaogan.files.open(case, document.sha256) as stored:
            documents, years = config.filing.documents, config.indicator_years
            findings, counts = check(BufferedReader(stored), document.kind, document.media_type, documents, years)
            if stored.size != document.size:
                findings = [Finding("R-62", "file", ERROR, "size_differs", str(stored.size)), *findings]
    except (Missing, Erased):
        return None
    except Damaged:
        LOG.error("the stored file %s of %s is damaged", document.sha256, case)
        return None
    event = DocumentCheckCompleted(document.sha256, findings, counts, CHECKER)
    return state(biaogan.office, case, event, biaogan.office.now())
