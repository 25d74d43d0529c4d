"""`/v1/staff/parking/photos`."""
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.listings import PhotoDecision, WaitingPhotosResponse
from backend.obstacles.describing import JPEG, PictureOperation
from backend.parking import photos
from backend.parking.controller import give_parking
from backend.parking.service import Parking
from backend.pictures.darkroom import HEADERS
from backend.service.policies import RateClass, Work, staff
from backend.service.problems import problems
from backend.service.strict import strict_body

SMALL_BODY = 4 * 1024


class StaffParkingController(Controller):
    path = "/v1/staff/parking/photos"
    tags = ["Staff"]
    dependencies = {"parking": Provide(give_parking, sync_to_thread=False)}

    @get("/", opt=staff(RateClass.READ), responses=problems(422), operation_id="listWaitingPhotos", summary="Pictures that wait to be shown")
    async def waiting(
        self, session: NamedDependency[AsyncSession], limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50
    ) -> WaitingPhotosResponse:
        return await photos.list_waiting(session, limit)

    @get(
        "/{photo_id:uuid}", opt=staff(RateClass.READ), responses=problems(404), media_type=JPEG, operation_class=PictureOperation,
        operation_id="getWaitingPhoto", summary="One of them",
    )  # fmt: skip
    async def picture(
        self, photo_id: UUID, session: NamedDependency[AsyncSession], parking: NamedDependency[Parking]
    ) -> Response[bytes]:
        return Response(await photos.of_staff(session, parking.vault, photo_id), media_type=JPEG, headers=HEADERS)

    @post(
        "/{photo_id:uuid}/decisions", status_code=204, dto=strict_body(PhotoDecision), return_dto=None, request_max_body_size=SMALL_BODY,
        opt=staff(RateClass.WRITE, Work.REPEATABLE), responses=problems(404, 408, 413, 415, 422, 503), operation_id="decidePhoto",
        summary="Show it, or not, with a reason",
    )  # fmt: skip
    async def decide(
        self, photo_id: UUID, data: PhotoDecision, session: NamedDependency[AsyncSession], parking: NamedDependency[Parking]
    ) -> None:
        await photos.decide(session, photo_id, data, parking.clock())
