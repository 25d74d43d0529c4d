"""Secrets on an Android phone: sealed by a key that never leaves its hardware, kept in a file of the app alone. Not run on a phone yet.

`SealedStore` is the part without Android; what lies in the file is worthless without the key, and nothing sealed for one name opens under another.
"""

import base64
from collections.abc import Callable
from typing import Protocol

from mobile.device.protocols import Unavailable
from mobile.i18n import tr

ALIAS, FILE, PROVIDER = "allways", "allways_secrets", "AndroidKeyStore"
CIPHER, KEY_BITS, NONCE_BYTES, TAG_BITS = "AES/GCM/NoPadding", 256, 12, 128
ENCRYPT, DECRYPT = 1, 2  # of javax.crypto.Cipher and, as purposes, of KeyProperties


class Box(Protocol):
    """about: bound in, so that it has to be the same to open."""

    def seal(self, plain: bytes, about: bytes) -> bytes: ...

    def open(self, sealed: bytes, about: bytes) -> bytes: ...


class Drawer(Protocol):
    """Texts by name; whoever reads them learns nothing."""

    def find(self, name: str) -> str | None: ...

    def keep(self, name: str, text: str) -> None: ...

    def remove(self, name: str) -> None: ...


class SealedStore:
    """box: made when it is first needed, which may fail on a phone without a locked screen. What does not open any longer is as if it was not there:
    a phone that was set up anew has another key."""

    def __init__(self, make_box: Callable[[], Box], drawer: Drawer, broken: tuple[type[Exception], ...]):
        self._make_box, self._drawer, self._broken = make_box, drawer, broken
        self._made: Box | None = None

    def find(self, name: str) -> str | None:
        text = self._drawer.find(name)
        if text is None:
            return None
        box = self._box()
        try:
            return box.open(base64.b64decode(text, validate=True), name.encode()).decode()
        except (*self._broken, ValueError):
            return None

    def keep(self, name: str, value: str) -> None:
        box = self._box()
        try:
            sealed = box.seal(value.encode(), name.encode())
        except self._broken as error:
            raise unsafe() from error
        self._drawer.keep(name, base64.b64encode(sealed).decode())

    def remove(self, name: str) -> None:
        self._drawer.remove(name)

    def _box(self) -> Box:
        try:
            self._made = self._made or self._make_box()
        except self._broken as error:
            raise unsafe() from error
        return self._made


def unsafe() -> Unavailable:
    return Unavailable(tr("This phone has no safe place for it."))


class KeystoreBox:
    """AES-256-GCM by a key of the Android Keystore, made once."""

    def __init__(self):
        from jnius import autoclass

        self._cipher, self._parameters = autoclass("javax.crypto.Cipher"), autoclass("javax.crypto.spec.GCMParameterSpec")
        keys = autoclass("java.security.KeyStore").getInstance(PROVIDER)
        keys.load(None)
        if not keys.containsAlias(ALIAS):
            purposes = autoclass("android.security.keystore.KeyGenParameterSpec$Builder")(ALIAS, ENCRYPT | DECRYPT)
            wanted = purposes.setBlockModes(["GCM"]).setEncryptionPaddings(["NoPadding"]).setKeySize(KEY_BITS).build()
            maker = autoclass("javax.crypto.KeyGenerator").getInstance("AES", PROVIDER)
            maker.init(wanted)
            maker.generateKey()
        self._key = keys.getKey(ALIAS, None)

    def seal(self, plain: bytes, about: bytes) -> bytes:
        """The nonce, which the Keystore itself chooses, and what is sealed."""
        cipher = self._cipher.getInstance(CIPHER)
        cipher.init(ENCRYPT, self._key)
        cipher.updateAAD(about)
        return bytes(cipher.getIV()) + bytes(cipher.doFinal(plain))

    def open(self, sealed: bytes, about: bytes) -> bytes:
        cipher = self._cipher.getInstance(CIPHER)
        cipher.init(DECRYPT, self._key, self._parameters(TAG_BITS, sealed[:NONCE_BYTES]))
        cipher.updateAAD(about)
        return bytes(cipher.doFinal(sealed[NONCE_BYTES:]))


class PreferencesDrawer:
    """A file of the app alone."""

    def find(self, name: str) -> str | None:
        return self._preferences().getString(name, None)

    def keep(self, name: str, text: str) -> None:
        self._preferences().edit().putString(name, text).commit()

    def remove(self, name: str) -> None:
        self._preferences().edit().remove(name).commit()

    def _preferences(self):
        from jnius import autoclass

        context = autoclass("android.content.Context")
        return autoclass("org.kivy.android.PythonActivity").mActivity.getSharedPreferences(FILE, context.MODE_PRIVATE)


def android_store() -> SealedStore:
    from jnius import JavaException

    return SealedStore(KeystoreBox, PreferencesDrawer(), (JavaException,))
