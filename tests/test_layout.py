"""The packaging holds: one namespace over six source roots, nothing that shadows graphql-core, pinned dependencies."""

import importlib
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ("domain", "ledger", "projections", "graphql", "console", "app")


@pytest.mark.parametrize("layer", LAYERS)
def test_a_source_root_is_no_package_itself(layer: str) -> None:
    """`graphql/__init__.py` would shadow graphql-core; `<layer>/biaogan/__init__.py` would end the shared namespace."""
    assert not (ROOT / layer / "__init__.py").exists()
    assert not (ROOT / layer / "biaogan" / "__init__.py").exists()
    assert (ROOT / layer / "biaogan" / layer / "py.typed").exists()


@pytest.mark.parametrize("layer", LAYERS)
def test_each_layer_is_imported_from_its_own_root(layer: str) -> None:
    module = importlib.import_module(f"biaogan.{layer}")
    assert Path(module.__file__ or "").is_relative_to(ROOT / layer)


def test_graphql_is_graphql_core_and_not_our_folder() -> None:
    import graphql

    assert not Path(graphql.__file__).is_relative_to(ROOT / "graphql")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_pinned_dependency_has_a_hash_and_no_registry_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = re.findall(r"^([a-z0-9][\w.\-\[\]]*)==", text, flags=re.MULTILINE)
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(pins) > 20
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text


def test_every_runtime_dependency_is_pinned() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    pinned = (ROOT / "requirements.txt").read_text(encoding="utf-8").lower()
    for entry in declared:
        name = re.split(r"[<>=\[; ]", entry)[0].lower()
        assert re.search(rf"^{re.escape(name)}(\[[a-z]+\])?==", pinned, flags=re.MULTILINE), name


def test_no_source_file_has_grown_past_reading() -> None:
    """Rules are 150 lines at most, everything else 250, tables aside."""
    tables = {"rejection_table.py", "events.py", "words.py"}
    long = []
    for layer in LAYERS:
        for path in (ROOT / layer).rglob("*.py"):
            limit = 150 if path.parent.name == "rules" else 250
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > limit and path.name not in tables:
                long.append((str(path.relative_to(ROOT)), lines))
    assert long == []
