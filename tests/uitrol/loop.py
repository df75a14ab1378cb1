"""Walks a melding that was registered over HTTP to Fase 1, by the product's own verbs and as the accounts that are
there: ``python -m tests.uitrol.loop KENMERK``. In a process of its own, with the environment of a worker."""

from __future__ import annotations

import sys

import django

django.setup()

from basis.klok import nu  # noqa: E402
from calamiteiten.demo.zaaien.accounts import Spelers  # noqa: E402
from calamiteiten.demo.zaaien.stappen import Loper  # noqa: E402
from calamiteiten.models import Melding  # noqa: E402
from contacten.models import Gebruiker  # noqa: E402
from contacten.rollen import Rol  # noqa: E402


def main(kenmerk: str) -> None:
    """Until the regiomanager has started Fase 1."""
    contractmanager, regiomanager = (Gebruiker.objects.get(rol=r) for r in (Rol.CONTRACTMANAGER, Rol.REGIOMANAGER))
    loper = Loper(Spelers(contractmanager, regiomanager, regiomanager), nu())
    loper._melding = Melding.objects.get(kenmerk=kenmerk)
    loper.stap("start_impactanalyse").analyseer("d").stap("start_beoordeling").bevestig("d").stap("kies_d")
    loper.doe("managersoverleg").stap("start_fase_1", Rol.REGIOMANAGER)
    sys.stdout.write(loper.melding.status)


if __name__ == "__main__":
    main(sys.argv[1])
