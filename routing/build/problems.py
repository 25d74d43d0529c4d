"""What is wrong with the input of a city: an error that ends the build, or a problem that is counted and listed in the manifest."""
from collections import defaultdict
from dataclasses import dataclass, field
from threading import Lock

EXAMPLES_KEPT = 5


class BuildError(Exception):
    """Input from which no city can be built. The message names the file, where it can the line, and says what to do."""


@dataclass
class Problems:
    """Everything in the input that was repaired or left out, by a stable code such as `stop_without_place`. Safe to share among threads."""

    _count: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _examples: dict[str, list[dict]] = field(default_factory=lambda: defaultdict(list))
    _lock: Lock = field(default_factory=Lock, repr=False)

    def add(self, code: str, message: str, file: str = "", line: int = 0, count: int = 1) -> None:
        """Count a problem; the first few of each code are kept as examples. line: 1 is the first line of the file, 0: not a text file."""
        with self._lock:
            self._count[code] += count
            if len(self._examples[code]) < EXAMPLES_KEPT:
                self._examples[code].append({"file": file, "line": line, "message": message})

    def __len__(self) -> int:
        return sum(self._count.values())

    def count(self, code: str) -> int:
        return self._count.get(code, 0)

    def as_manifest(self) -> dict[str, dict]:
        """`{code: {"count": n, "examples": [{"file", "line", "message"}]}}`, the most frequent first."""
        ordered = sorted(self._count, key=lambda code: (-self._count[code], code))
        return {code: {"count": self._count[code], "examples": list(self._examples[code])} for code in ordered}
