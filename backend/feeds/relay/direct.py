"""Where one process serves the city: what it polls is applied at once and kept nowhere."""
from backend.feeds.poller import Poller


class Direct:
    def __init__(self, poller: Poller):
        self.poller = poller

    async def start(self) -> None:
        self.poller.start()

    async def stop(self) -> None:
        await self.poller.stop()
