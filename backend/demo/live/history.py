"""What the car parks of a made-up city would have told earlier."""
from datetime import datetime

import numpy as np

from backend.demo.live.parking import CarParks
from backend.demo.live.town import Town

EVERY_S = 900


def readings(town: Town, seed: int, begin: datetime, end: datetime) -> tuple[np.ndarray, np.ndarray]:
    """float64[n] minutes of UTC since 1970, int64[n, car parks] spaces free."""
    car_parks = CarParks(town, seed)
    moments = range(int(begin.timestamp()) // EVERY_S * EVERY_S, int(end.timestamp()), EVERY_S)
    return np.array(moments) / 60, np.array([car_parks.at(moment).free for moment in moments])
