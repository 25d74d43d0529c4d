"""The words of the page behind a code, in the languages of the app."""
from signing.codes import CodeKind

WORDS = {
    "en": {
        CodeKind.STOP: "Stop", CodeKind.VEHICLE: "Vehicle", CodeKind.BAY: "Parking space", CodeKind.LIFT: "Lift", CodeKind.PLACE: "Place",
        "signed": "This code is from {city}: the signature is right.", "departures": "Next departures", "none": "Nothing leaves here within a day.",
        "unknown_stop": "This stop is not in the timetable now.", "cancelled": "cancelled", "platform": "Platform {name}", "live": "live",
        "time": "Time", "line": "Line", "to": "To", "open": "Open in the Allways app",
        "about_app": "With the app the code is read without a network, and the way there is told for those who need no steps or do not see.",
        "refused": "This is no code of this city",
        "refused_why": "It was not signed here, or does not count any longer. Do not pay and do not enter anything where it hangs.",
    },
    "de": {
        CodeKind.STOP: "Haltestelle", CodeKind.VEHICLE: "Fahrzeug", CodeKind.BAY: "Stellplatz", CodeKind.LIFT: "Aufzug", CodeKind.PLACE: "Ort",
        "signed": "Dieser Code ist von {city}: Die Signatur stimmt.", "departures": "Nächste Abfahrten",
        "none": "Hier fährt innerhalb eines Tages nichts ab.", "unknown_stop": "Diese Haltestelle steht gerade nicht im Fahrplan.",
        "cancelled": "fällt aus", "platform": "Steig {name}", "live": "live", "time": "Zeit", "line": "Linie", "to": "Nach",
        "open": "In der Allways-App öffnen",
        "about_app": "Die App liest den Code ohne Netz und sagt den Weg auch Menschen, die keine Stufen gehen oder nicht sehen.",
        "refused": "Das ist kein Code dieser Stadt",
        "refused_why": "Er wurde nicht hier signiert oder gilt nicht mehr. Dort, wo er hängt, nicht bezahlen und nichts eingeben.",
    },
    "es": {
        CodeKind.STOP: "Parada", CodeKind.VEHICLE: "Vehículo", CodeKind.BAY: "Aparcamiento", CodeKind.LIFT: "Ascensor", CodeKind.PLACE: "Lugar",
        "signed": "Este código es de {city}: la firma es correcta.", "departures": "Próximas salidas", "none": "No sale nada de aquí en un día.",
        "unknown_stop": "Esta parada no está ahora en el horario.", "cancelled": "cancelado", "platform": "Andén {name}", "live": "en directo",
        "time": "Hora", "line": "Línea", "to": "Hacia", "open": "Abrir en la aplicación Allways",
        "about_app": "La aplicación lee el código sin red e indica el camino también a quien no puede subir escalones o no ve.",
        "refused": "Este código no es de esta ciudad",
        "refused_why": "No se firmó aquí o ya no vale. No pagar ni introducir nada donde está colgado.",
    },
    "ko": {
        CodeKind.STOP: "정류장", CodeKind.VEHICLE: "차량", CodeKind.BAY: "주차면", CodeKind.LIFT: "승강기", CodeKind.PLACE: "장소",
        "signed": "{city}의 코드입니다. 서명이 올바릅니다.", "departures": "다음 출발", "none": "하루 안에 출발하는 차가 없습니다.",
        "unknown_stop": "이 정류장은 지금 시간표에 없습니다.", "cancelled": "운행 취소", "platform": "{name}번 승강장", "live": "실시간",
        "time": "시각", "line": "노선", "to": "방면", "open": "Allways 앱에서 열기",
        "about_app": "앱은 네트워크 없이 코드를 읽고, 계단을 오르지 못하거나 앞을 보지 못하는 사람에게도 길을 알려 줍니다.",
        "refused": "이 도시의 코드가 아닙니다",
        "refused_why": "이곳에서 서명되지 않았거나 더 이상 유효하지 않습니다. 이 코드가 붙은 곳에서 결제하거나 입력하지 마십시오.",
    },
}  # fmt: skip
MOST_HEADER = 200


def language_of(accepted: str, own: str) -> str:
    """The first language of an Accept-Language header that we have, by its weight; else that of the city, else English."""
    wanted = []
    for number, part in enumerate(accepted[:MOST_HEADER].split(",")):
        name, _, weight = part.strip().partition(";q=")
        try:
            wanted.append((-float(weight or 1), number, name.split("-")[0].lower()))
        except ValueError:
            continue
    found = next((name for weight, _, name in sorted(wanted) if name in WORDS and weight < 0), None)
    own = own.split("-")[0].lower()
    return found or (own if own in WORDS else "en")
