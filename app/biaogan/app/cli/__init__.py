"""The command line ``biaogan``. Exit code 0: good; 1: refused, or does not verify; 2: wrong usage.

Every command that a program may read has ``--json``. Texts are zh-CN and English side by side.
"""

import sys
from importlib import import_module

from biaogan.app.cli.output import app

COMMANDS = {
    "acts": ("sign", "record", "query"),
    "bench": ("bench",),
    "checking": ("verify",),
    "documents": ("check",),
    "custody": ("custody",),
    "packages": ("package",),
    "erasing": ("erase", "rotate"),
    "key_audits": ("audit-keys",),
    "keys": ("key",),
    "play": ("demo",),
    "replaying": ("replay",),
    "reasons": ("why",),
    "reports": ("report",),
    "serving": ("init", "serve", "work"),
    "supposing": ("suppose",),
    "tending": ("migrate", "doctor"),
    "views": ("views",),
}
"""Module -> its commands. Only the module of the command given is imported: a health check starts fast."""


def load(command: str = "") -> None:
    """Import the module of ``command``, or every one; each registers its own."""
    wanted = [name for name, commands in COMMANDS.items() if command in commands]
    for name in wanted or COMMANDS:
        import_module(f"biaogan.app.cli.{name}")


def main() -> None:
    """Entry point of the ``biaogan`` script."""
    load(sys.argv[1] if len(sys.argv) > 1 else "")
    app(prog_name="biaogan", args=sys.argv[1:])
