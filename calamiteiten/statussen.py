"""The statuses and scenarios of a melding: the words, and questions about them. Which arrow goes where is the
protocol's."""

from django.db import models


class Status(models.TextChoices):
    """Where a melding stands (ontwerp section 2)."""

    ONTVANGEN = "ontvangen", "Ontvangen"
    NIET_MELDINGSWAARDIG = "niet_meldingswaardig", "Niet meldingswaardig"
    IMPACTANALYSE = "impactanalyse", "Impactanalyse"
    BEOORDELING = "beoordeling", "Beoordeling"
    TWIJFEL = "twijfel", "Twijfel"
    SCENARIO_A = "scenario_a", "Scenario a"
    SCENARIO_B = "scenario_b", "Scenario b"
    SCENARIO_C = "scenario_c", "Scenario c"
    SCENARIO_D = "scenario_d", "Scenario d"
    MONITORING = "monitoring", "Monitoring"
    FASE_1 = "fase_1", "Fase 1"
    FASE_2 = "fase_2", "Fase 2"
    AFGEROND = "afgerond", "Afgerond"


class Scenario(models.TextChoices):
    """The four outcomes of the joint judgement (R62–R78)."""

    A = "a", "scenario a"
    B = "b", "scenario b"
    C = "c", "scenario c"
    D = "d", "scenario d"


class Soort(models.TextChoices):
    """What the event is, by the definitions of Deel I (R31, R32, R36, R37)."""

    CALAMITEIT = "calamiteit", "calamiteit"
    GEWELD = "geweld", "geweld"
    INCIDENT = "incident", "incident"
    ANDERE_MELDING = "andere_melding", "andere melding"


GESLOTEN = frozenset({Status.NIET_MELDINGSWAARDIG, Status.AFGEROND})
OPEN = frozenset(Status) - GESLOTEN
MELDINGSWAARDIG = frozenset({Soort.CALAMITEIT, Soort.GEWELD})
# While one of these holds, the two parties still analyse: a gemeente that joins gets an analysis of its own (A6).
IN_ANALYSE = frozenset({Status.IMPACTANALYSE, Status.BEOORDELING, Status.TWIJFEL})
