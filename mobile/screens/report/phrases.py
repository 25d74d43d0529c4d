"""What people say for what is in the way, in the languages of the app: beginnings of words, without capitals and accents; Korean as it stands.

What has at most four letters is a whole word or its plural: a carpet is no car. Each kind has a list of words of which one has to be said,
or two lists, and then one of each. Without Kivy.
"""

from backend.contract.obstacles import HowLong, ObstacleKind

Said = tuple[tuple[str, ...], ...]
K, L = ObstacleKind, HowLong

KINDS: dict[str, tuple[tuple[ObstacleKind, Said], ...]] = {
    "en": (
        (K.LIFT_BROKEN, (("lift", "elevator"), ("broke", "out of", "not work", "doesn t work", "does not", "stuck", "dead", "closed", "no power"))),
        (K.CROSSING_SIGNAL_SILENT, (("signal", "traffic light", "crossing"), ("silent", "no sound", "mute", "quiet", "not beep", "doesn t beep"))),
        (K.KERB_RAMP_BLOCKED, (("ramp", "dropped kerb", "curb cut", "kerb"), ("block", "parked", "in front", "full"))),
        (K.SCOOTER_BIKE, (("scooter", "bike", "bicycle", "cycle"),)),
        (K.PARKED_VEHICLE, (("parked", "car", "van", "lorry", "truck", "vehicle"),)),
        (K.BINS, (("bin", "rubbish", "trash", "garbage", "waste"),)),
        (K.WORKS, (("works", "roadwork", "construction", "building site", "scaffold", "digging"),)),
        (K.HOLE_OR_DAMAGE, (("hole", "pothole", "damage", "broken pav", "loose slab", "loose paving", "crack", "collapsed"),)),
        (K.SURFACE_BAD, (("mud", "gravel", "loose ground", "bad ground", "uneven", "rough"),)),
        (K.VEGETATION, (("branch", "bush", "hedge", "tree", "overgrown", "leaves"),)),
        (K.STEPS, (("step", "stair"),)),
        (K.ICE, (("ice", "icy", "snow", "slippery", "frozen"),)),
        (K.FLOODING, (("flood", "water", "puddle"),)),
        (K.BLOCKED, (("blocked", "closed", "barrier", "fence", "no way through", "cannot get"),)),
    ),
    "de": (
        (K.LIFT_BROKEN, (("aufzug", "fahrstuhl", "lift"), ("kaputt", "defekt", "ausser betrieb", "nicht", "steht still"))),
        (K.CROSSING_SIGNAL_SILENT, (("ampel", "signal"), ("stumm", "kein ton", "ohne ton", "leise", "piept nicht", "tickt nicht"))),
        (K.KERB_RAMP_BLOCKED, (("rampe", "bordstein", "absenkung"), ("block", "zugeparkt", "zugestellt", "versperrt", "steht"))),
        (K.SCOOTER_BIKE, (("roller", "e scooter", "scooter", "fahrrad", "fahrrader", "rad", "rader"),)),
        (K.PARKED_VEHICLE, (("auto", "wagen", "lieferwagen", "lkw", "laster", "geparkt", "zugeparkt", "falschparker"),)),
        (K.BINS, (("tonne", "mulltonne", "mull", "abfall", "sperrmull", "container"),)),
        (K.WORKS, (("baustelle", "bauarbeiten", "gerust", "aufgegraben", "bagger"),)),
        (K.HOLE_OR_DAMAGE, (("loch", "schlagloch", "schaden", "lose platte", "kaputte platte", "risse", "gehweg kaputt"),)),
        (K.SURFACE_BAD, (("schlamm", "matsch", "kies", "uneben", "holprig", "lockerer boden"),)),
        (K.VEGETATION, (("ast", "aste", "zweig", "busch", "busche", "hecke", "strauch", "zugewachsen", "laub"),)),
        (K.STEPS, (("stufe", "treppe"),)),
        (K.ICE, (("eis", "glatt", "schnee", "gefroren"),)),
        (K.FLOODING, (("uberschwemm", "wasser", "uberflutet", "pfutze"),)),
        (K.BLOCKED, (("gesperrt", "versperrt", "blockiert", "absperrung", "kein durchkommen", "zaun"),)),
    ),
    "es": (
        (K.LIFT_BROKEN, (("ascensor", "elevador"), ("roto", "averiado", "no funciona", "fuera de servicio", "parado", "estropeado"))),
        (K.CROSSING_SIGNAL_SILENT, (("semaforo", "senal"), ("sin sonido", "no suena", "mudo", "silencio", "no pita"))),
        (K.KERB_RAMP_BLOCKED, (("rampa", "vado", "bordillo"), ("bloque", "tapad", "aparcad", "ocupad", "obstruid"))),
        (K.SCOOTER_BIKE, (("patinete", "bici", "bicicleta"),)),
        (K.PARKED_VEHICLE, (("coche", "camion", "furgoneta", "aparcad", "vehiculo"),)),
        (K.BINS, (("contenedor", "basura", "cubo", "desecho"),)),
        (K.WORKS, (("obra", "andamio", "excavacion", "zanja"),)),
        (K.HOLE_OR_DAMAGE, (("agujero", "bache", "hoyo", "dano", "losa suelta", "baldosa", "grieta"),)),
        (K.SURFACE_BAD, (("barro", "grava", "suelo suelto", "irregular", "mal suelo"),)),
        (K.VEGETATION, (("rama", "arbusto", "seto", "arbol", "maleza", "hojas"),)),
        (K.STEPS, (("escalon", "escalera", "peldano"),)),
        (K.ICE, (("hielo", "nieve", "helad", "resbal"),)),
        (K.FLOODING, (("inunda", "agua", "charco"),)),
        (K.BLOCKED, (("bloquead", "cerrad", "cortad", "valla", "no se puede pasar"),)),
    ),
    "ko": (
        (K.LIFT_BROKEN, (("엘리베이터", "승강기"), ("고장", "멈", "안 움직", "작동", "운행 중지"))),
        (K.CROSSING_SIGNAL_SILENT, (("신호", "음향"), ("소리", "안 나", "조용", "무음"))),
        (K.KERB_RAMP_BLOCKED, (("경사로", "턱낮춤"), ("막", "주차", "가로"))),
        (K.SCOOTER_BIKE, (("킥보드", "스쿠터", "자전거"),)),
        (K.PARKED_VEHICLE, (("주차", "자동차", "차량", "트럭", "승용차"),)),
        (K.BINS, (("쓰레기", "휴지통", "폐기물"),)),
        (K.WORKS, (("공사", "비계", "굴착"),)),
        (K.HOLE_OR_DAMAGE, (("구멍", "파손", "깨진", "패인", "싱크홀"),)),
        (K.SURFACE_BAD, (("진흙", "자갈", "울퉁불퉁", "고르지"),)),
        (K.VEGETATION, (("나뭇가지", "가지", "덤불", "수풀", "낙엽"),)),
        (K.STEPS, (("계단",),)),
        (K.ICE, (("얼음", "빙판", "눈이", "미끄"),)),
        (K.FLOODING, (("침수", "물이", "물에", "웅덩이"),)),
        (K.BLOCKED, (("막혀", "막힘", "통행 금지", "폐쇄", "울타리"),)),
    ),
}
LASTING: dict[str, tuple[tuple[HowLong, tuple[str, ...]], ...]] = {
    "en": (
        (L.DAYS, ("days", "week", "month", "tomorrow")),
        (L.TODAY, ("today", "tonight", "rest of the day", "all day")),
        (L.HOURS, ("hour", "an hour", "minutes")),
    ),
    "de": (
        (L.DAYS, ("tage", "tagen", "woche", "monat", "morgen noch", "bis morgen")),
        (L.TODAY, ("heute", "den ganzen tag", "bis abend")),
        (L.HOURS, ("stunde", "minuten")),
    ),
    "es": (
        (L.DAYS, ("dias", "semana", "mes", "meses", "manana")),
        (L.TODAY, ("hoy", "todo el dia", "esta noche")),
        (L.HOURS, ("hora", "minutos")),
    ),
    "ko": (
        (L.DAYS, ("며칠", "일주일", "주일", "내일", "달")),
        (L.TODAY, ("오늘", "하루 종일", "저녁까지")),
        (L.HOURS, ("시간", "분 정도", "분쯤")),
    ),
}
