"""A ride as a row, wherever what was bought is listed: one press to where the van is."""

from datetime import datetime

from kivy.metrics import dp

from backend.contract.rides import RideResponse
from mobile.screens.home.rows import stand_out
from mobile.screens.ride.state import head_of, title_of
from mobile.widgets.box import Column
from mobile.widgets.rows import ListRow


def ride_rows(rides: tuple[RideResponse, ...], now: datetime, router, padding=(0, 0, 0, 0)) -> Column:
    column = Column(spacing=dp(8), padding=padding)
    for one in rides:
        column.add_widget(ride_row(one, now, router))
    return column


def ride_row(one: RideResponse, now: datetime, router) -> ListRow:
    head, title = head_of(one, now), title_of(one)
    row = ListRow(icon="van-passenger", title=title, detail=head.big, a11y_name=f"{title}, {head.spoken}", a11y_key=f"ride {one.id}")
    stand_out(row)
    row.bind(on_act=lambda _: router.go("ride", ride_id=one.id))
    return row
