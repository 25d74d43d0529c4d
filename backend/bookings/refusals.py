"""Refusals that carry what would be accepted now. Nothing of what was asked is kept, but the new price is, in a transaction of its own."""
from dataclasses import dataclass
from uuid import UUID

import msgspec
from litestar import Request, Response

from backend.bookings import answers, cancelling, quoting, rows
from backend.bookings.cancelling import CancellationChanged
from backend.bookings.desk import Desk
from backend.bookings.selling import AlreadyBooked, QuoteChanged
from backend.contract.bookings import AlreadyBookedProblem, QuoteChangedProblem
from backend.contract.cancellations import CancellationChangedProblem
from backend.contract.problems import Problem
from backend.database.base import now
from backend.database.database import Database
from backend.identity.actor import Actor
from backend.service.problems import MEDIA_TYPE
from backend.service.unit import unit_of

CHANGED = "The price is not what you accepted. Look at the new one and accept it, or leave it."
EXPIRED = "The quote is too old. Look at the new one and accept it, or leave it."
BOOKED = "This quote was booked already. GET the booking."
COSTS_MORE = "Giving these legs back costs something else by now. Look at the new price and accept it, or leave it."


@dataclass(frozen=True)
class Refuser:
    request: Request
    database: Database

    async def quote_changed(self, actor: Actor, error: QuoteChanged) -> Response:
        """Raises QuoteLimit."""
        new = error.shown
        if error.offer is not None:
            await unit_of(self.request).undo()
            async with self.database.writing() as session:
                await quoting.check_room(session, actor.id)
                row = await quoting.keep(session, actor.id, error.asked, error.offer, now())
            new = quoting.shown(row)
        code, words = ("quote_expired", EXPIRED) if error.expired else ("quote_changed", CHANGED)
        return self.answer(QuoteChangedProblem(**self.common(code, words), new_quote=new))

    def already_booked(self, error: AlreadyBooked) -> Response:
        return self.answer(AlreadyBookedProblem(**self.common("quote_already_booked", BOOKED), booking_id=str(error.booking_id)))

    async def cancellation_changed(self, desk: Desk, booking_id: UUID, error: CancellationChanged) -> Response:
        """Raises NothingToCancel."""
        await unit_of(self.request).undo()
        async with self.database.writing() as session:
            found = await rows.load(session, booking_id, lock=False)
            shown = await cancelling.quote(session, desk, found, error.leg_nos)
        new = answers.cancellation_answer(shown, found)
        return self.answer(CancellationChangedProblem(**self.common("cancellation_changed", COSTS_MORE), new_quote=new))

    def common(self, code: str, words: str) -> dict:
        instance = f"urn:uuid:{self.request.scope.get('request_id', '')}"
        return {"type": f"urn:allways:problem:{code}", "title": "Conflict", "status": 409, "detail": words, "code": code, "instance": instance}

    def answer(self, problem: Problem) -> Response:
        return Response(msgspec.json.encode(problem), status_code=409, media_type=MEDIA_TYPE)
