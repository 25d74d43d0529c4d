"""The account of whoever is signed in: where one goes from it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from backend.contract.accounts import AccountResponse, AddressChanged, Role
from mobile.i18n import tr
from mobile.i18n import written as write

ADDRESS, NARROW, NARROW_DRIVING = "address", "narrow", "narrow driving"  # no pages of their own
NARROWS = {NARROW: Role.INSPECTOR, NARROW_DRIVING: Role.DRIVER}


@dataclass(frozen=True)
class AccountRow:
    """`key` names the page it leads to, or what it does."""

    key: str
    icon: str
    title: str
    detail: str


def rows(roles: Collection[str] = (), only: str | None = None) -> tuple[AccountRow, ...]:
    """roles: of whoever is signed in. only: what this phone does of the account, and nothing else."""
    checks = (AccountRow("inspect", "qrcode-scan", tr("Check tickets"), tr("For those who check")),) if Role.INSPECTOR in roles else ()
    drives = (AccountRow("shifts", "steering", tr("Driving"), tr("Shifts and the next stop")),) if Role.DRIVER in roles else ()
    if only:
        return (*checks, *drives)
    nothing_else = tr("Then whoever finds it finds nothing else")
    narrows = (AccountRow(NARROW, "cellphone-lock", tr("Only check tickets with this phone"), nothing_else),)
    narrows_driving = (AccountRow(NARROW_DRIVING, "cellphone-lock", tr("Only drive with this phone"), nothing_else),)
    return (
        *checks,
        *drives,
        *(narrows if checks else ()),
        *(narrows_driving if drives else ()),
        AccountRow("tickets", "ticket-confirmation-outline", tr("Tickets"), tr("Shown without network too")),
        AccountRow("receipts", "receipt-text-outline", tr("Bookings and receipts"), tr("What it cost, and what came back")),
        AccountRow("cards", "credit-card-outline", tr("Cards"), tr("Kept for the next time, if you say so")),
        AccountRow("devices", "devices", tr("Devices"), tr("Where you are signed in, and how to end it")),
        AccountRow("passkeys", "key-variant", tr("Passkeys"), tr("Sign in by finger, face or PIN")),
        AccountRow(ADDRESS, "email-outline", tr("Another address"), tr("Where mails of your account go")),
        AccountRow("consents", "handshake-outline", tr("What I agree to"), tr("Each purpose by itself")),
        AccountRow("my_data", "download-outline", tr("Take it all or delete it"), tr("Everything the city keeps of you")),
    )


def moving_words(account: AccountResponse | None, today: date) -> tuple[str, str]:
    """An address that will take the place of the one of now: title and second line, "" where there is none."""
    if account is None or account.new_email is None or account.new_email_at is None:
        return "", ""
    day = write.day(account.new_email_at.date(), today, inside=True)
    detail = tr("{day} your address changes to {email}. If that was not you, keep it and sign out all devices.", day=day, email=account.new_email)
    return tr("Keep my address"), detail


def changed_words(answer: AddressChanged, now: datetime) -> str:
    if answer.changed_at <= now:
        return tr("Your address is changed.")
    day = write.day(answer.changed_at.astimezone(now.tzinfo).date(), now.date(), inside=True)
    return tr("Your address changes {day}. Until then the old one can stop it.", day=day)


def in_lines(email: str) -> str:
    """For large text: a word as long as an address would be broken anywhere."""
    return email.replace("@", "\n@")


def kept_words(is_kept: bool) -> str:
    if is_kept:
        return tr("The key of this device is in its safe place.")
    return tr("This device has no safe place for its key: you stay signed in until the app is closed.")


def signed_out_words(heard: bool) -> str:
    if heard:
        return tr("Signed out")
    return tr("Signed out on this device. The city does not know yet: without a connection its list still shows it.")


def describe(email: str, is_kept: bool, roles: Collection[str] = ()) -> list[str]:
    """What can be heard of it, in reading order."""
    return [email, kept_words(is_kept), *(f"{row.title}: {row.detail}" for row in rows(roles)), tr("Sign out")]
