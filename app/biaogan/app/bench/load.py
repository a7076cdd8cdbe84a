"""A lean HTTP load (负载发生器): many client connections in one process that costs as little as possible beside the server.

Raw sockets with keep-alive, requests built before the clock starts, of each answer only status, length and body are
looked at. Each client sends its next request when the last one was answered (a closed loop). Runs in a process of its
own, and imports nothing of ours, so that it starts and measures alike everywhere: `measure` starts it.
"""

import json
import re
import selectors
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import cycle
from time import perf_counter, process_time
from typing import Any

MUTATION = (
    "mutation($statement: String!) { record(statement: $statement) { __typename "
    "... on Recorded { position receipt duplicate } ... on Refused { code details receipt refusal } "
    "... on NotPermitted { code receipt refusal } ... on Stale { expected actual } ... on Duplicate { code } "
    "... on InvalidStatement { code } } }"
)
_OUTCOME = re.compile(rb'"__typename":\s*"(\w+)"')
_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)
PIECE = 65536


@dataclass(frozen=True, slots=True)
class Measured:
    """What a load found. Times in seconds; ``cpu`` is what the generator itself used for each act, or read."""

    acts: int
    seconds: float
    clients: int
    p50: float
    p95: float
    p99: float
    cpu: float
    outcomes: dict[str, int]

    @property
    def rate(self) -> float:
        """Answered requests in a second."""
        return self.acts / self.seconds


class _Client:
    """One connection: a request on its way, or the answer coming in."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent = 0.0
        self._answer = b""
        self._whole = 0

    def send(self, request: bytes) -> None:
        self._answer, self._whole = b"", 0
        self.sent = perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bytes | None:
        """The whole answer once it is there. Raises ``ConnectionError`` when the server hangs up."""
        piece = self.socket.recv(PIECE)
        if not piece:
            raise ConnectionError("the server closed the connection")
        self._answer += piece
        if not self._whole and (end := self._answer.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._answer, 0, end)
            self._whole = end + 4 + (int(length[1]) if length else 0)
        return self._answer if self._whole and len(self._answer) >= self._whole else None


def handed_in(statement: str) -> str:
    """The body of a request that hands in a statement."""
    return json.dumps({"query": MUTATION, "variables": {"statement": statement}})


def request(host: str, body: str, headers: str = "") -> bytes:
    """The bytes of one POST; ``headers`` are further lines, each with its end."""
    content = body.encode()
    head = f"POST /graphql HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n{headers}"
    return f"{head}content-length: {len(content)}\r\n\r\n".encode() + content


def outcome(answer: bytes) -> str:
    """What the server decided: the ``__typename``, or the status if there is none."""
    found = _OUTCOME.search(answer)
    return found[1].decode() if found else answer[9:12].decode()


def run(port: int, bodies: Sequence[str], headers: Sequence[str], clients: int, seconds: float) -> Measured:
    """Send bodies over ``clients`` connections until they or ``seconds`` are used up.

    With ``headers`` the bodies are asked again and again, each with the headers of the next one in turn.
    """
    address = ("127.0.0.1", port)
    requests = [request(f"127.0.0.1:{port}", body, lines) for lines in headers or ("",) for body in bodies]
    selector = selectors.DefaultSelector()
    left = cycle(requests) if headers else iter(requests)
    latencies: list[float] = []
    outcomes: dict[str, int] = {}
    used, start = process_time(), perf_counter()
    waiting = 0
    for _ in range(clients if headers else min(clients, len(requests))):
        client = _Client(address)
        selector.register(client.socket, selectors.EVENT_READ, client)
        client.send(next(left))
        waiting += 1
    while waiting:
        for key, _ in selector.select():
            client = key.data
            answer = client.receive()
            if answer is None:
                continue
            now = perf_counter()
            latencies.append(now - client.sent)
            name = outcome(answer)
            outcomes[name] = outcomes.get(name, 0) + 1
            following = next(left, None) if now - start < seconds else None
            if following is None:
                selector.unregister(client.socket)
                client.socket.close()
                waiting -= 1
            else:
                client.send(following)
    elapsed, used = perf_counter() - start, process_time() - used
    latencies.sort()
    p50, p95, p99 = (latencies[int(len(latencies) * share)] for share in (0.5, 0.95, 0.99))
    return Measured(len(latencies), elapsed, clients, p50, p95, p99, used / len(latencies), outcomes)


def measure(port: int, statements: Sequence[str], clients: int, seconds: float = 3600) -> Measured:
    """As `sent`, of statements that are handed in, each once."""
    return sent(port, [handed_in(statement) for statement in statements], [], clients, seconds)


def sent(port: int, bodies: Sequence[str], headers: Sequence[str], clients: int, seconds: float) -> Measured:
    """`run` in a process of its own. Raises ``CalledProcessError`` when the load could not be carried through."""
    order = json.dumps(
        {"port": port, "bodies": list(bodies), "headers": list(headers), "clients": clients, "seconds": seconds}
    )
    command = [sys.executable, "-m", "biaogan.app.bench.load"]
    told = subprocess.run(command, input=order.encode(), capture_output=True, check=True)  # noqa: S603
    found: dict[str, Any] = json.loads(told.stdout)
    return Measured(**found)


if __name__ == "__main__":
    json.dump(asdict(run(**json.load(sys.stdin))), sys.stdout)
