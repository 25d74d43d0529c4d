"""Why a photo is not taken, not shown or not changed."""
from backend.service.errors import Conflict, NotFound, RoleRefused, ServiceError, Unprocessable

NONE_SUCH = "There is no such photo, or it is not for you to see."


class NoPhoto(NotFound):
    def __init__(self) -> None:
        super().__init__(NONE_SUCH)


class TooManyPhotos(Unprocessable):
    code = "too_many_photos"


class TooManyAreas(Unprocessable):
    code = "too_many_areas"


class AreaEmpty(Unprocessable):
    code = "area_empty"


class PhotoChanged(Conflict):
    code = "photo_changed"


class NotHiddenYet(Conflict):
    code = "photo_not_hidden"


class OriginalGone(Conflict):
    code = "original_gone"


class HidingUnavailable(ServiceError):
    status, code = 503, "hiding_unavailable"


class OwnCase(RoleRefused):
    code = "conflict_of_interest"

    def __init__(self) -> None:
        super().__init__("You sent this request yourself. Somebody else of the staff has to do this.")
