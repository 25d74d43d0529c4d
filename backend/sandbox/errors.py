"""What the sandbox answers when it refuses, in the words and codes of Stripe's HTTP API."""

from typing import Any

DOCUMENTATION = "https://docs.stripe.com/error-codes"


class Refusal(Exception):
    """An answer that is an error. What it changed before stays only when `keeps` is set, as for a declined card."""

    def __init__(self, status: int, kind: str, message: str, *, code: str | None = None, param: str | None = None, keeps: bool = False, **more: Any):
        super().__init__(message)
        self.status, self.keeps = status, keeps
        error = {"type": kind, "code": code, "message": message, "param": param, **more}
        self.error = {key: value for key, value in error.items() if value is not None}
        if code:
            self.error["doc_url"] = f"{DOCUMENTATION}#{code.replace('_', '-')}"

    @property
    def body(self) -> dict:
        return {"error": self.error}


class BadCall(Refusal):
    """Refused before any work began, so nothing is kept under the call's key."""


def bad_call(message: str, code: str | None = None, param: str | None = None) -> BadCall:
    return BadCall(400, "invalid_request_error", message, code=code, param=param)


def refused(message: str, code: str | None = None, param: str | None = None, **more: Any) -> Refusal:
    return Refusal(400, "invalid_request_error", message, code=code, param=param, **more)


def card_refused(error: dict, **more: Any) -> Refusal:
    """The answer for a card that was refused; what has happened so far stays. error: code, decline_code, message."""
    return Refusal(402, "card_error", error["message"], code=error["code"], decline_code=error["decline_code"], keeps=True, **more)


def missing(noun: str, name: str, param: str | None = None) -> Refusal:
    """404 for the object of the address, 400 for one that a parameter names."""
    return Refusal(
        404 if param in (None, "id") else 400, "invalid_request_error", f"No such {noun}: '{name}'", code="resource_missing", param=param or "id"
    )


def unexpected_state(intent: dict, act: str) -> Refusal:
    noun = "SetupIntent" if intent["object"] == "setup_intent" else "PaymentIntent"
    message = f"This {noun} could not be {act} because it has a status of {intent['status']}."
    more: dict[str, Any] = {intent["object"]: intent}
    return refused(message, f"{intent['object']}_unexpected_state", **more)
