"""Secrets of a phone as they lie in its file: sealed, each under its own name, and gone with the key. The hardware is a key in memory here."""
import os

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mobile.device.keystore import NONCE_BYTES, SealedStore
from mobile.device.protocols import Unavailable

SECRET = "the key of a ticket"


class InMemory:
    """A box with a key of its own."""

    def __init__(self):
        self.key = AESGCM(AESGCM.generate_key(256))

    def seal(self, plain: bytes, about: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self.key.encrypt(nonce, plain, about)

    def open(self, sealed: bytes, about: bytes) -> bytes:
        return self.key.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about)


class Drawer:
    def __init__(self):
        self.texts: dict[str, str] = {}

    def find(self, name):
        return self.texts.get(name)

    def keep(self, name, text):
        self.texts[name] = text

    def remove(self, name):
        self.texts.pop(name, None)


def store_in(drawer: Drawer, make_box=InMemory) -> SealedStore:
    return SealedStore(make_box, drawer, (InvalidTag,))


def test_what_is_kept_is_found_and_stands_nowhere_to_be_read():
    drawer = Drawer()
    store = store_in(drawer)
    store.keep("ticket key", SECRET)
    assert store.find("ticket key") == SECRET
    assert all(SECRET not in text for text in drawer.texts.values())
    store.remove("ticket key")
    store.remove("ticket key")
    assert store.find("ticket key") is None


def test_what_was_sealed_for_one_name_opens_under_no_other():
    drawer = Drawer()
    store = store_in(drawer)
    store.keep("account", SECRET)
    drawer.texts["ticket key"] = drawer.texts["account"]
    assert store.find("ticket key") is None


@pytest.mark.parametrize("text", ["", "?", "AAAA", "A" * 64])
def test_what_is_damaged_is_as_if_it_was_not_there(text):
    drawer = Drawer()
    drawer.texts["account"] = text
    assert store_in(drawer).find("account") is None


def test_a_phone_that_was_set_up_anew_has_lost_its_secrets():
    drawer = Drawer()
    store_in(drawer).keep("account", SECRET)
    assert store_in(drawer).find("account") is None


def test_a_phone_that_makes_no_key_says_so_and_keeps_nothing():
    drawer, fails = Drawer(), [InvalidTag()]

    def make_box():
        if fails:
            raise fails.pop()
        return InMemory()

    store = store_in(drawer, make_box)
    with pytest.raises(Unavailable):
        store.keep("account", SECRET)
    assert drawer.texts == {}
    store.keep("account", SECRET)
    assert store.find("account") == SECRET, "it is tried anew"
