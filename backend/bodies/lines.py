"""In which line of a TOML text a table or a key stands, so that an error can be found where it is."""
import re
from bisect import bisect_right

HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\"' -]+?)\s*\]\]?\s*(?:#.*)?$")


class Lines:
    """text: of TOML that was read without an error."""

    def __init__(self, text: str):
        self.lines = text.splitlines()
        self.headers: list[int] = []
        self.of: dict[str, list[int]] = {}
        for number, line in enumerate(self.lines, 1):
            found = HEADER.match(line)
            if found:
                self.headers.append(number)
                self.of.setdefault(found.group(2).replace('"', "").replace("'", ""), []).append(number)

    def find(self, table: str, index: int = 0, key: str = "") -> int:
        """Of the `index`th table of this name, from 0, or of a key in it; 0 where it cannot be told, because it is written another way."""
        begins = self.of.get(table, [])
        if index >= len(begins):
            return self._find_key(1, table) if not begins else 0
        return (self._find_key(begins[index] + 1, key) if key else 0) or begins[index]

    def _find_key(self, first: int, key: str) -> int:
        after = bisect_right(self.headers, first - 1)
        last = self.headers[after] - 1 if after < len(self.headers) else len(self.lines)
        wanted = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[.=]")
        return next((number for number in range(first, last + 1) if wanted.match(self.lines[number - 1])), 0)
