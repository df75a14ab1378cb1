"""`begin --beheerder "Naam <adres>" --regiomanager "Naam <adres>"`: the first two accounts of an installation.

Nobody is there yet to invite them, and after this no other road makes one. Two, because what opens dossiers is asked by
one and decided by another. It stands here and not with the accounts because a command reads the clock, which is above
them.
"""

from argparse import ArgumentParser
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse

from basis.geweigerd import Geweigerd
from basis.klok import nu
from basis.taal import moment
from contacten.gebruikers.uitnodigingen import sleutel
from contacten.models import Uitnodiging
from contacten.personen import accounts
from contacten.rollen import ROLLEN_VAN_HET_BEGIN
from contacten.rolnamen import rolnaam

WAT_NU = "De beheerder leest daarna op de pagina Klaar voor gebruik wat er nog moet voor de eerste melding."
NIEMAND = 'Noem wie begint: --beheerder "Naam <adres>" en --regiomanager "Naam <adres>".'


class Command(BaseCommand):
    """Invite the first two and print their links, because an installation that starts may send no mail yet."""

    help = "Maakt de eerste beheerder en de eerste regiomanager, en toont de link waarmee elk een wachtwoord kiest."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who they are: a name and an address, or an address alone."""
        for rol in ROLLEN_VAN_HET_BEGIN:
            parser.add_argument(f"--{rol}", default="", metavar="NAAM <ADRES>", help="hiermee logt die persoon in")

    def handle(self, *args: Any, **opties: Any) -> None:
        """Make both or none. Raises CommandError when there is somebody with that role who chose a password, or when
        an address is none or is in use."""
        namen = {rol: opties[rol] for rol in ROLLEN_VAN_HET_BEGIN if opties[rol]}
        if not namen:
            raise CommandError(NIEMAND)
        with transaction.atomic():
            zinnen = [zin for rol, wie in namen.items() for zin in self._nodig_uit(rol, wie)]
        self.stdout.write("\n".join(zinnen))
        self.stderr.write(WAT_NU)

    def _nodig_uit(self, rol: str, wie: str) -> list[str]:
        naam, adres = parseaddr(wie)
        voornaam, _, achternaam = naam.partition(" ")
        velden = {"email": adres or wie, "voornaam": voornaam, "achternaam": achternaam, "rol": rol}
        try:
            gebruiker = accounts.begin(velden, nu())
        except Geweigerd as fout:
            raise CommandError(f"{rolnaam(rol)}: {fout}") from fout
        except ValidationError as fout:
            raise CommandError(f"{rolnaam(rol)}: {' '.join(fout.messages)}") from fout
        uitnodiging = Uitnodiging.objects.filter(gebruiker=gebruiker).latest("pk")
        pad = reverse("uitnodiging", args=[sleutel(uitnodiging)])
        return [
            f"{gebruiker.email} is {rolnaam(rol)}. Kies een wachtwoord vóór {moment(uitnodiging.verloopt_op)}:",
            f"{settings.SITE_URL}{pad}",
        ]
