"""One request: how it stands, what was said, what comes next, and what one can do."""

from functools import partial

from kivy.metrics import dp

from backend.contract.request_photos import RequestPhoto, RequestPhotoState
from mobile.client import ClientError
from mobile.i18n import tr
from mobile.requests.requests import is_gone
from mobile.screens.page.screen import ListPage
from mobile.screens.request.acts import Acts
from mobile.screens.request.objecting import Objecting
from mobile.screens.request.parts import photo_card, words_card
from mobile.screens.request.state import (
    CONFIRM,
    FOLLOW,
    MUTE,
    NOTE,
    OBJECT,
    SEEN,
    UNFOLLOW,
    UNMUTE,
    WITHDRAW,
    acts_of,
    closing_words,
    seen_by_words,
)
from mobile.screens.requests.parts import full_card, pair_of_buttons
from mobile.screens.requests.state import age_words
from mobile.screens.requests.view import describe, view_of
from mobile.widgets.notices import told
from mobile.widgets.states import Skeleton, TroubleCard
from mobile.widgets.text import Text

MOST_PHOTOS = 6


class RequestPage(Objecting, Acts, ListPage):
    """Asked anew whenever it is opened; without network what was known last is there."""

    def __init__(self, code: str, **options):
        self.code, self.trouble, self.pictures, self._drawn = code, "", {}, None
        self.photos: tuple[RequestPhoto, ...] = ()
        self.seen = None  # of somebody else, and not followed: not kept
        super().__init__(**options)

    @property
    def request(self):
        return self.session.requests.find_known(self.code) or self.seen

    def name(self) -> str:
        request = self.request
        return self.session.requests.kinds.named(request.category).name if request else tr("Request")

    def shown(self):
        super().shown()
        self.start("ask", self.ask())

    def heard(self, what: str):
        super().heard(what)
        if what == "requests":
            self.follow_change()
        elif what == "reports":
            self.follow_objection(self.code)
        elif what == "notices":
            self.redraw_list()
        elif what == "kinds":
            self.redraw()
        elif what == "reach":
            self.redraw_list()
            if self.session.reached:
                self.start("ask", self.ask())

    async def ask(self):
        requests = self.session.requests
        try:
            self.seen = await requests.look(self.code)
        except ClientError as trouble:
            gone = tr("There is no such request, or it is not for everybody.")
            self.trouble = gone if is_gone(trouble) else trouble.sentence
        else:
            self.trouble = ""
            self.start("photos", self.show_photos())
        self.follow_change()

    def follow_change(self):
        """Nothing moves under a finger while all is as it was."""
        if (self.request, self.trouble) != self._drawn:
            self.redraw()

    async def show_photos(self):
        """Each once it is hidden, so that whoever sent it sees what others see."""
        requests = self.session.requests
        try:
            self.photos = (await requests.photos(self.code))[:MOST_PHOTOS]
        except ClientError:
            return
        for photo in self.photos:
            if photo.state is RequestPhotoState.HIDDEN and (path := await requests.picture(self.code, photo.photo_id)):
                self.pictures[photo.photo_id] = path
        if self.photos:
            self.redraw_list()

    async def finish(self, work, done: str):
        """What was done is shown also where it is not kept, as of one that is no longer followed."""
        try:
            self.seen = await work
        except ClientError as trouble:
            self.say(trouble.sentence)
        else:
            self.follow_change()
            self.say(done)

    def fill(self, content):
        request, now = self.request, self.session.now()
        self._drawn = (request, self.trouble)
        content.spacing = dp(12)
        if request is None:
            self.fill_nothing(content)
            return
        if words := age_words(self.session.requests.kept, now, self.session.reached is not False):
            content.add_widget(Text(text=words, type_role="label_medium", ink="on2", a11y_role="text"))
        view = view_of(request, self.session.requests.kinds.named(request.category), now, self.session.settings.units)
        if closing := closing_words(request, now):
            content.add_widget(told("check-decagram-outline", "ok", *closing, ". ".join(closing)))
        if objection := self.objection_card(self.code):
            content.add_widget(objection)
        content.add_widget(full_card(view, next((path for path in self.pictures.values() if path.exists()), None)))
        self.fill_words(content, request)
        content.add_widget(pair_of_buttons(tuple(self.action(act, request) for act in self.acts(request))))
        content.add_widget(Text(text=seen_by_words(request), type_role="label_medium", ink="on2", a11y_role="text", padding=[dp(4), 0, dp(4), 0]))

    def fill_nothing(self, content):
        if not self.trouble:
            content.add_widget(Skeleton(rows=4, row_height=90))
            return
        actions = ((tr("Ask again"), lambda: self.start("ask", self.ask())),)
        content.add_widget(TroubleCard(title=tr("This request cannot be shown"), detail=self.trouble, actions=actions))

    def fill_words(self, content, request):
        """What was written, and further photos."""
        if request.words:
            content.add_widget(words_card(request))
        for number, photo in enumerate(self.photos, 1):
            path = self.pictures.get(photo.photo_id)
            path = path if path and path.exists() else None
            content.add_widget(photo_card(photo, number, path, partial(self.hide_more, photo, path)))

    def hide_more(self, photo: RequestPhoto, path):
        self.router.go("hide", code=self.code, photo=photo, path=path)

    def acts(self, request) -> tuple[str, ...]:
        muted, objected = request.muted or self.code in self.session.notices.kept.muted, self.session.reporting.find_objection(self.code) is not None
        return acts_of(request, self.session.now(), muted, objected)

    def action(self, act: str, request):
        code = request.code
        return {
            CONFIRM: ("check-all", tr("It is done"), partial(self.confirm, code)),
            OBJECT: ("scale-balance", tr("Object"), partial(self.object_to, code)),
            NOTE: self.note_action(request),
            SEEN: self.seen_action(request),
            FOLLOW: ("bell-plus-outline", tr("Follow it"), partial(self.follow, code, True)),
            UNFOLLOW: ("bell-off-outline", tr("Follow no longer"), partial(self.follow, code, False)),
            MUTE: ("bell-sleep-outline", tr("Mute it"), partial(self.mute, code, True)),
            UNMUTE: ("bell-ring-outline", tr("Hear of it again"), partial(self.mute, code, False)),
            WITHDRAW: ("undo-variant", tr("Take it back"), partial(self.ask_withdraw, code)),
        }[act]

    def handle_key(self, key: str, modifiers: set) -> bool:
        request = self.request
        if modifiers or request is None:
            return False
        if key == "h":
            view = view_of(request, self.session.requests.kinds.named(request.category), self.session.now(), self.session.settings.units)
            self.session.announce(". ".join(describe(view)), aloud=True)
        elif key == "n" and NOTE in self.acts(request):
            self.write(request)
        else:
            return False
        return True
