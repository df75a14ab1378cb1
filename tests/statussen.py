"""The statuses of the adopted version, for tests that tell of that version. The product itself reads the files."""

from enum import StrEnum


class Status(StrEnum):
    """Where a melding of the adopted version can stand."""

    ONTVANGEN = "ontvangen"
    NIET_MELDINGSWAARDIG = "niet_meldingswaardig"
    INGETROKKEN = "ingetrokken"
    DUBBEL = "dubbel"
    IMPACTANALYSE = "impactanalyse"
    BEOORDELING = "beoordeling"
    TWIJFEL = "twijfel"
    SCENARIO_A = "scenario_a"
    SCENARIO_B = "scenario_b"
    SCENARIO_C = "scenario_c"
    SCENARIO_D = "scenario_d"
    MONITORING = "monitoring"
    FASE_1 = "fase_1"
    FASE_2 = "fase_2"
    AFGEROND = "afgerond"


class ParaatStatus(StrEnum):
    """Where an action of the register can stand."""

    TE_REGELEN = "te_regelen"
    GEREGELD = "geregeld"
    NIET_MEER_NODIG = "niet_meer_nodig"


class PersStatus(StrEnum):
    """Where a press question of the adopted version can stand."""

    VRAAGSTELLING = "vraagstelling"
    INFORMATIE_VERZAMELEN = "informatie_verzamelen"
    AFSTEMMING = "afstemming"
    COMMUNICATIE = "communicatie"
    EVALUATIE = "evaluatie"
    AFGEROND = "afgerond"
    INGETROKKEN = "ingetrokken"
    SAMENGEVOEGD = "samengevoegd"
