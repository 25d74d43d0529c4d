"""Streets that are closed for a time: works, events, a lift out of order."""
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from routing.limits import Limits
from routing.streets.graph import Mode

EVERY_MODE = frozenset(Mode)


@dataclass(frozen=True, eq=False)
class Closure:
    """Nobody passes these edges by these modes; compared by identity, so that what was worked out for it can be kept.

    edges         int32[k], rows of Streets
    starts, ends  aware; None: since ever, until further notice
    id            what its source calls it
    reason        in words for people
    attributes    bits of routing.limits.Attribute: it holds only for those whose limits ask for one of them; 0: for everybody
    """

    edges: np.ndarray
    modes: frozenset[Mode] = EVERY_MODE
    starts: datetime | None = None
    ends: datetime | None = None
    id: str = ""
    reason: str = ""
    attributes: int = 0

    def concerns(self, limits: Limits | None) -> bool:
        """Whether it holds for somebody with these limits, None: with none."""
        return not self.attributes or (limits is not None and bool(limits.asked & self.attributes))

    def touches(self, begin: datetime, end: datetime) -> bool:
        """Whether it holds at any moment of a span of time."""
        return (self.starts is None or self.starts <= end) and (self.ends is None or self.ends > begin)
