"""What files a case has (材料文件): their kinds, and the formats they may have by their content, D-27, D-28."""

from types import MappingProxyType

FORM, EXPERIENCE, EVIDENCE, SEAL = "form", "experience", "evidence", "seal"
KINDS = (FORM, EXPERIENCE, EVIDENCE, SEAL)
"""申报书、典型经验材料、证实性材料、盖章扫描件."""
SINGLE = (FORM, EXPERIENCE)
"""Kinds of which a case has one file at a time, whatever its name."""
MEDIA_TYPES = MappingProxyType(
    {
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "doc": "application/msword",
        "pdf": "application/pdf",
        "zip": "application/zip",
        "rar": "application/vnd.rar",
        "png": "image/png",
        "jpg": "image/jpeg",
    }
)
"""Format -> media type (RFC 6838)."""
ENDINGS = MappingProxyType({"wps": "doc", "jpeg": "jpg"})
"""Other endings of a file's name, and the format they mean."""


def ending(name: str) -> str:
    """The format a file's name claims; "" if it has no ending."""
    last = name.rpartition(".")[2].lower() if "." in name else ""
    return ENDINGS.get(last, last)
