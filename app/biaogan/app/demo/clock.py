"""The demo's clock: it stands where the story is (June to October 2022), then goes on as the real one."""

from datetime import datetime, timedelta
from threading import Lock

from biaogan.app.clock import Clock


class StoryClock:
    """Starts at ``start`` and runs with the real clock; `jump` moves it ahead, `release` hands over to the real one."""

    def __init__(self, start: datetime, real: Clock) -> None:
        self._real = real
        self._lock = Lock()
        self._offset: timedelta = start - real()

    def __call__(self) -> datetime:
        with self._lock:
            return self._real() + self._offset

    def jump(self, to: datetime) -> None:
        """Move to ``to``; never back."""
        with self._lock:
            self._offset = max(self._offset, to - self._real())

    def release(self) -> None:
        """From now on the real time."""
        with self._lock:
            self._offset = timedelta(0)
