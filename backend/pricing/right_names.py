"""What rights to pay less are called, for the words that cities and feeds use for them."""
from collections.abc import Mapping

from backend.contract.fares import FareNames

CHILD = FareNames("Child", "Kind", "Niño o niña", "어린이")
YOUTH = FareNames("Young person", "Jugendliche Person", "Joven", "청소년")
STUDENT = FareNames("Student", "Im Studium", "Estudiante", "학생")
SENIOR = FareNames("Senior", "Ältere Person", "Persona mayor", "어르신")
COMPANION = FareNames("Companion", "Begleitperson", "Acompañante", "동반 보호자")
DISABILITY = FareNames("With a disability", "Mit Behinderung", "Con discapacidad", "장애인")
KNOWN = {
    "infant": FareNames("Small child", "Kleinkind", "Bebé", "유아"), "child": CHILD, "children": CHILD, "youth": YOUTH, "teen": YOUTH,
    "pupil": FareNames("Pupil", "Schülerin oder Schüler", "Alumno o alumna", "초중고 학생"), "student": STUDENT,
    "apprentice": FareNames("Apprentice", "In Ausbildung", "Aprendiz", "직업 훈련생"), "senior": SENIOR, "elderly": SENIOR,
    "companion": COMPANION, "attendant": COMPANION, "disability": DISABILITY, "disabled": DISABILITY,
    "jobseeker": FareNames("Looking for work", "Arbeitsuchend", "En busca de empleo", "구직자"),
    "low_income": FareNames("Low income", "Geringes Einkommen", "Ingresos bajos", "저소득층"),
    "veteran": FareNames("Veteran", "Veteranin oder Veteran", "Veterano o veterana", "국가유공자"),
    "resident": FareNames("Lives here", "Wohnt hier", "Residente", "지역 주민"),
    "concession": FareNames("Reduced fare", "Ermäßigt", "Tarifa reducida", "할인 대상"),
    "reduced": FareNames("Reduced fare", "Ermäßigt", "Tarifa reducida", "할인 대상"),
}  # fmt: skip


def names_of(entitlement: str, given: Mapping[str, str]) -> FareNames:
    """given: names of the city itself, which come first. Without any name the word is shown as it is written."""
    if entitlement in given:
        return alike(given[entitlement])
    return KNOWN.get(entitlement) or alike(entitlement.replace("_", " ").capitalize())


def alike(name: str) -> FareNames:
    return FareNames(name, name, name, name)
