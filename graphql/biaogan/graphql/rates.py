"""How often one may ask (限流): a port, which the app fills."""

from typing import Protocol


class RatesPort(Protocol):
    """Counts. Each method raises `biaogan.graphql.faults.RateLimited` when it is too often."""

    def question(self, who: str) -> None:
        """A query or a draft of a session, or of an address."""
        ...

    def act(self, who: str) -> None:
        """A signed statement handed in through a session, or from an address."""
        ...

    def sign_in(self, kid: str, address: str) -> None:
        """A challenge asked for a key, or (``kid`` empty) one answered, from an address."""
        ...
