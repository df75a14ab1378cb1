"""The lock on everything that goes outside: first the family, and not through a criminal investigation (R125, R156)."""

from calamiteiten.models import Melding
from contacten.rollen import Rol

from .models import Informering, Onderzoek


def is_dicht(melding: Melding) -> bool:
    """Whether nothing about this melding may go outside now: the family does not know, or an investigation runs."""
    familie = Informering.objects.filter(melding=melding, rol=Rol.JEUGDIGE_FAMILIE, geinformeerd_op__isnull=False)
    return not familie.exists() or Onderzoek.objects.filter(melding=melding, geeindigd_op__isnull=True).exists()
