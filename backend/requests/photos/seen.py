"""Who sees a photo. Pure."""
from dataclasses import dataclass

from backend.contract.request_photos import PhotoPhase, RequestPhotoState, SeenBy

MOST_PHOTOS = {PhotoPhase.BEFORE: 5, PhotoPhase.AFTER: 5}


@dataclass(frozen=True)
class Standing:
    """doubtful: how many places of it may be a plate. released: one of the staff has looked. open_request: everybody may read the request.

    for_body: it was sent to those who answer alone.
    """

    state: RequestPhotoState
    doubtful: int
    released: bool
    by_staff: bool
    open_request: bool
    for_body: bool = False

    @property
    def shows_nobody(self) -> bool:
        return self.state is RequestPhotoState.HIDDEN and (self.released or self.doubtful == 0)

    @property
    def seen_by(self) -> SeenBy:
        if self.state is not RequestPhotoState.HIDDEN:
            return SeenBy.NOBODY
        return SeenBy.EVERYBODY if self.open_request and self.shows_nobody and not self.for_body else SeenBy.BODY

    def is_for(self, own_request: bool) -> bool:
        """Whether somebody who is not of the staff sees it. Whoever took it knows who is on it; one of the staff's shows nobody to them either."""
        if own_request:
            return self.shows_nobody if self.by_staff else self.state is RequestPhotoState.HIDDEN
        return self.seen_by is SeenBy.EVERYBODY
