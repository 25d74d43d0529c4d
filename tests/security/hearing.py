"""What a log is told while somebody listens."""
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from structlog.testing import capture_logs


@contextmanager
def heard() -> Iterator[tuple[list, list]]:
    """Every line of a log from here on, of structlog and of the standard library with all that anybody could turn on."""
    lines: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    everything, listener = logging.getLogger(), Listener()
    before = everything.level
    everything.addHandler(listener)
    everything.setLevel(logging.DEBUG)
    try:
        with capture_logs() as told:
            yield lines, told
    finally:
        everything.setLevel(before)
        everything.removeHandler(listener)
