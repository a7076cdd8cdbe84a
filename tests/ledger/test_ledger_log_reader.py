"""Our log, read by the independent reader, and the independent reader shown a bad log."""

import ast
import importlib.util
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from naive_tree import leaves, log_files

from biaogan.ledger.checkpoint import Checkpoint
from biaogan.ledger.merkle import inclusion_proof, root
from biaogan.ledger.note import generate_signer, sign_note
from biaogan.ledger.proof import TlogProof, format  # noqa: A004

SCRIPT = Path(__file__).parents[1] / "independent" / "log_reader.py"
SPEC = importlib.util.spec_from_file_location("log_reader", SCRIPT)
log_reader = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(log_reader)

LOG = generate_signer("log.example/biaogan")
DATA = leaves(70_000 // 64)


def files(size, claimed=None):
    note = sign_note(Checkpoint(LOG.name, size, root(claimed or DATA[:size])).text(), [LOG])
    return {**log_files(DATA[:size]), "checkpoint": note}


@pytest.fixture
def serve():
    """Serve a dict of files below /log; returns the base URL."""
    servers = []

    def start(content):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                body = content.get(self.path.removeprefix("/log/"))
                self.send_response(404 if body is None else 200)
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_):
                """Quiet."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/log"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_the_reader_imports_nothing_of_ours():
    imports = [
        node for node in ast.walk(ast.parse(SCRIPT.read_text())) if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    names = {alias.name for node in imports for alias in node.names} | {getattr(node, "module", "") for node in imports}
    assert not [name for name in names if "biaogan" in name]


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 600, len(DATA)])
def test_the_reader_agrees_about_the_whole_log(serve, size):
    log = log_reader.read_log(serve(files(size)), LOG.vkey())
    assert log.entries == DATA[:size]
    assert log.head == (LOG.name, size, root(DATA[:size]))


@pytest.mark.parametrize("name", sorted(files(600)))
def test_the_reader_notices_every_changed_or_missing_file(serve, name):
    good = files(600)
    changed = bytearray(good[name])
    changed[-2] ^= 1
    for bad in ({**good, name: bytes(changed)}, {n: b for n, b in good.items() if n != name}):
        with pytest.raises(log_reader.Mismatch):
            log_reader.read_log(serve(bad), LOG.vkey())


def test_the_reader_notices_a_log_that_is_not_what_was_signed(serve):
    with pytest.raises(log_reader.Mismatch):
        log_reader.read_log(serve(files(600, claimed=[*DATA[:599], b"other"])), LOG.vkey())
    with pytest.raises(log_reader.Mismatch):
        log_reader.read_log(serve(files(600)), generate_signer(LOG.name).vkey())


@pytest.mark.parametrize("size", [1, 2, 7, 256, 300])
def test_the_reader_accepts_our_receipts_and_no_others(size):
    note = sign_note(Checkpoint(LOG.name, size, root(DATA[:size])).text(), [LOG])
    for index in {0, size // 2, size - 1}:
        hashes = tuple(inclusion_proof(DATA, index, size))
        text = format(TlogProof(index, hashes, note, b"opening"))
        assert log_reader.check_receipt(text, DATA[index], LOG.vkey())[0] == index
        others = [format(TlogProof(index, (*hashes, bytes(32)), note)), text.replace("index ", "index 1")]
        if hashes:
            others += [format(TlogProof(index, hashes[1:], note)), format(TlogProof(index, hashes[::-1][1:], note))]
        for other in others:
            with pytest.raises(log_reader.Mismatch):
                log_reader.check_receipt(other, DATA[index], LOG.vkey())
        with pytest.raises(log_reader.Mismatch):
            log_reader.check_receipt(text, b"another leaf", LOG.vkey())


@pytest.mark.parametrize("damage", [b"", b"\xff", b"\n\n\n", b"\n\n\xe2\x80\x94 x\n"])
def test_the_reader_calls_a_malformed_checkpoint_a_mismatch(serve, damage):
    for checkpoint in (damage, damage + files(3)["checkpoint"], files(3)["checkpoint"] + damage):
        if checkpoint != files(3)["checkpoint"]:
            with pytest.raises(log_reader.Mismatch):
                log_reader.read_log(serve({**files(3), "checkpoint": checkpoint}), LOG.vkey())


def test_the_reader_runs_by_itself(serve):
    def run(*arguments):
        return subprocess.run([sys.executable, "-I", SCRIPT, *arguments], capture_output=True, text=True, check=False)

    good = run(serve(files(300)), LOG.vkey())
    assert (good.returncode, good.stdout.splitlines()[0]) == (0, "size 300")
    bad = run(serve({**files(300), "tile/entries/000": b""}), LOG.vkey())
    assert (bad.returncode, bad.stdout.startswith("MISMATCH")) == (1, True)
    assert run(serve({}), LOG.vkey()).returncode == 1
    assert run("http://127.0.0.1:9", LOG.vkey()).returncode == 1
    assert run().returncode == 2
