"""How long something may take, as tables say it: `10min`, `36h` and `7d` of every day, `4wh` and `2wd` of the time a body works."""
import re
from dataclasses import dataclass

WRITTEN = re.compile(r"([1-9]\d{0,4})(min|h|d|wh|wd)\Z")
SECONDS = {"min": 60, "h": 3600, "d": 86_400, "wh": 3600}
# Whoever works four hours a week is done with the longest of them within ten years.
MOST = {"min": 99_999, "h": 50_000, "d": 3650, "wh": 2000, "wd": 400}


class LengthRefused(ValueError):
    """It says what to write."""


@dataclass(frozen=True)
class Length:
    """text: as written. A working day is as long as those of the body are on the average of its week."""

    text: str
    count: int
    unit: str

    @property
    def working(self) -> bool:
        return self.unit in ("wh", "wd")

    def seconds(self, working_day_s: int) -> int:
        """On the clock that it is about."""
        return self.count * (working_day_s if self.unit == "wd" else SECONDS[self.unit])


def read_length(text: str) -> Length:
    """Raises LengthRefused."""
    found = WRITTEN.match(text)
    if found is None:
        raise LengthRefused("write a whole number and min, h or d for every day, wh or wd for working time, such as 2wd")
    length = Length(text, int(found.group(1)), found.group(2))
    if length.count > MOST[length.unit]:
        raise LengthRefused(f"that is too long: {MOST[length.unit]}{length.unit} is the most")
    return length
