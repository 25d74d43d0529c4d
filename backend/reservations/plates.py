"""Number plates: compared in one form however they are written, and sealed as long as they are kept."""
import re
import unicodedata
from collections.abc import Iterable
from hmac import compare_digest
from uuid import UUID

from backend.database.sealing import SealBroken, Vault
from backend.reservations.models import ParkingReservation
from backend.service.errors import Unprocessable

CANONICAL = re.compile(r"[^\W_]{2,12}\Z")


class PlateRefused(Unprocessable):
    def __init__(self, field: str):
        super().__init__("This is no number plate. Write its letters and digits.", field)


def canonical(written: str, field: str = "plate") -> str:
    """Capital letters and digits, of any script. Raises PlateRefused."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", written).upper() if sign.isalnum())
    if not CANONICAL.match(plain):
        raise PlateRefused(field)
    return plain


def seal(vault: Vault, plate: str, row_id: UUID) -> bytes:
    """plate: in its canonical form. Raises NotSetUp."""
    return vault.seal(plate.encode(), place_of(row_id))


def place_of(row_id: UUID) -> str:
    """What a sealed plate is bound to."""
    return f"parking_reservation.plate:{row_id}"


def find_by_plate(vault: Vault, rows: Iterable[ParkingReservation], plate: str) -> ParkingReservation | None:
    """All are looked at, so that it takes as long whichever it is. One that cannot be opened is nobody's."""
    found = None
    for row in rows:
        if row.plate is not None and compare_digest(opened(vault, row), plate.encode()):
            found = row
    return found


def opened(vault: Vault, row: ParkingReservation) -> bytes:
    try:
        return vault.open(row.plate or b"", place_of(row.id))
    except SealBroken:
        return b""
