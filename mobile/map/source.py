"""Where tiles come from: the cache at once, the backend once per session to see whether they are still true."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from mobile.map.cache import TileCache
from mobile.map.decode import DrawnTile, TileError, decode

log = logging.getLogger("allways")
AT_ONCE = 6
KEPT_DRAWN = 64  # tiles ready to be drawn, beside those on screen
WAIT_S = (2, 5, 15, 30)  # before asking again after the network has failed
Tile = tuple[int, int, int]
Fetch = Callable[[int, int, int, str | None], Awaitable[tuple[int, str, bytes]]]


class TileSource:
    """`want` says which tiles are on screen, by importance; `on_tile(tile, drawn)` of each listener hears each of them once it can be drawn.

    All on the loop; unpacking and the file go to threads. A tile that is no longer wanted is not asked for.
    """

    def __init__(self, fetch: Fetch, cache: TileCache):
        self.fetch, self.cache = fetch, cache
        self.anchor: tuple[float, float] | None = None
        self.offline = False
        self.failed = 0
        self._ready: OrderedDict[Tile, DrawnTile] = OrderedDict()
        self._checked: set[Tile] = set()
        self._wanted: dict[object, list[Tile]] = {}
        self._running: dict[Tile, asyncio.Task] = {}
        self._listeners: dict[object, Callable[[Tile, DrawnTile], None]] = {}
        self._retry: asyncio.TimerHandle | None = None

    def listen(self, owner: object, on_tile: Callable[[Tile, DrawnTile], None]) -> None:
        self._listeners[owner] = on_tile

    def leave(self, owner: object) -> None:
        """This map is no longer shown."""
        self._listeners.pop(owner, None)
        self._wanted.pop(owner, None)

    def find(self, tile: Tile) -> DrawnTile | None:
        """A tile that is ready now."""
        drawn = self._ready.get(tile)
        if drawn is not None:
            self._ready.move_to_end(tile)
        return drawn

    def want(self, owner: object, tiles: list[Tile]) -> None:
        self._wanted[owner] = tiles
        self._pump()

    def forget(self) -> None:
        """The city is another one, or the map was forgotten."""
        self.anchor = None
        self._ready.clear()
        self._checked.clear()
        for task in list(self._running.values()):
            task.cancel()

    def busy(self) -> bool:
        return bool(self._running)

    def close(self) -> None:
        self._wanted.clear()
        if self._retry:
            self._retry.cancel()
        for task in list(self._running.values()):
            task.cancel()

    def _pump(self) -> None:
        for tiles in list(self._wanted.values()):
            for tile in tiles:
                if len(self._running) >= AT_ONCE:
                    return
                if tile in self._running or (tile in self._ready and (tile in self._checked or self.offline)):
                    continue
                if self.offline and tile in self._checked:
                    continue
                task = asyncio.get_running_loop().create_task(self._load(tile))
                self._running[tile] = task
                task.add_done_callback(lambda done, tile=tile: self._end(tile, done))

    def _end(self, tile: Tile, task: asyncio.Task) -> None:
        self._running.pop(tile, None)
        if not task.cancelled() and (error := task.exception()):
            log.error("a map tile failed", exc_info=error)
        self._pump()

    async def _load(self, tile: Tile) -> None:
        kept = await asyncio.to_thread(self.cache.find, tile)
        if kept and tile not in self._ready and not await self._show(tile, kept.body):
            await asyncio.to_thread(self.cache.forget, tile)
            kept = None
        if tile in self._checked or self.offline:
            self._checked.add(tile)
            return
        try:
            status, etag, body = await self.fetch(*tile, kept.etag if kept else None)
        except Exception as error:
            self._lose(tile, error)
            return
        self._win()
        self._checked.add(tile)
        if status == 200 and await self._show(tile, body):
            await asyncio.to_thread(self.cache.keep, tile, etag, body)

    async def _show(self, tile: Tile, body: bytes) -> bool:
        try:
            drawn = await asyncio.to_thread(decode, body, tile, self.anchor)
        except TileError as error:
            log.warning("a map tile cannot be drawn: %s", error)
            return False
        self._ready[tile] = drawn
        self._drop_old()
        for owner, hear in list(self._listeners.items()):
            if tile in self._wanted.get(owner, ()):
                hear(tile, drawn)
        return True

    def _drop_old(self) -> None:
        """The least lately used go, but none that is on screen: a large window shows more tiles than are kept beside it."""
        shown = {tile for tiles in self._wanted.values() for tile in tiles}
        spare = [tile for tile in self._ready if tile not in shown]
        for tile in spare[: max(0, len(spare) - KEPT_DRAWN)]:
            del self._ready[tile]

    def _lose(self, tile: Tile, error: Exception) -> None:
        """No network: what is in the cache still shows, and after a while it is tried again."""
        log.info("no map tile from the city: %s", type(error).__name__)
        self._checked.add(tile)  # until the next try
        if not self.offline:
            self.offline = True
            self._later()

    def _later(self) -> None:
        wait = WAIT_S[min(self.failed, len(WAIT_S) - 1)]
        self.failed += 1
        self._retry = asyncio.get_running_loop().call_later(wait, self._again)

    def _again(self) -> None:
        """Try with one tile; if that fails too, wait longer."""
        self.offline = False
        shown = {tile for tiles in self._wanted.values() for tile in tiles}
        self._checked -= shown
        self._pump()

    def _win(self) -> None:
        self.offline, self.failed = False, 0
