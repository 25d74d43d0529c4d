"""Real processes: the one that polls is killed, or hangs, and another goes on."""
import asyncio
import json
import os
import signal
import sys
from contextlib import AsyncExitStack

import pytest

from tests.backend.feeds.relay.workers import comes, counting


class Process:
    """What a worker process last said of itself."""

    def __init__(self, address: str, port: int):
        self.command = [sys.executable, "-m", "tests.backend.feeds.relay.process", address, str(port)]
        self.polls, self.heard = False, []

    async def __aenter__(self) -> "Process":
        self.process = await asyncio.create_subprocess_exec(*self.command, stdout=asyncio.subprocess.PIPE)
        self.reading = asyncio.create_task(self.read())
        return self

    async def __aexit__(self, *error) -> None:
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()
        await self.reading

    async def read(self) -> None:
        async for line in self.process.stdout:
            if line.startswith(b"{"):
                said = json.loads(line)
                self.polls, self.heard = said["polls"], said["heard"]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
async def test_another_process_takes_over(postgresql_url, server, how):
    said: list[bytes] = []
    server.answers["/trams?key=CANARY"] = counting(said)
    async with AsyncExitStack() as stack:
        processes = [await stack.enter_async_context(Process(postgresql_url, server.port)) for _ in range(3)]
        await comes(lambda: all(len(one.heard) > 1 for one in processes))
        (poller,) = [one for one in processes if one.polls]
        rest = [one for one in processes if one is not poller]
        os.kill(poller.process.pid, how)
        await comes(lambda: any(one.polls for one in rest))
        already = len(said)
        await comes(lambda: all(said[already:] and said[-1].decode() in one.heard for one in rest))
        assert [one.polls for one in rest].count(True) == 1
        if how == signal.SIGSTOP:
            os.kill(poller.process.pid, signal.SIGCONT)
            await comes(lambda: not poller.polls and poller.heard and poller.heard[-1] == said[-1].decode())
            assert [one.polls for one in processes].count(True) == 1
        for one in rest:
            assert len(set(one.heard)) == len(one.heard), "none twice"
