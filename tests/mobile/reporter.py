"""A phone that sends what it kept, as a program of its own: `python -m tests.mobile.reporter BACKEND FOLDER [add KIND | say OBSTACLE] [forgetful]`.

`forgetful`: its pass ends with the program, as where the system has no safe place for it.
It writes "kept" once a report is kept and "sent" when nothing is left, so that it can be ended in between.
"""
import asyncio
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from backend.contract.requests import NewRequest, RequestPlace
from mobile.device.fake import fake_device
from mobile.session import Session


class FileStore:
    """A pass that outlives the program, as on a phone."""

    def __init__(self, path: Path):
        self.path = path

    def find(self, name: str) -> str | None:
        return self.path.read_text() if self.path.exists() else None

    def keep(self, name: str, value: str) -> None:
        self.path.write_text(value)

    def remove(self, name: str) -> None:
        self.path.unlink(missing_ok=True)


async def run(backend: str, folder: Path, forgetful: bool, act: str = "", what: str = "") -> None:
    device = fake_device("nowhere")
    session = Session(folder, device if forgetful else replace(device, secure=FileStore(folder / "pass")), backend)
    reporting = session.reporting
    if act == "add":
        reporting.add("Mill Lane", NewRequest(what, RequestPlace(lat=55.4897, lon=3.5036), observed_at=datetime.now(UTC)))
        print("kept", flush=True)
    elif act == "say":
        reporting.say(UUID(what), True, datetime.now(UTC))
    reporting.start()
    while session.tasks.runs(reporting, "send"):
        await asyncio.sleep(0.01)
    print("sent", flush=True)
    await session.close()


if __name__ == "__main__":
    words = [word for word in sys.argv[3:] if word != "forgetful"]
    asyncio.run(run(sys.argv[1], Path(sys.argv[2]), "forgetful" in sys.argv, *words))
