"""Sends what was reported, in the background: at the start, when the network is back, after each report. Without Kivy.

A report goes out under the key it was kept with until there is an answer, so it stands once whatever happens in between, also where the pass of this
device is lost; its photo follows under the same key.
"""

import asyncio
import logging
import sqlite3
from datetime import datetime
from functools import partial
from itertools import chain, repeat
from uuid import UUID

import msgspec

from backend.contract.obstacles import ObstacleVote
from backend.contract.request_photos import OfferChoice
from backend.contract.requests import NewRequest
from mobile.client import Client, ClientError
from mobile.requests.later import is_for_later
from mobile.requests.objecting import Objecting
from mobile.store.objections import Objection, Objections
from mobile.store.photos import Photos
from mobile.store.reports import Report, Reports, ReportState, Voice

RETRY_S = (2, 5, 15, 60, 300)
log = logging.getLogger("allways")


class Reporting:
    """One task. The session tells "reports" whenever one stands otherwise."""

    def __init__(self, session):
        self.session = session
        self.reports, self.photos = Reports(session.store), Photos(session.folder / "photos")
        self.objections = Objections(session.store)
        self._woken = asyncio.Event()

    def start(self) -> None:
        self.photos.tidy(self.reports.photos() | self.objections.photos())
        self.wake()

    def wake(self) -> None:
        """There is something to send, or a chance to."""
        self._woken.set()
        if not self.session.tasks.runs(self, "send"):
            self.session.tasks.start(self, "send", self._send())

    def restart(self) -> None:
        """Another city is asked now."""
        self.session.tasks.start(self, "send", self._send())

    def add(self, place: str, body: NewRequest, photo: str = "", offer: str = "") -> Report:
        """Kept before this returns. Raises sqlite3.Error where it cannot be."""
        report = self.reports.add(self.session.settings.backend, place, body, photo, offer)
        self._changed()
        self.wake()
        return report

    def send_without_danger(self, report: Report) -> Report:
        """Its words were taken for an emergency and are none."""
        again = self.add(report.place, msgspec.structs.replace(report.body, no_danger=True), report.photo, report.offer)
        self.reports.delete(report.key)
        self._changed()
        return again

    def say(self, obstacle_id: UUID, there: bool, at: datetime) -> None:
        """Somebody has looked: it is still there, or gone."""
        self.reports.say(self.session.settings.backend, obstacle_id, there, at)
        self.wake()

    def object_to(self, code: str, words: str, photo: str = "") -> None:
        """That a request is not done. Kept before this returns. Raises sqlite3.Error where it cannot be."""
        self.objections.add(self.session.settings.backend, code, words, photo)
        self._changed()
        self.wake()

    def find_objection(self, code: str) -> Objection | None:
        """One that the city does not have, or did not take."""
        return self.objections.find(self.session.settings.backend, code)

    def drop_objection(self, objection: Objection) -> None:
        self.objections.delete(objection.key)
        self.photos.delete(objection.photo)
        self._changed()

    def delete(self, report: Report) -> None:
        """From this phone; the city keeps what it has."""
        self.reports.delete(report.key)
        self.photos.delete(report.photo)
        self._changed()

    def waits(self) -> int:
        return sum(report.state is ReportState.WAITING for report in self.reports.list_reports())

    def own(self) -> frozenset[UUID]:
        """Obstacles that were reported with this phone."""
        return frozenset(report.obstacle_id for report in self.reports.list_reports() if report.obstacle_id)

    async def _send(self) -> None:
        waits = chain(RETRY_S, repeat(RETRY_S[-1]))
        while True:
            self._woken.clear()
            try:
                done = await self._send_all()
            except sqlite3.Error as error:  # as on a full disk: it was not noted, and is sent again under the same key
                log.warning("a report is not noted: %s", type(error).__name__)
                done = False
            if done and not self._woken.is_set():
                return
            if not done:
                await self._pause(next(waits))

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            pass

    async def _send_all(self) -> bool:
        """Whether nothing is left that can be sent."""
        city, client = self.session.settings.backend, self.session.client
        for report in self.reports.list_unsent(city):
            if not await self._deliver(client, report):
                return False
        for voice in self.reports.list_unsaid(city):
            if not await self._speak(client, voice):
                return False
        return await self._object(city) and await self._tell_other(city)

    async def _object(self, city: str) -> bool:
        objecting = Objecting(self.objections, self.photos, self.session.requests)
        for objection in self.objections.list_unsent(city):
            if not await objecting.deliver(objection):
                return False
            self._changed()
        return True

    async def _tell_other(self, city: str) -> bool:
        """That none of what was offered was it: by this it is learned how well that is found."""
        for report in self.reports.list_other(city):
            try:
                await self.session.requests.choose(UUID(report.offer), OfferChoice.IGNORED, report.filed.code)
            except ClientError as trouble:
                if is_for_later(trouble):
                    return False
            self.reports.part_with_offer(report.key)
        return True

    async def _deliver(self, client: Client, report: Report) -> bool:
        if report.state is ReportState.WAITING:
            try:
                answer, by = await self.session.requests.file(report.body, report.key)
            except ClientError as trouble:
                return self._settled(trouble, partial(self.reports.refuse, report.key, trouble.sentence))
            self.reports.keep_sent(report.key, answer.request)
            self.session.requests.take(answer.request, by)
            self._changed()
        return not report.photo or await self._send_photo(report.key)

    async def _send_photo(self, key: str) -> bool:
        report = self.reports.find(key)
        if report is None or report.filed is None:  # deleted meanwhile
            return True
        picture, why = self.photos.read(report.photo), ""
        if picture:
            try:
                await self.session.requests.send_photo(report.filed.code, picture, key)
            except ClientError as trouble:
                if is_for_later(trouble):
                    return False
                why = trouble.sentence
        self.reports.part_with_photo(key, why)
        self.photos.delete(report.photo)
        self._changed()
        return True

    async def _speak(self, client: Client, voice: Voice) -> bool:
        vote = ObstacleVote(voice.there, voice.at, self.reports.name_voice(voice.obstacle_id))
        try:
            await self.session.passes.ask(client, lambda client, token: client.vote(voice.obstacle_id, vote, token))
        except ClientError as trouble:  # over, unknown, too long ago: there is nothing more to say of it
            return self._settled(trouble, partial(self.reports.keep_said, voice))
        self.reports.keep_said(voice)
        return True

    def _settled(self, trouble: ClientError, settle) -> bool:
        if is_for_later(trouble):
            return False
        settle()
        self._changed()
        return True

    def _changed(self) -> None:
        self.session.tell("reports")
