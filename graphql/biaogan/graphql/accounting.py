"""Accounting for an operation's reads (查阅留痕): what for, what was shown, what was denied; durable, or no answer.

Promises: ``account`` runs where the operation ran, ``put_on_record`` on the loop, where all who wait share one commit.
Denials are recorded too, but an operation that showed nothing confidential is answered even if they cannot be.
"""

import logging
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final

from biaogan.graphql import loading
from biaogan.graphql.context import Context
from biaogan.graphql.disclosure import Denied, Disclosed, Reads, Unavailable
from biaogan.graphql.faults import DISCLOSURE_UNAVAILABLE, PURPOSE_REQUIRED, Fault
from biaogan.graphql.request import Parameters
from biaogan.graphql.viewer import Relation, Viewer

LOG = logging.getLogger("biaogan.graphql")
CASE_WORK: Final = "case work"
"""The purpose of whoever reads what they have a part in, unless they say another."""
SUPPORT: Final = "support"
"""The purpose of whoever reads for another person, unless they say another."""

_MUST_SAY: Final = frozenset({Relation.AUDITOR, Relation.INVESTIGATOR})


def account(context: Context, parameters: Parameters) -> Reads | None:
    """What is to be recorded of an operation that has run. Raises Fault(PURPOSE_REQUIRED)."""
    if not (context.seen or context.denied):
        return None
    operation = f"{parameters.query}\0{parameters.operation_name or ''}"
    return reads(context, operation, parameters.purpose, context.disclosed(), context.denials())


def reads(
    context: Context, operation: str, purpose: str | None, seen: Sequence[Disclosed], denied: Sequence[Denied] = ()
) -> Reads | None:
    """The same for any way of reading. Raises Fault(PURPOSE_REQUIRED)."""
    session = context.session
    if session is None or context.services.disclosures is None:
        return None
    if purpose is None and seen and any(must_say(context, shown.stream) for shown in seen):
        zh, en = "审计和调查人员查阅须说明目的", "an auditor or investigator has to say what a read is for"
        raise Fault(PURPOSE_REQUIRED, zh, en, message=f"{zh} / {en}: extensions.purpose")
    digest = sha256(operation.encode()).hexdigest()
    basis, process = context.basis().position, context.services.process
    return Reads(session, _told(purpose, context), digest, basis, seen, denied, context.behalf, process)


def _told(purpose: str | None, context: Context) -> str:
    said = purpose or (SUPPORT if context.behalf else CASE_WORK)
    return f"{said} [as {', '.join(dict.fromkeys(context.looked_as))}]" if context.looked_as else said


def must_say(context: Context, stream: str) -> bool:
    """Whether who asks must say what something confidential of a stream is read for."""
    viewer = context.once(loading.viewer_of, context)
    return bool(_MUST_SAY & viewer.programme) and not _has_part(viewer, stream)


def _has_part(viewer: Viewer, stream: str) -> bool:
    """The viewer's own, or what the viewer is assigned to."""
    return stream == viewer.person or stream in viewer.cases or stream in viewer.rounds


async def put_on_record(context: Context, found: Reads | None) -> dict[str, Any] | None:
    """What the response's extensions tell of it. Raises Fault(DISCLOSURE_UNAVAILABLE)."""
    port = context.services.disclosures
    if found is None or port is None:
        return None
    try:
        first = await port.disclose(found)
    except Unavailable as unavailable:
        if found.seen:
            zh, en = "查阅暂时无法留痕，因此不予答复", "this read cannot be put on record now, so it is not answered"
            raise Fault(DISCLOSURE_UNAVAILABLE, zh, en, message=f"{zh} / {en}") from None
        LOG.warning("%d denied reads could not be put on record: %r", len(found.denied), unavailable)
        return None
    return {"records": len(found.seen), "first": first} if found.seen else None
