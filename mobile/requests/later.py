"""Whether what was not taken is to be sent again, or will never be taken. Without Kivy."""

from mobile.client import ClientError, Refused

IN_FLIGHT, NO_PASS = "request_in_flight", "not_signed_in"
TOO_SLOW, TOO_MANY, OF_SERVER = 408, 429, 500


def is_for_later(trouble: ClientError) -> bool:
    """Whether the city cannot take it now, or what answers is no city at all, as the page of a Wi-Fi that wants a sign-in."""
    if not isinstance(trouble, Refused) or trouble.code in (NO_PASS, IN_FLIGHT):
        return True
    return not trouble.status or trouble.status in (TOO_SLOW, TOO_MANY) or trouble.status >= OF_SERVER
