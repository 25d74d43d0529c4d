"""Where a driveway is: exactly, sealed, for whoever has booked; and about, for everybody."""
import math
from uuid import UUID

import msgspec

from backend.database.sealing import SealBroken, Vault

E7 = 1e7
# A thousandth of a degree: 111 m of latitude, of longitude at most as much.
STEP_DEG = 0.001
METRES_PER_DEGREE = 111_195.0


class ExactPlace(msgspec.Struct, frozen=True):
    street: str
    house_number: str
    directions: str
    lat: float
    lon: float

    @property
    def address(self) -> str:
        return f"{self.street} {self.house_number}".strip()


def e7(degrees: float) -> int:
    return round(degrees * E7)


def rounded(lat: float, lon: float) -> tuple[int, int]:
    """In ten millionths of a degree: the middle of a square of about 100 by 100 m around the place, whatever the latitude."""
    middle = (math.floor(lat / STEP_DEG) + 0.5) * STEP_DEG
    across = STEP_DEG / max(0.1, math.cos(math.radians(round(middle, 1))))
    return e7(middle), e7((math.floor(lon / across) + 0.5) * across)


def where(listing_id: UUID) -> str:
    """What a sealed place is bound to."""
    return f"parking_listing/place/{listing_id}"


def sealed(vault: Vault, listing_id: UUID, place: ExactPlace) -> bytes:
    """Raises NotSetUp."""
    return vault.seal(msgspec.json.encode(place), where(listing_id))


def find_place(vault: Vault, listing_id: UUID, kept: bytes) -> ExactPlace | None:
    """None: sealed under a key that is not here."""
    try:
        return msgspec.json.decode(vault.open(kept, where(listing_id)), type=ExactPlace)
    except SealBroken:
        return None
