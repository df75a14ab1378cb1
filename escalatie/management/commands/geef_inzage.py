"""`manage.py geef_inzage NUMMER`: write out all that is known of one, as two persons approved it on the page."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from basis import klok
from calamiteiten.toegang import opdracht
from contacten.models import VerzoekBesluit
from escalatie.bewaren import inzageverzoek, verzoeken
from escalatie.models import Bewaarverzoek, Handeling


class Command(BaseCommand):
    """Writes one file. Refuses what no second person approved."""

    help = "Schrijft alles over één account of dossier naar een bestand, als twee personen dat goedkeurden."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which request, and where to."""
        parser.add_argument("nummer", type=int, help="het nummer van het goedgekeurde verzoek (staat op de pagina)")
        parser.add_argument(
            "--naar", type=Path, default=Path("inzage.zip"), metavar="PAD", help="waar het bestand komt"
        )

    def handle(self, *args: Any, **opties: Any) -> None:
        """Do it, as the page does: no longer, and to nobody who could not fetch it there. Raises CommandError when it
        was not approved, and when the file is there already."""
        rijen = Bewaarverzoek.objects.filter(handeling=Handeling.INZAGE, besluit=VerzoekBesluit.GOEDGEKEURD)
        verzoek = rijen.filter(pk=opties["nummer"]).first()
        if verzoek is None or verzoek.gevraagd_door is None:
            raise CommandError(
                "Er is geen goedgekeurd verzoek met dit nummer. Vraag het aan op Bewaren en vernietigen."
            )
        if not verzoeken.mag_ophalen(verzoek, verzoek.gevraagd_door, klok.nu()):
            raise CommandError("Dit is niet meer op te halen. Vraag het opnieuw aan op Bewaren en vernietigen.")
        alles = inzageverzoek.alles_van(verzoek.soort, verzoek.nummer, klok.nu())
        opdracht.leg_vast(verzoek.gevraagd_door, verzoek.kenmerk, "geef_inzage", verzoek.pk, alles.dossiers, klok.nu())
        try:
            with opties["naar"].open("xb") as bestand:
                inzageverzoek.schrijf_zip(alles, bestand, verzoek.gevraagd_door)
                grootte = bestand.tell()
        except OSError as fout:
            raise CommandError(f"{opties['naar']} is niet te schrijven: {fout.strerror}.") from fout
        self.stdout.write(f"{verzoek.kenmerk}: {opties['naar']} ({grootte} bytes).")
