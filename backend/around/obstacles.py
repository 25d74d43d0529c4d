"""What people report in the way and what is not over, as ways are compared with it."""
from datetime import datetime, tzinfo

import numpy as np

from backend.around.area import Area, degrees_of
from backend.contract.around import ObstacleNow
from backend.trips.obstacles import Reported, ReportedObstacles


class Obstacles:
    """Of one view."""

    def __init__(self, reported: ReportedObstacles, zone: tzinfo):
        self.reported, self.zone = reported.obstacles, zone
        self._at = degrees_of(self.reported)
        self._until_s = np.array([one.until.timestamp() for one in self.reported], np.float64)

    def within(self, area: Area, now: datetime) -> tuple[tuple[ObstacleNow, ...], int]:
        """A process hears of an end some time after it: what is over by the clock is left out."""
        rows, omitted = area.nearest(*self._at, self._until_s > now.timestamp())
        return tuple(self.obstacle(self.reported[row]) for row in rows), omitted

    def obstacle(self, one: Reported) -> ObstacleNow:
        seen, until = (moment.astimezone(self.zone).replace(microsecond=0) for moment in (one.last_seen, one.until))
        return ObstacleNow(one.id, one.kind, one.lat, one.lon, one.state, one.wall is not None, seen, until)
