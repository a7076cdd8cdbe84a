"""Uploaded files (上传文件): R-37, R-59, R-60, R-62, D-12, D-27, D-28. Whether the bytes are there is the store's business."""

from biaogan.domain.dossier import Document, takes_the_place
from biaogan.domain.events import DocumentCheckCompleted, DocumentUploaded
from biaogan.domain.forms import FileRef
from biaogan.domain.matter import Matter, rule
from biaogan.domain.media import FORM, MEDIA_TYPES, SEAL, ending
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.correction import the_part_is_open
from biaogan.domain.rules.intake import plain_files


@rule("D-27", "D-28")
def the_file_has_a_format_of_its_kind(e: DocumentUploaded, m: Matter) -> None:
    """D-27, D-28: the format (文件格式) is one the cycle accepts for this kind of file, and the name ends accordingly."""
    accepted = m.config.filing.documents.accept.get(e.kind)
    if accepted is None:
        raise Rejected("unknown_reference", rule="R-37", field="kind", value=e.kind)
    if e.media_type not in {MEDIA_TYPES[format_] for format_ in accepted}:
        raise Rejected("format_not_accepted", kind=e.kind, given=e.media_type, accepted=list(accepted))
    if MEDIA_TYPES.get(ending(e.name)) != e.media_type:
        raise Rejected("name_and_format_differ", name=e.name, given=e.media_type)


@rule("R-62", "R-37")
def the_uploaded_file_is_a_plain_new_one(e: DocumentUploaded, m: Matter) -> None:
    """R-62, R-37: a plain name, a size and digest; no file of the case (已上传文件) twice, no other one of its name."""
    new = Document(e.kind, e.name, e.size, e.sha256, e.media_type)
    others = [old for old in m.state.dossier.documents if not old.replaced and not takes_the_place(new, old)]
    plain_files([FileRef(e.kind, e.name, e.size, e.sha256), *map(_ref, others)], m)
    if any(old.sha256 == e.sha256 and not old.replaced for old in m.state.dossier.documents):
        raise Rejected("file_twice", files=[e.sha256])


def _ref(document: Document) -> FileRef:
    return FileRef(document.kind, document.name, document.size, document.sha256)


@rule("D-12")
def the_files_part_is_open(e: DocumentUploaded, m: Matter) -> None:
    """D-12: in a correction (补正) only a file of a part that was asked for is replaced; a scan of a seal is of the form."""
    the_part_is_open(FORM if e.kind == SEAL else e.kind, m)


@rule("R-59", "R-60")
def the_check_is_of_an_uploaded_file(e: DocumentCheckCompleted, m: Matter) -> None:
    """R-59, R-60: a file is checked (文件检查) after its upload, and once by each version of the checker."""
    found = [old for old in m.state.dossier.documents if old.sha256 == e.document]
    if not found:
        raise Rejected("unknown_reference", rule="R-59", field="document", value=e.document)
    if any(old.checker == e.checker for old in found):
        raise Rejected("document_checked_already", document=e.document, checker=e.checker)
