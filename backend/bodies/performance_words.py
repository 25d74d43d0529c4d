"""The words of the page of performance, in the languages of the app."""

WORDS = {
    "en": {
        "title": "How {city} answers", "total": "All", "elsewhere": "No area", "category": "What", "area": "Where", "body": "Who answers",
        "received": "Received", "on_time": "On time", "late": "Late", "reopened": "Reopened", "disputed": "Objected to", "median": "Middle time",
        "hours": "{hours} h", "days": "{days} days", "from": "From", "to": "To", "show": "Show",
        "period": "Requests received from {first} to {last}.", "few": "fewer than {smallest}",
        "explained": "On time: closed, and every date that was promised was kept. Late: a promised date was missed. "
        "Middle time: half of those that are resolved took no longer. Where there are fewer than {smallest} requests nothing is told, "
        "because that could say something about single people. Requests that were joined with others or taken back are not counted.",
    },
    "de": {
        "title": "Wie {city} antwortet", "total": "Alle", "elsewhere": "Kein Gebiet", "category": "Was", "area": "Wo", "body": "Wer antwortet",
        "received": "Eingegangen", "on_time": "Pünktlich", "late": "Verspätet", "reopened": "Wieder geöffnet", "disputed": "Beanstandet",
        "median": "Mittlere Dauer", "hours": "{hours} Std.", "days": "{days} Tage", "from": "Von", "to": "Bis", "show": "Zeigen",
        "period": "Meldungen, die vom {first} bis zum {last} eingingen.", "few": "weniger als {smallest}",
        "explained": "Pünktlich: abgeschlossen, und jeder zugesagte Termin wurde gehalten. Verspätet: Ein zugesagter Termin wurde verpasst. "
        "Mittlere Dauer: Die Hälfte der erledigten dauerte nicht länger. Bei weniger als {smallest} Meldungen steht nichts da, "
        "weil es etwas über einzelne Menschen verraten könnte. Zusammengelegte und zurückgezogene Meldungen zählen nicht.",
    },
    "es": {
        "title": "Cómo responde {city}", "total": "Todos", "elsewhere": "Sin zona", "category": "Qué", "area": "Dónde", "body": "Quién responde",
        "received": "Recibidos", "on_time": "A tiempo", "late": "Con retraso", "reopened": "Reabiertos", "disputed": "Impugnados",
        "median": "Tiempo medio", "hours": "{hours} h", "days": "{days} días", "from": "Desde", "to": "Hasta", "show": "Mostrar",
        "period": "Avisos recibidos del {first} al {last}.", "few": "menos de {smallest}",
        "explained": "A tiempo: cerrado, y se cumplieron todas las fechas prometidas. Con retraso: se incumplió una fecha prometida. "
        "Tiempo medio: la mitad de los resueltos no tardó más. Con menos de {smallest} avisos no se muestra nada, "
        "porque podría decir algo de personas concretas. No cuentan los avisos unidos a otros ni los retirados.",
    },
    "ko": {
        "title": "{city}의 응답", "total": "전체", "elsewhere": "구역 없음", "category": "종류", "area": "구역", "body": "담당",
        "received": "접수", "on_time": "기한 내", "late": "지연", "reopened": "다시 열림", "disputed": "이의 제기", "median": "중간 소요 시간",
        "hours": "{hours}시간", "days": "{days}일", "from": "시작일", "to": "종료일", "show": "보기",
        "period": "{first}부터 {last}까지 접수된 신고입니다.", "few": "{smallest}건 미만",
        "explained": "기한 내: 종료되었고 약속한 모든 기한을 지켰습니다. 지연: 약속한 기한을 넘겼습니다. "
        "중간 소요 시간: 해결된 신고의 절반은 이보다 오래 걸리지 않았습니다. 신고가 {smallest}건 미만이면 개인에 대해 드러날 수 있어 "
        "표시하지 않습니다. 다른 신고와 합쳐졌거나 취소된 신고는 세지 않습니다.",
    },
}
