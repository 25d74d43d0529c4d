"""Open311 for others: what can be filed, filing it, and how it stands. Requests themselves are made and kept elsewhere, as all others are."""
import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies.service import Bodies
from backend.contract.request_photos import PhotoPhase
from backend.contract.request_words import RequestState
from backend.contract.requests import NewRequest
from backend.identity.actor import GUEST
from backend.open311 import listing
from backend.open311.addresses import accuracy_m, address_of, find_address
from backend.open311.catalogue import Row, check_answers, definition_row, find_service, service_rows
from backend.open311.errors import NO_JURISDICTION, NO_REQUEST, NoSuch
from backend.open311.forms import Form
from backend.open311.keys import Filer, KeyLimits
from backend.open311.parameters import Around, read_filters
from backend.open311.records import photo_url, request_rows
from backend.pictures.darkroom import PhotosNotSetUp
from backend.places.service import PlaceSearch
from backend.requests.models import Request
from backend.requests.photos.service import Photos
from backend.requests.service import Requests
from backend.service.errors import Unprocessable, UnsupportedMediaType
from backend.service.problems import invalid

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGESET = "2026-11-30T00:00:00Z"
NAMED_WITHIN_M = 60.0
MEDIA_URL = "The address of the photo was not opened: photos are taken as a file in the field media only."


@dataclass(frozen=True)
class City:
    """jurisdiction: what others call us; origin: how they reach us."""

    name: str
    jurisdiction: str
    origin: str
    language: str


@dataclass(frozen=True)
class Photo:
    """jpeg: ours, None where none came that could be read; then notice says what to do."""

    jpeg: bytes | None = field(repr=False)
    notice: str


@dataclass(frozen=True)
class Open311:
    """Of one process."""

    city: City
    bodies: Bodies
    requests: Requests
    photos: Photos
    places: PlaceSearch
    limits: KeyLimits = field(default_factory=KeyLimits)

    def check_jurisdiction(self, asked: str) -> None:
        """There is one; it need not be named. Raises NoSuch."""
        if asked and asked != self.city.jurisdiction:
            raise NoSuch(NO_JURISDICTION)

    def discovery(self) -> Row:
        endpoint = {
            "specification": SPECIFICATION, "url": f"{self.city.origin}/open311/v2", "changeset": CHANGESET, "type": "production",
            "formats": ["text/xml", "application/json"],
        }  # fmt: skip
        return {
            "changeset": CHANGESET, "contact": f"{self.city.name}, {self.city.origin}", "key_service": "The staff of the city gives keys.",
            "endpoints": [endpoint],
        }  # fmt: skip

    async def services(self, session: AsyncSession) -> list[Row]:
        return service_rows(await self.bodies.categories(session), self.city.language)

    async def definition(self, session: AsyncSession, code: str) -> Row:
        """Raises NoSuch."""
        return definition_row(find_service(await self.bodies.categories(session), code), self.city.language)

    async def list_requests(self, session: AsyncSession, query: Mapping[str, str], at: datetime) -> list[Row]:
        """Raises Faults."""
        asked = read_filters(query, at)
        if (asked.address or asked.address_id) and not asked.ids:
            place = await asyncio.to_thread(find_address, self.places, asked.address, asked.address_id)
            asked = replace(asked, around=Around(place.lat, place.lon, asked.radius_m))
        return await self.told(session, await listing.list_readable(session, asked), asked.extensions)

    async def one(self, session: AsyncSession, code: str, extensions: bool) -> list[Row]:
        """Raises NoSuch: for what there is not and for what is not for everybody alike."""
        row = await listing.find_readable(session, code)
        if row is None:
            raise NoSuch(NO_REQUEST)
        return await self.told(session, [row], extensions)

    async def number_of(self, session: AsyncSession, token: str) -> list[Row]:
        """The number is empty as long as a person looks at it. Raises NoSuch."""
        row = (await session.scalars(select(Request).where(Request.code == token))).one_or_none()
        if row is None:
            raise NoSuch("There is no such token.")
        held = row.state == RequestState.HELD
        return [{"service_request_id": None if held else row.code, "token": row.code}]

    async def told(self, session: AsyncSession, rows: list[Request], extensions: bool) -> list[Row]:
        shown = await self.photos.public_ids(session, [row.id for row in rows])
        photos = {row.id: photo_url(self.city.origin, row.code, shown[row.id][0]) for row in rows if row.id in shown}
        told = await request_rows(session, rows, await self.bodies.categories(session), self.city.language, photos, extensions)
        await asyncio.to_thread(self.name_places, told)
        return told

    def name_places(self, rows: list[Row]) -> None:
        """As the map calls them: what somebody wrote of a place may be about people."""
        for row in rows:
            if row["lat"] is not None and (found := self.places.reverse(row["lat"], row["long"], NAMED_WITHIN_M)) is not None:
                row["address"], row["address_id"] = address_of(found), row["address_id"] or found.id

    async def placed(self, form: Form) -> Form:
        """With the degrees of its address, where it has none. Raises Faults."""
        if form.lat is not None:
            return form
        place = await asyncio.to_thread(find_address, self.places, form.address, form.address_id)
        address = form.address or address_of(place) or ""
        return replace(form, lat=place.lat, lon=place.lon, address=address, address_id=place.id, accuracy_m=accuracy_m(place))

    async def developed(self, form: Form) -> Photo:
        """The photo of a form, before its transaction begins. Raises Busy."""
        if form.photo is None:
            return Photo(None, MEDIA_URL if form.media_url else "")
        try:
            return Photo(await self.photos.darkroom.develop(form.photo), "")
        except (Unprocessable, UnsupportedMediaType) as error:
            return Photo(None, error.detail)

    async def file(self, session: AsyncSession, filer: Filer, form: Form, photo: Photo, at: datetime) -> list[Row]:
        """With its idem_key once, however often it is sent; it counts without its photo. Raises NoSuch, Faults, and what filing a request raises."""
        category = find_service(await self.bodies.categories(session), form.service_code)
        check_answers(category, dict(form.attributes))
        key = key_of(filer, form.idem_key)
        filed = await self.requests.submit(session, GUEST, asked_of(form, self.city.language), key, at)
        request = filed.row
        notice = photo.notice
        if photo.jpeg is not None:
            try:
                await self.photos.keep(session, request, photo.jpeg, key, PhotoPhase.BEFORE, by_staff=False)
            except PhotosNotSetUp as error:
                notice = error.detail
        number: Row = {"token": filed.code} if request.state == RequestState.HELD else {"service_request_id": filed.code}
        return [{**number, "service_notice": " ".join(part for part in (filed.next_step, notice) if part), "account_id": None}]


def asked_of(form: Form, language: str) -> NewRequest:
    """Raises BadRequest, Unprocessable."""
    place = {"address": form.address, "lat": form.lat, "lon": form.lon, "accuracyM": form.accuracy_m, "id": form.address_id or None}
    told = {
        "category": form.service_code, "place": place, "words": form.description, "lang": language,
        "attributes": [{"code": code, "value": value} for code, value in form.attributes], "noDanger": form.no_danger,
    }  # fmt: skip
    try:
        return msgspec.convert(told, NewRequest)
    except msgspec.ValidationError as error:
        raise invalid(error) from error


def key_of(filer: Filer, idem_key: str) -> str:
    """Keys of different filers never meet; without one each is another request."""
    return sha256(f"{filer.key_id}:{idem_key}".encode()).hexdigest() if idem_key else uuid4().hex
