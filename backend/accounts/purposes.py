"""What people can agree to: purposes, and the very words they are asked with. Whoever changes words raises the version."""
from dataclasses import dataclass
from hashlib import sha256

from backend.contract.consents import ConsentLanguage, Purpose

DE, EN, ES, KO = ConsentLanguage.DE, ConsentLanguage.EN, ConsentLanguage.ES, ConsentLanguage.KO


@dataclass(frozen=True)
class Asked:
    """explicit: about health, GDPR 9(2)(a); else 6(1)(a). needs: the kinds of facts it lets us keep. kept: for how long. told: to whom."""

    version: int
    explicit: bool
    needs: tuple[str, ...]
    kept: str
    told: tuple[str, ...]
    texts: dict[ConsentLanguage, str]

    def hash_of(self, language: ConsentLanguage) -> bytes:
        """SHA-256 of the words that were shown."""
        return sha256(self.texts[language].encode()).digest()


PURPOSES = {
    Purpose.WHEELCHAIR_PLACE: Asked(
        version=1, explicit=True, needs=("place for a wheelchair",), kept="P7D", told=("the operator of the ride",),
        texts={
            EN: "When I book a ride with a place for a wheelchair, Allways keeps that and tells whoever runs the ride. It says something about my "
                "health. It is deleted seven days after the ride. I can withdraw this at any time; then such places cannot be booked.",
            DE: "Wenn ich eine Fahrt mit Rollstuhlplatz buche, speichert Allways das und sagt es dem Betrieb, der fährt. Es sagt etwas über meine "
                "Gesundheit. Sieben Tage nach der Fahrt wird es gelöscht. Ich kann das jederzeit widerrufen; dann sind solche Plätze nicht buchbar.",
            ES: "Cuando reservo un viaje con plaza para silla de ruedas, Allways lo guarda y se lo dice a quien presta el servicio. Dice algo de mi "
                "salud. Se borra siete días después del viaje. Puedo retirarlo en cualquier momento; entonces no se pueden reservar esas plazas.",
            KO: "휠체어 자리가 있는 이동을 예약하면 Allways가 이를 저장하고 운행 사업자에게 알립니다. 이는 건강에 관한 정보입니다. "
                "이동 후 7일이 지나면 삭제됩니다. 언제든지 철회할 수 있으며, 철회하면 휠체어 자리를 예약할 수 없습니다.",
        },
    ),
    Purpose.CONCESSION: Asked(
        version=2, explicit=False, needs=("the word for a lower price",), kept="P90D after a trip, a day where none is booked", told=(),
        texts={
            EN: "Allways keeps the word for my lower price (such as child) with the price I asked for: a day, or until 90 days after a trip "
                "that I book. It keeps no document. I can withdraw this at any time; then the full price holds.",
            DE: "Allways speichert das Wort für meinen ermäßigten Preis (etwa Kind) mit dem Preis, nach dem ich gefragt habe: einen Tag, oder bis "
                "90 Tage nach einer gebuchten Fahrt. Dokumente werden nicht gespeichert. "
                "Ich kann das jederzeit widerrufen; dann gilt der volle Preis.",
            ES: "Allways guarda la palabra de mi precio reducido (por ejemplo, niño) con el precio que pedí: un día, o hasta 90 días después "
                "de un viaje que reserve. No guarda ningún documento. Puedo retirarlo en cualquier momento; entonces vale el precio completo.",
            KO: "Allways는 할인 요금을 나타내는 말(예: 어린이)을 조회한 요금과 함께 하루 동안, 예약한 이동은 이동 후 90일까지 저장합니다. "
                "서류는 저장하지 않습니다. 언제든지 철회할 수 있으며, 철회하면 일반 요금이 적용됩니다.",
        },
    ),
    Purpose.STATISTICS: Asked(
        version=1, explicit=False, needs=("month and area of booked trips",), kept="P90D", told=("the city, as rounded counts of many people",),
        texts={
            EN: "My booked trips are counted for the planning of the city: by month and area, rounded, and only where many people travelled. "
                "Nobody gets a single trip. I can withdraw this at any time; nothing changes for me.",
            DE: "Meine gebuchten Fahrten werden für die Planung der Stadt mitgezählt: nach Monat und Gebiet, gerundet und nur dort, "
                "wo viele unterwegs waren. Niemand bekommt eine einzelne Fahrt. Ich kann das jederzeit widerrufen; für mich ändert sich nichts.",
            ES: "Mis viajes reservados se cuentan para la planificación de la ciudad: por mes y zona, redondeados y solo donde viajó mucha gente. "
                "Nadie recibe un viaje concreto. Puedo retirarlo en cualquier momento; para mí no cambia nada.",
            KO: "예약한 이동은 도시 계획을 위해 집계됩니다. 월과 지역별로, 반올림하여, 많은 사람이 이동한 곳만 집계합니다. "
                "개별 이동은 누구에게도 전달되지 않습니다. 언제든지 철회할 수 있으며, 철회해도 달라지는 것은 없습니다.",
        },
    ),
    Purpose.REQUEST_MAILS: Asked(
        version=1, explicit=False, needs=("e-mail address", "what is sent and followed"), kept="P180D", told=(),
        texts={
            EN: "Allways also sends me mails about requests that I send to the city, that I follow, or that others send in areas that I follow. "
                "What was sent is kept for 180 days. Each mail has a link that stops them. I can withdraw this at any time; then the app alone tells "
                "me.",
            DE: "Allways schickt mir auch E-Mails zu Meldungen, die ich der Stadt sende, denen ich folge oder die andere in Gebieten senden, denen "
                "ich folge. Was geschickt wurde, bleibt 180 Tage gespeichert. In jeder E-Mail steht ein Link, der sie beendet. "
                "Ich kann das jederzeit widerrufen; dann sagt es mir nur die App.",
            ES: "Allways también me envía correos sobre los avisos que mando a la ciudad, los que sigo y los que otros mandan en zonas que sigo. "
                "Lo enviado se guarda 180 días. Cada correo tiene un enlace que los detiene. "
                "Puedo retirarlo en cualquier momento; entonces solo me lo dice la aplicación.",
            KO: "Allways는 내가 시에 보낸 신고, 소식을 받기로 한 신고, 소식을 받기로 한 지역의 새 신고에 대해 메일로도 알려 줍니다. "
                "보낸 기록은 180일 동안 저장됩니다. 모든 메일에는 수신을 중단하는 링크가 있습니다. "
                "언제든지 철회할 수 있으며, 철회하면 앱에서만 알려 줍니다.",
        },
    ),
}  # fmt: skip
