"""Sends objections: the photo first, then the objection that names it, both under one key, so that it stands once. Without Kivy."""

from backend.contract.request_words import RequestState
from mobile.client import ClientError
from mobile.i18n import tr
from mobile.requests.later import is_for_later
from mobile.requests.requests import Requests
from mobile.store.objections import Objection, Objections
from mobile.store.photos import Photos


class Objecting:
    """Of those that this phone has kept."""

    def __init__(self, objections: Objections, photos: Photos, requests: Requests):
        self.objections, self.photos, self.requests = objections, photos, requests

    async def deliver(self, objection: Objection) -> bool:
        """Whether it is settled: taken, refused, or taken back meanwhile."""
        if objection.photo and not await self._send_photo(objection):
            return False
        found = self.objections.find(objection.city, objection.code)
        if found is None or found.key != objection.key or found.why:
            return True
        try:
            await self.requests.object_to(found.code, found.words, found.photo_id, found.key)
        except ClientError as trouble:
            if is_for_later(trouble):
                return False
            if not await self._stands(found.code):
                self.objections.refuse(found.key, trouble.sentence)
                return True
        self.objections.delete(found.key)
        return True

    async def _send_photo(self, objection: Objection) -> bool:
        """A photo that the city does not want costs only the photo, unless nothing else was said."""
        photo_id, why, picture = None, tr("The photo is gone. Object with another one, or in words."), self.photos.read(objection.photo)
        if picture:
            try:
                photo_id = (await self.requests.send_photo(objection.code, picture, objection.key)).photo_id
            except ClientError as trouble:
                if is_for_later(trouble):
                    return False
                why = trouble.sentence
        self.objections.keep_photo_id(objection.key, photo_id)
        self.photos.delete(objection.photo)
        if photo_id is None and not objection.words:
            self.objections.refuse(objection.key, why)
        return True

    async def _stands(self, code: str) -> bool:
        """Whether the city has an objection already: nobody but whoever sent the request can object, so it is this one."""
        try:
            return (await self.requests.look(code)).state is RequestState.DISPUTED
        except ClientError:
            return False
