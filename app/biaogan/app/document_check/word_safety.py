"""Word files that do more than show text (活动内容) are not taken: macros, embedded programs, links to outside."""

from zipfile import ZipFile

from docx.oxml.parser import parse_xml

from biaogan.app.document_check.unfit import Unfit

LARGEST_PART = 64 << 20
"""Bytes of one part, unpacked."""
_HARMLESS = "/hyperlink"


def no_active_content(archive: ZipFile) -> None:
    """Raises `Unfit`. A link that somebody has to click is no active content."""
    for info in archive.infolist():
        name = info.filename
        if info.file_size > LARGEST_PART:
            raise Unfit("archive_too_large", found=info.file_size, limit=LARGEST_PART)
        if name.lower().endswith(("vbaproject.bin", "vbadata.xml")) or _embedded(name):
            raise Unfit("active_content", name=name)
        if name.endswith(".rels"):
            _no_outside_links(name, archive.read(info))


def _embedded(name: str) -> bool:
    """An embedded object; the worksheet behind a chart is none."""
    folder, _, file = name.lower().rpartition("/")
    return folder == "word/activex" or (folder == "word/embeddings" and not file.endswith((".xlsx", ".docx")))


def _no_outside_links(name: str, text: bytes) -> None:
    try:
        links = list(parse_xml(text))
    except SyntaxError:
        raise Unfit("unreadable") from None
    for link in links:
        if link.get("TargetMode") == "External" and not str(link.get("Type")).endswith(_HARMLESS):
            raise Unfit("active_content", name=f"{name} {link.get('Type')}")
