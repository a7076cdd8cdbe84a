"""What each act means, in words (行为说明): the title of the act, and the sentence its signer agrees to before signing.

The sentences stand in the chapters of the procedure (``summaries_*``), as the rows of the lifecycle do. Values between
braces are the fields of the body, shown by :func:`shown`, and ``stream``, the thing acted on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from biaogan.domain import (
    summaries_access,
    summaries_award,
    summaries_erasure,
    summaries_experts,
    summaries_intake,
    summaries_list,
    summaries_objection,
    summaries_recommendation,
    summaries_review,
    summaries_sealing,
    summaries_setup,
    summaries_support,
)
from biaogan.domain.events import Event
from biaogan.domain.row import Row
from biaogan.domain.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    **summaries_setup.SENTENCES,
    **summaries_support.SENTENCES,
    **summaries_intake.SENTENCES,
    **summaries_recommendation.SENTENCES,
    **summaries_experts.SENTENCES,
    **summaries_review.SENTENCES,
    **summaries_sealing.SENTENCES,
    **summaries_list.SENTENCES,
    **summaries_objection.SENTENCES,
    **summaries_award.SENTENCES,
    **summaries_access.SENTENCES,
    **summaries_erasure.SENTENCES,
}


def title(row: Row) -> tuple[str, str]:
    """What the act is called, in Chinese and English."""
    sentence = SENTENCES[row.act]
    return sentence.title_zh, sentence.title_en


def summary(row: Row, body: Event, stream: str) -> tuple[str, str]:
    """The sentence a signer agrees to, in Chinese and English, with the values of the body it speaks of."""
    sentence = SENTENCES[row.act]
    values = {field.name: shown(getattr(body, field.name)) for field in fields(body)}  # type: ignore[arg-type]
    values["stream"] = stream
    return sentence.says_zh.format_map(values), sentence.says_en.format_map(values)


def shown(value: Any) -> str:
    """A value for people: ``-`` for nothing, ``✓``/``✗`` for yes and no, parts joined in their order."""
    if value is None or value == "" or value == [] or value == {}:
        return "-"
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if is_dataclass(value):
        return " ".join(f"{field.name}={shown(getattr(value, field.name))}" for field in fields(value))
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {shown(inner)}" for name, inner in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(shown(inner) for inner in value)
    return str(value)
