"""A signal to stop is heard by the streams and by the server."""
import asyncio
import os
import signal
import threading

import pytest

from backend.following.stopping import when_asked_to_stop

PATIENCE_S = 90


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_both_hear_it(number):
    server, streams = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(number, server.set)
    try:
        with when_asked_to_stop(streams.set):
            os.kill(os.getpid(), number)
            async with asyncio.timeout(PATIENCE_S):
                await asyncio.gather(server.wait(), streams.wait())
            server.clear()
        os.kill(os.getpid(), number)
        async with asyncio.timeout(PATIENCE_S):
            await server.wait()
    finally:
        loop.remove_signal_handler(number)


async def test_where_nobody_hears_signals_none_is_taken():
    before = signal.getsignal(signal.SIGTERM)
    assert before is signal.SIG_DFL
    with when_asked_to_stop(lambda: None):
        assert signal.getsignal(signal.SIGTERM) is before


def test_in_a_thread_of_another_nothing_is_changed():
    found = []

    async def live():
        with when_asked_to_stop(lambda: None):
            found.append(signal.getsignal(signal.SIGINT))

    before = signal.getsignal(signal.SIGINT)
    thread = threading.Thread(target=lambda: asyncio.run(live()))
    thread.start()
    thread.join()
    assert found == [before]
