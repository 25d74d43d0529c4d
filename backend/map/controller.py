"""`/v1/map`."""
import gzip

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath

from backend.map.service import MapTiles, NoSuchTile, Tile
from backend.service.errors import NotFound
from backend.service.etags import is_known
from backend.service.policies import RateClass, public
from backend.service.problems import problems

MEDIA_TYPE = "application/vnd.msgpack"
FRESH = "public, max-age=300"
UNCHANGED = {304: ResponseSpec(None, description="The tile is the one named in If-None-Match.")}


class MapController(Controller):
    path = "/v1/map"
    tags = ["Map"]

    @get(
        "/{z:int}/{x:int}/{y:int}", opt=public(RateClass.MAP), responses={**problems(404), **UNCHANGED}, media_type=MEDIA_TYPE, sync_to_thread=True,
        operation_id="getTile", summary="One map tile: msgpack as backend/map/FORMAT.md says", raises=[],
    )  # fmt: skip
    def tile(self, z: FromPath[int], x: FromPath[int], y: FromPath[int], tiles: NamedDependency[MapTiles], request: Request) -> Response[bytes]:
        try:
            found = tiles.tile(z, x, y)
        except NoSuchTile as error:
            raise NotFound(str(error)) from error
        return respond(found, request.headers.get("if-none-match", ""), request.headers.get("accept-encoding", "gzip"))


def respond(tile: Tile, known: str, accepted: str) -> Response[bytes]:
    """The tile as it is kept, packed, unless the client has it or cannot unpack."""
    headers = {"etag": tile.etag, "cache-control": FRESH, "vary": "accept-encoding"}
    if is_known(tile.etag, known):
        return Response(b"", status_code=304, headers=headers)
    if "gzip" not in accepted.lower() and "*" not in accepted:
        return Response(gzip.decompress(tile.bytes), headers=headers, media_type=MEDIA_TYPE)
    return Response(tile.bytes, headers={**headers, "content-encoding": "gzip"}, media_type=MEDIA_TYPE)
