"""`manage.py zaai`: fill an empty database with the region of the demo and meldingen in every status."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from basis import klok
from calamiteiten.demo.grens import weiger_in_productie
from calamiteiten.demo.zaaien.regie import AlGezaaid, zaai
from calamiteiten.demo.zaaien.verhalen import VERHALEN
from calamiteiten.demo.zaaien.zhz_verhalen import zaai as zaai_zhz
from contacten.models import Aanbieder, Gemeente
from escalatie.bewaking import ronde

# Region (the name of its file) -> what fills its demo; another region gets that of IJsselland.
ZAAIERS = {"zhz": zaai_zhz}


class Command(BaseCommand):
    """Seeds through the door with a held clock; refuses when there is data already."""

    help = "Vult een lege database met verzonnen gemeenten, contacten, aanbieders, accounts en meldingen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--aantal`: how many meldingen."""
        parser.add_argument("--aantal", type=int, default=len(VERHALEN), help="hoeveel meldingen (standaard: alle)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError, and changes nothing, in production or when the database is not empty."""
        weiger_in_productie()
        try:
            gezaaid = ZAAIERS.get(settings.REGIO.code, zaai)(klok.nu(), options["aantal"])
        except AlGezaaid as bezwaar:
            raise CommandError(str(bezwaar)) from bezwaar
        ronde.bewaak(klok.nu())  # the first visitor must not meet an alarm about a sweep that has yet to start
        for zin in gezaaid.weggelaten:
            self.stdout.write(zin)
        gemeenten, aanbieders = Gemeente.objects.count(), Aanbieder.objects.count()
        self.stdout.write(
            f"{gezaaid.meldingen} meldingen gemaakt, met {gemeenten} gemeenten, {aanbieders} aanbieders en de accounts "
            "van de demo."
        )
