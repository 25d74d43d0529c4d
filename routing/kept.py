"""What was worked out once and is asked for again: a bounded store that a newer snapshot takes over in parts."""
import threading
from collections.abc import Callable, Iterator, Set
from typing import Any

Key = tuple  # the kind first
NOTHING = object()


class Kept:
    """Safe for threads: whoever asks for what another is just making waits for it, and nobody else does.

    most: of each kind, the oldest goes; rest: of every other kind
    """

    def __init__(self, most: dict[str, int], rest: int):
        self.most, self.rest = most, rest
        self._known: dict[Key, Any] = {}
        self._making: dict[Key, threading.RLock] = {}
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[Key]:
        return iter(list(self._known))

    def get(self, key: Key, make: Callable[[], Any], holds: Callable[[Any], bool] = lambda known: True) -> Any:
        """What is known under a key, and for which `holds`; made where it is not."""
        known = self._known.get(key, NOTHING)
        if known is not NOTHING and holds(known):
            return known
        with self._lock:
            making = self._making.setdefault(key, threading.RLock())
        with making:
            known = self._known.get(key, NOTHING)
            if known is not NOTHING and holds(known):
                return known
            made = make()
            with self._lock:
                self._known.pop(key, None)
                of_kind = [other for other in self._known if other[0] == key[0]]
                for oldest in of_kind[: len(of_kind) + 1 - self.most.get(key[0], self.rest)]:
                    del self._known[oldest]
                self._known[key] = made
                self._making.pop(key, None)
            return made

    def only(self, kinds: Set[str]) -> "Kept":
        """A store of its own with the kinds that still hold."""
        fresh = Kept(self.most, self.rest)
        with self._lock:
            fresh._known = {key: value for key, value in self._known.items() if key[0] in kinds}
        return fresh

    def drop(self, gone: Callable[[Key], bool]) -> None:
        with self._lock:
            for key in [key for key in self._known if gone(key)]:
                del self._known[key]
