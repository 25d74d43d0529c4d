"""Whether a space that the city gives instead of another is one for this person: for their vehicle, and for the way they have to go. Without Kivy.

A booking knows no limits of whoever made it, so the phone asks about the space as anybody would, with the limits that it keeps.
"""

from datetime import datetime
from uuid import UUID

import msgspec

from backend.contract.parking import FitVerdict, ParkingSpacesResponse, Vehicle
from mobile.asking import Spot
from mobile.client import ClientError
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.parking import calls
from mobile.parking.wish import Wish, search_of
from mobile.parking.words import fit_words
from mobile.store.needs import limits_of


async def misfit_of(session, space_id: UUID, goal: Spot, start: datetime, end: datetime, vehicle: Vehicle) -> str:
    """Why the space is not for them, as a sentence to be read and heard; "" where it is, or where nobody can say. `goal`: where they walk to."""
    needs, driven = session.needs, session.parking.vehicles.driven
    asked = search_of(Wish(goal, start, end), driven, limits_of(needs), needs.max_walk_m)
    try:
        answer = await calls.search(session.client, msgspec.structs.replace(asked, vehicle=vehicle))
    except ClientError:
        return ""
    return misfit_words(answer, space_id, driven)


def misfit_words(answer: ParkingSpacesResponse, space_id: UUID, driven) -> str:
    found = next((space for space in (*answer.fits, *answer.unsure, *answer.unfit) if space.space_id == space_id), None)
    if found is None:  # of many, some are not told
        return "" if answer.omitted else tr("Not for you: no way from there keeps your limits.")
    if found.fit.verdict is FitVerdict.NO:
        return tr("Not for you: {why}", why=fit_words(found, driven, say)[2])
    return ""
