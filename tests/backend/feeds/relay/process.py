"""A worker process over the feeds of a server (`python -m …process ADDRESS PORT`): it says what it knows, a line each time."""
import asyncio
import json
import sys

from tests.backend.feeds.relay.workers import Worker, trams
from tests.backend.feeds.servers import FeedServer


async def work(address: str, port: int) -> None:
    server = FeedServer(port=port)
    worker = await Worker(address, server, (trams(server),)).start()
    said = None
    while True:
        saying = {"polls": worker.polls, "heard": [content.decode() for _, content, _ in worker.town.messages]}
        if saying != said:
            print(json.dumps(saying), flush=True)
            said = saying
        await asyncio.sleep(0.02)


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], int(sys.argv[2])))
