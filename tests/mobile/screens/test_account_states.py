"""What stands on the pages of an account, in every language, and what is said when something is wrong."""
from datetime import timedelta
from uuid import UUID

import pytest

from backend.contract.accounts import DeletionResponse, ExportResponse, ExportState, SignedInDevice
from backend.contract.consents import Consent, ConsentLanguage, Purpose
from backend.contract.payments import PaymentCard
from mobile.i18n import LANGUAGES, use
from mobile.screens.account import state as account
from mobile.screens.cards import state as cards
from mobile.screens.consents import state as consents
from mobile.screens.devices import state as devices
from mobile.screens.my_data import state as my_data
from mobile.screens.settings.state import person_row
from mobile.screens.sign_in import state as sign_in
from tests.mobile.payments.told import NOON

TODAY = NOON.date()


@pytest.mark.parametrize(("typed", "right"), [
    ("ann@example.org", True), ("  ann@example.org ", True), ("", False), ("ann", False), ("@example.org", False), ("ann@", False),
    ("an n@example.org", False), ("a@b" + "c" * 260, False),
])  # fmt: skip
def test_an_address_is_looked_at_before_it_is_sent(typed, right):
    assert (sign_in.wrong_with_address(typed) == "") == right


@pytest.mark.parametrize("typed", ["", "1234", "1234-56789"])
async def test_a_code_of_another_length_is_not_sent(typed):
    (told,) = [state async for state in sign_in.redeem(sign_in.SignInState("code"), typed, account=None)]
    assert told.trouble == "The code has eight letters and digits."


def test_a_guest_is_told_what_signing_in_is_for():
    assert (person_row("").key, person_row("").value) == ("sign_in", "Only for paying. Everything else works without.")
    assert (person_row("ann@example.org").key, person_row("ann@example.org").title) == ("account", "ann@example.org")


def test_devices_say_when_they_were_seen():
    mine = SignedInDevice("1", "Linux computer", "2026-11-28", "2026-11-29", True)
    other = SignedInDevice("2", "Pixel 8", "2026-11-02", "2026-11-28", False)
    assert devices.describe(devices.DevicesState("ready", (mine, other)), TODAY) == [
        "Linux computer: This device · signed in yesterday", "Pixel 8: Last seen yesterday · signed in Mon 2 Nov",
    ]  # fmt: skip


def test_what_was_agreed_to_in_other_words_is_asked_again():
    def consent(since, outdated):
        return Consent(Purpose.STATISTICS, 2, ConsentLanguage.EN, "Trips are counted.", False, since, outdated)

    rows = consents.rows_of(consents.ConsentsState("ready", (consent(None, False), consent(NOON, False), consent(NOON, True))))
    assert [(row.on, row.asked_again) for row in rows] == [(False, False), (True, False), (False, True)]
    assert consents.changed_words(rows[0], False) == "No longer agreed: Count my trips for the city"


@pytest.mark.parametrize(("state", "title", "act"), [
    (None, "Ask for all my data", "ask"), (ExportState.MAKING, "Your data is being packed", ""), (ExportState.READY, "Save my data", "fetch"),
    (ExportState.FETCHED, "Ask for all my data", "ask"), (ExportState.OVER, "Ask for all my data", "ask"),
])  # fmt: skip
def test_an_export_is_asked_for_waited_for_and_fetched_once(state, title, act):
    told = () if state is None else (ExportResponse(str(UUID(int=1)), state, NOON, NOON + timedelta(days=1)),)
    found = my_data.export_words(my_data.MyData("ready", told), TODAY)
    assert (found[0], found[2]) == (title, act)


def test_a_deletion_can_be_taken_back_for_a_week():
    assert my_data.deletion_words(my_data.MyData("ready"), TODAY)[0] == "Delete my account"
    soon = NOON + timedelta(days=7)
    assert my_data.deletion_words(my_data.MyData("ready", (), soon), TODAY) == (
        "Keep my account", "It will be deleted Sun 6 Dec. Until then nothing is lost.",
    )  # fmt: skip
    assert my_data.deleted_words(DeletionResponse(soon, []), TODAY).startswith("Your account will be deleted Sun 6 Dec.")


def test_of_a_card_only_its_end_is_known():
    row = cards.row_of(PaymentCard("pm_1", "american_express", "0005", 4, 2027))
    assert (row.title, row.detail) == ("American Express ending 0005", "Good until 04/2027")
    assert row.spoken == "American Express ending 0 0 0 5: Good until 04/2027"


@pytest.mark.parametrize("language", LANGUAGES)
def test_they_stand_in_every_language(language):
    use(language)
    told = [
        account.describe("ann@example.org", False), sign_in.describe(sign_in.SignInState()), my_data.describe(my_data.MyData("ready"), TODAY),
        consents.describe(consents.ConsentsState("trouble", sentence="x")), [account.signed_out_words(False), sign_in.done_words(True)],
    ]  # fmt: skip
    assert all(words for page in told for words in page)
    assert sign_in.button_words(sign_in.SignInState("asking")) == sign_in.describe(sign_in.SignInState("asking"))[-1]


def test_only_those_who_check_tickets_are_led_to_it():
    assert "inspect" not in [row.key for row in account.rows(("citizen", "staff"))]
    assert account.rows(("citizen", "inspector"))[0].key == "inspect"
    assert [row.key for row in account.rows(("inspector",), "inspector")] == ["inspect"], "a phone that only checks leads nowhere else"
    assert account.NARROW in [row.key for row in account.rows(("inspector",))]
    assert account.NARROW not in [row.key for row in account.rows()]
    assert any(line.startswith("Check tickets") for line in account.describe("ann@example.org", True, ("inspector",)))
