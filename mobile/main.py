"""Starts the app on its own: `python -m mobile.main`. Kivy reads its settings when it is first imported, so they are set here before."""

import gc
import os
import sys
from pathlib import Path

WIDTH, HEIGHT = 412, 915
LEAST_WIDTH, LEAST_HEIGHT = 320, 480


def set_up_kivy(folder: Path) -> None:
    """Before the first import of Kivy: its own files go into the folder of the app, its window looks like a phone.

    Until the app has shown its first page (`app.spare_the_start`) no garbage is collected: all that is made now stays.
    """
    gc.disable()
    os.environ.setdefault("KIVY_HOME", str(folder / "kivy"))
    os.environ.setdefault("KIVY_NO_ARGS", "1")
    os.environ.setdefault("KIVY_NO_FILELOG", "1")
    os.environ.setdefault("KIVY_LOG_MODE", "PYTHON")
    (folder / "kivy").mkdir(parents=True, exist_ok=True)
    from kivy.config import Config

    Config.set("graphics", "width", str(WIDTH))
    Config.set("graphics", "height", str(HEIGHT))
    Config.set("graphics", "minimum_width", str(LEAST_WIDTH))
    Config.set("graphics", "minimum_height", str(LEAST_HEIGHT))
    Config.set("kivy", "exit_on_escape", "0")
    Config.set("input", "mouse", "mouse,disable_multitouch")
    if sys.platform == "linux" and "ANDROID_ARGUMENT" not in os.environ and not Path("/dev/dri").exists():
        Config.set("graphics", "multisamples", "0")  # drawn in software: smoother edges would cost half of the frames


def main(folder: Path | None = None, backend: str | None = None) -> None:
    folder = folder or home()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    set_up_kivy(folder)
    from mobile.app import open_app

    open_app(folder, backend)


def home() -> Path:
    """Where an app keeps its things on this system."""
    if android := os.environ.get("ANDROID_PRIVATE"):
        return Path(android)
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "allways"


if __name__ == "__main__":
    main()
