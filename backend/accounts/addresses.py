"""Addresses of mail: written as their owners do, compared without regard to capitals, so that one address is one account.

A mail server may tell `Ann@` from `ann@`; next to none does, and people write both. So the local part is kept for sending and folded for comparing.
Only a capital and its own small letter are the same: full folding makes `strasse` of `straße` and an s of `ſ`, which are other mailboxes, and
whoever has one of those would have the account.
"""
import re
import unicodedata

from backend.accounts.models import MAX_EMAIL
from backend.service.errors import Unprocessable

MAX_LOCAL = 64
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\Z")
# Whoever puts these in quotes has an address that hardly any system takes; here they could only be an attack on a header.
REFUSED = re.compile(r'[\s"(),:;<>@\[\\\]]')


def read_email(text: str) -> str:
    """NFC, the domain in small letters of ASCII. Nothing else is folded: who tells `ann+tram` from `ann` is somebody else's to decide.

    Raises Unprocessable, which does not repeat the address.
    """
    local, at, domain = unicodedata.normalize("NFC", text.strip(" ")).rpartition("@")
    if not at or not is_local(local):
        raise refused()
    try:
        ascii_domain = domain.lower().encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise refused() from error
    labels = ascii_domain.split(".")
    if len(labels) < 2 or not all(LABEL.match(label) for label in labels) or labels[-1].isdecimal():
        raise refused()
    address = f"{local}@{ascii_domain}"
    if len(address) > MAX_EMAIL:
        raise refused()
    return address


def key_of(address: str) -> str:
    """What is the same for all ways to write an address that `read_email` gave."""
    local, _, domain = address.rpartition("@")
    return f"{unicodedata.normalize('NFC', ''.join(small(sign) for sign in local))}@{domain}"


def small(sign: str) -> str:
    return sign.lower() if sign.lower().upper() == sign else sign


def is_local(local: str) -> bool:
    if not 1 <= len(local) <= MAX_LOCAL or REFUSED.search(local) or local.startswith(".") or local.endswith(".") or ".." in local:
        return False
    return all(unicodedata.category(sign)[0] not in "CZ" for sign in local)


def refused() -> Unprocessable:
    return Unprocessable("This is not an address of mail. Write it like name@example.org.", "email")
