"""Choosing a picture in the dialog of the system. It is a program of its own, so that nothing waits for it."""

import asyncio
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from mobile.device.protocols import Unavailable
from mobile.i18n import tr

OF_MACOS = 'POSIX path of (choose file of type {"public.image"})'
OF_WINDOWS = (
    "Add-Type -AssemblyName System.Windows.Forms; $d = New-Object System.Windows.Forms.OpenFileDialog; "
    "$d.Filter = '*.jpg;*.jpeg;*.png;*.webp|*.jpg;*.jpeg;*.png;*.webp'; if ($d.ShowDialog() -eq 'OK') { $d.FileName }"
)


def dialog() -> list[str]:
    """The command that asks and writes the path. Raises Unavailable."""
    if sys.platform == "darwin":
        return ["osascript", "-e", OF_MACOS]
    if sys.platform == "win32":
        return ["powershell", "-NoProfile", "-STA", "-Command", OF_WINDOWS]
    if program := shutil.which("zenity"):
        return [program, "--file-selection", "--file-filter=*.jpg *.jpeg *.png *.webp *.JPG *.JPEG *.PNG"]
    if program := shutil.which("kdialog"):
        return [program, "--getopenfilename", str(Path.home()), "*.jpg *.jpeg *.png *.webp"]
    raise Unavailable(tr("This computer has no program to choose a picture with. Install zenity, or send the report without a photo."))


class ProgramPictures:
    def __init__(self, command: Callable[[], list[str]] = dialog):
        self.command = command

    async def choose(self) -> Path | None:
        try:
            asked = await asyncio.create_subprocess_exec(
                *self.command(), stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
            )
        except OSError as error:
            raise Unavailable(tr("No picture can be chosen here. Send the report without a photo.")) from error
        said, _ = await asked.communicate()
        path = said.decode(errors="replace").strip()
        return Path(path) if path and not asked.returncode else None


class AndroidPictures:
    """plyer's chooser answers in a thread of Android."""

    async def choose(self) -> Path | None:
        from plyer import filechooser

        loop, chosen = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()
        filechooser.open_file(mime_type="image", on_selection=lambda paths: loop.call_soon_threadsafe(take, paths))

        def take(paths) -> None:
            if not chosen.done():
                chosen.set_result(Path(paths[0]) if paths else None)

        return await chosen


class AndroidCamera:
    """The camera program of the system; it writes into the file. Not run on a phone yet."""

    def can_take(self) -> bool:
        return True

    def take(self, path: Path, on_done: Callable[[bool], None]) -> None:
        from plyer import camera

        loop = asyncio.get_running_loop()
        try:
            camera.take_picture(str(path), lambda _: loop.call_soon_threadsafe(on_done, path.exists()))
        except (OSError, NotImplementedError) as error:
            raise Unavailable(tr("There is no camera here. Choose a picture instead.")) from error
