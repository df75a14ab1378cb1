"""`manage.py controleer`: checks the invariants over all rows and repairs nothing; and says that the chain of what was
recorded goes on under another key."""

import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from basis import klok
from basis.taal import in_een_zin
from calamiteiten.databaserollen import te_veel
from calamiteiten.toegang import keten
from contacten import zegels as zegelregels
from contacten.inloggen import kluis, tweede_stap
from escalatie.bewaking.controle import INVARIANTEN, controleer
from escalatie.draaiboek import zegels


class Command(BaseCommand):
    """Prints each broken invariant with the meldingen it concerns. Exit code 1 when there is one."""

    help = "Controleert of er niets is gemist. Afsluitcode 1 als er iets niet klopt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--dagzegel`: only print the seal of that day, to hold beside the daily mail; `--inzagezegel`: that of a row
        of who looked; `--hoofd`: hold everything that was recorded beside a mail; `--nieuwe-sleutel`: the key was
        replaced, and who says so vouches for what stands there."""
        parser.add_argument(
            "--dagzegel", type=date.fromisoformat, metavar="JJJJ-MM-DD", help="toon alleen het zegel van deze dag"
        )

        parser.add_argument(
            "--inzagezegel", type=int, metavar="REGEL", help="toon alleen het zegel van deze regel inzage"
        )
        parser.add_argument(
            "--hoofd",
            nargs="+",
            metavar=("REGEL", "LETTERS"),
            help="vergelijk alles wat tot en met deze regel is vastgelegd met de letters uit een dagbericht",
        )
        parser.add_argument(
            "--nieuwe-sleutel",
            action="store_true",
            help="de GEHEIME_SLEUTEL is vervangen: ga verder op wat er is vastgelegd, zoals het er nu staat",
        )
        parser.add_argument(
            "--wis-onleesbaar",
            action="store_true",
            help="met --nieuwe-sleutel: wis de tweede stappen die met geen sleutel te lezen zijn",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check and report."""
        if options["dagzegel"]:
            self.stdout.write(zegels.leesbaar(zegels.dagzegel(options["dagzegel"])))
            return
        if options["inzagezegel"]:
            self.stdout.write(zegels.leesbaar(keten.zegel_van(options["inzagezegel"])))
            return
        if options["hoofd"]:
            self._vergelijk(*options["hoofd"])
            return
        if options["wis_onleesbaar"] and not options["nieuwe_sleutel"]:
            raise CommandError("Geef --wis-onleesbaar alleen samen met --nieuwe-sleutel.")
        if options["nieuwe_sleutel"]:
            self._neem_over(wis=options["wis_onleesbaar"])
            return
        self._controleer()

    def _controleer(self) -> None:
        schendingen = {schending.nummer: schending for schending in controleer(klok.nu(), volledig=True)}
        for nummer, zin, _ in INVARIANTEN:
            if nummer in schendingen:
                schending = schendingen[nummer]
                self.stdout.write(f"FOUT  {nummer}. {schending.zin}: {', '.join(schending.kenmerken)}")
            else:
                self.stdout.write(f"goed  {nummer}. Niet gevonden: {in_een_zin(zin)}")
        rechten = te_veel(connection) if settings.PRODUCTIE else []
        for zin in rechten:
            self.stdout.write(f"FOUT  {zin} Zie docs/beheer/database.md.")
        if schendingen or rechten:
            sys.exit(1)

    def _neem_over(self, *, wis: bool) -> None:
        """Mark the head of both chains with the key of now; whoever asks it reads what he vouches for."""
        keten.neem_op()
        zegelregels.neem_op()
        nummer, zegel = zegelregels.KETEN.kop()
        self.stdout.write(f"Overgenomen tot en met regel {nummer}: {zegels.leesbaar(zegel)}")
        self._versleutel(wis=wis)

    def _versleutel(self, *, wis: bool) -> None:
        """Put the second steps behind the key of now; what no key opens is wiped when that was asked, else named."""
        self.stdout.write(f"Tweede stappen achter de nieuwe sleutel: {kluis.versleutel_opnieuw()}.")
        wie = {stap.user for stap in kluis.onleesbaar()}
        for gebruiker in wie if wis else ():
            with transaction.atomic():
                tweede_stap.wis(gebruiker, None, klok.nu())
        if wie and wis:
            self.stdout.write(
                f"Gewist van accounts: {len(wie)}. De eigenaar maakt er een bij het inloggen, en hoort het."
            )
        elif wie:
            self.stdout.write(
                f"FOUT  Niet te lezen van accounts: {len(wie)}. Zet GEHEIME_SLEUTEL_EERDER en draai dit opnieuw. Is de "
                "vorige sleutel weg: --wis-onleesbaar. Zie docs/beheer/sleutels.md."
            )
            sys.exit(1)

    def _vergelijk(self, nummer: str, *letters: str) -> None:
        """Hold the chain up to this line beside the seal of a mail."""
        if not nummer.isdecimal() or not letters:
            raise CommandError("Geef het nummer van de regel en daarna de letters uit het dagbericht.")
        if zegelregels.komt_overeen(int(nummer), lambda zegel: zegels.leesbaar(zegel) == " ".join(letters).lower()):
            self.stdout.write(f"goed  Tot en met regel {nummer} staat er wat het dagbericht zei.")
            return
        self.stdout.write(f"FOUT  Tot en met regel {nummer} staat er iets anders dan het dagbericht zei.")
        sys.exit(1)
