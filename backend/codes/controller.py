"""`/v1/codes` for the app, and `/C/…` for everybody else's camera."""
from datetime import UTC, datetime

import msgspec
from litestar import Controller, MediaType, Request, Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath

from backend.city.service import CityFacts
from backend.codes.page import POLICY, place_page, refused_page
from backend.codes.published import PublishedCodes, PublishedFile
from backend.codes.words import language_of
from backend.contract.codes import CodeRing
from backend.contract.stops import DeparturesResponse
from backend.live.service import LiveCity
from backend.service.errors import NotFound
from backend.service.etags import is_known
from backend.service.policies import RateClass, public
from backend.service.problems import problems
from backend.stops.service import Timetables
from signing.codes import CodeKind, PlaceCode, address_of, read_code
from signing.refused import CodeRefused

COSE = 'application/cose; cose-type="cose-sign1"'
FRESH = "public, max-age=60"  # as long as a key that was taken out may still be believed
SHOWN = 8
UNCHANGED = {304: ResponseSpec(None, description="It is the one named in If-None-Match.")}


class CodesController(Controller):
    path = "/v1/codes"
    tags = ["Codes"]

    @get(
        "/ring", opt=public(RateClass.READ), responses={**problems(404), **UNCHANGED}, sync_to_thread=True, operation_id="getCodeRing",
        summary="The public keys by which codes in the street are checked", raises=[],
    )  # fmt: skip
    def ring(self, codes: NamedDependency[PublishedCodes], request: Request) -> Response[CodeRing]:
        published = codes.find()
        if published is None:
            raise NotFound("This city publishes no codes.")
        return given(published.ring_file, request, msgspec.json.decode(published.ring_file.bytes, type=CodeRing), "application/json")

    @get(
        "/markers", opt=public(RateClass.READ), responses={**problems(404), **UNCHANGED}, media_type=COSE, sync_to_thread=True,
        operation_id="getCodeMarkers", summary="Which place each long-range marker stands for, as the city signed it", raises=[],
    )  # fmt: skip
    def markers(self, codes: NamedDependency[PublishedCodes], request: Request) -> Response[bytes]:
        table = codes.find_markers(datetime.now(UTC))
        if table is None:
            raise NotFound("This city publishes no markers.")
        return given(table, request, table.bytes, COSE)


class CodePage(Controller):
    """A page of words, so it is no part of the description of the API."""

    path = "/C"
    include_in_schema = False

    @get("/{payload:str}", opt=public(RateClass.READ), media_type=MediaType.HTML, sync_to_thread=True)
    def page(
        self, payload: FromPath[str], codes: NamedDependency[PublishedCodes], facts: NamedDependency[CityFacts],
        timetables: NamedDependency[Timetables], live: NamedDependency[LiveCity], request: Request,
    ) -> Response[str]:  # fmt: skip
        headers = {"content-security-policy": POLICY, "vary": "accept-language"}
        language = language_of(request.headers.get("accept-language", ""), facts.response.language)
        code = find_code(codes, payload)
        if code is None:
            return Response(refused_page(language), status_code=404, headers=headers)
        departures = departures_of(code, timetables, live)
        return Response(place_page(code, payload, facts.response.name, departures, language), headers=headers)


def given(file: PublishedFile, request: Request, content, media_type: str) -> Response:
    """The file, unless the client has it."""
    headers = {"etag": file.etag, "cache-control": FRESH}
    if is_known(file.etag, request.headers.get("if-none-match", "")):
        return Response(b"", status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=media_type)


def find_code(codes: PublishedCodes, payload: str) -> PlaceCode | None:
    """None for whatever this city did not sign."""
    published = codes.find()
    if published is None:
        return None
    try:
        return read_code(address_of(published.ring) + payload, published.ring, datetime.now(UTC))
    except CodeRefused:
        return None


def departures_of(code: PlaceCode, timetables: Timetables, live: LiveCity) -> DeparturesResponse | None:
    if code.kind is not CodeKind.STOP:
        return None
    try:
        return timetables.departures(live.view, code.id, live.now(), SHOWN)
    except NotFound:  # the sheet outlived the stop
        return None
