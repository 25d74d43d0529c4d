"""What a client has already need not be sent again."""


def is_known(etag: str, known: str) -> bool:
    """etag: quoted, as it is sent. known: the If-None-Match of a request, "" where there is none; weak names count too (RFC 9110, 13.1.2)."""
    return known.strip() == "*" or etag in [name.strip().removeprefix("W/") for name in known.split(",")]
