"""Refusals of the law and of filing, as the service says them."""
from backend.requests.effects import Refused
from backend.service.errors import Conflict, NotFound, RoleRefused, ServiceError, Unprocessable

NONE_SUCH = "There is no such request, or it is not for you to see. GET /v1/requests/mine lists yours."
FORBIDDEN = frozenset({"not_for_role", "conflict_of_interest", "same_officer", "ombudsperson_only"})
UNUSABLE = frozenset({"words_missing", "proof_missing", "planned_for", "until_unusable", "name", "same_body", "into_unusable", "field_missing"})


class ChangeRefused(ServiceError):
    """One answer of the law. Its code is that of the refusal."""

    def __init__(self, refused: Refused):
        super().__init__(refused.why)
        self.code = refused.code
        self.status = 403 if refused.code in FORBIDDEN else 422 if refused.code in UNUSABLE else 409


class NoRequest(NotFound):
    def __init__(self) -> None:
        super().__init__(NONE_SUCH)


class NoPlace(Unprocessable):
    code = "no_place"


class AttributesMissing(Unprocessable):
    code = "attributes_missing"


class NothingSaid(Unprocessable):
    code = "nothing_said"


class NameUnclear(Unprocessable):
    code = "name_unclear"


class Emergency(Conflict):
    code = "emergency"

    def __init__(self, number: str):
        super().__init__(f"If anybody is in danger, call {number} now. Nothing was sent. If nobody is, send it again with `noDanger`.")
        self.more = {"emergencyNumber": number}


class NotYours(RoleRefused):
    code = "not_for_role"
