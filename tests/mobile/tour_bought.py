"""The screens of paying, tickets and receipts, in states worth looking at."""
import base64
from datetime import timedelta
from uuid import UUID

import msgspec

from backend.accounts.purposes import PURPOSES
from backend.contract.bookings import BookedLegState, BookingNotice, BookingState, NoticeCode, Outcome
from backend.contract.consents import ConsentLanguage, Purpose
from backend.contract.quotes import LineKind
from backend.contract.tickets import TicketState
from mobile import i18n
from mobile.accounts.device_key import encode
from mobile.payments.buying import Buying
from mobile.screens.booking.cancel_sheet import CancelSheet
from mobile.screens.booking.cancel_state import Cancelling
from mobile.screens.fares.state import rows_of
from mobile.screens.pay.screen import PaySheet
from mobile.screens.pay.terms_sheet import TermsSheet
from mobile.screens.receipts.state import ReceiptPage
from signing.showing import HolderKey
from tests.mobile.payments.told import BOOKING_ID, a_booking, a_consent, a_fee, a_quote, a_receipt, a_ticket
from tests.mobile.tour_account import ACCOUNT, me, signed_in, still

TOKEN = base64.urlsafe_b64encode(bytes(170)).rstrip(b"=").decode()


async def terms(person):
    sheet = await pay(person)
    person.app.router.open(TermsSheet(sheet.quote, sheet.legs, person.session.now()))


async def pay(person):
    """Over the trip it is the price of."""
    from tests.mobile.tour import itinerary

    await signed_in(person)
    await itinerary(person)
    page, session = person.page, person.session
    sheet = person.app.router.open(PaySheet(session, person.app.router, page.itinerary))
    session.tasks.stop(sheet)
    await person.frames(3)
    ride = next(number for number, leg in enumerate(sheet.legs) if leg.route)
    quote = a_quote(session.now() + timedelta(seconds=282))
    rides, taxi = quote.legs
    quote = msgspec.structs.replace(quote, legs=(msgspec.structs.replace(rides, covers=(ride,)), msgspec.structs.replace(taxi, covers=())))
    sheet.state = Buying("ready", quote, key="k")
    sheet.fill()
    return sheet


async def price_changed(person):
    sheet = await pay(person)
    dearer = msgspec.structs.replace(sheet.state.quote, total_minor=910)
    sheet.state = Buying("ready", dearer, sheet.state.quote, key="k")
    sheet.fill()


async def fares(person):
    await me(person)
    person.app.router.go("fares")
    await person.until(lambda: person.page.state.phase == "ready", "fares")
    if "companion" not in person.session.rights.held:
        person.page.switch(next(row for row in rows_of(person.page.state) if row.entitlement == "companion"))


async def agree_first(person):
    await fares(person)
    sheet = await pay(person)
    consent = PURPOSES[Purpose.CONCESSION].texts[ConsentLanguage(i18n.current())]
    sheet.state = Buying("consent", consent=a_consent(person.session.now(), True, consent))
    sheet.fill()


async def with_a_right(person):
    await fares(person)
    sheet = await pay(person)
    quote = sheet.state.quote
    counted = (one for one in quote.lines if one.kind is not LineKind.CAP_CREDIT)
    lines = tuple(msgspec.structs.replace(one, shown_minor=0, concessions=("companion",)) if one.leg == 1 else one for one in counted)
    sheet.state = Buying("ready", msgspec.structs.replace(quote, total_minor=640, lines=lines, rights_saved_minor=190), key="k")
    sheet.fill()


async def booked(person, told):
    await signed_in(person)
    person.session.purchases.bought.keep_booking(person.session.purchases.city, told)
    person.app.router.go("booking", booking_id=BOOKING_ID)
    await still(person)
    person.page.say_trouble("")


async def booking_held(person):
    await booked(person, a_booking(person.session.now()))


async def booking_confirmed(person):
    now = person.session.now()
    await booked(person, a_booking(now, BookingState.CONFIRMED))


async def booking_refused(person):
    now = person.session.now()
    notice = BookingNotice(NoticeCode.OPERATOR_REFUSED, 2, now)
    told = a_booking(now, BookingState.RELEASED, BookedLegState.RELEASED, outcome=Outcome.NOT_BOOKED, notices=(notice,))
    await booked(person, told)


async def give_back(person):
    await booking_confirmed(person)
    session = person.session
    sheet = person.app.router.open(CancelSheet(session, person.app.router, person.page.booking))
    session.tasks.stop(sheet)
    await person.frames(2)
    sheet.state = Cancelling("ready", a_fee(session.now()), key="k")
    sheet.fill()
    return sheet


async def tickets(person):
    await signed_in(person)
    session = person.session
    purchases, now = session.purchases, session.now()
    purchases._keys[purchases.city] = key = purchases.key or HolderKey.new()
    mine = encode(key.public)
    later = {"valid_from": now + timedelta(days=1), "valid_until": now + timedelta(days=1, hours=2), "id": UUID(int=8), "leg_no": 2}
    held = (a_ticket(now, token=TOKEN, device_key=mine), a_ticket(now, token=TOKEN, device_key=mine, **later))
    purchases.bought.keep_tickets(purchases.city, held)
    person.app.router.go("tickets")
    await still(person)
    person.page.redraw_list()


async def ticket_large(person):
    await tickets(person)
    page = person.page
    from mobile.screens.tickets.state import view_of

    page.enlarge(view_of(page.session.purchases.tickets()[0], True, page.session.now()))


async def ticket_elsewhere(person):
    await tickets(person)
    purchases, now = person.session.purchases, person.session.now()
    over = {"valid_from": now - timedelta(days=1), "valid_until": now - timedelta(hours=20), "state": TicketState.USED, "id": UUID(int=9)}
    purchases.bought.keep_tickets(purchases.city, (a_ticket(now, token=TOKEN, device_key="A" * 87), a_ticket(now, **over)))
    person.page.redraw_list()


async def receipts(person):
    await booking_refused(person)
    now = person.session.now()
    other = str(UUID(int=31))
    used = a_booking(now - timedelta(days=1), BookingState.SETTLED, BookedLegState.USED, outcome=Outcome.USED, id=other)
    person.session.purchases.bought.keep_booking(person.session.purchases.city, used)
    person.app.router.go("receipts")
    await still(person)


async def receipt(person):
    await booking_confirmed(person)
    person.app.router.go("receipt", booking_id=BOOKING_ID)
    await still(person)
    person.page.state = ReceiptPage("ready", a_receipt(person.session.now()))
    person.page.redraw_list()


async def nothing_bought(person):
    """As a guest sees it."""
    person.session.account._held = None
    person.session.purchases.bought.forget(person.session.purchases.city)
    await me(person)
    person.app.router.go("tickets")


BOUGHT = {
    **ACCOUNT, "pay": pay, "terms": terms, "fares": fares, "agree first": agree_first,
    "with a right": with_a_right, "price changed": price_changed, "booking held": booking_held, "booking confirmed": booking_confirmed,
    "booking refused": booking_refused,
    "give back": give_back, "tickets": tickets, "ticket large": ticket_large, "ticket elsewhere": ticket_elsewhere, "receipts": receipts,
    "receipt": receipt, "tickets of a guest": nothing_bought,
}  # fmt: skip
