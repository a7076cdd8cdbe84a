"""Records of the log opened and parsed, many at once (成批解析), in this process or in one that does nothing else.

Such a process starts sooner the less it needs: neither events nor views.
"""

import gc
import pickle
from collections.abc import Sequence
from functools import partial
from marshal import dumps

from pydantic_core import to_json

from biaogan.app.beside import requests, work
from biaogan.app.opening import open_log
from biaogan.app.settings import Settings
from biaogan.ledger.database import create_engine
from biaogan.ledger.log import Log
from biaogan.ledger.quick import tell_many
from biaogan.ledger.reader import Said

Parsed = tuple[int, str, str, int, str, str, str, int, bytes, bool]
"""Position, topic, stream, version, actor, role, behalf, instant (microseconds), body (JSON), whether nothing of it is gone."""
STREAM = 2
"""Where the stream stands in it."""
FINISH = b"finish"


def parsed(records: Sequence[Said]) -> list[Parsed]:
    """What is read of each before it is typed."""
    told = tell_many([record[-2] for record in records], [record[-1] for record in records])
    return [
        (position, type_, stream, version, actor, role, behalf, at, to_json(body), whole)
        for (position, type_, stream, version, at, _, _), (actor, role, behalf, body, whole) in zip(
            records, told, strict=True
        )
    ]


def serve() -> None:
    """The process aside: first the settings and the command, then "position limit" a message; for `marshal.loads` the page,
    and the keys it took, as the answer; at last `FINISH`.
    """
    gc.disable()  # nothing here makes cycles
    questions = requests()
    message, _ = next(questions)
    told: tuple[Settings, str] = pickle.loads(message)  # noqa: S301 - written by our own parent
    settings, command = told
    log = open_log(settings, create_engine(settings.log_url), command=command)
    log.keys.cache.lend()  # from now on
    work(partial(_done, log), questions)


def _done(log: Log, message: bytes) -> bytes:
    if message == FINISH:
        log.close()
        return b""
    position, limit = map(int, message.split())
    found = parsed(log.said_from(position, limit))
    lent = [(tuple(row), secret) for row, secret in log.keys.cache.lend()]
    if log.keys.unwraps.pressing:
        log.record_unwraps()
    return dumps((found, lent))
