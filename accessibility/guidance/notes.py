"""When each callout is said, and what its translators must know. Read by scripts/callouts.py for docs/GUIDANCE.md; no phone needs it.

d: metres along the way to the point. a: accuracy of the position in metres, a radius of 68 %. Bands: A up to 10 m, B 20, C 40, D worse or none.
"""
from typing import NamedTuple


class Note(NamedTuple):
    """`when` is the trigger, `translators` what a translation must keep; '' where nothing is special."""

    when: str
    translators: str = ""


FAMILIES: dict[str, dict[str, Note]] = {
    "Along the way": {
        "trip_start": Note("Guidance begins, as soon as the position is known or 5 s have passed without one. With a ride ahead: what lies "
                           "before its stop.",
                           "None known is “no crossings mapped”, never “no crossings”."),
        "face_start": Note("Standing for 3 s at the start, facing is known, and the way begins more than 45° aside.",
                           "Without a known facing there is no left or right at all."),
        "on_line": Note("Up to 15 s after a turn was told: facing within 15° of the next leg for a second.",
                        "Words once a trip, then only the sound."),
        "progress": Note("50 m and 45 s after the last spoken distance, and the next thing is far; at full detail 25 m and 25 s."),
        "area_enter": Note("Entering a square or another open area of the way.", "The edge is what a hand, cane or foot can follow."),
        "path_change": Note("A shared path, a way without pavement or an unlit stretch begins within 25 to 50 m.",
                            "“Mapped” must stay: nobody knows that there is none."),
    },
    "Turns": {
        "turn_prep": Note("25 s of one's own pace before a turn (25 to 50 m).", "Without a name: “onto an unnamed path”; or nothing."),
        "turn_near": Note("So close that the words end at the turn, by pace and reaction (6 to 15 m).", "No word that means “now”. No degrees."),
        "turn_pair": Note("Two turns within 15 m or 12 s; stands for both near cues.", "Keep the order of the two acts."),
        "turn_zone": Note("Band C, within the preparing distance and a.", "A span, not a distance. Without a clue its sentence goes."),
        "turn_unsure": Note("Band D or no position, the last sure place at most 60 m before the turn.", "German says it without an “ich”."),
        "turn_check": Note("Band C, more than a + 10 m beyond the turn, and the course hardly changed.", "Never blame: not “you missed”."),
        "turn_done": Note("6 m or a behind the turn, going along the new leg for 3 s.", "Band C: “probably”."),
        "cycle_turn": Note("On a bicycle 12 s before a turn (40 to 120 m).",
                           "At most 60 letters: it is heard at speed."),
        "cycle_near": Note("On a bicycle at the turn: sound and pulse alone.", "No words."),
    },
    "Hazards": {
        "hazard_ahead": Note("A confirmed obstacle on the way, 10 s of pace (10 to 20 m) and all of a before it.",
                             "The noun stands without an article."),
        "hazard_maybe": Note("A report with fewer than 3 people or less than 75 % of them agreeing, 10 m earlier.",
                             "“Reported, not confirmed” must stay."),
        "limit_block": Note("A new fact on the rest of the way breaks a limit of the person.", "“For you”, never “because of you”. The option asks."),
    },
    "Crossings": {
        "cross_ahead": Note("25 s of pace before the kerb (25 to 50 m).", "A fact, no verb of motion."),
        "cross_near": Note("Before the kerb of a crossing with signals or a zebra, so early that the words end 3 m before it.",
                           "Facts only. No verb of motion: the person decides. Spanish avoids “cruce”, which is also an order."),
        "cross_plain": Note("The same where there are no signals.", "As above; where traffic comes from is seen in the direction of travel."),
        "cross_unknown": Note("The same where nobody knows of signals.", "“Not known”, never “none”."),
        "cycle_cross": Note("A cycle track before the kerb or the stop."),
        "tracks_cross": Note("Tram or railway tracks, as early as a kerb."),
        "cross_past": Note("6 m or a beyond the far kerb; in bands C and D nothing is said."),
        "cross_more": Note("Asked within 20 m of a crossing.", "The one thing that may be said at the kerb."),
    },
    "Stairs, lifts, stations": {
        "stairs_ahead": Note("25 s of pace before stairs. Never for wheels.", "“Step” here is one of the stairs."),
        "stairs_near": Note("So close that the words end at the first step; for wheels a warning within 20 m of the line. How many and the rail "
                            "only if nobody told them before."),
        "lift_ahead": Note("A lift, door, gate or escalator within 25 to 50 m; a lift that is out is not told of as a way.",
                           "A state older than 15 minutes is “not known”."),
        "lift_out": Note("A lift on the rest of the trip is reported out of order; again 25 to 50 m before it.", "The option is a question."),
        "station_enter": Note("Entering a station or taking its first step indoors."),
        "platform_on": Note("The platform is reached.", "The edge is always said, also when its side is not known."),
        "platform_changed": Note("The platform of the booked trip changed."),
        "code_seen": Note("A trusted marker is in view of the camera."),
    },
    "Waiting and boarding": {
        "stop_near": Note("Within 15 m or a + 10 m of the boarding stop.", "The pole in words a hand can check: “2 metres after the shelter”."),
        "due_in": Note("10, 5 and 2 minutes before, and when the time changed by 2 minutes.", "What is not live always says “by timetable”."),
        "due_late": Note("The live delay grew by 2 minutes or more."),
        "arriving": Note("The booked vehicle is within 200 m or 40 s, by word at most 30 s old."),
        "other_vehicle": Note("Another line stands at the stop, by word at most 30 s old."),
        "cancelled": Note("The trip, or its call at the stop, is cancelled."),
        "board_here": Note("1 s after “arriving”, where the door is known."),
        "change_risk": Note("Less time to change than needed and a minute.", "The option is a question."),
    },
    "Aboard": {
        "aboard_ok": Note("200 m of the line were ridden."),
        "aboard_wrong": Note("30 s far off the shape of the line.", "“May” must stay."),
        "alight_prep": Note("Two stops or 3 minutes before; at full detail before each stop."),
        "alight_next": Note("The stop before is left, or 90 s remain. Said also without a position, then “by timetable”."),
        "alight_here": Note("The vehicle stands at the stop.", "No order to leave."),
        "alight_missed": Note("150 m past the stop and still aboard.", "Never blame."),
    },
    "Arriving": {
        "arrive_soon": Note("30 m or 2a remain, and no distance was spoken in the last 15 s."),
        "arrive_last": Note("10 m or a remain: no metres any more.", "The entrance is quoted as it is mapped."),
        "arrived": Note("3 m remain, or standing for 5 s close by. Guidance ends with it.", "“Should be”: a satellite ends near a door, not at it."),
        "park_bay": Note("The parking bay within 30 m, or asked for on the way back."),
        "bike_rack": Note("The dock or rack where a cycle is left, within 30 m.", "Free places only with how old that is."),
    },
    "On wheels": {
        "grade_ahead": Note("A slope of 4 % or 70 % of one's limit, 20 s of pace (30 m at least) and a before it; near the limit already before the "
                            "last turn.", "A ramp is one word of its own."),
        "steep_down": Note("The same where it goes down by 6 % or more: a chair gathers speed there."),
        "crossfall_ahead": Note("The way leans by 2.5 % or more.", "The side is that to which a chair would be drawn."),
        "kerb_ahead": Note("A kerb of 2 cm or more.", "The side is where it is lowered."),
        "surface_ahead": Note("The surface becomes worse."),
        "narrow_ahead": Note("Less than 20 cm wider than the person."),
        "unknown_ahead": Note("Only if cautious: nobody knows what one's limit asks for.", "“Not known”, never “none”."),
        "dismount": Note("On a bicycle: a ban, stairs, a lift or a crowded zone within 40 to 120 m."),
    },
    "How sure it is": {
        "off_route": Note("Three fixes over 6 s beyond 15 m or 1.5a + 5 m, while walking; never in band D.",
                          "Hedged. Without a facing the street instead."),
        "wrong_way": Note("Going back by 10 m or 1.5a for 5 s."),
        "back_on": Note("Two fixes close to the way again.", "No words."),
        "rerouted": Note("The person accepted a new way."),
        "gps_poor": Note("Band C or D for 5 s; again when it became worse, or good in between. Not while waiting at a stop."),
        "gps_lost": Note("No good fix for 10 s, indoors and aboard 30 s; indoors, where codes lead, once.",
                         "Keep that it will be said when it is back."),
        "gps_back": Note("Three good fixes, or a code, after it was told that the position is lost."),
    },
    "Device and alerts": {
        "battery_low": Note("20 and 10 % when the trip outlasts the battery: what stops first. 5 %: the next step and whom to call.",
                            "The number is spoken figure by figure."),
        "after_call": Note("A call ended during which something could not be said.", "One fact, the newest that still counts."),
        "offline": Note("No network for a minute, and a ride ahead."),
        "area_alert": Note("An alert of an authority covers the way. An extreme one pierces quiet, at every level.",
                           "The authority's own words in its own language are never translated."),
    },
    "Asked for": {
        "where_am_i": Note("Asked.", "Band C: “probably”."),
        "around_me": Note("Asked.", "Always ahead, right, left, behind; by compass when the facing is not known."),
        "more": Note("Asked: one rung down about what was said last: geometry, clues, who reported it and when."),
        "repeat": Note("Asked: the last thing again, in the values of now; asked again within 5 s, the one before."),
        "quieter": Note("The time of quiet is over.", "No words."),
    },
}  # fmt: skip

SLOTS: dict[str, str] = {
    "a, r, span, len": "a length, never hedged (25 metres)", "dist": "a distance, hedged where the position is: about, roughly, close by",
    "street, street2, cross": "a street; without a name `path` for what one goes along on foot, `road` for what has a carriageway",
    "place, station, stop, stop2, headsign, name": "a name as it is mapped; never inflected",
    "turn, turn2": "what to do: `act.…`", "side": "`side.…`, `on.…`", "side2": "`side.…`", "reldir": "`dir.…` or by the clock face",
    "next": "what comes next: `next.…` where it begins a sentence, `mid.…` within one", "anchor": "`mid.turn` or a street",
    "n_turns, n_crossings, n_stops, n, lanes, tracks, places, k": "a number with its noun, or the word for unknown",
    "control": "`control.…`, `ahead.…`", "kerb": "`kerb.…`, `tactile.…`", "island": "`island`", "traffic": "`traffic.…`", "button": "`button.…`",
    "angle": "`angle.…`", "vibration": "`vibration.…`",
    "where": "`where.…`", "what": "`before.…`", "kind": "`hazard.…` or `kind.…`", "change": "`change.…`",
    "edge": "`edge.…`, `platform_edge.…`", "stairs": "`stairs.…`", "rail": "`rail.…`", "level": "a storey", "state": "`state.…`",
    "option": "a question: `option.…`", "wide": "`wide.…`", "p, bay": "a platform, a bay, as it is signed",
    "line, line2": "`line.…` with the name of the line", "min": "minutes left, rounded down", "time, time2": "a time of day",
    "by": "`by.timetable` or nothing", "door": "`door.…`", "doors": "`doors.…`", "ramp": "`ramp.…`", "shelter": "`shelter.yes`",
    "pole, entrance, landmark, clue": "quoted as somebody wrote it", "reason": "`block.…`, `reason.…`", "slope": "`slope.…`, `ramp_slope.…`",
    "tilt": "`tilt.…`", "pct, cm": "a figure with its unit", "lowered": "`lowered.…`", "surface": "`surface.…`", "attribute": "`attribute.…`",
    "first_step": "`first.straight`", "stops_first": "`battery.…`", "phone": "a number to call, figure by figure", "fact": "a whole sentence",
    "severity": "`severity.…`", "event, instruction": "an authority's own words", "age": "`age`, `age.unknown`", "compass": "`compass.…`",
    "ahead, right, left, behind, north, east, south, west": "names, after commas",
}  # fmt: skip

NOTES: dict[str, Note] = {name: note for family in FAMILIES.values() for name, note in family.items()}
