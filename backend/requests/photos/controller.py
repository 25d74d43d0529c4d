"""`/v1/requests/{code}/photos`."""
from typing import Annotated
from uuid import UUID

from litestar import Controller, Request, Response, delete, get, post, put
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import PathParameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.request_photos import PHOTO_KEY, HideMore, RequestPhoto, RequestPhotosResponse
from backend.idempotency.guard import HEADER
from backend.identity.actor import Actor
from backend.obstacles.describing import JPEG, PictureOperation
from backend.pictures.darkroom import HEADERS, MOST_TAKEN
from backend.requests.controller import Code
from backend.requests.photos.describing import SentPhotoOperation
from backend.requests.photos.refusals import NoPhoto
from backend.requests.photos.service import Photos
from backend.service.policies import Body, RateClass, Work, person, public
from backend.service.problems import problems
from backend.service.strict import strict_body
from backend.service.unit import unit_of

AREAS_BODY = 8 * 1024
FOR_ALL = {"Cache-Control": "public, max-age=300"}
KEY_WORDS = "To send it a random name of at least 22 letters, digits, - and _; to see it or take it away its `photoId`."
PhotoKey = Annotated[str, PathParameter(description=KEY_WORDS, pattern=PHOTO_KEY)]


def read_id(key: str) -> UUID:
    """Of one path that names a photo as it was sent, and by its id once it stands. Raises NoPhoto."""
    try:
        return UUID(key)
    except ValueError as error:
        raise NoPhoto from error


def give_photos(state: State) -> Photos:
    return state.request_photos


GIVEN = {"photos": Provide(give_photos, sync_to_thread=False)}


class RequestPhotosController(Controller):
    path = "/v1/requests/{code:str}/photos"
    tags = ["Requests"]
    dependencies = GIVEN

    @put(
        "/{key:str}", status_code=200, request_max_body_size=MOST_TAKEN, opt=person(RateClass.PHOTO, Work.REPEATABLE, Body.PHOTO),
        responses=problems(404, 408, 413, 415, 422, 503), operation_class=SentPhotoOperation, operation_id="putRequestPhoto",
        summary="A photo of what was told",
    )  # fmt: skip
    async def send(self, code: Code, key: PhotoKey, request: Request, actor: NamedDependency[Actor], photos: NamedDependency[Photos]) -> RequestPhoto:
        """JPEG, PNG or WebP of at most 8 MiB; only its pixels are kept, sealed. Sent again under the same name it is the same photo. Faces and plates
        are hidden after the answer, and nobody sees it before that."""
        sent_under = request.headers.get(HEADER)
        if (before := await photos.find_sent(actor, code, key, sent_under)) is not None:
            return before
        jpeg = await photos.darkroom.develop(await request.body())
        # The transaction begins here: nobody waits for it while the photo is read.
        return await photos.add(await unit_of(request).session(), actor, code, jpeg, key, sent_under)

    @get("/", opt=public(RateClass.READ), responses=problems(404, 422), operation_id="listRequestPhotos", summary="Photos of a request")
    async def every(
        self, code: Code, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], photos: NamedDependency[Photos]
    ) -> RequestPhotosResponse:
        """Those that one may see; of one's own also what has become of them, and who sees them."""
        return await photos.list_of(session, actor, code)

    @get(
        "/{key:str}", opt=public(RateClass.READ), responses=problems(404, 422), media_type=JPEG, operation_class=PictureOperation,
        operation_id="getRequestPhoto", summary="A photo with faces and plates hidden",
    )  # fmt: skip
    async def one(
        self, code: Code, key: PhotoKey, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], photos: NamedDependency[Photos]
    ) -> Response[bytes]:
        """Who may see it is asked each time. Before it is hidden there is none, for anybody."""
        picture = await photos.picture(session, actor, code, read_id(key))
        return Response(picture.jpeg, media_type=JPEG, headers=HEADERS | (FOR_ALL if picture.for_all else {}))

    @post(
        "/{photo_id:uuid}/areas", status_code=200, dto=strict_body(HideMore), return_dto=None, request_max_body_size=AREAS_BODY,
        opt=person(RateClass.WRITE, Work.REPEATABLE), responses=problems(404, 408, 409, 413, 415, 422, 503), operation_id="hideMoreOnRequestPhoto",
        summary="Hide more on a photo of one's own",
    )  # fmt: skip
    async def hide_more(
        self, code: Code, photo_id: UUID, data: HideMore, request: Request, actor: NamedDependency[Actor], photos: NamedDependency[Photos]
    ) -> RequestPhoto:
        """At once where it is hidden already, with the rest where it is not. What is hidden stays hidden."""
        return await photos.hide_more(unit_of(request).session, actor, code, photo_id, data.areas)

    @delete(
        "/{key:str}", opt=person(RateClass.WRITE, Work.REPEATABLE), responses=problems(404, 422, 503), operation_id="removeRequestPhoto",
        summary="Take a photo of one's own away",
    )  # fmt: skip
    async def remove(
        self, code: Code, key: PhotoKey, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], photos: NamedDependency[Photos]
    ) -> None:
        """The picture and what it was made of are destroyed at once."""
        await photos.remove(session, actor, code, read_id(key))
