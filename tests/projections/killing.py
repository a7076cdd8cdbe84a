"""Workers that are killed without warning. One interpreter starts; each worker is a fork of it, so that many can die.

A worker kills itself (SIGKILL) at a call of a function or return from one, by its number: of ours, of a library, of the
driver. So a seed gives the same points every time, on a fast machine and on a slow one.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

SCRIPT = """
import os, signal, sys
sys.path[:0] = {path!r}
from view_answers import ListSource
from view_cipher import CIPHER
from view_histories import whole_cycle
from biaogan.projections.database import open_engine
from biaogan.projections.runner import Runner
runner = Runner(open_engine({url!r}), CIPHER, ListSource(whole_cycle(3).records), batch={batch})  # runs in forks alone
calls = 0

def until(last):
    def passed(*_):
        global calls
        calls += 1
        if calls == last:
            os.kill(os.getpid(), signal.SIGKILL)
    sys.setprofile(passed)

print("ready", flush=True)
for line in sys.stdin:
    method, point = line.split()
    told, telling = os.pipe()
    worker = os.fork()
    if not worker:
        until(int(point))
        getattr(runner, method)()
        sys.setprofile(None)
        os.write(telling, str(calls).encode())
        os._exit(0)
    done = os.waitpid(worker, 0)[1] == 0
    os.close(telling)
    print("done" if done else "killed", os.read(told, 20).decode(), flush=True)
    os.close(told)
"""
Kill = Callable[[str, int], int | None]


@contextmanager
def killer(url: str, batch: int) -> Iterator[Kill]:
    """A function that has a worker do something over the whole cycle, and kill itself at a point; 0: at none.

    ``None``: it was killed; else how many points there were, because it came to its end before.
    """
    path = [str(folder) for folder in Path(__file__).parents[:2]]
    script = SCRIPT.format(path=path, url=url, batch=batch)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", script], **pipes) as made:  # type: ignore[call-overload]
        assert made.stdout.readline() == "ready\n"

        def kill(method: str, point: int) -> int | None:
            made.stdin.write(f"{method} {point}\n")
            made.stdin.flush()
            end, *points = made.stdout.readline().split()
            return int(points[0]) if end == "done" else None

        yield kill
        made.stdin.close()
