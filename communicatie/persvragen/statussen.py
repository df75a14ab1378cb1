"""Who can ask a press question (R3). The stages are those of the protocol file (R21)."""

from django.db import models


class Vrager(models.TextChoices):
    """Who brings the question to the region (R3)."""

    JOURNALIST = "journalist", "journalist"
    GEMEENTE = "gemeente", "gemeente"
    LOKALE_TOEGANG = "lokale_toegang", "lokale toegang"
    AANBIEDER = "aanbieder", "aanbieder"
