"""What a widget is to somebody who does not see it: role, name, value, states. One tree of these feeds speech, screen readers and tests."""
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

ROLES = (
    "", "group", "text", "heading", "button", "link", "switch", "checkbox", "radio", "tab", "textfield", "slider", "list", "image", "map", "dialog",
    "alert",
)


class Semantic(Widget):
    """Mix-in. A widget without a role is looked through: its children stand in its place.

    A node with a role other than group, list and dialog speaks for all that is inside it, so what is inside is not visited,
    unless `a11y_children` is set. Order is reading order: children as they were added.
    """

    a11y_role = StringProperty("")
    a11y_name = StringProperty("")
    a11y_value = StringProperty("")
    a11y_hint = StringProperty("")
    a11y_states = ListProperty([])  # of "selected", "checked", "unchecked", "expanded", "collapsed", "busy"; disabled comes from the widget
    a11y_position = ObjectProperty(None, allownone=True)  # (1, 5): the first of five
    a11y_level = NumericProperty(2)  # of a heading
    a11y_key = StringProperty("")  # what it stays when it is built anew with another name, as a row whose value has changed
    a11y_quiet = BooleanProperty(False)  # its changes are not told while it is listened to, as of a clock that counts
    a11y_hidden = BooleanProperty(False)
    a11y_modal = BooleanProperty(False)  # the reader stays inside while this is shown
    a11y_children = BooleanProperty(False)
    a11y_order = ListProperty([])  # children in reading order where that is not the order they were added in

    def a11y_activate(self) -> None:
        """What a double tap, Enter or a screen reader's press does."""

    def a11y_adjust(self, steps: int) -> None:
        """One step up or down of a slider or a value that can be changed."""
