"""The account of whoever is signed in: where one goes from it."""

from collections.abc import Collection
from dataclasses import dataclass

from backend.contract.accounts import Role
from mobile.i18n import tr


@dataclass(frozen=True)
class AccountRow:
    """`key` names the page it leads to, or what it does."""

    key: str
    icon: str
    title: str
    detail: str


def rows(roles: Collection[str] = ()) -> tuple[AccountRow, ...]:
    """roles: of whoever is signed in."""
    checks = (AccountRow("inspect", "qrcode-scan", tr("Check tickets"), tr("For those who check")),) if Role.INSPECTOR in roles else ()
    return (
        *checks,
        AccountRow("tickets", "ticket-confirmation-outline", tr("Tickets"), tr("Shown without network too")),
        AccountRow("receipts", "receipt-text-outline", tr("Bookings and receipts"), tr("What it cost, and what came back")),
        AccountRow("cards", "credit-card-outline", tr("Cards"), tr("Kept for the next time, if you say so")),
        AccountRow("devices", "devices", tr("Devices"), tr("Where you are signed in, and how to end it")),
        AccountRow("consents", "handshake-outline", tr("What I agree to"), tr("Each purpose by itself")),
        AccountRow("my_data", "download-outline", tr("Take it all or delete it"), tr("Everything the city keeps of you")),
    )


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
