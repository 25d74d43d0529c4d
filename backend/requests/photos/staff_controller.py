"""`/v1/staff/requests/{code}/photos` and `/v1/staff/photos`."""
from typing import Annotated
from uuid import UUID

from litestar import Controller, Request, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.accounts import Role
from backend.contract.request_photos import PhotoReason, ShowAgain, StaffHideMore, StaffPhoto, StaffPhotosResponse
from backend.identity.actor import Actor
from backend.obstacles.describing import JPEG, PictureOperation
from backend.pictures.darkroom import HEADERS, MOST_TAKEN
from backend.requests.controller import Code
from backend.requests.photos.controller import AREAS_BODY, GIVEN, PhotoKey
from backend.requests.photos.describing import TakenPhotoOperation
from backend.requests.photos.service import Photos
from backend.service.policies import Body, RateClass, Work, account, staff
from backend.service.problems import problems
from backend.service.strict import strict_body
from backend.service.unit import unit_of

REFUSED = problems(403, 404, 408, 409, 413, 415, 422, 503)
SMALL = {"return_dto": None, "request_max_body_size": AREAS_BODY, "status_code": 200}


class StaffRequestPhotosController(Controller):
    path = "/v1/staff/requests/{code:str}/photos"
    tags = ["Staff"]
    dependencies = GIVEN

    @get("/", opt=staff(RateClass.READ), responses=problems(404, 422), operation_id="listRequestPhotosForStaff", summary="All photos of a request")
    async def every(self, code: Code, session: NamedDependency[AsyncSession], photos: NamedDependency[Photos]) -> StaffPhotosResponse:
        return await photos.desk.list_of(session, code)

    @put(
        "/{key:str}", status_code=200, request_max_body_size=MOST_TAKEN,
        opt=account(RateClass.PHOTO, Work.REPEATABLE, Body.PHOTO, roles=(Role.STAFF,)), responses=problems(404, 408, 413, 415, 422, 503),
        operation_class=TakenPhotoOperation, operation_id="putProofPhoto", summary="A photo that shows it was put right",
    )  # fmt: skip
    async def add(self, code: Code, key: PhotoKey, request: Request, actor: NamedDependency[Actor], photos: NamedDependency[Photos]) -> StaffPhoto:
        """Its `photoId` is the `proofId` a request is closed with. Faces and plates are hidden on it as on any other."""
        await photos.desk.check(code)
        jpeg = await photos.darkroom.develop(await request.body())
        return await photos.desk.add(await unit_of(request).session(), actor, code, jpeg, key)


class StaffPhotosController(Controller):
    path = "/v1/staff/photos"
    tags = ["Staff"]
    dependencies = GIVEN

    @get("/", opt=staff(RateClass.READ), responses=problems(422), operation_id="listPhotosInDoubt", summary="Photos a person has to look at")
    async def waiting(
        self, session: NamedDependency[AsyncSession], photos: NamedDependency[Photos], limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50
    ) -> StaffPhotosResponse:
        return await photos.desk.waiting(session, limit)

    @get(
        "/{photo_id:uuid}", opt=account(RateClass.READ, roles=(Role.STAFF,)), responses=problems(404), media_type=JPEG,
        operation_class=PictureOperation, operation_id="getPhotoForStaff", summary="A photo with faces and plates hidden, in doubt or not",
    )  # fmt: skip
    async def one(self, photo_id: UUID, session: NamedDependency[AsyncSession], photos: NamedDependency[Photos]) -> Response[bytes]:
        return Response(await photos.desk.picture(session, photo_id), media_type=JPEG, headers=HEADERS)

    @post(
        "/{photo_id:uuid}/original/looks", dto=strict_body(PhotoReason), media_type=JPEG, operation_class=PictureOperation, responses=REFUSED,
        opt=account(RateClass.READ, Work.REPEATABLE, roles=(Role.STAFF,), fresh=True), operation_id="lookAtOriginalPhoto",
        summary="A photo as it was sent; the look is kept with its reason", **SMALL,
    )  # fmt: skip
    async def original(
        self, photo_id: UUID, data: PhotoReason, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        photos: NamedDependency[Photos],
    ) -> Response[bytes]:  # fmt: skip
        """Not for machines, not of one's own, and not without proving who one is just now."""
        jpeg = await photos.desk.original(session, actor, photo_id, data.reason)
        return Response(jpeg, status_code=200, media_type=JPEG, headers=HEADERS)

    @post(
        "/{photo_id:uuid}/areas", dto=strict_body(StaffHideMore), opt=account(RateClass.WRITE, Work.REPEATABLE, roles=(Role.STAFF,)),
        responses=REFUSED, operation_id="redactPhoto", summary="Hide more on a photo", **SMALL,
    )  # fmt: skip
    async def redact(
        self, photo_id: UUID, data: StaffHideMore, request: Request, actor: NamedDependency[Actor], photos: NamedDependency[Photos]
    ) -> StaffPhoto:
        """At once. One that the programs failed on is hidden by hand, and released afterwards."""
        return await photos.desk.redact(unit_of(request).session, actor, photo_id, data.areas, data.reason)

    @post(
        "/{photo_id:uuid}/shown-areas", dto=strict_body(ShowAgain),
        opt=account(RateClass.WRITE, Work.REPEATABLE, roles=(Role.STAFF,), fresh=True), responses=REFUSED, operation_id="showOnPhoto",
        summary="Show again what was taken for a plate and is none", **SMALL,
    )  # fmt: skip
    async def show(
        self, photo_id: UUID, data: ShowAgain, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        photos: NamedDependency[Photos],
    ) -> StaffPhoto:  # fmt: skip
        """Faces stay hidden, and so does what people hid. It is made anew, and is seen by those who answer until it is released."""
        return await photos.desk.show(session, actor, photo_id, data.areas, data.reason)

    @post(
        "/{photo_id:uuid}/release", dto=strict_body(PhotoReason), opt=account(RateClass.WRITE, Work.REPEATABLE, roles=(Role.STAFF,)),
        responses=REFUSED, operation_id="releasePhoto", summary="Nobody can be recognised on it", **SMALL,
    )  # fmt: skip
    async def release(
        self, photo_id: UUID, data: PhotoReason, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        photos: NamedDependency[Photos],
    ) -> StaffPhoto:  # fmt: skip
        return await photos.desk.release(session, actor, photo_id, data.reason)

    @post(
        "/{photo_id:uuid}/removal", dto=strict_body(PhotoReason), opt=account(RateClass.WRITE, Work.REPEATABLE, roles=(Role.STAFF,)),
        responses=REFUSED, operation_id="removePhoto", summary="Take a photo away, with what it was made of", return_dto=None,
        request_max_body_size=AREAS_BODY, status_code=204,
    )  # fmt: skip
    async def remove(
        self, photo_id: UUID, data: PhotoReason, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        photos: NamedDependency[Photos],
    ) -> None:  # fmt: skip
        await photos.desk.remove(session, actor, photo_id, data.reason)
