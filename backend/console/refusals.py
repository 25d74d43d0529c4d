"""What keeps somebody out of a room of the console."""
from backend.service.errors import BadRequest, NotSignedIn, ServiceError


class CrossSite(ServiceError):
    """Sent by a page that is not ours."""

    status, code = 403, "cross_site"


class CsrfRefused(ServiceError):
    """Not by a form of this session."""

    status, code = 403, "csrf"


class RoomRefused(ServiceError):
    status, code = 403, "role"


class ConflictOfInterest(ServiceError):
    """Nobody decides on what they sent themselves."""

    status, code = 403, "conflict_of_interest"


class SignInFirst(NotSignedIn):
    """Nobody is signed in here, or not any longer."""


class ProofNeeded(NotSignedIn):
    code = "step_up_required"


class NoPasskeyHere(ServiceError):
    """Who proved themselves has no work in the console."""

    status, code = 403, "role"


class TooManyFields(BadRequest):
    code = "too_many_fields"
