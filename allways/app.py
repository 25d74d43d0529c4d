"""`allways app`: the app in a window of this computer."""
import os
from argparse import Namespace

from allways.errors import CommandError


def run(options: Namespace) -> int:
    from mobile.main import main
    from mobile.store.settings import check_backend

    if options.position:
        os.environ["ALLWAYS_POSITION"] = options.position
    try:
        backend = check_backend(options.backend) if options.backend else None
    except ValueError as trouble:
        raise CommandError(str(trouble)) from trouble
    if not has_display():
        raise CommandError("There is no display to open a window on. Set DISPLAY or WAYLAND_DISPLAY, or SDL_VIDEODRIVER=offscreen to try without.")
    main(options.folder, backend)
    return 0


def has_display() -> bool:
    """Whether a window can be opened; everywhere but on Linux it always can."""
    if os.name == "nt" or os.uname().sysname != "Linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"))
