"""Licences: of the data of this city, and of the software the app is made with."""

from importlib.metadata import PackageNotFoundError, metadata

from mobile.i18n import tr
from mobile.screens.page.screen import ListPage
from mobile.widgets.box import Column, Gap
from mobile.widgets.text import Text

SOFTWARE = ("kivy", "kivymd", "plyer", "accesskit", "httpx", "msgspec", "numpy")
FONT = "Allways Sans, from Pretendard © 2023 Kil Hyung-jin, SIL Open Font License 1.1"


def licence_of(package: str) -> str:
    """Name, version and licence as the package itself says."""
    try:
        about = metadata(package)
    except PackageNotFoundError:
        return package
    words = about.get("License-Expression") or about.get("License") or ""
    classifier = next((line.split(" :: ")[-1] for line in about.get_all("Classifier", []) if line.startswith("License")), "")
    licence = words if words and len(words) < 60 else classifier
    return f"{about['Name']} {about['Version']}, {licence}".rstrip(", ")


class LicencesPage(ListPage):
    """Data first: its licences ask to be told."""

    def name(self) -> str:
        return tr("Licences")

    def heard(self, what: str):
        super().heard(what)
        if what == "city":
            self.redraw_list()

    def fill(self, content):
        self.heading(content, tr("Map and timetable"))
        city = self.session.city
        if city is None:
            self.say(content, tr("The city service tells them when it answers."))
        else:
            self.say(content, city.attribution)
            for licence in city.licences:
                self.say(content, " · ".join(part for part in (licence.file, licence.attribution, licence.licence) if part))
        self.heading(content, tr("Software"))
        for package in SOFTWARE:
            self.say(content, licence_of(package))
        self.say(content, FONT)
        self.say(content, tr("Allways itself: Apache License 2.0"))

    def say(self, content: Column, words: str):
        content.add_widget(Text(text=words, type_role="body_medium", a11y_role="text"))
        content.add_widget(Gap(8))
