"""Telling whoever is offered a space: an offer that nobody hears of lapses. Nothing is sent of one that is paid or gone by then."""
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from backend.accounts.letters import shown
from backend.accounts.mail import Mail, MailWay
from backend.accounts.models import Account
from backend.bookings.booked import Booking
from backend.database.database import Database
from backend.outbox.entries import Entry
from backend.outbox.worker import GiveUp, Handler
from backend.reservations.gathering_models import GatheringWish, ParkingGathering
from payments.money import decimals
from payments.states import BookingState

OFFER_MAIL = "gathering_offer"
MAILS = {
    "en": (
        "A space is held for you: {event}",
        "A space is held for your car until {until}. It is {walk} m on foot from there and costs {price}.\n\n"
        "Open Allways to pay it or to give it up. If you do neither, somebody else is given it afterwards.\n",
    ),
    "de": (
        "Ein Platz ist für dich frei gehalten: {event}",
        "Ein Platz ist bis {until} für dein Auto frei gehalten. Von dort sind es {walk} m zu Fuß, er kostet {price}.\n\n"
        "Öffne Allways, um ihn zu bezahlen oder abzugeben. Tust du keines von beidem, bekommt ihn danach jemand anderes.\n",
    ),
    "es": (
        "Tienes una plaza reservada: {event}",
        "Hay una plaza reservada para tu coche hasta las {until}. Está a {walk} m a pie y cuesta {price}.\n\n"
        "Abre Allways para pagarla o dejarla. Si no haces ninguna de las dos cosas, después se le da a otra persona.\n",
    ),
    "ko": (
        "주차 자리를 맡아 두었습니다: {event}",
        "{until}까지 차를 세울 자리를 맡아 두었습니다. 그곳에서 걸어서 {walk} m이고 {price}입니다.\n\n"
        "Allways를 열어 결제하거나 포기하십시오. 둘 다 하지 않으면 그 뒤에 다른 사람에게 돌아갑니다.\n",
    ),
}


@dataclass(frozen=True)
class OfferLetters:
    """way None: nobody can be written to, which the staff sees in the outbox. zone: of the city."""

    database: Database
    way: MailWay | None
    zone: ZoneInfo

    @property
    def handlers(self) -> dict[str, Handler]:
        return {OFFER_MAIL: self.send}

    async def send(self, entry: Entry) -> None:
        """Raises GiveUp."""
        offered = (
            select(GatheringWish, ParkingGathering, Booking, Account)
            .join(ParkingGathering, ParkingGathering.id == GatheringWish.gathering_id)
            .join(Booking, Booking.id == GatheringWish.booking_id)
            .join(Account, Account.id == GatheringWish.account_id)
            .where(GatheringWish.id == UUID(entry.payload["wishId"]), Booking.state == BookingState.HELD)
        )
        async with self.database.reading() as session:
            found = (await session.execute(offered)).first()
        if found is None:
            return
        if self.way is None:
            raise GiveUp("mail_not_set_up")
        wish, gathering, booking, account = found
        subject, text = MAILS.get(account.locale, MAILS["en"])
        told = text.format(until=self.told(booking.hold_until), walk=wish.walk_m, price=price_of(booking))
        await self.way.send(Mail(account.email, subject.format(event=shown(gathering.name)), told, f"{entry.id}.{entry.attempt}"))

    def told(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M}"


def price_of(booking: Booking) -> str:
    places = decimals(booking.currency)
    return f"{booking.shown_minor / 10**places:.{places}f} {booking.currency.upper()}"
