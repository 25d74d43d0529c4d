"""In place of the detectors, which take seconds: hides a quarter of the picture, and says of it what its width is to mean."""
import json
import os
import signal
import sys
from pathlib import Path

PLAIN, DOUBTFUL, FAILS = 320, 322, 324


def main() -> None:
    sys.path.insert(0, str(Path(__file__).parents[4]))
    from backend.pictures.hiding_child import DETECTOR, answer

    asked, jpeg = json.loads(sys.stdin.buffer.readline()), sys.stdin.buffer.read()
    found = [] if [0.1, 0.1, 0.4, 0.4] in asked["shown"] else [[0, 0, 0.5, 0.5]]
    told, hidden = answer({"find": False, "areas": [*asked["areas"], *(found if asked["find"] else [])], "shown": []}, jpeg)
    if told["width"] == FAILS and asked["find"]:
        os.kill(os.getpid(), signal.SIGKILL)
    if asked["find"]:
        told |= {"faces": 1, "plates": 1, "doubtful": int(told["width"] == DOUBTFUL), "detector": DETECTOR, "params": "quick"}
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + hidden)


if __name__ == "__main__":
    main()
