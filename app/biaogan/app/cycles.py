"""The cycle files that come with biaogan: in the checkout beside the code, in a wheel inside the package."""

from importlib.resources import files
from pathlib import Path

BESIDE = Path(__file__).resolve().parents[3] / "cycles"


def cycle_file(name: str) -> Path:
    """The file of a cycle such as ``nqb-2022``. Raises `FileNotFoundError`."""
    for folder in (BESIDE, Path(str(files("biaogan").joinpath("cycles")))):
        path = folder / f"{name}.toml"
        if path.is_file():
            return path
    raise FileNotFoundError(name)
