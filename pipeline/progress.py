"""How fast a run is and how long it will take, in words.

Only inputs that were read count for the speed: what an earlier run has done costs nothing. Never: printing.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic


class Pace:
    """Counts finished inputs and their pages since it was made; `now` is a clock in seconds."""

    def __init__(self, total: int, now: Callable[[], float] = monotonic) -> None:
        self._total, self._now = total, now
        self._started = now()
        self._finished = self._read = self._pages = 0

    def add(self, pages: int, read: bool) -> None:
        """One more input is finished; `read` where it was read now. A text without pages counts as one page."""
        self._finished += 1
        if read:
            self._read += 1
            self._pages += max(1, pages)

    @property
    def speed(self) -> str:
        """`12,3 trang/s`; nothing before the first input was read."""
        seconds = self._now() - self._started
        return f"{self._pages / seconds:.1f} trang/s".replace(".", ",") if self._read and seconds > 0 else ""

    @property
    def left(self) -> str:
        """`còn khoảng 4 phút`, from the inputs read so far; nothing while there is nothing to go by."""
        if not self._read or self._finished >= self._total:
            return ""
        seconds = (self._now() - self._started) / self._read * (self._total - self._finished)
        for size, name in ((3600, "giờ"), (60, "phút")):
            if seconds >= 1.5 * size:
                return f"còn khoảng {seconds / size:.0f} {name}"
        return f"còn khoảng {max(1, round(seconds))} giây"

    @property
    def line(self) -> str:
        """All of it in one line: `120/480 tệp, 12,3 trang/s, còn khoảng 4 phút`."""
        return ", ".join(filter(None, (f"{self._finished}/{self._total} tệp", self.speed, self.left)))
