"""Addresses that a client gives: where a browser goes back to, and where events go."""

from urllib.parse import urlsplit

from backend.sandbox.errors import bad_call

LOOPBACK = ("127.0.0.1", "localhost", "::1")
REFUSED_SCHEMES = ("", "javascript", "data", "file", "vbscript", "about", "blob")


def check_return_url(address: str) -> str:
    """Raises BadCall for what is no address, or one that a browser would run."""
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        scheme = ""
    if scheme in REFUSED_SCHEMES or not address.isascii() or not address.isprintable() or " " in address:
        raise bad_call("Not a valid URL.", "url_invalid", "return_url")
    return address


def check_hook(url: str) -> None:
    """Nothing of the sandbox leaves this machine. Raises BadCall."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme == "http" and parts.hostname in LOOPBACK and parts.port != 0 and not parts.username
    except ValueError:
        sound = False
    if not sound or not url.isascii() or not url.isprintable() or " " in url:
        raise bad_call("The sandbox delivers to http addresses on this machine only, such as http://127.0.0.1:8000/hook.", "url_invalid", "url")
