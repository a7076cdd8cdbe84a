"""Workers that are killed without warning. One interpreter starts; each worker is a fork of it, so that many can die."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

SCRIPT = """
import os, signal, sys, time
sys.path[:0] = {path!r}
from view_answers import ListSource
from view_cipher import CIPHER
from view_histories import whole_cycle
from biaogan.projections.database import open_engine
from biaogan.projections.runner import Runner
records = whole_cycle(3).records
print("ready", flush=True)
for line in sys.stdin:
    worker = os.fork()
    if not worker:
        Runner(open_engine({url!r}), CIPHER, ListSource(records), batch={batch}).{method}()
        os._exit(0)
    time.sleep(float(line))
    os.kill(worker, signal.SIGKILL)
    print("done" if os.waitpid(worker, 0)[1] == 0 else "killed", flush=True)
"""


@contextmanager
def killer(url: str, method: str, batch: int) -> Iterator[Callable[[float], str]]:
    """A function that starts a worker over the whole cycle and kills it after some seconds: ``killed``, or ``done``."""
    path = [str(folder) for folder in Path(__file__).parents[:2]]
    script = SCRIPT.format(path=path, url=url, method=method, batch=batch)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", script], **pipes) as made:  # type: ignore[call-overload]
        assert made.stdout.readline() == "ready\n"

        def kill(seconds: float) -> str:
            made.stdin.write(f"{seconds}\n")
            made.stdin.flush()
            return made.stdout.readline().strip()

        yield kill
        made.stdin.close()
