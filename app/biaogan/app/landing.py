"""The page at ``/`` until the console stands: what is here, for people, in both languages."""

from html import escape
from pathlib import Path
from string import Template

from biaogan.ledger.checkpoint import Checkpoint

PAGE = Template((Path(__file__).parent / "assets" / "landing.html").read_text(encoding="utf-8"))


def page(origin: str, checkpoint: Checkpoint) -> str:
    """The page, with the log's present checkpoint."""
    return PAGE.substitute(origin=escape(origin), size=checkpoint.size, root=checkpoint.root.hex())
