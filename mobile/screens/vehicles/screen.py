"""My vehicles: which is driven now, and what is known of each. All of it stays on this phone."""

from dataclasses import replace

from kivy.metrics import dp

from mobile.i18n import tr
from mobile.screens.page.screen import ListPage
from mobile.screens.vehicles.state import GAS, KIND_WORDS, PLUG_WORDS, SIZES, SWITCHES, filled_in, none_words, rows_of, shown_size, title_of
from mobile.store.vehicles import KINDS, MOST_VEHICLES, PLUGS, new_vehicle
from mobile.widgets.box import Column, Flow, Gap
from mobile.widgets.field import Field
from mobile.widgets.press import Chip, WordButton
from mobile.widgets.rows import Card, ListRow
from mobile.widgets.states import EmptyCard
from mobile.widgets.text import Text

FIELD_ICONS = {"height_mm": "arrow-up-down", "width_mm": "arrow-left-right", "length_mm": "ruler", "weight_kg": "weight-kilogram"}


class VehiclesPage(ListPage):
    """Pressed, a vehicle is the one that is driven; its pencil opens it."""

    def name(self) -> str:
        return tr("My vehicles")

    def heard(self, what: str):
        super().heard(what)
        if what == "vehicles":
            self.redraw_list()

    def fill(self, content):
        vehicles = self.session.parking.vehicles
        rows = rows_of(vehicles)
        if not rows:
            title, detail = none_words()
            content.add_widget(Gap(12))
            content.add_widget(EmptyCard(title=title, detail=detail, obstacle="car-side", actions=((tr("Add a vehicle"), self.add),)))
            return
        self.heading(content, tr("Which one is driven?"))
        card = Card()
        for number, row in enumerate(rows, 1):
            entry = ListRow(icon=row.icon, title=row.title, detail=row.detail, end="check", on=row.driven, a11y_role="radio", a11y_name=row.spoken)
            entry.a11y_key, entry.a11y_position = row.key, (number, len(rows))
            entry.bind(on_act=lambda _, key=row.key: self.drive(key))
            card.add_row(entry)
        content.add_widget(card)
        self.heading(content, tr("Change"))
        card = Card()
        for row in rows:
            change = tr("Change {vehicle}", vehicle=row.title)
            card.add_row(self.row("pencil-outline", row.title, "", lambda key=row.key: self.router.go("vehicle", key=key), a11y_name=change))
        if len(rows) < MOST_VEHICLES:
            card.add_row(self.row("plus", tr("Add a vehicle"), "", self.add))
        content.add_widget(card)

    def drive(self, key: str):
        parking = self.session.parking
        parking.change_vehicles(parking.vehicles.driving(key))
        self.session.announce(tr("{vehicle} is driven now", vehicle=title_of(parking.vehicles.driven)))

    def add(self):
        self.router.go("vehicle")


class VehiclePage(ListPage):
    """One vehicle; `key` "" begins a new one. It counts once it is kept. `on_kept()` hears that."""

    def __init__(self, key: str = "", on_kept=lambda: None, **options):
        self.on_kept = on_kept
        self.asked = key
        self.vehicle = self.typed = None
        self.wrong: dict[str, str] = {}
        super().__init__(**options)

    def name(self) -> str:
        return tr("Change the vehicle") if self.asked else tr("A new vehicle")

    def shown(self):
        if self.vehicle is None:
            self.vehicle = self.session.parking.vehicles.find(self.asked) or new_vehicle()
            self.called = self.vehicle.name
            self.typed = {name: shown_size(name, getattr(self.vehicle, name)) for name in SIZES}
        super().shown()

    def fill(self, content):
        vehicle = self.vehicle
        self.heading(content, tr("What is it?"))
        kinds = ((key, *KIND_WORDS[key]) for key in KINDS)
        content.add_widget(self.chips([(key, icon, words()) for key, icon, words in kinds], vehicle.kind, lambda key: self.change(kind=key)))
        self.heading(content, tr("How large is it?"))
        self.fill_fields(content)
        self.heading(content, tr("Charging"))
        plugs = [("", "", tr("No plug")), *((key, "", PLUG_WORDS[key]()) for key in PLUGS)]
        content.add_widget(self.chips(plugs, vehicle.plug or "", lambda key: self.change(plug=key or None, wants_charging=False)))
        content.add_widget(Gap(8))
        card = Card()
        for name, (icon, words, meaning) in SWITCHES.items():
            if name != "wants_charging" or vehicle.plug:
                on = getattr(vehicle, name)
                card.add_row(self.row(icon, words(), meaning(), lambda name=name, on=on: self.change(**{name: not on}), end="switch", on=on))
        content.add_widget(card)
        self.heading(content, tr("Does it run on gas? Some garages do not allow that"))
        content.add_widget(self.chips([(key, "", words()) for key, words in GAS.items()], vehicle.gas, lambda key: self.change(gas=key)))
        self.fill_buttons(content)

    def fill_fields(self, content):
        fields = Column(padding=[dp(4), 0], spacing=dp(12))
        name = Field(label=tr("Name on this phone"), hint=tr("our van"), icon="tag-outline", text=self.called)
        name.bind(on_words=lambda _, text: setattr(self, "called", text))
        fields.add_widget(name)
        for size, words in SIZES.items():
            hint = tr("not known") if size == "weight_kg" else tr("not known, in m or cm")
            field = Field(label=words(), hint=hint, icon=FIELD_ICONS[size], text=self.typed[size], trouble=self.wrong.get(size, ""))
            field.bind(on_words=lambda _, text, size=size: self.typed.update({size: text}), on_enter=lambda _: self.keep())
            fields.add_widget(field)
        content.add_widget(fields)

    def chips(self, entries, chosen, act) -> Flow:
        """`entries`: (key, icon, words), of which one is it."""
        flow = Flow(spacing=[dp(8), dp(12)], padding=[dp(4), 0], a11y_role="group")
        for number, (key, icon, words) in enumerate(entries, 1):
            on = key == chosen
            chip = Chip(text=words, icon="check" if on else icon, chosen=on, a11y_role="radio", a11y_name=words, a11y_position=(number, len(entries)))
            chip.bind(on_act=lambda _, key=key: act(key))
            flow.add_widget(chip)
        return flow

    def fill_buttons(self, content):
        holder = Column(padding=[dp(4), dp(20), dp(4), dp(8)], spacing=dp(8))
        keep = WordButton(text=tr("Keep"), a11y_name=tr("Keep"))
        keep.bind(on_act=lambda _: self.keep())
        holder.add_widget(keep)
        if self.asked:
            delete = WordButton(text=tr("Delete this vehicle"), a11y_name=tr("Delete this vehicle"), look="outlined", least_height=48)
            delete.bind(on_act=lambda _: self.delete())
            holder.add_widget(delete)
        content.add_widget(holder)
        content.add_widget(Text(text=tr("It stays on this phone. A search tells the city only its sizes."), type_role="body_medium", ink="on2",
                                a11y_role="text", padding=[dp(4), 0, dp(4), 0]))  # fmt: skip

    def change(self, **values):
        self.vehicle = replace(self.vehicle, **values)
        self.redraw_list()

    def keep(self):
        vehicle, self.wrong = filled_in(self.vehicle, self.called, self.typed)
        if self.wrong:
            self.redraw_list()
            first = next(name for name in SIZES if name in self.wrong)
            self.session.announce(f"{SIZES[first]()}: {self.wrong[first]}", assertive=True)
            return
        parking = self.session.parking
        parking.change_vehicles(parking.vehicles.kept(vehicle))
        self.router.close_to(self)
        self.on_kept()
        self.router.say_done(tr("Kept on this phone"))
        self.session.announce(tr("Kept on this phone"))

    def delete(self):
        parking = self.session.parking
        before, vehicle = parking.vehicles, self.vehicle
        parking.change_vehicles(before.without(vehicle.key))
        self.router.close_to(self)
        self.router.say_done(tr("{vehicle} is deleted", vehicle=title_of(vehicle)), tr("Undo"), lambda: parking.change_vehicles(before))
