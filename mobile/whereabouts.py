"""What the city is told of where somebody is: nothing without consent, and then now and then, by how far they have come. Without Kivy."""

from datetime import datetime, timedelta

from backend.contract.following import Position, TripUpdate
from mobile.device.protocols import Fix
from mobile.earth import flat_distance_m

EVERY, AGAIN = timedelta(seconds=30), timedelta(seconds=5)
MOVED_M = 50
FRESH = timedelta(minutes=2)  # an older place says nothing about now, to the city as to the phone
DECIMALS = 4  # of a degree, 11 m: more is not kept by the city either


class Whereabouts:
    """Of one followed trip. `known` is whether the city takes it that it may know; None where that is uncertain. All moments are the phone's own."""

    def __init__(self, known: bool | None = False):
        self.known = known
        self._sending: TripUpdate | None = None
        self._asked: tuple[bool, datetime] | None = None  # what was said last about consent, and when
        self._place: tuple[float, float] | None = None  # what the city was told last
        self._told_at: datetime | None = None

    @property
    def shares(self) -> bool:
        """The city may hold a position."""
        return self.known is not False

    def due(self, agrees: bool, fix: Fix | None, now: datetime, ahead: timedelta = timedelta()) -> TripUpdate | None:
        """What has to be told now. That somebody agrees no longer waits for nothing that is being sent. `ahead`: the clock of the city."""
        sending = self._sending
        if sending and (agrees or sending.share_position is False):
            return None
        if agrees is not self.known:
            return None if self._asked and self._asked[0] is agrees and now - self._asked[1] < AGAIN else TripUpdate(share_position=agrees)
        if not agrees or fix is None or now - fix.at > FRESH or (self._told_at and now - self._told_at < EVERY):
            return None
        if self._place and flat_distance_m(self._place, (fix.lat, fix.lon)) <= MOVED_M:
            return None
        return TripUpdate(position=Position(round(fix.lat, DECIMALS), round(fix.lon, DECIMALS), fix.at + ahead))

    def begin(self, update: TripUpdate, now: datetime) -> None:
        """It is being sent."""
        self._sending = update
        if update.share_position is not None:
            self.known, self._asked, self._place = None, (update.share_position, now), None
        if update.position:
            self._place, self._told_at = (update.position.lat, update.position.lon), now

    def end(self, update: TripUpdate, arrived: bool) -> None:
        """It has been answered, or is lost: then the city may know either way, and the next place is told again."""
        if self._sending is not update:
            return
        self._sending = None
        if arrived and update.share_position is not None:
            self.known = update.share_position
        if not arrived:
            self._place = None

    def hear(self, shares: bool) -> None:
        """The city says whether it may know."""
        if self._sending is None:
            self.known = shares
