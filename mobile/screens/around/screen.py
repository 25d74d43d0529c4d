"""Around me: stops near, with their lines; each opens to its departures."""

from kivy.metrics import dp

from mobile.i18n import tr
from mobile.screens.around.state import AroundState, NearStop, heading_of, look_around
from mobile.screens.page.screen import ListPage
from mobile.theme import theme
from mobile.widgets.badges import ModeBadge
from mobile.widgets.box import Column, Flow, Gap, Row
from mobile.widgets.press import Chip, PressRow
from mobile.widgets.rows import Card
from mobile.widgets.states import EmptyCard, Skeleton, TroubleCard
from mobile.widgets.text import Icon, Text

LEAST_WALK_M = 800


class AroundPage(ListPage):
    """Asks again whenever the person has moved or said where they are."""

    def __init__(self, **options):
        self.state = AroundState()
        super().__init__(**options)

    def name(self) -> str:
        return tr("Around me")

    def shown(self):
        super().shown()
        self.look()

    def heard(self, what: str):
        super().heard(what)
        if what in ("here", "needs") or (what == "reach" and self.session.reached):
            self.look()

    def look(self):
        if self.session.here:
            self.start("stops", self.follow())

    async def follow(self):
        session = self.session
        walk_m = int(min(3000, max(50, session.needs.max_walk_m or LEAST_WALK_M)))
        async for state in look_around(self.state, session.here, session.client, walk_m, session.settings.units, session.needs.moves == "roll"):
            self.state = state
            self.redraw_list()

    def fill(self, content):
        state, here = self.state, self.session.here
        chip = Chip(text=here.name if here else tr("Choose a place"), icon="crosshairs-gps")
        chip.a11y_name = tr("Near {place}, change", place=here.name) if here else tr("Choose a place")
        chip.bind(on_act=lambda _: self.router.go("search", field="here"))
        line = Flow(padding=[dp(4), dp(6)], spacing=[dp(8), dp(12)])
        line.add_widget(chip)
        scan = Chip(text=tr("Scan a code"), icon="qrcode-scan")
        scan.bind(on_act=lambda _: self.router.go("scan"))
        line.add_widget(scan)
        content.add_widget(line)
        if here is None:
            actions = ((tr("Choose a place"), lambda: self.router.go("search", field="here")),)
            content.add_widget(
                EmptyCard(
                    title=tr("Choose a place to see what is near it"),
                    detail=self.session.why_not_here,
                    obstacle="map-marker-question-outline",
                    actions=actions,
                )
            )
            return
        self.heading(content, heading_of(state))
        if state.phase == "loading" and not state.stops:
            content.add_widget(Skeleton(rows=6))
        elif state.phase == "none":
            content.add_widget(
                EmptyCard(
                    title=tr("No stop within reach"), detail=tr("Allow more walking in your needs, or choose another place."), obstacle="bus-stop"
                )
            )
        elif state.phase in ("offline", "trouble"):
            content.add_widget(Gap(4))
            content.add_widget(TroubleCard(title=tr("No stops now"), detail=state.sentence, actions=((tr("Ask again"), self.look),)))
        if state.stops:
            card = Card(inset=16)
            for number, stop in enumerate(state.stops, 1):
                card.add_row(self.stop_row(stop, (number, len(state.stops))))
            content.add_widget(card)

    def stop_row(self, stop: NearStop, position: tuple[int, int]) -> PressRow:
        row = PressRow(padding=[dp(16), dp(10), dp(12), dp(10)], spacing=dp(10), corners=[0], a11y_name=stop.spoken, a11y_position=position)
        row.bind(on_act=lambda _: self.router.go("stop", stop_id=stop.stop_id))
        words = Column(spacing=dp(6), pos_hint={"center_y": 0.5})
        words.add_widget(Text(text=stop.name, type_role="title_small"))
        lines = Flow(spacing=[dp(6), dp(6)])
        for mode, line, colours in stop.lines:
            lines.add_widget(ModeBadge(mode=mode, line=line, colours=colours, tall=26, least=40))
        if stop.towards:
            words.add_widget(Text(text=stop.towards, type_role="label_medium", ink="on2"))
        words.add_widget(lines)
        walk = Row(spacing=dp(4))
        walk.add_widget(Icon(icon="wheelchair-accessibility" if self.session.needs.moves == "roll" else "walk", ink="on2", dp_size=16))
        walk.add_widget(Text(text=stop.walk, type_role="label_medium", ink="on2"))
        words.add_widget(walk)
        row.add_widget(words)
        if not theme.large:
            row.add_widget(Icon(icon="chevron-right", ink="on2", dp_size=24))
        return row
