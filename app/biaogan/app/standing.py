"""Whether a session still stands (会话是否仍有效): what the log says of its key and its person, asked at every use.

A session ends at once, in every process, when its key is revoked or rotated, when its person loses a role or the login at
a provider, and when a registrar or the person says so by a signed act. The log decides: no list of ended sessions has
to be kept or sent around.
"""

from threading import Lock

from biaogan.domain.events import OidcIdentityUnlinked, RoleRevoked, SessionsEnded
from biaogan.graphql.ports import KEY, Session
from biaogan.ledger.keys import KeyDirectory, KeyRefused, KeyState
from biaogan.ledger.log import Log

ENDING = (RoleRevoked.TOPIC, SessionsEnded.TOPIC, OidcIdentityUnlinked.TOPIC)
"""Records on a person's stream that end the sessions opened before them."""
PAGE = 1000


class Standing:
    """The key directory as of now, beside the office's own: asking it waits for no act. Any thread."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._keys = KeyDirectory()
        self._next = 0
        self._lock = Lock()

    def holds(self, session: Session) -> bool:
        """Whether the session stands."""
        if session.method == KEY and not self._valid(session.kid):
            return False
        return not self._log.follows(session.person, ENDING, session.since)

    def _valid(self, kid: str) -> bool:
        with self._lock:
            self._refresh()
            try:
                self._keys.at(kid, self._next)
            except KeyRefused:
                return False
        return True

    def key(self, kid: str, position: int) -> KeyState:
        """The key as it stood for the record at a position. Raises `KeyRefused`."""
        with self._lock:
            self._refresh()
            return self._keys.at(kid, position)

    def _refresh(self) -> None:
        while page := self._log.read_directory(self._next, PAGE):
            for record in page:
                self._keys.learn(record)
                self._next = record.position + 1
