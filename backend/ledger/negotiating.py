"""Which form of an answer is wanted. Source: RFC 9110, 12.5.1."""
import re

MOST_HEADER = 500
QUALITY = re.compile(r";\s*q=([01](?:\.\d{0,3})?)\s*$")


def wanted(accept: str, offered: tuple[str, ...]) -> str:
    """The form that is liked best of those that are offered; the first of them where nothing is asked for, or nothing that there is."""
    best, liked = offered[0], 0.0
    for part in accept[:MOST_HEADER].split(","):
        kind = part.partition(";")[0].strip().lower()
        found = QUALITY.search(part)
        quality = float(found[1]) if found else 1.0
        form = next((form for form in offered if kind in (form, f"{form.partition('/')[0]}/*", "*/*")), None)
        if form is not None and quality > liked:
            best, liked = form, quality
    return best
