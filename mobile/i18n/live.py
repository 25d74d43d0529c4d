"""The language as a Kivy property: kv that says `lang.tr("…")` is worked out again when it changes."""

from kivy.event import EventDispatcher
from kivy.properties import ObjectProperty, StringProperty

from mobile.i18n import catalogue


class Lang(EventDispatcher):
    """`tr` is a new callable after each change: that is what makes kv notice."""

    code = StringProperty("en")
    tr = ObjectProperty(catalogue.tr)

    def follow(self) -> None:
        """Take over the language that the catalogue has now."""
        self.code = catalogue.current()
        self.tr = lambda text, /, **values: catalogue.tr(text, **values)


lang = Lang()
