"""Single fields of the forms (表中栏目), R-36, R-50: filled in, as registered, within 0..100 %, adapted with a reason."""

from biaogan.domain.rejections import Rejected
from biaogan.domain.values import decimal

ORIGINS = ("standard", "substituted", "added", "removed")
"""原有、替换、增加、删除, R-36."""


def filled(text: str, field: str, rule_id: str = "R-36") -> None:
    """R-36: a mandatory field is not blank."""
    if not text.strip():
        raise Rejected("text_missing", rule=rule_id, field=field)


def as_registered(field: str, given: str, registered: str) -> None:
    """R-50: names equal the registered ones throughout the forms."""
    if given != registered:
        raise Rejected("not_as_registered", field=field, given=given, registered=registered)


def is_a_rate(text: str, field: str) -> None:
    """R-50: a share or rate lies in 0..100 %, both included."""
    if not 0 <= decimal(text, field) <= 100:
        raise Rejected("rate_out_of_range", field=field, given=text)


def the_origin_is_explained(place: str, origin: str, reason: str) -> None:
    """R-36: a line that is substituted, added or removed says why."""
    if origin not in ORIGINS:
        raise Rejected("unknown_reference", rule="R-36", field="origin", value=origin)
    if origin != "standard":
        filled(reason, f"{place}.reason")
