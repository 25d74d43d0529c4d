"""A page that is a list: a bar with the title, and what `fill` puts below it. Most pages of Settings and of stops are one."""

from kivy.metrics import dp

from mobile.kv import load
from mobile.navigation import Page
from mobile.widgets.bars import TopBar
from mobile.widgets.box import Gap
from mobile.widgets.rows import ListRow
from mobile.widgets.text import Text

load(__file__)


class ListPage(Page):
    """`first` pages belong to the navigation bar and have no way back."""

    first = False

    def __init__(self, **options):
        super().__init__(full=not self.first, **options)

    def name(self) -> str:
        """The title, in the language of now."""
        raise NotImplementedError

    def redraw(self, *_):
        self.title = self.name()
        self.ids.head.clear_widgets()
        self.ids.head.add_widget(TopBar(title=self.title, back=None if self.first else self.go_back))
        self.redraw_list()

    def redraw_list(self):
        position = self.ids.list.scroll_y
        content = self.ids.list.content
        content.clear_widgets()
        content.spacing = dp(0)
        self.fill(content)
        self.ids.list.scroll_y = position

    def fill(self, content):
        """Put the rows."""

    def heading(self, content, words: str):
        content.add_widget(Gap(14))
        content.add_widget(Text(text=words, type_role="title_small", ink="on2", a11y_role="heading", padding=[dp(4), 0, 0, 0]))
        content.add_widget(Gap(6))

    def row(self, icon: str, title: str, detail: str, act, **options) -> ListRow:
        row = ListRow(icon=icon, title=title, detail=detail, **options)
        row.bind(on_act=lambda _: act())
        return row

    def go_back(self):
        self.router.back()
