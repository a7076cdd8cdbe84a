"""Who may store and read a file of a case (文件权限): asked of the visibility table, and of the case as it stands.

Whoever asks to read and may not is noted in the context, to be put on record before the answer: as on ``/graphql``.
"""

from dataclasses import dataclass, replace

from biaogan.app.file_faults import FileRefused
from biaogan.app.streams import Reading as World
from biaogan.app.wiring import Biaogan
from biaogan.domain.case import Case
from biaogan.domain.config_filing import Documents
from biaogan.domain.cycle import Cycle
from biaogan.domain.forms import FileRef
from biaogan.domain.media import MEDIA_TYPES, ending
from biaogan.graphql.context import Context
from biaogan.graphql.reading import Reading
from biaogan.graphql.viewer import Relation
from biaogan.graphql.visibility import why_not
from biaogan.projections.cases import CaseRow

CONTENT, LISTED = "case.content", "case.listed"
ACTING = frozenset({Relation.APPLICANT, Relation.UNIT, Relation.PROVINCE, Relation.OFFICE})
"""Who acts for a case: its organisation, its unit, the province, the office."""
FOR_ANOTHER = frozenset({Relation.APPLICANT})
"""For whom somebody else may store one (代办): what is done so is forms of applicants."""
OCTETS = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Named:
    """A file as the case names it."""

    name: str
    media_type: str


def documents_of_writable(biaogan: Biaogan, context: Context, case: str) -> Documents:
    """What the cycle demands of files, if the viewer may store one for the case now. Raises `FileRefused`."""
    reading, row = _party(context, case)
    acting = FOR_ANOTHER if reading.viewer().supporter else ACTING
    if not reading.viewer().relations(reading.case_subject(row)) & acting:
        raise FileRefused("not_acting")
    state, documents = _state(biaogan, case)
    if state.dossier.suspected:
        raise FileRefused("quarantined")
    if state.status.terminal:
        raise FileRefused("case_closed")
    return documents


def readable(biaogan: Biaogan, context: Context, case: str, digest: str) -> Named:
    """The file of this digest, if the case names it and the viewer may read the case's content. Raises `FileRefused`."""
    _reader(context, case, file_field(digest))
    state, _ = _state(biaogan, case)
    named = _names(state).get(digest)
    if named is None:
        raise FileRefused("not_found")
    return named


def filed(biaogan: Biaogan, context: Context, case: str) -> tuple[str, tuple[FileRef, ...]]:
    """The organisation's full name ("": not the viewer's to see), and the files of the package last filed, R-37.

    Raises `FileRefused`.
    """
    reading, row = _reader(context, case)
    state, _ = _state(biaogan, case)
    if not state.manifest:
        raise FileRefused("nothing_filed")
    return (row.organisation_name or "" if LISTED in reading.case_open(row) else ""), state.manifest


def file_field(digest: str) -> str:
    """What a file is called among the fields of a read."""
    return f"file:{digest}"


def _party(context: Context, case: str) -> tuple[Reading, CaseRow]:
    """The case in the views, if the viewer is party to it; a missing and a foreign one are the same.

    A suspected state secret closes the content to the parties too (R-33); only they are told so.
    """
    reading, row = _case(context, case)
    if not reading.acts_on(row):
        raise FileRefused("not_found")
    return reading, row


def _reader(context: Context, case: str, *fields: str) -> tuple[Reading, CaseRow]:
    """The same, if its content is open to the viewer; if it is not, that is noted. Raises `FileRefused`."""
    reading, row = _case(context, case)
    party, subject = reading.acts_on(row), reading.case_subject(row)
    rule = why_not(reading.viewer(), CONTENT, subject if party else replace(subject, suspected=False))
    if rule is not None:
        context.deny(case, CONTENT, rule, *fields)
        raise FileRefused("quarantined" if party else "not_found")
    return reading, row


def _case(context: Context, case: str) -> tuple[Reading, CaseRow]:
    reading = Reading(context, context.basis().position)
    row = reading.views.case(case, reading.at)
    if row is None:
        raise FileRefused("not_found")
    return reading, row


def _state(biaogan: Biaogan, case: str) -> tuple[Case, Documents]:
    """The case as the office knows it, up to the last record."""
    office = biaogan.office
    with office.lock:
        office.streams.refresh()
        world = World(office.streams, {})
        state = world[case]
        cycle = world[state.cycle] if isinstance(state, Case) else None
    if not isinstance(state, Case) or not isinstance(cycle, Cycle):
        raise FileRefused("not_found")
    return state, cycle.config.filing.documents


def _names(state: Case) -> dict[str, Named]:
    """Every file the case names: uploaded, of the package, or the scan of a seal. A replaced one is still named."""
    found = {
        section.seal_digest: Named(f"{code}.seal", OCTETS)
        for code, section in state.dossier.sections.items()
        if getattr(section, "seal_digest", "")
    }
    for file in state.manifest:
        found[file.sha256] = Named(file.name, MEDIA_TYPES.get(ending(file.name), OCTETS))
    for document in state.dossier.documents:
        found[document.sha256] = Named(document.name, document.media_type)
    return found
