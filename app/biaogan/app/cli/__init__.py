"""The command line ``biaogan``. Exit code 0: good; 1: refused, or does not verify; 2: wrong usage.

Every command that a program may read has ``--json``. Texts are zh-CN and English side by side.
"""

import sys
from importlib import import_module

from biaogan.app.cli.output import app

COMMANDS = ("serving", "play", "keys", "acts", "checking", "tending", "bench")


def main() -> None:
    """Entry point of the ``biaogan`` script."""
    for name in COMMANDS:  # each registers its own
        import_module(f"biaogan.app.cli.{name}")
    app(prog_name="biaogan", args=sys.argv[1:])
