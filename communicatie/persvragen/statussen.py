"""The stages of a press question, in the order of Hoofdstuk 1 (R21), and who can ask (R3)."""

from django.db import models


class PersStatus(models.TextChoices):
    """Where a press question stands."""

    VRAAGSTELLING = "vraagstelling", "Vraagstelling"
    INFORMATIE_VERZAMELEN = "informatie_verzamelen", "Informatie verzamelen"
    AFSTEMMING = "afstemming", "Afstemming"
    COMMUNICATIE = "communicatie", "Communicatie"
    EVALUATIE = "evaluatie", "Evaluatie"
    AFGEROND = "afgerond", "Afgerond"


class Vrager(models.TextChoices):
    """Who brings the question to the RSJ (R3)."""

    JOURNALIST = "journalist", "journalist"
    GEMEENTE = "gemeente", "gemeente"
    LOKALE_TOEGANG = "lokale_toegang", "lokale toegang"
    AANBIEDER = "aanbieder", "aanbieder"


OPEN = frozenset(PersStatus) - {PersStatus.AFGEROND}
