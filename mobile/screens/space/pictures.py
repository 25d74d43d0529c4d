"""Pictures of a space, one at a time, with a button to the one before and the next."""

import io

from kivy.core.image import Image as CoreImage
from kivy.metrics import dp
from kivy.uix.image import Image

from mobile.i18n import tr
from mobile.widgets.box import Column, Row
from mobile.widgets.press import IconButton
from mobile.widgets.text import Text

HIGH_DP = 200


def texture_of(jpeg: bytes):
    """None where it is no picture."""
    try:
        return CoreImage(io.BytesIO(jpeg), ext="jpg").texture
    except Exception:  # each provider of Kivy has errors of its own
        return None


def picture_view(texture, at: int, many: int, turn) -> Column:
    """`turn(+1 or -1)` shows another one."""
    holder = Column(spacing=dp(4))
    frame = Column(a11y_role="image", a11y_name=tr("Picture {n} of {all}", n=at + 1, all=many), corners=[20])
    frame.add_widget(Image(texture=texture, size_hint_y=None, height=dp(HIGH_DP), fit_mode="contain"))
    holder.add_widget(frame)
    if many > 1:
        line = Row(spacing=dp(8))
        for icon, words, by in (("chevron-left", tr("The picture before"), -1), ("chevron-right", tr("The next picture"), 1)):
            button = IconButton(icon=icon, a11y_name=words)
            button.bind(on_act=lambda _, by=by: turn(by))
            line.add_widget(button)
        line.add_widget(Text(text=tr("{n} of {all}", n=at + 1, all=many), type_role="label_large", a11y_hidden=True))
        holder.add_widget(line)
    return holder
