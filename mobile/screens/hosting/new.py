"""A space of one's own to let, in steps: place, size, pictures, hours, price, what else there is, who says yes."""

from dataclasses import replace
from functools import partial

from kivy.metrics import dp

from backend.contract.listings import Approval
from mobile.client import ClientError, Unreachable, new_key
from mobile.device.protocols import Unavailable
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.i18n.written import WEEKDAYS
from mobile.screens.hosting import calls
from mobile.screens.hosting.state import (
    KINDS,
    POWERS_W,
    STEPS,
    ListingDraft,
    listing_of,
    minute_words,
    missing,
    moved_cap,
    moved_hours,
    moved_price,
    place_taken,
    share_words,
    step_heading,
    wrong_sizes,
)
from mobile.screens.page.screen import ListPage
from mobile.screens.report.parts import photo_view
from mobile.screens.vehicles.state import PLUG_WORDS
from mobile.store.photos import Photos, PhotoUnreadable
from mobile.widgets.box import Column, Flow, Gap
from mobile.widgets.field import Field
from mobile.widgets.press import Chip, WordButton
from mobile.widgets.rows import Card
from mobile.widgets.stepper import Stepper
from mobile.widgets.text import Text

MOST_PHOTOS, FIRST_PHOTO = 6, 1
SIZES = {
    "width_mm": lambda: tr("Width"), "length_mm": lambda: tr("Length"), "height_mm": lambda: tr("Height of the entrance or roof"),
}  # fmt: skip
THREE = {True: lambda: tr("Yes"), False: lambda: tr("No"), None: lambda: tr("Not known")}


class NewListingPage(ListPage):
    """Nothing is told to the city before the last button. Back goes one step back."""

    of_account = True

    def __init__(self, terms: str, terms_version: int, share_bp: int, currency: str = "EUR", **options):
        self.terms, self.terms_version, self.share_bp, self.currency = terms, terms_version, share_bp, currency
        self.draft, self.step, self.trouble, self.busy, self.key = ListingDraft(), 0, "", False, new_key()
        super().__init__(**options)
        self.photos = Photos(self.session.folder / "listing")

    def name(self) -> str:
        return tr("Let a space")

    def change(self, **values):
        self.draft, self.trouble = replace(self.draft, **values), ""
        self.redraw_list()

    def note(self, **values):
        """What is being typed: kept without drawing anew under the fingers."""
        self.draft = replace(self.draft, **values)

    def fill(self, content):
        step = STEPS[self.step]
        self.heading(content, step_heading(step))
        getattr(self, f"fill_{step}")(content)
        if self.trouble:
            content.add_widget(Gap(8))
            content.add_widget(Text(text=self.trouble, type_role="body_medium", ink="error", a11y_role="alert", a11y_name=self.trouble))
        self.fill_buttons(content)

    def fill_buttons(self, content):
        holder = Column(padding=[dp(4), dp(20), dp(4), dp(8)], spacing=dp(8))
        last = self.step == len(STEPS) - 1
        words = tr("Let it now") if last else tr("Next")
        button = WordButton(text=words, a11y_name=words, busy=self.busy)
        button.bind(on_act=lambda _: self.publish() if last else self.next())
        holder.add_widget(button)
        if self.step:
            back = WordButton(text=tr("One step back"), a11y_name=tr("One step back"), look="outlined", least_height=48)
            back.bind(on_act=lambda _: self.step_back())
            holder.add_widget(back)
        content.add_widget(holder)

    def fill_place(self, content):
        draft, card = self.draft, Card()
        title = draft.spot.name if draft.spot else tr("Choose the place on the map")
        card.add_row(self.row("map-marker", title, tr("Put the pin on the entrance"), self.pick))
        content.add_widget(card)
        fields = Column(padding=[dp(4), dp(10), dp(4), 0], spacing=dp(12))
        for name, words in (("street", tr("Street")), ("house_number", tr("House number")), ("directions", tr("How it is found, in your words"))):
            field = Field(label=words, text=getattr(draft, name), icon="map-marker-outline")
            field.bind(on_words=lambda _, text, name=name: self.note(**{name: text}))
            fields.add_widget(field)
        content.add_widget(fields)
        self.say(content, tr("Others see the street and a place rounded to 100 metres. Only whoever has booked is told the address."))

    def fill_size(self, content):
        kinds = [(key, icon, words()) for key, (icon, words) in KINDS.items()]
        content.add_widget(self.chips(kinds, self.draft.kind, lambda key: self.change(kind=key)))
        fields = Column(padding=[dp(4), dp(10), dp(4), 0], spacing=dp(12))
        wrong = wrong_sizes(self.draft) if self.trouble else {}
        for name, words in SIZES.items():
            field = Field(
                label=words(), hint=tr("not known, in m or cm"), text=self.draft.typed.get(name, ""), trouble=wrong.get(name, ""), icon="ruler"
            )
            field.bind(on_words=lambda _, text, name=name: self.note(typed={**self.draft.typed, name: text}))
            fields.add_widget(field)
        content.add_widget(fields)
        self.say(content, tr("Measure what really fits: vehicles that are larger cannot book it."))

    def fill_photos(self, content):
        for name in self.draft.photos:
            content.add_widget(photo_view(self.photos.path(name), lambda name=name: self.remove_photo(name)))
        if len(self.draft.photos) < MOST_PHOTOS:
            words = tr("Add a picture")
            button = WordButton(text=words, a11y_name=words, look="outlined", icon="image-plus-outline", least_height=48)
            button.bind(on_act=lambda _: self.start("photo", self.choose_photo()))
            content.add_widget(button)
        self.say(content, tr("Everybody can see them once the city has looked: no faces, no plates, no house number. Where and when they were taken"
                             " is not in them."))  # fmt: skip

    def fill_hours(self, content):
        days = Flow(spacing=[dp(8), dp(12)], padding=[dp(4), 0], a11y_role="group")
        for day, words in enumerate(WEEKDAYS):
            on = day in self.draft.days
            chip = Chip(text=words(), icon="check" if on else "", chosen=on, a11y_role="checkbox", a11y_name=words(), a11y_key=str(day))
            chip.bind(on_act=lambda _, day=day: self.change(days=self.draft.days ^ {day}))
            days.add_widget(chip)
        content.add_widget(days)
        content.add_widget(Gap(10))
        card = Card(inset=16)
        for which, words, minute in (("from", tr("From"), self.draft.from_min), ("to", tr("To"), self.draft.to_min)):
            stepper = Stepper(label=words, value=minute_words(minute))
            stepper.bind(on_step=lambda _, way, which=which: self.change(**moved_hours(self.draft, which, way)))
            card.add_row(stepper)
        content.add_widget(card)
        self.say(content, tr("An end before the beginning lies on the next day. Single days can be closed or opened later, in the calendar."))

    def fill_price(self, content):
        draft = self.draft
        steps = [(minutes, "", write.duration(minutes * 60)) for minutes in (30, 60)]
        content.add_widget(self.chips(steps, draft.step_min, lambda minutes: self.change(step_min=minutes)))
        content.add_widget(Gap(10))
        card = Card(inset=16)
        none, currency = tr("no limit"), self.currency
        cap, cap_said = (form.money(draft.cap_minor, currency) if draft.cap_minor else none for form in (write, say))
        for label, value, spoken, act in (
            (tr("Each started step"), write.money(draft.step_minor, currency), say.money(draft.step_minor, currency), moved_price),
            (tr("At most on one day"), cap, cap_said, moved_cap),
        ):
            stepper = Stepper(label=label, value=value, spoken=spoken)
            stepper.bind(on_step=lambda _, way, act=act: self.change(**act(self.draft, way)))
            card.add_row(stepper)
        content.add_widget(card)
        self.say(content, share_words(self.share_bp))

    def fill_facts(self, content):
        draft = self.draft
        for name, words in (("covered", tr("Is it covered?")), ("step_free", tr("Can one get out to the street without a step?"))):
            self.heading(content, words)
            entries = [(value, "", said()) for value, said in THREE.items()]
            content.add_widget(self.chips(entries, getattr(draft, name), lambda value, name=name: self.change(**{name: value})))
        self.heading(content, tr("Is there a charger?"))
        plugs = [(None, "", tr("No plug")), *((key, "", words()) for key, words in PLUG_WORDS.items())]
        content.add_widget(self.chips(plugs, draft.plug, lambda plug: self.change(plug=plug, power_w=draft.power_w if plug else None)))
        if draft.plug:
            self.heading(content, tr("How strong is it?"))
            powers = [(None, "", tr("Not known")), *((power, "", tr("{n} kW", n=write.number(power / 1000, 1 if power % 1000 else 0)))
                                                     for power in POWERS_W)]  # fmt: skip
            content.add_widget(self.chips(powers, draft.power_w, lambda power: self.change(power_w=power)))

    def fill_agree(self, content):
        ways, card = ((Approval.INSTANT, tr("A booking stands at once")), (Approval.ASK, tr("I say yes or no within the hour"))), Card(inset=16)
        for number, (way, words) in enumerate(ways, 1):
            on = way is self.draft.approval
            act = partial(lambda way: self.change(approval=way), way)
            card.add_row(self.row("", words, "", act, end="check", on=on, a11y_role="radio", a11y_position=(number, len(ways))))
        content.add_widget(card)
        self.heading(content, tr("Terms for hosts"))
        self.say(content, self.terms)
        card = Card()
        on = self.draft.agreed
        card.add_row(self.row("file-sign", tr("I agree to the terms"), "", lambda: self.change(agreed=not on), end="switch", on=on))
        content.add_widget(card)

    def chips(self, entries, chosen, act) -> Flow:
        """`entries`: (key, icon, words), of which one is it."""
        flow = Flow(spacing=[dp(8), dp(12)], padding=[dp(4), 0], a11y_role="group")
        for number, (key, icon, words) in enumerate(entries, 1):
            on = key == chosen
            chip = Chip(text=words, icon="check" if on else icon, chosen=on, a11y_role="radio", a11y_name=words, a11y_position=(number, len(entries)))
            chip.bind(on_act=partial(lambda key, _: act(key), key))
            flow.add_widget(chip)
        return flow

    def say(self, content, words: str):
        content.add_widget(Gap(8))
        content.add_widget(Text(text=words, type_role="body_medium", ink="on2", a11y_role="text", padding=[dp(4), 0, dp(4), 0]))

    def pick(self):
        self.router.go("pick", field="listing", on_pick=self.take_place)

    def take_place(self, spot):
        self.router.back()
        self.change(**place_taken(self.draft, spot))

    async def choose_photo(self):
        try:
            chosen = await self.session.device.pictures.choose()
            if chosen:
                self.change(photos=(*self.draft.photos, self.photos.take_in(chosen)))
        except (Unavailable, PhotoUnreadable) as trouble:
            self.router.say_done(str(trouble))
            self.session.announce(str(trouble), assertive=True)

    def remove_photo(self, name: str):
        self.photos.delete(name)
        self.change(photos=tuple(one for one in self.draft.photos if one != name))

    def next(self):
        self.trouble = missing(self.draft, STEPS[self.step])
        if self.trouble:
            self.redraw_list()
            self.session.announce(self.trouble, assertive=True)
            return
        self.go_to(self.step + 1)

    def go_to(self, step: int):
        self.step, self.trouble = step, ""
        self.redraw_list()
        self.ids.list.scroll_y = 1
        self.session.announce(step_heading(STEPS[step]))

    def step_back(self) -> bool:
        if not self.step:
            return False
        self.go_to(self.step - 1)
        return True

    def publish(self):
        self.trouble = missing(self.draft, "agree")
        if self.trouble:
            self.redraw_list()
            self.session.announce(self.trouble, assertive=True)
            return
        self.start("publish", self.tell_city())

    async def tell_city(self):
        """The same key again is the same space, so an answer that got lost makes no second one."""
        self.busy = True
        self.redraw_list()
        account, new = self.session.account, listing_of(self.draft, self.terms_version)
        try:
            listing = await account.ask(lambda client, token: calls.add(client, new, token, self.key))
            for number, name in enumerate(self.draft.photos, FIRST_PHOTO):
                jpeg = self.photos.read(name)
                await account.ask(lambda client, token, number=number, jpeg=jpeg: calls.put_photo(client, listing.id, number, jpeg, token))
        except ClientError as trouble:
            self.busy, self.trouble = False, trouble.sentence
            self.key = self.key if isinstance(trouble, Unreachable) else new_key()
            self.redraw_list()
            self.session.announce(trouble.sentence, assertive=True)
            return
        self.finish()

    def finish(self):
        for name in self.draft.photos:
            self.photos.delete(name)
        words = tr("Your space is let from now on.")
        self.router.close_to(self)
        self.session.tell("listings")
        self.router.say_done(words)
        self.session.announce(words)

    def leave(self):
        super().leave()
        self.photos.tidy(())
