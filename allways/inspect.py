"""`allways inspect`: does this ticket count? Decided by the files of the city alone; nobody is asked and nothing is kept."""
import json
from argparse import Namespace
from base64 import urlsafe_b64decode
from datetime import UTC, datetime
from pathlib import Path

from allways.errors import CommandError
from signing.inspecting import Outcome, Verdict, inspect
from signing.key_sets import KeySet, read_key_set
from signing.kill_lists import KillList, read_kill_list
from signing.refused import TicketRefusal, TicketRefused
from signing.tickets import Ticket

STATUS = {Outcome.VALID: 0, Outcome.REFUSED: 1, Outcome.UNSURE: 3}
WORDS = {Outcome.VALID: "VALID", Outcome.REFUSED: "REFUSED", Outcome.UNSURE: "CANNOT SAY"}
WHY = {
    TicketRefusal.NOT_OURS: "This is no ticket of a city that uses Allways.",
    TicketRefusal.DAMAGED: "This begins like a ticket, but is damaged or was not written by Allways.",
    TicketRefusal.UNKNOWN_KEY: "No key of this city signed it, or the key was taken back.",
    TicketRefusal.WRONG_KEY_USE: "It is signed by a key of this city that is not for tickets.",
    TicketRefusal.KEY_EXPIRED: "The key that signed it does not count any more, or did not count then.",
    TicketRefusal.FORGED: "It was changed after it was signed.",
    TicketRefusal.HOLDER_MISMATCH: "It is shown by another phone than the one it was issued to.",
    TicketRefusal.SUFFIX_EXPIRED: "It was shown more than a minute ago: a picture of a ticket, or a phone whose clock is behind.",
    TicketRefusal.SUFFIX_EARLY: "The clock of the phone that shows it is ahead, or that of this computer is behind.",
    TicketRefusal.KILLED: "It was given back, was not paid, or another phone has it now.",
    TicketRefusal.NOT_YET: "It is not valid yet.",
    TicketRefusal.OVER: "It is not valid any longer.",
    TicketRefusal.KEYS_TOO_OLD: "The set of keys has run out: take a newer one from the city.",
    TicketRefusal.LIST_MISSING: "Without a kill list nobody can say whether it was given back: name one with --list.",
    TicketRefusal.LIST_TOO_OLD: "The kill list is more than a week old: take a newer one from the city.",
    TicketRefusal.CLOCK_WRONG: "The clock of this computer is wrong: it is behind that of the city.",
}


LOOKS = {
    **dict.fromkeys(("child", "children", "infant"), "look at the face"),
    **dict.fromkeys(("youth", "teen", "senior", "elderly"), "look at the face, in doubt at the date of birth on a card"),
    **dict.fromkeys(("pupil", "student", "apprentice"), "look at the card of the school"),
    **dict.fromkeys(("companion", "attendant"), "travels with somebody who has a pass for it, look at both"),
    **dict.fromkeys(("disability", "disabled"), "look at the pass, ask nothing about health"),
}


def run(options: Namespace) -> int:
    now = datetime.now(UTC)
    keys = read_keys(options.keys, options.root, now)
    killed = read_list(options.list, keys, now) if options.list else None
    text = options.text if options.picture is None else read_picture(options.picture)
    if not text:
        raise CommandError("Give the text of a code, or a picture of it with --picture.")
    verdict = inspect(text, keys, killed, now)
    print("\n".join(lines_of(verdict)))
    return STATUS[verdict.outcome]


def lines_of(verdict: Verdict) -> list[str]:
    lines = [WORDS[verdict.outcome]]
    if verdict.reason:
        lines.append(WHY[verdict.reason])
    if verdict.ticket:
        lines += told(verdict.ticket)
    if verdict.list_old and verdict.list_age:
        lines.append(f"the kill list is {int(verdict.list_age.total_seconds() // 3600)} hours old")
    return lines


def told(ticket: Ticket) -> list[str]:
    legs = [f"{leg.operator}: {leg.origin} to {leg.destination}" for leg in ticket.legs]
    counts = f"from {ticket.valid_from.isoformat()} until {ticket.valid_until.isoformat()}, for {ticket.count}"
    return [*rights_told(ticket.rights), *legs, counts, f"ticket {ticket.id}"]


def rights_told(rights: tuple[str, ...] | None) -> list[str]:
    if rights is None:
        return ["it does not say whether it was cheaper by a right: it was issued before tickets said so"]
    return [f"cheaper by right, {word}: {LOOKS.get(word, 'look at the proof')}" for word in rights]


def read_keys(path: Path, root: Path, now: datetime) -> KeySet:
    """path: the set as bytes, or the JSON of GET /v1/tickets/keys. Raises CommandError."""
    content, pinned = read_file(path), read_file(root)
    try:
        if content[:1] == b"{":
            text = str(json.loads(content)["set"])
            content = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return read_key_set(content, bytes.fromhex(pinned.decode("ascii").strip()), now)
    except TicketRefused as error:
        raise CommandError(f"{path}: the root in {root} did not sign this set. Take both from the city again.") from error
    except (ValueError, KeyError, RecursionError) as error:
        raise CommandError(f"{path} or {root} is damaged: a set of keys, and a root of 64 hexadecimal digits.") from error


def read_list(path: Path, keys: KeySet, now: datetime) -> KillList:
    """Raises CommandError."""
    try:
        return read_kill_list(read_file(path), keys, now)
    except TicketRefused as error:
        raise CommandError(f"{path} is no kill list that this city signed. Take it from GET /v1/tickets/kill-list again.") from error


def read_file(path: Path) -> bytes:
    """Raises CommandError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path}: cannot be read ({error.strerror}).") from error


def read_picture(path: Path) -> str:
    """The first ticket in it. Raises CommandError."""
    import cv2

    from mobile.scan.read import read_texts
    from signing.showing import START

    picture = cv2.imread(str(path))
    if picture is None:
        raise CommandError(f"{path} is no picture that can be read.")
    texts = sorted(read_texts(picture), key=lambda text: not text.startswith(START))
    if not texts:
        raise CommandError(f"{path}: there is no QR code in it that can be read.")
    return texts[0]
