"""`/gbfs`. GBFS describes itself, so OpenAPI does not."""
from typing import Annotated

from litestar import Controller, Request, Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import PathParameter

from backend.gbfs_out.service import TTL_S, Republished
from backend.gbfs_out.words import V2, V3
from backend.service.policies import RateClass, public

Feed = Annotated[str, PathParameter(max_length=100)]
File = Annotated[str, PathParameter(max_length=100)]


def give_republished(state: State) -> Republished:
    return Republished(state.services.live)


class GbfsController(Controller):
    path = "/gbfs"
    opt = public(RateClass.READ)
    include_in_schema = False
    dependencies = {"republished": Provide(give_republished, sync_to_thread=False)}

    @get("/manifest.json", sync_to_thread=True)
    def manifest(self, request: Request, republished: NamedDependency[Republished]) -> Response[bytes]:
        """The sharing systems that are live."""
        return as_json(republished.manifest(home(request)))

    @get("/{feed:str}/{file:str}", sync_to_thread=True)
    def file(self, request: Request, republished: NamedDependency[Republished], feed: Feed, file: File) -> Response[bytes]:
        """As it is known now, in GBFS 3.0."""
        return as_json(republished.file(home(request), feed, V3, file))

    @get(f"/{{feed:str}}/{V2}/{{file:str}}", sync_to_thread=True)
    def older_file(self, request: Request, republished: NamedDependency[Republished], feed: Feed, file: File) -> Response[bytes]:
        """As it is known now, in GBFS 2.3."""
        return as_json(republished.file(home(request), feed, V2, file))


def home(request: Request) -> str:
    """The address by which the caller knows this folder; the name in it is one of those the service answers to."""
    return str(request.base_url).rstrip("/") + GbfsController.path


def as_json(body: bytes) -> Response[bytes]:
    return Response(body, media_type="application/json", headers={"Cache-Control": f"public, max-age={TTL_S}"})
