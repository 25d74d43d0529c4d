"""The app: one window, one loop, one session. `open_app` shows it until it is closed."""

import asyncio
import gc
from functools import partial
from importlib import import_module
from pathlib import Path

from kivy.clock import Clock
from kivy.core.window import Window
from kivymd.app import MDApp

from mobile.device.appearance import prefers_dark
from mobile.hearing import Hearing
from mobile.i18n import tr
from mobile.i18n.live import lang
from mobile.navigation import Page, Router
from mobile.session import Session
from mobile.theme import theme

# name: (module, class). A page is imported when it is first shown, so that the first frame comes early.
PAGES = {
    "plan": ("home", "HomePage"),
    "around": ("around", "AroundPage"),
    "parking": ("parking", "ParkingPage"),
    "space": ("space", "SpacePage"),
    "my_parking": ("my_parking", "MyParkingPage"),
    "hosting": ("hosting", "HostingPage"),
    "new_listing": ("hosting", "NewListingPage"),
    "listing": ("hosting", "ListingPage"),
    "earnings": ("hosting", "EarningsPage"),
    "saved": ("saved", "SavedPage"),
    "day": ("day", "DayPage"),
    "me": ("settings", "SettingsPage"),
    "search": ("search", "SearchPage"),
    "pick": ("pick", "PickPage"),
    "results": ("results", "ResultsPage"),
    "itinerary": ("itinerary", "ItineraryPage"),
    "underway": ("underway", "UnderwayPage"),
    "report": ("report", "ReportPage"),
    "requests": ("requests", "RequestsPage"),
    "request": ("request", "RequestPage"),
    "nearby": ("nearby", "NearbyPage"),
    "notices": ("notices", "NoticesPage"),
    "hide": ("hide", "HidePage"),
    "guidance": ("guidance", "GuidancePage"),
    "corners": ("guidance", "CornersPage"),
    "preview": ("guidance", "PreviewPage"),
    "guiding": ("guidance", "GuidingPage"),
    "stop": ("stop", "StopPage"),
    "scan": ("scan", "ScanPage"),
    "needs": ("needs", "NeedsPage"),
    "wizard": ("wizard", "WizardPage"),
    "people": ("people", "PeoplePage"),
    "signs": ("signs", "SignsPage"),
    "privacy": ("privacy", "PrivacyPage"),
    "licences": ("licences", "LicencesPage"),
    "backend": ("backend", "BackendPage"),
    "sign_in": ("sign_in", "SignInPage"),
    "account": ("account", "AccountPage"),
    "devices": ("devices", "DevicesPage"),
    "passkeys": ("passkeys", "PasskeysPage"),
    "consents": ("consents", "ConsentsPage"),
    "cards": ("cards", "CardsPage"),
    "my_data": ("my_data", "MyDataPage"),
    "booking": ("booking", "BookingPage"),
    "ride": ("ride", "RidePage"),
    "tickets": ("tickets", "TicketsPage"),
    "receipts": ("receipts", "ReceiptsPage"),
    "receipt": ("receipts", "OneReceiptPage"),
    "inspect": ("inspect", "InspectPage"),
    "shifts": ("driver", "ShiftsPage"),
    "driving": ("driver", "DrivingPage"),
    "fares": ("fares", "FaresPage"),
    "vehicles": ("vehicles", "VehiclesPage"),
    "vehicle": ("vehicles", "VehiclePage"),
}

PLACES = (
    ("plan", "map-search", lambda: tr("Plan")),
    ("saved", "bookmark-multiple", lambda: tr("Saved")),
    ("parking", "parking", lambda: tr("Parking")),
    ("report", "bullhorn", lambda: tr("Report")),
    ("me", "account-circle", lambda: tr("Me")),
)


COLLECT_AFTER_S = 3
COLLECT_EVERY = 5_000  # new objects; a list of departures makes some ten thousand


def spare_the_start(*_) -> None:
    """Garbage is looked for only in what came after the start: going through all of it would stop the picture for a blink each time."""
    gc.freeze()
    gc.set_threshold(COLLECT_EVERY, 10, 10)
    gc.enable()


def lay_out(*_) -> None:
    """What was built anew since the last frame has no place yet: a finger that comes now would press nothing, or something else."""
    Clock.tick_draw()


class AllwaysApp(MDApp):
    """`session` is what all pages share; `hearing` is the app without sight."""

    def __init__(self, session: Session, **options):
        super().__init__(**options)
        self.session = session
        self.title = "Allways"
        self.hearing = None

    def build(self):
        lang.follow()
        self.follow_theme()
        self.router = Router({name: partial(self.make_page, *where) for name, where in PAGES.items()}, PLACES, on_shown=self.page_shown)
        return self.router

    def make_page(self, folder: str, name: str, **values) -> Page:
        module = import_module(f"mobile.screens.{folder}.screen")
        return getattr(module, name)(session=self.session, router=self.router, **values)

    def on_start(self):
        session = self.session
        actions = {"back": self.router.back, "search": self.search, "tab": self.choose_tab, "where": self.where}
        self.hearing = Hearing(Window, session, actions, lambda: self.router.current)
        session.hearing = self.hearing
        session.on_words, session.on_news = self.router.say_done, self.show_news
        session.listen(self.heard)
        session.start()
        self.router.choose(PLACES[0][0])
        self.count_news()
        if not session.settings.welcomed:
            session.change(welcomed=True)
            self.router.go("wizard", welcome=True)
        Window.bind(on_keyboard=self.back_key, on_request_close=self.closing, focus=self.follow_focus)
        Window.bind(on_touch_down=lay_out, on_touch_up=lay_out)
        Clock.schedule_once(lambda _: self.hearing.start_bridge(), 0)
        if not gc.isenabled():
            Clock.schedule_once(spare_the_start, COLLECT_AFTER_S)

    def heard(self, what: str):
        """What is not of one page: theme, text size, language, network, a page on top for a question just completed."""
        if what == "settings":
            self.follow_theme()
            self.hearing.follow_settings()
        elif what == "language":
            lang.follow()
            self.router.bar.translate()
            self.router.offline_bar.translate()
            self.hearing.follow_settings()
        elif what == "reach":
            self.follow_reach()
        elif what in ("notices", "city"):
            self.count_news()
        elif what == "account" and not self.session.account.on:
            self.router.close_account()

    def follow_theme(self):
        settings = self.session.settings
        name = settings.theme
        theme.less_motion = settings.less_motion
        theme.text_scale = settings.text_percent / 100
        theme.use(("dark" if prefers_dark() else "light") if name == "system" else name)
        self.theme_cls.theme_style = "Light" if theme.name == "light" else "Dark"
        Window.clearcolor = theme.ui["bg"]

    def follow_reach(self):
        gone = self.session.reached is False
        if gone and not self.router.offline:
            self.hearing.announce(tr("No connection. Saved trips and the map you have seen still work."), assertive=True)
        elif not gone and self.router.offline:
            self.hearing.announce(tr("Connected again."))
        self.router.offline = gone

    def page_shown(self, page: Page):
        Clock.schedule_once(lambda _: self.read(page), 0)

    def read(self, page: Page):
        if self.hearing and self.router.current is page:
            self.hearing.page_shown(page)

    def search(self):
        self.router.go("search", field="destination")

    def where(self):
        """Where one is: on the way while one is led, else on the screen."""
        if self.session.leading.on:
            self.session.leading.ask("where")
        else:
            self.hearing.reader.where()

    def choose_tab(self, number: int):
        if number <= len(PLACES):
            self.router.choose(PLACES[number - 1][0])

    def back_key(self, _, key, *rest) -> bool:
        """The back button of a phone, which is Escape here."""
        return key == 27 and self.router.back()

    def follow_focus(self, _, focused: bool):
        """The window of a computer has come to the front, or has left it."""
        self.session.notices.show(focused)

    def on_pause(self) -> bool:
        """The app of a phone leaves it, and sleeps there."""
        self.session.notices.show(False)
        return True

    def on_resume(self):
        self.session.notices.show(True)

    def count_news(self):
        self.router.bar.count("report", self.session.notices.kept.unread)

    def show_news(self, words: str, code: str):
        """With the way to the request it is about, or to all news."""
        page, values = ("request", {"code": code}) if code else ("notices", {})
        self.router.say_done(words, tr("Show"), lambda: self.router.go(page, **values))

    def closing(self, *_) -> bool:
        self.stop()
        return True

    def on_stop(self):
        Window.unbind(on_keyboard=self.back_key, on_request_close=self.closing, focus=self.follow_focus)
        Window.unbind(on_touch_down=lay_out, on_touch_up=lay_out)
        self.session.stop_listening(self.heard)
        self.router.close()
        hearing, self.hearing = self.hearing, None  # Kivy says so twice when the app ends itself
        if hearing:
            hearing.stop()


async def run(session: Session) -> None:
    app = AllwaysApp(session)
    try:
        await app.async_run(async_lib="asyncio")
    finally:
        await session.close()


def open_app(folder: Path, backend: str | None = None) -> None:
    """Show the app until its window is closed. `folder` holds everything it keeps; `backend` is used from now on."""
    from mobile.device.choose import device

    session = Session(folder, device(), backend)
    asyncio.run(run(session))
