"""The same write asked again while the first is under way waits here, in the process and without a connection to the database."""
import asyncio
from dataclasses import dataclass, field

from backend.service.errors import Conflict

MOST_WAITING = 64
WAIT_S = 5.0


class RequestInFlight(Conflict):
    code = "request_in_flight"

    def __init__(self) -> None:
        super().__init__("The same request is still being worked on. Ask again in a moment, with the same key.", headers={"Retry-After": "1"})


@dataclass
class Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    inside: int = 0


class InFlight:
    """One at a time per key. Belongs to one event loop."""

    def __init__(self, most_waiting: int = MOST_WAITING, wait_s: float = WAIT_S):
        self.most_waiting, self.wait_s = most_waiting, wait_s
        self._turns: dict[tuple[str, str], Turn] = {}

    async def enter(self, key: tuple[str, str]) -> None:
        """Raises RequestInFlight when too many wait already or it takes too long."""
        turn = self._turns.setdefault(key, Turn())
        if turn.inside > self.most_waiting:
            raise RequestInFlight
        turn.inside += 1
        try:
            async with asyncio.timeout(self.wait_s):
                await turn.lock.acquire()
        except BaseException as error:
            self._left(key, turn)
            if isinstance(error, TimeoutError):
                raise RequestInFlight from error
            raise

    def leave(self, key: tuple[str, str]) -> None:
        turn = self._turns[key]
        turn.lock.release()
        self._left(key, turn)

    def _left(self, key: tuple[str, str], turn: Turn) -> None:
        turn.inside -= 1
        if turn.inside == 0:
            del self._turns[key]
