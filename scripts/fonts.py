"""Make the fonts of the app from Pretendard 1.3.9: `npm pack pretendard@1.3.9`, unpack it, then `python scripts/fonts.py package`.

Latin, Greek, Cyrillic and all Hangul syllables stay, hinting goes. Kivy cannot switch OpenType features, so the digits point to the ones of equal
width: a time that changes must not jump. The licence reserves the name Pretendard for the unchanged fonts: ours are called Allways Sans.
"""
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

WEIGHTS = {500: "Medium", 600: "SemiBold", 700: "Bold", 800: "ExtraBold"}
RANGES = (
    (0x20, 0x250), (0x2B0, 0x300), (0x370, 0x530), (0x1E00, 0x1F00), (0x2000, 0x2300), (0x25A0, 0x2600), (0x3000, 0x3040),
    (0x3130, 0x3190), (0xAC00, 0xD7A4), (0xFF00, 0xFF60),
)  # fmt: skip
NAMES = {1: "Allways Sans", 3: "Allways Sans", 4: "Allways Sans", 6: "AllwaysSans", 16: "Allways Sans", 17: "Regular"}
TARGET = Path(__file__).parents[1] / "mobile" / "assets" / "fonts"


def equal_digits(font: TTFont) -> dict[str, str]:
    """Glyph -> glyph of the feature `tnum`."""
    table, found = font["GSUB"].table, {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for part in table.LookupList.Lookup[index].SubTable:
                    found.update(getattr(getattr(part, "ExtSubTable", part), "mapping", {}))
    return found


def prepare(source: Path, weight: int) -> None:
    font = TTFont(source)
    equal = equal_digits(font)
    for table in font["cmap"].tables:
        table.cmap.update({code: equal[glyph] for code, glyph in table.cmap.items() if 0x30 <= code <= 0x39 and glyph in equal})
    for record in list(font["name"].names):
        if record.nameID in NAMES:
            font["name"].setName(f"{NAMES[record.nameID]} {weight}".strip(), record.nameID, record.platformID, record.platEncID, record.langID)
    options = subset.Options(hinting=False, layout_features=["kern"], name_IDs=["*"], name_languages=["*"], notdef_outline=True, glyph_names=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for low, high in RANGES for code in range(low, high)])
    subsetter.subset(font)
    font.save(TARGET / f"AllwaysSans-{weight}.ttf")


if __name__ == "__main__":
    for weight, name in WEIGHTS.items():
        prepare(Path(sys.argv[1]) / "dist/public/static/alternative" / f"Pretendard-{name}.ttf", weight)
