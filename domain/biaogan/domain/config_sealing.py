"""Section ``[sealing]`` of the cycle file: who keeps the key that opens the scores of a round (评分密封), R-13."""

from dataclasses import dataclass

from biaogan.domain.config_reader import Reader

CUSTODY = ("custodians", "operator")


@dataclass(frozen=True, slots=True)
class Sealing:
    """The seal of every scoring round (密封)."""

    custody: str
    """Who keeps the key (密钥保管方式): ``custodians`` by shares, or the ``operator`` of the service alone."""
    threshold: int
    """How many custodians open a round together (启封所需人数); 1 where the operator keeps the key."""


def read(reader: Reader) -> Sealing:
    """The section, with its faults noted."""
    section = reader.table("sealing")
    return Sealing(section.choice("custody", CUSTODY), section.number("threshold", 1, 9))
