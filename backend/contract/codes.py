"""`GET /v1/codes/ring`. The table of markers goes as it was signed: bytes of COSE_Sign1, docs/CODES.md."""
from datetime import date

from backend.contract.base import Answer


class CodeKey(Answer, frozen=True):
    """A public key. It signs from `signFrom` to `signUntil`; what it signed counts until `verifyUntil`. `id` and `public` are hexadecimal."""

    id: str
    public: str
    use: str
    sign_from: date
    sign_until: date
    verify_until: date


class CodeRing(Answer, frozen=True):
    """The keys by which codes of this city are checked. A key that is not here any longer leaked: nothing it signed counts."""

    city: str
    host: str
    keys: tuple[CodeKey, ...]
