"""Named work on the one loop: a newer task of the same name drops the older one, so no stale answer is ever shown."""

import asyncio
import logging

log = logging.getLogger("allways")


class Tasks:
    """`on_crash` hears of every exception that nobody expected: a bug, never hidden."""

    def __init__(self, on_crash=lambda error: None):
        self.on_crash = on_crash
        self._running: dict[tuple[int, str], asyncio.Task] = {}

    def start(self, owner: object, name: str, work) -> asyncio.Task:
        key = (id(owner), name)
        if key in self._running:
            self._running[key].cancel()
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._running[key] = task
        task.add_done_callback(lambda done: self._end(key, done))
        return task

    def stop(self, owner: object, name: str | None = None) -> None:
        for key, task in list(self._running.items()):
            if key[0] == id(owner) and name in (None, key[1]):
                task.cancel()

    def runs(self, owner: object, name: str) -> bool:
        """Work that has ended does not, though its end is told a turn of the loop later: who asks in between would leave it to nobody."""
        task = self._running.get((id(owner), name))
        return task is not None and not task.done()

    def stop_all(self) -> None:
        for task in list(self._running.values()):
            task.cancel()

    def _end(self, key, task: asyncio.Task) -> None:
        if self._running.get(key) is task:
            del self._running[key]
        if not task.cancelled() and (error := task.exception()):
            log.error("%s failed", task.get_name(), exc_info=error)
            self.on_crash(error)
