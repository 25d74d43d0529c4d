"""Hearing early that the process is asked to stop: a server waits for its open streams before it ends the application, so streams end first."""
import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def when_asked_to_stop(run: Callable[[], None]) -> Iterator[None]:
    """`run` is called in the running loop when a signal to stop comes, beside whatever hears it already; where nothing does, nothing is changed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {int(number): heard for number in SIGNALS if callable(heard := signal.getsignal(number))}

    # Handlers of the loop are woken by another way, and go on to be.
    def hear(number: int, frame) -> None:
        loop.call_soon_threadsafe(run)
        before[number](number, frame)

    for number in before:
        signal.signal(number, hear)
    try:
        yield
    finally:
        for number, heard in before.items():
            if signal.getsignal(number) is hear:
                signal.signal(number, heard)
