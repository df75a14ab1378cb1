"""`maak_beheerder --email …`: the first account of an installation, which nobody there can invite.

It stands here and not with the accounts because a command reads the clock, which is above them.
"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from basis.klok import nu
from basis.taal import moment
from contacten.gebruikers.uitnodigingen import nodig_uit, sleutel
from contacten.models import Gebruiker, Uitnodiging
from contacten.rollen import Rol

AL_EEN = "Er is al een beheerder ({naam}). Die nodigt anderen uit, op de pagina Gebruikers."


class Command(BaseCommand):
    """Invite the first beheerder and print the link, because an installation that starts may send no mail yet."""

    help = "Maakt de eerste beheerder en toont de link waarmee die een wachtwoord kiest."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who it is."""
        parser.add_argument("--email", required=True, help="hiermee logt de beheerder in")
        parser.add_argument("--voornaam", default="")
        parser.add_argument("--achternaam", default="")

    def handle(self, *args: Any, **opties: Any) -> None:
        """Raises CommandError when there is a beheerder, or when the address is none or is in use."""
        bestaand = Gebruiker.objects.filter(rol=Rol.BEHEERDER, is_active=True).first()
        if bestaand and bestaand.has_usable_password():
            raise CommandError(AL_EEN.format(naam=bestaand))
        velden = {naam: opties[naam] for naam in ("email", "voornaam", "achternaam")}
        try:
            gebruiker = nodig_uit({**velden, "rol": Rol.BEHEERDER}, None, nu())
        except ValidationError as fout:
            raise CommandError(" ".join(fout.messages)) from fout
        uitnodiging = Uitnodiging.objects.get(gebruiker=gebruiker)
        pad = reverse("uitnodiging", args=[sleutel(uitnodiging)])
        self.stdout.write(
            f"{gebruiker.email} is beheerder. Kies een wachtwoord vóór {moment(uitnodiging.verloopt_op)}:"
        )
        self.stdout.write(f"{settings.SITE_URL}{pad}")
