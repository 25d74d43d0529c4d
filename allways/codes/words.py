"""The few words on a sheet, in the languages of the app."""
from signing.codes import CodeKind

WORDS = {
    "en": {
        CodeKind.STOP: "Stop", CodeKind.VEHICLE: "Vehicle", CodeKind.BAY: "Parking space", CodeKind.LIFT: "Lift", CodeKind.PLACE: "Place",
        "scan": "Scan for what leaves here, help and reports.", "tactile": "Braille and NFC tag here", "print": "Print at 100 %",
        "side": "black square {n} mm", "check": "50 mm",
    },
    "de": {
        CodeKind.STOP: "Haltestelle", CodeKind.VEHICLE: "Fahrzeug", CodeKind.BAY: "Stellplatz", CodeKind.LIFT: "Aufzug", CodeKind.PLACE: "Ort",
        "scan": "Scannen: Abfahrten, Hilfe und Meldungen.", "tactile": "Braille und NFC hier", "print": "Mit 100 % drucken",
        "side": "schwarzes Quadrat {n} mm", "check": "50 mm",
    },
    "es": {
        CodeKind.STOP: "Parada", CodeKind.VEHICLE: "Vehículo", CodeKind.BAY: "Aparcamiento", CodeKind.LIFT: "Ascensor", CodeKind.PLACE: "Lugar",
        "scan": "Escanear: salidas, ayuda y avisos.", "tactile": "Braille y NFC aquí", "print": "Imprimir al 100 %",
        "side": "cuadrado negro de {n} mm", "check": "50 mm",
    },
    "ko": {
        CodeKind.STOP: "정류장", CodeKind.VEHICLE: "차량", CodeKind.BAY: "주차면", CodeKind.LIFT: "승강기", CodeKind.PLACE: "장소",
        "scan": "스캔: 출발 정보, 도움말, 신고", "tactile": "점자와 NFC 태그 위치", "print": "100 % 크기로 인쇄",
        "side": "검은 사각형 {n} mm", "check": "50 mm",
    },
}  # fmt: skip


def words_in(language: str) -> dict[str, str]:
    """English where the language is none of the app's."""
    return WORDS.get(language.split("-")[0].lower(), WORDS["en"])
