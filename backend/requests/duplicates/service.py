"""At most three requests that are likely the same, and what was made of the offer."""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.contract.request_photos import LikelySame, OfferChoice, OfferChosen, SameOffer, SameOffersResponse
from backend.contract.requests import RequestPlace
from backend.database.base import now as utc_now
from backend.identity.actor import Actor
from backend.requests.duplicates.candidates import ENDED, Near, Spot, list_near
from backend.requests.duplicates.models import DuplicateOffer
from backend.requests.duplicates.score import MODEL, Pair, letters_of, likeness, probability
from backend.requests.models import Request
from backend.requests.photos.service import Photos
from backend.requests.places import NOWHERE_DEG
from backend.service.errors import NotFound

MOST_OFFERS, LEAST_PROBABLE = 3, 0.15
DAY_S = 86_400.0


class NoOffer(NotFound):
    def __init__(self) -> None:
        super().__init__("There is no such offer, or this request was not in it.")


@dataclass(frozen=True)
class Likely:
    near: Near
    probability: float


class Duplicates:
    def __init__(self, photos: Photos, clock: Callable[[], datetime] = utc_now):
        self.photos, self.clock = photos, clock

    async def likely(self, session: AsyncSession, actor: Actor, asked: LikelySame) -> list[Likely]:
        """The likeliest first; none where nobody knows the place."""
        spot, at = spot_of(asked.place), self.clock()
        if spot.lat is None and spot.place_id is None:
            return []
        words = letters_of(asked.words)
        found = [Likely(near, self.score(near, asked, words, at)) for near in await list_near(session, actor, spot, at)]
        probable = [one for one in found if one.probability > LEAST_PROBABLE]
        return sorted(probable, key=lambda one: (-one.probability, one.near.row.code))[:MOST_OFFERS]

    def score(self, near: Near, asked: LikelySame, words, at: datetime) -> float:
        row = near.row
        days = (at - row.submitted_at).total_seconds() / DAY_S
        alike = likeness(words, letters_of(row.words_public))
        return probability(Pair(near.distance_m, days, row.category == asked.category, alike, max(asked.place.accuracy_m, row.accuracy_m)))

    async def offer(self, session: AsyncSession, actor: Actor, asked: LikelySame) -> SameOffersResponse:
        """What was shown is noted, without who asked or what was written."""
        found = await self.likely(session, actor, asked)
        if not found:
            return SameOffersResponse(None, ())
        offer_id = uuid7()
        for rank, one in enumerate(found, 1):
            score = round(one.probability * 1000)
            session.add(DuplicateOffer(offer_id=offer_id, candidate_id=one.near.row.id, rank=rank, score=score, model=MODEL))
        await session.flush()
        pictures = await self.photos.public_ids(session, [one.near.row.id for one in found])
        return SameOffersResponse(offer_id, tuple(shown(one.near, pictures) for one in found))

    async def chosen(self, session: AsyncSession, offer_id: UUID, told: OfferChosen) -> None:
        """Told again it is the same. Raises NoOffer."""
        request_id = await session.scalar(select(Request.id).where(Request.code == told.code))
        offered = DuplicateOffer.offer_id == offer_id
        if request_id is None or not await session.scalar(select(func.count()).where(offered)):
            raise NoOffer
        if told.choice is OfferChoice.IGNORED:
            await session.execute(update(DuplicateOffer).where(offered).values(choice=told.choice.value, filed_id=request_id))
            return
        taken = update(DuplicateOffer).where(offered, DuplicateOffer.candidate_id == request_id)
        if (await session.execute(taken.values(choice=told.choice.value, filed_id=None))).rowcount == 0:
            raise NoOffer


def spot_of(place: RequestPlace) -> Spot:
    """0, 0 is no place."""
    lat, lon = place.lat, place.lon
    if lat is None or lon is None or (abs(lat) < NOWHERE_DEG and abs(lon) < NOWHERE_DEG):
        lat = lon = None
    return Spot(lat, lon, place.id)


def shown(near: Near, pictures: dict[UUID, list[UUID]]) -> SameOffer:
    row = near.row
    photo = next(iter(pictures.get(row.id, [])), None)
    submitted = row.submitted_at.replace(microsecond=0)
    return SameOffer(row.code, row.category, row.words_public, round(near.distance_m), submitted, row.followers, row.state in ENDED, photo)
