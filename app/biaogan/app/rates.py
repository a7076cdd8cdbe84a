"""How often one may ask (限流): counters in memory, of this process alone.

With several processes each has its own: what a client may do at most is multiplied by their number. That is enough
against carelessness and guessing; whoever expects floods limits them at the proxy.
"""

from math import ceil

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from biaogan.app.clock import system_clock
from biaogan.app.settings import Settings
from biaogan.graphql.faults import RateLimited


class Rates:
    """`biaogan.graphql.rates.RatesPort`. Any thread. An empty setting counts nothing."""

    def __init__(self, settings: Settings) -> None:
        """Raises ValueError for a setting that is no rate, such as ``60/minute``."""
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._key = _rate(settings.limit_key)
        self._address = _rate(settings.limit_address)
        self._act = _rate(settings.limit_act)
        self._question = _rate(settings.limit_question)

    def question(self, who: str) -> None:
        """A query or a draft of a session, or of an address."""
        self._count(self._question, "question", who)

    def act(self, who: str) -> None:
        """A signed statement handed in through a session, or from an address."""
        self._count(self._act, "act", who)

    def sign_in(self, kid: str, address: str) -> None:
        """A challenge asked for a key, or (``kid`` empty) one answered, from an address."""
        self._count(self._address, "address", address)
        if kid:
            self._count(self._key, "key", kid)

    def _count(self, rate: RateLimitItem | None, what: str, who: str) -> None:
        if rate is None or self._limiter.hit(rate, what, who):
            return
        reset = self._limiter.get_window_stats(rate, what, who).reset_time
        raise RateLimited(max(1, ceil(reset - system_clock().timestamp())))


def _rate(text: str) -> RateLimitItem | None:
    return parse(text) if text else None
