"""What lies where its facts say it does."""
from typing import Any


class Placed:
    """`told` are the facts that a class of the schema shows."""

    told: Any

    @property
    def lat(self) -> float:
        return self.told.lat

    @property
    def lon(self) -> float:
        return self.told.lon
