"""The whole app as a program of its own, with a device that only remembers: `python -m tests.mobile.real_app BACKEND FOLDER`."""
import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from mobile.main import set_up_kivy


def main(backend: str, folder: Path) -> None:
    set_up_kivy(folder)
    from mobile.app import run
    from mobile.device.fake import fake_device
    from mobile.session import Session

    session = Session(folder, fake_device("This computer does not know where it is. Search, or tap the map."), backend)
    session.settings = replace(session.settings, theme="light", language="en", welcomed=True)
    asyncio.run(run(session))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
