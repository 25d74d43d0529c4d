"""Finds and hides faces and plates in a process of its own: standard input to standard output, with limits, no network asked for, no file written.

In: a line of JSON {"find": whether to look for anything, "areas": what people hid, "shown": where a plate is none, as shares} and a JPEG.
Out: a line of JSON and a JPEG.
Run as a file: `python -I hiding_child.py`. It knows nothing of the service but this folder.
"""
import json
import os
import resource
import sys
from pathlib import Path

# Address space, not memory in use: the programs reserve much more than they touch (docs/REQUESTS.md has what was measured).
MEMORY_BYTES = 2560 * 1024 * 1024
CPU_S, FILES, NICER = 30, 64, 5
DETECTOR_MISSING, UNREADABLE = 3, 4
MISSING = ("DetectorMissing", "ModelUnreadable", "ImportError", "ModuleNotFoundError")
DETECTOR = "centerface+ppocr4/2"


def limit_oneself() -> None:
    os.nice(NICER)
    for what, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_S), (resource.RLIMIT_NOFILE, FILES), (resource.RLIMIT_FSIZE, 0)):
        resource.setrlimit(what, (most, most))


def answer(asked: dict, jpeg: bytes) -> tuple[dict, bytes]:
    """Raises PictureUnreadable, DetectorMissing."""
    from backend.pictures import hiding
    from backend.pictures.boxes import NONE, joined, whole_pixels

    picture = hiding.read(jpeg)
    height, width = picture.shape[:2]
    told, faces, plates = {"faces": 0, "plates": 0, "doubtful": 0, "detector": None, "params": None}, NONE, NONE
    if asked["find"]:
        from backend.pictures.looking import look

        seen = look(picture)
        told |= {"faces": len(seen.faces), "plates": len(seen.plates), "doubtful": seen.doubtful, "detector": DETECTOR, "params": seen.params}
        faces, plates = seen.faces, seen.plates
    by_hand, shown = (hiding.boxes_of([hiding.Area(*area) for area in asked[what]], picture) for what in ("areas", "shown"))
    always, but, unless = (whole_pixels(boxes, width, height) for boxes in (joined([faces, by_hand]), shown, plates))
    hidden = hiding.hide_but(picture, unless, but, always)
    told |= {"width": width, "height": height, "dhash": hiding.dhash(hidden).hex()}
    return told, hiding.write(hidden)


def main() -> None:
    limit_oneself()
    sys.path.insert(0, str(Path(__file__).parents[2]))
    try:
        told, jpeg = answer(json.loads(sys.stdin.buffer.readline()), sys.stdin.buffer.read())
    except Exception as error:  # whatever goes wrong, nothing is shown
        sys.exit(DETECTOR_MISSING if type(error).__name__ in MISSING else UNREADABLE)
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + jpeg)


if __name__ == "__main__":
    main()
