"""Which of what is live the map shows: a switch for each layer."""

from kivy.metrics import dp

from mobile.i18n import tr
from mobile.map.live_layer import ZOOMS
from mobile.screens.live.list_sheet import add_line
from mobile.screens.live.listing import LAYERS
from mobile.screens.live.state import SETTINGS
from mobile.widgets.box import Column
from mobile.widgets.rows import Card, ListRow
from mobile.widgets.sheet import Sheet


class LayersSheet(Sheet):
    """`session` keeps the choice; `zoom` of the map tells what has to be looked at more closely; `note` says why there is little."""

    def __init__(self, session, zoom: float, note: str = "", **options):
        super().__init__(title=tr("Live on the map"), **options)
        self.session = session
        holder = Column(padding=[dp(12), dp(4)], spacing=dp(10))
        if note:
            add_line(holder, note)
        card = Card()
        for layer, (icon, title, detail) in LAYERS.items():
            words = detail() if zoom >= ZOOMS[layer].small else tr("Look closer at the map to see them")
            row = ListRow(icon=icon, title=title(), detail=words, end="switch", on=getattr(session.settings, SETTINGS[layer]))
            row.bind(on_act=lambda row, layer=layer: self.switch(row, layer))
            card.add_row(row)
        holder.add_widget(card)
        self.content.add_widget(holder)

    def switch(self, row: ListRow, layer):
        row.on = not row.on
        self.session.change(**{SETTINGS[layer]: row.on})
