"""A request as other servers and apps file it: the fields of a form, judged all at once so that every fault is told."""
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from litestar import Request
from litestar.datastructures import UploadFile
from litestar.exceptions import ClientException

from backend.contract.requests import MAX_ADDRESS, MAX_ATTRIBUTES, MAX_WORDS
from backend.open311.errors import Faults
from backend.service.errors import ServiceError

MOST_FIELDS = 64
MOST_FORM = 64 * 1024
MOST_PHOTO = 8 * 1024 * 1024
MOST_BODY = MOST_PHOTO + MOST_FORM
# Who sent it: taken from others as the standard has it, kept nowhere.
CONTACT = ("email", "phone", "first_name", "last_name", "device_id", "account_id")
LONGEST = {"service_code": 80, "address_string": MAX_ADDRESS, "address_id": 100, "description": MAX_WORDS, "media_url": 2048}
ATTRIBUTE = re.compile(r"attribute\[([A-Za-z0-9_.-]{1,40})\](\[\])?\Z")
IDEM, NO_DANGER = "idem_key", "no_danger"
IDEM_KEY = re.compile(r"[\x21-\x7e]{8,200}\Z")
MOST_VALUE = 500


class FormTooLarge(ServiceError):
    status, code = 413, "body_too_large"


@dataclass(frozen=True)
class Form:
    """lat, lon: both or none, then an address. idem_key: by which the same report is known again; empty where none was given.

    no_danger: whoever sent it says that nobody is in danger, whatever its words sound like. photo: as sent, read by nobody yet.
    """

    service_code: str
    lat: float | None
    lon: float | None
    address: str
    address_id: str
    description: str
    attributes: tuple[tuple[str, str], ...]
    idem_key: str = ""
    no_danger: bool = False
    media_url: str = ""
    photo: bytes | None = field(default=None, repr=False)
    accuracy_m: int = 0


@dataclass(frozen=True)
class Fields:
    """The fields of a form as they came, the photo apart."""

    pairs: tuple[tuple[str, str], ...] = field(repr=False)
    photo: bytes | None = field(default=None, repr=False)

    def one(self, name: str) -> str:
        """The first of this name, without the spaces around it."""
        return next((value.strip() for key, value in self.pairs if key == name), "")


async def read_fields(request: Request) -> Fields:
    """Raises Faults, FormTooLarge."""
    if request.content_type[0] == "multipart/form-data":
        return await read_parts(request)
    body = await request.body()
    if len(body) > MOST_FORM:
        raise FormTooLarge("The form is longer than 64 KiB. Send less.")
    try:
        text = body.decode("ascii")
        return Fields(checked(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, encoding="utf-8", errors="strict")))
    except ValueError:
        raise Faults([f"The form cannot be read. Send at most {MOST_FIELDS} fields, percent-encoded in UTF-8."]) from None


async def read_parts(request: Request) -> Fields:
    try:
        form = await request.form()
        entries = list(form.multi_items())
    except (ClientException, ValueError, LookupError):
        raise Faults(["The parts of the form cannot be read. Send multipart/form-data with texts in UTF-8."]) from None
    if len(entries) > MOST_FIELDS:
        raise Faults([f"The form has more than {MOST_FIELDS} fields. Send fewer."])
    photos = [value for name, value in entries if isinstance(value, UploadFile) and name == "media"]
    photo = await photos[0].read(MOST_PHOTO + 1) if photos else None
    if photo and len(photo) > MOST_PHOTO:
        raise FormTooLarge("The photo is larger than 8 MiB. Send it smaller.")
    pairs = [(str(name), value) for name, value in entries if isinstance(value, str)]
    if sum(len(name) + len(value) for name, value in pairs) > MOST_FORM:
        raise FormTooLarge("The texts of the form are longer than 64 KiB. Send less.")
    return Fields(checked(pairs), photo or None)


def checked(pairs: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Raises Faults for a text that no database keeps."""
    if any("\0" in value or not is_sayable(value) for _, value in pairs):
        raise Faults(["A text holds a character that cannot be kept. Send plain text in UTF-8."])
    return tuple(pairs)


def is_sayable(text: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def read_form(fields: Fields) -> Form:
    """Raises Faults."""
    faults = [f"{name} is longer than {most} characters." for name, most in LONGEST.items() if len(fields.one(name)) > most]
    lat, lon = place_in(fields, faults)
    address, address_id = fields.one("address_string"), fields.one("address_id")
    if not fields.one("service_code"):
        faults.append("service_code is missing. GET services lists them.")
    if lat is None and not (address or address_id) and not any(fault.startswith("lat") for fault in faults):
        faults.append("The place is missing. Send lat and long, or address_string, or address_id.")
    email = fields.one("email")
    if email and not re.match(r"[^@\s]{1,64}@[^@\s]{1,253}\Z", email):
        faults.append("email is no address of a mailbox. Correct it, or leave it out: it is not kept.")
    attributes = attributes_in(fields, faults)
    idem_key, no_danger = attributes.pop(IDEM, ""), attributes.pop(NO_DANGER, "").lower() == "true"
    if idem_key and not IDEM_KEY.match(idem_key):
        faults.append(f"attribute[{IDEM}] is 8 to 200 letters, digits and signs of ASCII. A random UUID does well.")
    if faults:
        raise Faults(faults)
    return Form(
        fields.one("service_code"), lat, lon, address, address_id, fields.one("description"), tuple(attributes.items()), idem_key, no_danger,
        fields.one("media_url"), fields.photo,
    )  # fmt: skip


def place_in(fields: Fields, faults: list[str]) -> tuple[float | None, float | None]:
    """0, 0 is what devices send that do not know where they are."""
    told = fields.one("lat"), fields.one("long") or fields.one("lon")
    if not any(told):
        return None, None
    try:
        lat, lon = (float(part) for part in told)
    except ValueError:
        lat = lon = float("nan")
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        faults.append("lat and long are degrees of WGS 84, both, such as 49.4094 and 8.6942.")
        return None, None
    return (None, None) if lat == 0 and lon == 0 else (lat, lon)


def attributes_in(fields: Fields, faults: list[str]) -> dict[str, str]:
    """Answers to the questions of a service, several values of one question with commas; and what we ask of all."""
    found: dict[str, list[str]] = {}
    for name, value in fields.pairs:
        if name.startswith("attribute["):
            code = ATTRIBUTE.match(name)
            if code is None:
                faults.append("An attribute has no code that could be one. Write attribute[CODE], and attribute[CODE][] for several values.")
                continue
            found.setdefault(code[1], []).append(value.strip())
    joined = {code: ",".join(values) for code, values in found.items()}
    if len(joined) > MAX_ATTRIBUTES or any(len(value) > MOST_VALUE for value in joined.values()):
        faults.append(f"There are more than {MAX_ATTRIBUTES} attributes, or one is longer than {MOST_VALUE} characters.")
    return joined
