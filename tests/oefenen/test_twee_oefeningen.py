"""Two drills at once, on the same seats and beside a real melding: nothing of the one is in the other (R153)."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from basis.wereld import Wereld, binnen
from calamiteiten.models import Deelname, Melding, Oefening, Paraatheidsfeit, Zaak
from communicatie.models import Bericht
from contacten.bezetting import bezet
from contacten.models import Bezetting, Contactpersoon
from escalatie.bewaking import controle, ronde
from escalatie.models import Inspel, Taak
from escalatie.oefenen import spelen, uitnodigen
from escalatie.oefenen.scenario import van_hier
from tests import bouw, bouw_paraatheid
from tests.bouw import Regio
from tests.conftest import Mailserver
from tests.oefenen.test_oefening import CONTRACT, REGIOM, Oefenverteller, wereld_van
from tests.oefenen.test_zonder_account import ACTIELINK, MEEDOEN, aan, link_in, tekst_van

pytestmark = [pytest.mark.django_db, pytest.mark.eis("R153")]
NACHT, PERS = "nacht", "fase-1-met-pers"


class Tweetal:
    """Two drills of the same gemeente and aanbieder: each with a leader of its own, and one person who plays by links.
    These two fill the very same seat, of which everybody is told."""

    def __init__(self, regio: Regio, nu: datetime, mailserver: Mailserver) -> None:
        self.o, self.server, self.vanaf = Oefenverteller(regio, nu), mailserver, len(mailserver.ontvangen)
        self.zwolle, self.molen = regio.gemeenten["zwolle"], regio.aanbieders["molen"]
        eerste = bezet("toegang", nu, gemeente=self.zwolle).eerste
        assert eerste
        tweede = Contactpersoon.objects.create(naam="Tweede", email="tweede@zwolle.example", gemeente=self.zwolle)
        plek = {"rol": "toegang", "gemeente": self.zwolle, "van_datum": nu.date(), "volgorde": 9}
        Bezetting.objects.create(contactpersoon=tweede, **plek)
        self.nacht, self.pers = self._begin(NACHT, 12, CONTRACT, eerste), self._begin(PERS, 60, REGIOM, tweede)
        self.spelers = {self.nacht: eerste, self.pers: tweede}

    def _begin(self, scenario: str, snelheid: int, wie: str, contact: Contactpersoon) -> Oefening:
        leider = self.o.regio.gebruikers[wie]
        hier = spelen.maak(van_hier()[scenario], snelheid, self.molen, self.zwolle, leider, self.o.nu)
        spelen.meld_aan(hier.pk, leider, self.o.nu)
        uitnodigen.nodig_uit(hier.pk, [contact.pk], leider, self.o.nu)
        ronde.verzend(lambda: self.o.nu)
        assert Client().post(link_in(aan(self.server, contact), MEEDOEN), {"mee": "ja"}).status_code == 302
        spelen.begin(hier.pk, leider, self.o.nu)
        return Oefening.objects.get(pk=hier.pk)


@pytest.fixture
def twee(regio: Regio, nu: datetime, mailserver: Mailserver) -> Tweetal:
    bouw.melding(nu)
    bouw_paraatheid.actie(nu, "oefening_college_raad", "zwolle")
    ronde.verzend(lambda: nu)
    return Tweetal(regio, nu, mailserver)


def in_wereld(oefening: Oefening, wat: Any) -> Any:
    with binnen(wereld_van(oefening)):
        return wat()


def test_twee_oefeningen_tegelijk_raken_elkaar_niet(twee: Tweetal) -> None:
    o, (een, ander) = twee.o, (twee.nacht, twee.pers)
    o.wacht(1)
    o.wacht(10)
    rijen_zijn_van_een(een, ander)
    klokken_lopen_apart(o, een, ander)
    post_is_van_een(twee)
    links_openen_alleen_de_eigen(twee)
    assert 19 not in {schending.nummer for schending in controle.controleer(o.nu)}
    nabesproken_apart(twee)
    assert Melding.objects.count() == 1


def rijen_zijn_van_een(een: Oefening, ander: Oefening) -> None:
    """Each has its own melding, duties, messages and what was thrown in; and its own kenmerk."""
    per = [
        in_wereld(
            hier,
            lambda: (
                Melding.objects.get().kenmerk,
                set(Taak.objects.values_list("pk", flat=True)),
                set(Bericht.objects.values_list("pk", flat=True)),
            ),
        )
        for hier in (een, ander)
    ]
    assert per[0][0] != per[1][0]
    for links, rechts in zip(per[0][1:], per[1][1:], strict=True):
        assert links
        assert rechts
        assert not links & rechts
    for hier in (een, ander):
        ingespeeld = Inspel.objects.filter(oefening=hier, taak__isnull=False)
        assert ingespeeld
        assert set(ingespeeld.values_list("taak__zaak__oefening", flat=True)) == {hier.pk}
    assert set(Zaak._base_manager.values_list("oefening", flat=True)) == {None, een.pk, ander.pk}


def klokken_lopen_apart(o: Oefenverteller, een: Oefening, ander: Oefening) -> None:
    """Each clock began at the hour of its story and goes at its own speed."""
    for hier, snelheid in ((een, 12), (ander, 60)):
        wereld: Wereld = wereld_van(hier)
        assert wereld.klok_op == van_hier()[hier.scenario].klok_op(wereld.begonnen_op)
        assert wereld.tijd(o.nu) - wereld.klok_op == snelheid * timedelta(minutes=11)


def post_is_van_een(twee: Tweetal) -> None:
    """Every mail went to who signed up for the drill that it is of, and leads nowhere else."""
    weg = [mail for mail in twee.server.ontvangen[twee.vanaf :] if not MEEDOEN.search(tekst_van(mail))]
    gezien = set()
    for hier in (twee.nacht, twee.pers):
        adressen = set(Deelname.objects.filter(oefening=hier).values_list("adres", flat=True))
        eigen = [mail for mail in weg if f"/oefening/{hier.pk}/" in tekst_van(mail)]
        assert eigen
        assert {str(mail["To"]) for mail in eigen} <= adressen
        for mail in eigen:
            gezien.add(mail["Message-ID"])
            links = tekst_van(mail).count(f"{settings.SITE_URL}/")
            assert links == tekst_van(mail).count(f"{settings.SITE_URL}/oefening/{hier.pk}/")
    assert gezien == {mail["Message-ID"] for mail in weg}


def links_openen_alleen_de_eigen(twee: Tweetal) -> None:
    """What the one got opens nothing in the other drill, and neither opens a page that asks to sign in."""
    for hier, elders in ((twee.nacht, twee.pers), (twee.pers, twee.nacht)):
        pad = link_in(aan(twee.server, twee.spelers[hier], twee.vanaf), ACTIELINK)
        assert pad.startswith(f"/oefening/{hier.pk}/")
        assert Client().get(pad).status_code == 200
        assert Client().get(pad.replace(f"/oefening/{hier.pk}/", f"/oefening/{elders.pk}/")).status_code == 404


def nabesproken_apart(twee: Tweetal) -> None:
    """Stopping the one leaves the other to go on; each debrief and each entry of the register tells its own."""
    o, kenmerken = twee.o, [in_wereld(hier, lambda: Melding.objects.get().kenmerk) for hier in (twee.nacht, twee.pers)]
    o.nummer = twee.nacht.pk
    o.doe(CONTRACT, "stoppen")
    assert [wereld.nummer for wereld in spelen.lopende()] == [twee.pers.pk]
    o.wacht(5)
    for hier, eigen, vreemd, wie in (
        (twee.nacht, kenmerken[0], kenmerken[1], "contractmanager"),
        (twee.pers, kenmerken[1], kenmerken[0], "regiomanager"),
    ):
        blad = o.als(CONTRACT).get(f"/oefeningen/{hier.pk}/nabespreking/").content.decode()
        assert eigen in blad
        assert vreemd not in blad
        assert re.search(rf"Wie deed mee</dt>\s*<dd>[^<]*{wie}[^<]*</dd>", blad), blad
    feit = Paraatheidsfeit.objects.get()
    assert "Een nacht" in feit.tekst
    assert "toegang Zwolle" in feit.wie
    assert "regiomanager" not in feit.wie
