"""The command line ``biaogan``. Exit code 0: good; 1: refused, or does not verify; 2: wrong usage.

Every command that a program may read has ``--json``. Texts are zh-CN and English side by side.
"""

import sys
from importlib import import_module

from biaogan.app.cli.output import app

COMMANDS = ("serving", "play", "keys", "acts", "checking", "tending", "bench")


def load() -> None:
    """Import every module of commands; each registers its own."""
    for name in COMMANDS:
        import_module(f"biaogan.app.cli.{name}")


def main() -> None:
    """Entry point of the ``biaogan`` script."""
    load()
    app(prog_name="biaogan", args=sys.argv[1:])
