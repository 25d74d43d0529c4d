"""Papers as answers of HTTP. A PDF takes some tenths of a second of a thread, one after the other, and only so many may wait."""
import asyncio

from litestar import Response

from backend.ledger.paper import pdf
from backend.ledger.sheet import Sheet, plain_text
from backend.service.errors import Busy

JSON, TEXT, CSV, PDF = "application/json", "text/plain", "text/csv", "application/pdf"
MOST_WAITING = 8


class Press:
    """Of one process and its event loop."""

    def __init__(self) -> None:
        self.waiting = 0

    async def print(self, sheet: Sheet) -> bytes:
        """Raises Busy."""
        if self.waiting >= MOST_WAITING:
            raise Busy("Too many papers are being printed. Try again in a moment.", headers={"Retry-After": "2"})
        self.waiting += 1
        try:
            return await asyncio.to_thread(pdf, sheet)
        finally:
            self.waiting -= 1


PRESS = Press()


async def paper(sheet: Sheet, form: str, name: str) -> Response[bytes]:
    """name: of the file, of letters, digits and hyphens."""
    content = await PRESS.print(sheet) if form == PDF else plain_text(sheet).encode()
    return answer(content, form, sheet.language, f"{name}.{'pdf' if form == PDF else 'txt'}")


def answer(content: bytes, form: str, language: str, name: str) -> Response[bytes]:
    shown = {
        "content-disposition": f'inline; filename="{name}"', "content-language": language, "cache-control": "private, no-store",
        "vary": "accept, accept-language",
    }  # fmt: skip
    return Response(content, media_type=form, headers=shown)
