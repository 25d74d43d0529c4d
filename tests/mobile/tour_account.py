"""The screens of signing in and of one's account, in states worth looking at."""
import asyncio
import base64
from datetime import timedelta
from uuid import UUID

from backend.contract.accounts import ExportResponse, ExportState, PasskeyShown, SignedInDevice
from backend.contract.consents import Consent, ConsentLanguage, Purpose
from backend.contract.payments import PaymentCard
from mobile import i18n
from mobile.accounts.device_key import DeviceKey
from mobile.accounts.signed_in import CodeAsked
from mobile.i18n import tr
from mobile.screens.account.sheets import address_sheet
from mobile.screens.cards.state import CardsState
from mobile.screens.consents.state import ConsentsState
from mobile.screens.devices.state import DevicesState
from mobile.screens.my_data.sheets import DeleteAccountSheet, ProofSheet
from mobile.screens.my_data.state import MyData
from mobile.screens.passkeys.state import PasskeysState
from mobile.screens.sign_in.state import SignInState
from tests.mobile.payments.travellers import admit

TOKEN = base64.urlsafe_b64encode(bytes(170)).rstrip(b"=").decode()


async def me(person):
    person.app.router.choose("me")
    person.app.router.choose("me")


async def never(question):
    """Nobody answers, so that what is shown stays."""
    await asyncio.Event().wait()


async def still(person) -> None:
    await person.frames(2)
    person.session.tasks.stop(person.page)


async def signed_in(person):
    if not person.session.account.on:
        person.session.account.ask = never
        admit(person.session, "mira.lindqvist@example.org")
    await me(person)


async def sign_in(person):
    await me(person)
    person.session.account._held = None
    person.app.router.go("sign_in")


async def sign_in_code(person):
    await sign_in(person)
    page = person.page
    expires = person.session.now() + timedelta(minutes=10)
    page.state = SignInState("code", CodeAsked("mira.lindqvist@example.org", "r", expires, "v", DeviceKey.new()))
    page.state = SignInState("code", page.state.asked, tr("The code has eight letters and digits."))
    page.redraw_list()


async def account(person):
    await signed_in(person)
    person.app.router.go("account")


async def devices(person):
    await account(person)
    person.app.router.go("devices")
    await still(person)
    day = person.session.now().date().isoformat()
    found = tuple(SignedInDevice(str(UUID(int=number)), name, day, day, number == 1) for number, name in ((1, "Linux computer"), (2, "Pixel 8")))
    person.page.state = DevicesState("ready", found)
    person.page.redraw_list()


async def passkeys(person):
    await account(person)
    person.app.router.go("passkeys")
    await still(person)
    day = person.session.now().date().isoformat()
    ring, copied = PasskeyShown("1", "Key ring", day, None, True), PasskeyShown("2", "Pixel 8", day, day, False)
    person.page.state = PasskeysState("ready", (ring, copied))
    person.page.redraw_list()


async def new_address(person):
    await account(person)
    person.app.router.open(address_sheet(lambda email: None))


async def consents(person):
    await account(person)
    person.app.router.go("consents")
    await still(person)
    text = "That a ride has to have room for a wheelchair is told to whoever runs it, with the ride and seven days after."
    language, since = ConsentLanguage(i18n.current()), person.session.now()
    given = Consent(Purpose.WHEELCHAIR_PLACE, 2, language, text, True, since, True)
    other = Consent(Purpose.STATISTICS, 1, language, "Trips are counted for the city, never one by one.", False, since, False)
    person.page.state = ConsentsState("ready", (given, other))
    person.page.redraw_list()


async def cards(person):
    await account(person)
    person.app.router.go("cards")
    await still(person)
    person.page.state = CardsState("ready", (PaymentCard("pm_1", "visa", "4421", 4, 2029), PaymentCard("pm_2", "american_express", "0005", 12, 2027)))
    person.page.redraw_list()


async def my_data(person):
    await account(person)
    person.app.router.go("my_data")
    await still(person)
    now = person.session.now()
    made = ExportResponse("e", ExportState.READY, now, now + timedelta(days=1))
    person.page.state = MyData("ready", (made,), now + timedelta(days=7))
    person.page.redraw_list()


async def is_it_you(person):
    await my_data(person)
    sheet = person.app.router.open(ProofSheet(person.session, lambda: None))
    person.session.tasks.stop(sheet)
    await person.frames(2)
    sheet.button.busy, sheet.field.trouble = False, tr("The code has eight letters and digits.")


async def delete_account(person):
    await my_data(person)
    person.app.router.open(DeleteAccountSheet(lambda: None))


ACCOUNT = {
    "sign in": sign_in, "sign in, the code": sign_in_code, "me, signed in": signed_in, "account": account, "devices": devices, "consents": consents,
    "another address": new_address, "passkeys": passkeys, "cards": cards, "my data": my_data, "is it you?": is_it_you,
    "delete account": delete_account,
}  # fmt: skip
