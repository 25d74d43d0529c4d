"""Photos of requests, and requests that are likely the same.

A photo is seen by nobody but whoever sent it until faces and plates are hidden on it. With a doubtful plate it stays with those who answer until a
person has looked.
"""
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from backend.contract.base import Answer, Message, Moment
from backend.contract.requests import MAX_WORDS, Code, RequestPlace

MOST_AREAS = 20
PHOTO_KEY = r"^[A-Za-z0-9_-]{22,86}$"
Share = Annotated[float, Meta(ge=0, le=1, description="Of the width or the height of the picture, from the left or the top.")]
Why = Annotated[str, Meta(min_length=3, max_length=500, pattern=r"\S")]


class RequestPhotoState(StrEnum):
    """quarantined: nothing is hidden yet, it waits for that · hidden: faces and plates are · failed: they could not be, the staff sees to it ·
    removed: taken away by who sent it or by the staff."""

    QUARANTINED = "quarantined"
    HIDDEN = "hidden"
    FAILED = "failed"
    REMOVED = "removed"


class PhotoPhase(StrEnum):
    """before: what is wrong · after: that it was put right."""

    BEFORE = "before"
    AFTER = "after"


class PhotoAct(StrEnum):
    """looked: at the original. shown: what is no plate is shown again."""

    LOOKED = "looked"
    REDACTED = "redacted"
    RELEASED = "released"
    REMOVED = "removed"
    SHOWN = "shown"


class SeenBy(StrEnum):
    """nobody: as long as nothing is hidden on it · body: those who answer, and who sent it · everybody."""

    NOBODY = "nobody"
    BODY = "body"
    EVERYBODY = "everybody"


class PhotoArea(Message, frozen=True):
    """A rectangle of the picture that is hidden besides what was found."""

    left: Share
    top: Share
    right: Share
    bottom: Share


class HideMore(Message, frozen=True):
    areas: Annotated[tuple[PhotoArea, ...], Meta(min_length=1, max_length=MOST_AREAS)]


class StaffHideMore(Message, frozen=True):
    areas: Annotated[tuple[PhotoArea, ...], Meta(min_length=1, max_length=MOST_AREAS)]
    reason: Why


class ShowAgain(Message, frozen=True):
    """Rectangles in which something was taken for a plate that is none, such as the sign that the request is about."""

    areas: Annotated[tuple[PhotoArea, ...], Meta(min_length=1, max_length=MOST_AREAS)]
    reason: Why


class PhotoReason(Message, frozen=True):
    reason: Why


class RequestPhoto(Answer, frozen=True):
    """`faces`, `plates`, `areas`: how many places are hidden, found by the city's programs or by people. `seenBy`: who sees it now.

    `doubtful`: how many places may be a plate, so that a person looks before everybody sees it. `mine`: sent by who asks.
    """

    photo_id: UUID
    phase: PhotoPhase
    state: RequestPhotoState
    seen_by: SeenBy
    width: int
    height: int
    faces: int
    plates: int
    doubtful: int
    areas: int
    sent_at: Moment
    mine: bool


class RequestPhotosResponse(Answer, frozen=True):
    """What was sent first comes first."""

    photos: tuple[RequestPhoto, ...]


class StaffPhotoAct(Answer, frozen=True):
    """`officerId`: null, a machine of the staff."""

    act: PhotoAct
    reason: str
    officer_id: UUID | None
    at: Moment


class StaffPhoto(Answer, frozen=True):
    """`hasOriginal`: it is kept still, sealed. `acts`: what the staff did with it."""

    code: str
    photo: RequestPhoto
    has_original: bool
    acts: tuple[StaffPhotoAct, ...]


class StaffPhotosResponse(Answer, frozen=True):
    """Those that could not be hidden and those in doubt; what waits longest comes first. `total`: how many there are."""

    photos: tuple[StaffPhoto, ...]
    total: int


class OfferChoice(StrEnum):
    """followed: it is that one · ignored: it is another one, which was sent."""

    FOLLOWED = "followed"
    IGNORED = "ignored"


class LikelySame(Message, frozen=True):
    """What is about to be sent."""

    category: Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[a-z0-9_.-]+$")]
    place: RequestPlace
    words: Annotated[str, Meta(max_length=MAX_WORDS)] = ""


class SameOffer(Answer, frozen=True):
    """`distanceM`: from the place that was given. `photoId`: a picture of it that everybody may see."""

    code: str
    category: str
    words: str
    distance_m: int
    submitted_at: Moment
    followers: int
    closed: bool
    photo_id: UUID | None


class SameOffersResponse(Answer, frozen=True):
    """At most three, the likeliest first; none is no answer to be waited for. `offerId`: by which it is told what was chosen; null with none."""

    offer_id: UUID | None
    offers: tuple[SameOffer, ...]


class OfferChosen(Message, frozen=True):
    """`code`: of the one that is followed, or of the new one that was sent all the same."""

    choice: OfferChoice
    code: Code
