"""One request: which acts are open to whoever looks at it. Without Kivy."""

from datetime import datetime

from backend.contract.request_photos import RequestPhoto, RequestPhotoState, SeenBy
from backend.contract.request_words import RequestState
from backend.contract.requests import ServiceRequest
from mobile.i18n import tr, trn
from mobile.i18n import written as write
from mobile.screens.requests.view import is_open
from mobile.screens.requests.words import SEEN_BY, day_words, reason_words

CONFIRM, OBJECT, NOTE, SEEN, FOLLOW, UNFOLLOW, WITHDRAW = "confirm", "object", "note", "seen", "follow", "unfollow", "withdraw"
MUTE, UNMUTE = "mute", "unmute"


def acts_of(request: ServiceRequest, now: datetime, muted: bool = False, objected: bool = False) -> tuple[str, ...]:
    """The one that is most wanted first. objected: an objection waits on this phone, or was not taken."""
    found = []
    if request.mine and request.state is RequestState.RESOLVED and not objected:
        found.append(CONFIRM)
    if request.dispute_until and now < request.dispute_until and not objected:
        found.append(OBJECT)
    if request.mine:
        found += [NOTE, SEEN] if is_open(request) else [SEEN]
    else:
        found.append(UNFOLLOW if request.following else FOLLOW)
    if request.mine or request.following:
        found.append(UNMUTE if muted else MUTE)
    if request.mine and is_open(request) and request.state is not RequestState.DISPUTED:
        found.append(WITHDRAW)
    return tuple(found)


def closing_words(request: ServiceRequest, now: datetime) -> tuple[str, str] | None:
    """(why it was closed, what was said), with how long one may object; None while it is open."""
    closing = request.closing
    if closing is None:
        return None
    rest = [closing.words]
    if closing.referral:
        rest.append(tr("Handed on: {to}", to=closing.referral))
    if closing.planned_for:
        rest.append(tr("Planned for {day}", day=day_words(closing.planned_for, now, write, inside=True)))
    if request.dispute_until and now < request.dispute_until:
        rest.append(tr("You can object until {day}.", day=day_words(request.dispute_until, now, write, inside=True)))
    said = " ".join(words if words.endswith((".", "!", "?")) else f"{words}." for words in rest if words)
    return reason_words(closing.reason).capitalize() or tr("Closed"), said


def photo_words(photo: RequestPhoto) -> str:
    """What was hidden on it, and who sees it."""
    if photo.state is RequestPhotoState.QUARANTINED:
        return tr("Faces and plates are being hidden. Nobody else sees the photo yet.")
    if photo.state is not RequestPhotoState.HIDDEN:
        return tr("The photo could not be hidden by itself. Somebody of the city sees to it.")
    count = photo.faces + photo.plates + photo.areas
    hidden = trn("{n} place hidden", "{n} places hidden", count) if count else tr("No face and no plate found")
    return f"{hidden}. {tr('A person looks before everybody sees it.')}" if photo.doubtful and photo.seen_by is SeenBy.BODY else hidden


def can_hide_more(photo: RequestPhoto) -> bool:
    """One's own, once there is a picture on which something can be hidden."""
    return photo.mine and photo.state is RequestPhotoState.HIDDEN


def seen_by_words(request: ServiceRequest) -> str:
    _, title, detail = SEEN_BY[request.visibility]
    return f"{title()}. {detail()}"
