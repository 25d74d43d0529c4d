"""Scripts and styles of the console: a fixed list of names, each read once. What others wrote is served from where it is installed."""
import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from backend.service.errors import NotFound

OWN = Path(__file__).with_name("static")
SCRIPT, STYLE = "text/javascript", "text/css"
# name → (the package it is in, or "" for ours; the file there; what it is)
FILES = {
    "console.css": ("", "console.css", STYLE), "console.js": ("", "console.js", SCRIPT), "passkey.js": ("", "passkey.js", SCRIPT),
    "boxes.js": ("", "boxes.js", SCRIPT), "placing.js": ("", "placing.js", SCRIPT),
    "htmx.js": ("django_htmx", "static/django_htmx/htmx-2.min.js", SCRIPT),
}  # fmt: skip
MARK_CHARACTERS = 12


@cache
def read_asset(name: str) -> tuple[bytes, str]:
    """(the file, its type). Raises NotFound for every name that is not on the list."""
    if name not in FILES:
        raise NotFound("There is no such file.")
    package, path, kind = FILES[name]
    return (folder_of(package) / path).read_bytes(), kind


def folder_of(package: str) -> Path:
    """Where a package is installed; it is not imported, as nothing of it but files is wanted."""
    if not package:
        return OWN
    found = find_spec(package)
    if found is None or found.origin is None:
        raise NotFound("A file of the console is not installed. Run `make run` once.")
    return Path(found.origin).parent


@cache
def address_of(name: str) -> str:
    """With a mark of what is in it, so that it may be kept for as long as a browser likes."""
    mark = hashlib.sha256(read_asset(name)[0]).hexdigest()[:MARK_CHARACTERS]
    return f"/console/assets/{mark}/{name}"
