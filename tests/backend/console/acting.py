"""What tests of the rooms of requests do and look up."""
import io
import re

from PIL import Image
from sqlalchemy import select, update

from backend.console.models import AuditEntry
from backend.requests.models import Request
from tests.backend.console.people import SAME, Worker

PAGE = "/console/requests"


def act(person: Worker, code: str, name: str, fields: dict | None = None, files: dict | None = None):
    return send_parts(person, f"{PAGE}/{code}/acts/{name}", fields, files)


def send_parts(person: Worker, path: str, fields: dict | None = None, files: dict | None = None):
    """As a browser sends it: with parts, a photo or another file among them."""
    parts = {field: (None, value) for field, value in ({"csrf": person.csrf} | (fields or {})).items()} | (files or {})
    headers = {"Cookie": f"aw_console={person.secret}"} | SAME
    return person.client.post(path, files=parts, headers=headers)


def photo() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (120, 90), "#8A8A90").save(held, "JPEG")
    return held.getvalue()


def row(client, code: str) -> Request:
    return do(client, one_row, code)


def do(client, work, *given):
    return client.blocking_portal.call(work, client.app.state.database, *given)


async def one_row(database, code: str) -> Request:
    async with database.reading() as session:
        return (await session.scalars(select(Request).where(Request.code == code))).one()


async def change_row(database, code: str, **values) -> None:
    async with database.writing() as session:
        await session.execute(update(Request).where(Request.code == code).values(**values))


async def acts_of(database, object_id: str) -> list[tuple[str, str]]:
    async with database.reading() as session:
        found = await session.execute(select(AuditEntry.action, AuditEntry.reason).where(AuditEntry.object_id == object_id).order_by(AuditEntry.seq))
        return [(action, reason) for action, reason in found]


def codes_in(page) -> list[str]:
    return re.findall(r'name="code" value="(\w{8})"', page.text)
