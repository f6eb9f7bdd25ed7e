"""Time as a training sees it: a second a batch, however busy the machine is."""

from collections.abc import Iterator

import pytest

from comenius.vision.scoring import Rows


class Clock:
    """Stands in for the loop's `time`."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        """The seconds so far."""
        return self.now

    def forever(self, rows: Rows) -> Iterator[Rows]:
        """The same batch without end."""
        while True:
            self.now += 1
            yield rows


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that the loop goes by."""
    clock = Clock()
    monkeypatch.setattr("comenius.training.loop.time", clock)
    return clock
