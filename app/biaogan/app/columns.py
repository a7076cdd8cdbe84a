"""The cipher of the views' sealed columns (视图加密列): the vault's keys, the very ones that seal the same things in the log."""

from dataclasses import dataclass

from biaogan.ledger.sealed import SealBroken
from biaogan.ledger.unwraps import Work, working
from biaogan.ledger.vault import Vault


@dataclass(frozen=True, slots=True)
class Columns:
    """`biaogan.projections.cipher.Cipher` over the vault: what is erased there is erased here."""

    vault: Vault

    def seal(self, name: str, place: bytes, plain: bytes) -> bytes:
        """As `Cipher.seal`."""
        return self.vault.seal_value(name, place, plain)

    def open(self, place: bytes, sealed: bytes) -> bytes | None:
        """As `Cipher.open`."""
        try:
            return self.vault.open_value(place, sealed)
        except SealBroken as broken:
            raise ValueError(str(broken)) from None


@dataclass(frozen=True, slots=True)
class Folding:
    """The same for whoever folds the views (折叠视图): keys it unwraps are journaled as that."""

    columns: Columns

    def seal(self, name: str, place: bytes, plain: bytes) -> bytes:
        """As `Cipher.seal`."""
        with working(Work.FOLDING):
            return self.columns.seal(name, place, plain)

    def open(self, place: bytes, sealed: bytes) -> bytes | None:
        """As `Cipher.open`."""
        with working(Work.FOLDING):
            return self.columns.open(place, sealed)
