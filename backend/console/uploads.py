"""A table or areas sent as a file or as text."""
from litestar.datastructures import UploadFile

from backend.console.forms import Fields

BOM = "\ufeff"


async def read_sent(fields: Fields, file: str, text: str, most_bytes: int) -> str:
    """The file where one was sent, else the text; what is wrong is said beside the field it is in. file, text: names of fields."""
    sent = fields.form.get(file)
    if isinstance(sent, UploadFile) and sent.filename:
        content = await sent.read(most_bytes + 1)
        if len(content) > most_bytes:
            fields.wrong(file, "too_long")
            return ""
        try:
            told = content.decode("utf-8")
        except UnicodeDecodeError:
            fields.wrong(file, "not_utf8")
            return ""
    else:
        told = str(fields.form.get(text, ""))
        if len(told.encode("utf-8", "surrogatepass")) > most_bytes:
            fields.wrong(text, "too_long")
            return ""
    told = told.removeprefix(BOM).replace("\r\n", "\n")
    if not told.strip():
        fields.wrong(text, "required")
    if "\0" in told:
        fields.wrong(text, "unreadable")
    return told
