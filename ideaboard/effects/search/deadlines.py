"""No question takes longer than its time: long steps ask in between, and the answer says that it was cut."""

from __future__ import annotations

from time import perf_counter


class Deadline:
    """Says when to stop, and remembers that it did."""

    def __init__(self, seconds: float) -> None:
        self._end = perf_counter() + seconds
        self.cut = False

    def passed(self) -> bool:
        """True from the moment on at which time is up."""
        self.cut = self.cut or perf_counter() > self._end
        return self.cut

    def left(self) -> float:
        """Seconds that are left, at least a thousandth."""
        return max(0.001, self._end - perf_counter())
