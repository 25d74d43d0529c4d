"""Work for the processor beside the event loop: a few threads that stay, a short queue, and a refusal when it is full."""
import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from backend.service.errors import Busy

T = TypeVar("T")
WAITING = 64


class Lane:
    """The threads live as long as the service: each keeps the arrays the engine searches with."""

    def __init__(self, threads: int, waiting: int = WAITING):
        self.most = threads + waiting
        self.inside = 0
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="plan")

    async def run(self, work: Callable[..., T], *given: object) -> T:
        """The result of work(*given). Raises Busy when too many wait already."""
        if self.inside >= self.most:
            raise Busy("Too many trips are being planned right now. Try again in a moment.", headers={"Retry-After": "1"})
        self.inside += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self.pool, work, *given)
        finally:
            self.inside -= 1

    def close(self) -> None:
        self.pool.shutdown(wait=False, cancel_futures=True)
