"""`/v1/parking/listings`."""
from typing import Annotated
from uuid import UUID

from litestar import Controller, Request, Response, delete, get, patch, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import PathParameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.listings import (
    MOST_PHOTOS,
    TERMS_VERSION,
    BlockedResponse,
    Listing,
    ListingCalendar,
    ListingChange,
    ListingsResponse,
    NewBlock,
    NewListing,
)
from backend.identity.actor import Actor
from backend.obstacles.describing import JPEG, PictureOperation
from backend.parking import calendar, photos
from backend.parking.asking import From, To
from backend.parking.controller import give_parking
from backend.parking.describing import ListingPhotoOperation
from backend.parking.hosts import Host
from backend.parking.service import Parking
from backend.parking.words import TERMS
from backend.pictures.darkroom import HEADERS, MOST_TAKEN
from backend.service.policies import Body, RateClass, Work, account
from backend.service.problems import problems
from backend.service.strict import strict_body
from backend.service.unit import unit_of

LISTING_BODY = 16 * 1024
Number = Annotated[int, PathParameter(ge=1, le=MOST_PHOTOS)]


class ListingsController(Controller):
    path = "/v1/parking/listings"
    tags = ["Parking"]
    dependencies = {"parking": Provide(give_parking, sync_to_thread=False)}

    @get("/", opt=account(RateClass.READ), responses=problems(), operation_id="listListings", summary="Spaces that one lets, and the terms for it")
    async def listed(
        self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], parking: NamedDependency[Parking]
    ) -> ListingsResponse:
        found = await host(parking, session, actor).list_own()
        return ListingsResponse(tuple(found), TERMS_VERSION, TERMS, parking.declared.hosts.share_bp)

    @post(
        "/", dto=strict_body(NewListing), return_dto=None, request_max_body_size=LISTING_BODY, opt=account(RateClass.WRITE),
        responses=problems(408, 409, 413, 415, 422, 503), operation_id="newListing", summary="Let a driveway or a bay of one's own",
    )  # fmt: skip
    async def make(
        self, data: NewListing, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], parking: NamedDependency[Parking]
    ) -> Response[Listing]:
        """Whoever lets for the first time is a host from then on. Only its street is shown, and a place that is rounded to about 100 m."""
        parking.box.check(data.lat, data.lon, "lat")
        made = await host(parking, session, actor).make(data)
        return Response(made, status_code=201, headers={"Location": f"/v1/parking/listings/{made.id}"})

    @get("/{listing_id:uuid}", opt=account(RateClass.READ), responses=problems(404), operation_id="getListing", summary="A space that one lets")
    async def one(
        self, listing_id: UUID, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], parking: NamedDependency[Parking]
    ) -> Listing:
        return await host(parking, session, actor).get(listing_id)

    @patch(
        "/{listing_id:uuid}", dto=strict_body(ListingChange), return_dto=None, request_max_body_size=LISTING_BODY, opt=account(RateClass.WRITE),
        responses=problems(404, 408, 409, 413, 415, 422, 503), operation_id="changeListing", summary="Change it, pause it, end it",
    )  # fmt: skip
    async def change(
        self, listing_id: UUID, data: ListingChange, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        parking: NamedDependency[Parking],
    ) -> Listing:  # fmt: skip
        """What is booked stands, at the price it was booked for."""
        return await host(parking, session, actor).change(listing_id, data)

    @get(
        "/{listing_id:uuid}/calendar", opt=account(RateClass.READ), responses=problems(404, 422), operation_id="getListingCalendar",
        summary="When it is open, and what of that is booked",
    )  # fmt: skip
    async def calendar(
        self, listing_id: UUID, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], parking: NamedDependency[Parking],
        starts_at: From, ends_at: To,
    ) -> ListingCalendar:  # fmt: skip
        """At most 62 days."""
        return await calendar.show(session, await host(parking, session, actor).find(listing_id), starts_at, ends_at)

    @post(
        "/{listing_id:uuid}/blocks", dto=strict_body(NewBlock), return_dto=None, request_max_body_size=LISTING_BODY, opt=account(RateClass.WRITE),
        responses=problems(404, 408, 409, 413, 415, 422, 503), operation_id="blockListing", summary="Take a time out of the week, or add one",
    )  # fmt: skip
    async def block(
        self, listing_id: UUID, data: NewBlock, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        parking: NamedDependency[Parking],
    ) -> BlockedResponse:  # fmt: skip
        return await calendar.block(session, await host(parking, session, actor).find(listing_id, locked=True), data, parking.clock())

    @delete(
        "/{listing_id:uuid}/blocks/{block_id:uuid}", opt=account(RateClass.WRITE, Work.REPEATABLE), responses=problems(404, 503),
        operation_id="unblockListing", summary="Let the week count again",
    )  # fmt: skip
    async def unblock(
        self, listing_id: UUID, block_id: UUID, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        parking: NamedDependency[Parking],
    ) -> None:  # fmt: skip
        await calendar.unblock(session, await host(parking, session, actor).find(listing_id), block_id)

    @put(
        "/{listing_id:uuid}/photos/{number:int}", status_code=204, request_max_body_size=MOST_TAKEN,
        opt=account(RateClass.PHOTO, Work.REPEATABLE, Body.PHOTO), responses=problems(404, 408, 413, 415, 422, 503),
        operation_class=ListingPhotoOperation, operation_id="putListingPhoto", summary="A picture of it, in place of the one with this number",
    )  # fmt: skip
    async def put_photo(
        self, listing_id: UUID, number: Number, request: Request, actor: NamedDependency[Actor], parking: NamedDependency[Parking]
    ) -> None:
        """JPEG, PNG or WebP of at most 8 MiB. Only its pixels are kept. Others see it once the staff has seen no face, plate or number in it."""
        async with parking.database.reading() as session:
            await host(parking, session, actor).find(listing_id)
        picture = await parking.darkroom.develop(await request.body())
        # The transaction begins here: nobody waits for it while the photo is read.
        session = await unit_of(request).session()
        await photos.put(session, parking.vault, await host(parking, session, actor).find(listing_id, locked=True), number, picture)

    @get(
        "/{listing_id:uuid}/photos/{number:int}", opt=account(RateClass.MAP), responses=problems(404), media_type=JPEG,
        operation_class=PictureOperation, operation_id="getListingPhoto", summary="A picture of it as it is kept",
    )  # fmt: skip
    async def photo(
        self, listing_id: UUID, number: Number, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        parking: NamedDependency[Parking],
    ) -> Response[bytes]:  # fmt: skip
        listing = await host(parking, session, actor).find(listing_id)
        return Response(await photos.of_host(session, parking.vault, listing, number), media_type=JPEG, headers=HEADERS)

    @delete(
        "/{listing_id:uuid}/photos/{number:int}", opt=account(RateClass.WRITE, Work.REPEATABLE), responses=problems(404, 503),
        operation_id="removeListingPhoto", summary="Take a picture of it away",
    )  # fmt: skip
    async def remove_photo(
        self, listing_id: UUID, number: Number, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        parking: NamedDependency[Parking],
    ) -> None:  # fmt: skip
        await photos.remove(session, await host(parking, session, actor).find(listing_id), number)


def host(parking: Parking, session: AsyncSession, actor: Actor) -> Host:
    """The guard lets in nobody without an account."""
    assert actor.account_id is not None
    declared = parking.declared
    return Host(session, actor.account_id, parking.vault, parking.zone, declared.currency, declared.hosts.terms, parking.clock())
