"""`/v1/parking/spaces` and `/v1/parking/search`."""
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.parking import ParkingSearch, ParkingSpace, ParkingSpacesResponse, SpaceFilter, Vehicle
from backend.obstacles.describing import JPEG, PictureOperation
from backend.parking import photos
from backend.parking.asking import From, Lat, Limit, Lon, MaxWalkM, To, read_filters, read_vehicle, search_of
from backend.parking.service import Parking
from backend.pictures.darkroom import HEADERS
from backend.service.policies import RateClass, public
from backend.service.problems import problems
from backend.service.strict import strict_body

SEARCH_BODY = 8 * 1024


def give_parking(state: State) -> Parking:
    return state.parking


class ParkingController(Controller):
    tags = ["Parking"]
    dependencies = {
        "parking": Provide(give_parking, sync_to_thread=False), "asked_vehicle": Provide(read_vehicle, sync_to_thread=False),
        "asked_filters": Provide(read_filters, sync_to_thread=False),
    }  # fmt: skip

    @get(
        "/v1/parking/spaces", opt=public(RateClass.SEARCH), responses=problems(422, 503), operation_id="listSpaces",
        summary="Spaces near a place, at the price of exactly this time, by whether the vehicle fits",
    )  # fmt: skip
    async def near(
        self, session: NamedDependency[AsyncSession], parking: NamedDependency[Parking], lat: Lat, lon: Lon, starts_at: From, ends_at: To,
        asked_vehicle: NamedDependency[Vehicle], asked_filters: NamedDependency[SpaceFilter], max_walk_m: MaxWalkM = 1000, limit: Limit = 40,
    ) -> ParkingSpacesResponse:  # fmt: skip
        return await parking.search(session, search_of(lat, lon, starts_at, ends_at, asked_vehicle, asked_filters, max_walk_m, limit))

    @post(
        "/v1/parking/search", status_code=200, dto=strict_body(ParkingSearch), return_dto=None, request_max_body_size=SEARCH_BODY,
        opt=public(RateClass.SEARCH), responses=problems(408, 413, 415, 422, 503), operation_id="searchSpaces",
        summary="The same for somebody with limits, which stand in no address",
    )  # fmt: skip
    async def search(
        self, data: ParkingSearch, session: NamedDependency[AsyncSession], parking: NamedDependency[Parking]
    ) -> ParkingSpacesResponse:
        return await parking.search(session, data)

    @get(
        "/v1/parking/spaces/{space_id:uuid}", opt=public(RateClass.READ), responses=problems(404, 422), operation_id="getSpace",
        summary="A space from one moment to another: its price, whether the vehicle fits, whether it is free",
    )  # fmt: skip
    async def one(
        self, space_id: UUID, session: NamedDependency[AsyncSession], parking: NamedDependency[Parking], starts_at: From, ends_at: To,
        asked_vehicle: NamedDependency[Vehicle],
    ) -> ParkingSpace:  # fmt: skip
        return await parking.space(session, space_id, starts_at, ends_at, asked_vehicle)

    @get(
        "/v1/parking/spaces/{space_id:uuid}/photos/{photo_id:uuid}", opt=public(RateClass.MAP), responses=problems(404), media_type=JPEG,
        operation_class=PictureOperation, operation_id="getSpacePhoto", summary="A picture of a space that the staff has looked at",
    )  # fmt: skip
    async def photo(
        self, space_id: UUID, photo_id: UUID, session: NamedDependency[AsyncSession], parking: NamedDependency[Parking]
    ) -> Response[bytes]:
        return Response(await photos.of_space(session, parking.vault, space_id, photo_id), media_type=JPEG, headers=HEADERS)
