"""Acts of two persons (双人行为): one states it, another approves exactly that, named by its digest.

The digest is over what was said, not over its signature: whoever reads the proposal can compute it, and an approval of
something that was altered afterwards fits nothing.
"""

from dataclasses import asdict
from hashlib import sha256
from json import dumps
from typing import Any

from biaogan.domain.event import Event


def act_digest(event: Event) -> str:
    """SHA-256 (hex) of the canonical JSON of an act: its topic and its body (行为摘要)."""
    body: dict[str, Any] = asdict(event)  # type: ignore[call-overload]
    text = dumps({"type": event.TOPIC, "body": body}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()
