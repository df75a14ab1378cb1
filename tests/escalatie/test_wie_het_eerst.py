"""Who goes first: whatever fails at the head of a queue, and however much waits there, what comes after it has its turn
(F21, gevallen 5.13)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from types import ModuleType
from typing import Any

import pytest
from django.db.models import F

from basis import achterstand
from calamiteiten.models import Melding, Oefening
from communicatie.models import Bericht, Mediasignaal, Sms
from communicatie.post import accountpost, sms, uitnodigingen
from contacten.models import Aanbieder, Accountnieuws, Gebruiker, Gemeente, Linkpost, Nieuws, Uitnodiging
from escalatie.bewaking import linkvragen
from escalatie.draaiboek import aanmaning, informatie, opvolging, te_vroeg
from escalatie.media import stijging
from escalatie.meldingen.papier import maken
from escalatie.models import Inspel, Papier, Taak, Wekker
from escalatie.oefenen import einde, inspelen
from escalatie.onrust import peiling
from tests import bouw

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
UUR = timedelta(hours=1)


def _berichten(nu: datetime, **velden: Any) -> None:
    Taak.berichten.through.objects.all().delete()
    vast = {"gepland_op": nu - UUR, "volgende_poging_op": nu, "pogingen": 1, "bevestigd_op": None, "opgevolgd_op": None}
    Bericht.objects.update(**{**vast, "bevestigen_voor_op": nu - UUR, "vraag_vervallen_op": None, **velden})


def _signalen(nu: datetime) -> None:
    for melding in Melding.objects.all():
        Mediasignaal.objects.create(
            melding=melding,
            sleutel=f"x{melding.pk}",
            titel="Bericht",
            verschenen_op=nu,
            vastgelegd_op=nu,
            vastgelegd_door=Gebruiker.objects.get(username="beheerder"),
        )


def _oefeningen(nu: datetime) -> None:
    door = Gebruiker.objects.get(username="beheerder")
    for _ in range(2):
        oefening = Oefening.objects.create(
            naam="Proef",
            snelheid=1,
            aanbieder=Aanbieder.objects.all()[0],
            gemeente=Gemeente.objects.all()[0],
            gemaakt_op=nu,
            gemaakt_door=door,
            begonnen_op=nu - 1000 * UUR,
            klok_op=nu,
            gestart_door=door,
        )
    for nummer in range(2):
        Inspel.objects.create(oefening=oefening, volgnummer=nummer, gaat_op=nu)


def _uitnodigingen(nu: datetime) -> None:
    for wie in Gebruiker.objects.all()[:2]:
        Uitnodiging.objects.create(gebruiker=wie, aan="a@b.example", gemaakt_op=nu, verloopt_op=nu + UUR)


def _nieuws(nu: datetime) -> None:
    for _ in range(2):
        Accountnieuws.objects.create(soort=Nieuws.BESLOTEN, aan="a@b.example", gebeurd_op=nu)


def _linkvragen(nu: datetime) -> None:
    for _ in range(2):
        Linkpost.objects.create(link="x", vraagt=True, adres="a@b.example", op=nu)


# Name -> its module, what it does with one row, its rows at this moment, and one round of at most one row.
Rij = tuple[ModuleType, str, Callable[[datetime], object], Callable[[datetime], object]]
RIJEN: dict[str, Rij] = {
    "wat te vroeg ging": (
        te_vroeg,
        "_draai_terug",
        lambda nu: Wekker.objects.update(gevuurd_op=F("gaat_op") + 1000 * UUR, vervallen_op=None),
        te_vroeg.draai_terug,
    ),
    "wie niet antwoordt": (opvolging, "_volg_op", _berichten, lambda nu: opvolging.bewaak(nu, 1)),
    "wat mislukte": (
        informatie,
        "_bel",
        lambda nu: _berichten(nu, status="mislukt", volgende_poging_op=None),
        lambda nu: informatie.bel_voor_mislukte(nu, 1),
    ),
    "wat dringend is en wacht": (
        informatie,
        "_bel",
        lambda nu: _berichten(nu, status="gepland", is_dringend=True),
        lambda nu: informatie.bel_voor_wachtende(nu, 1),
    ),
    "taken die te laat zijn": (aanmaning, "_maan", lambda nu: None, lambda nu: aanmaning.bewaak(nu, 1)),
    "acties": (
        aanmaning,
        "_herinner",
        lambda nu: Taak.objects.update(herinneren_op=nu, status="open", afgerond_op=None),
        lambda nu: aanmaning.bewaak(nu, 1),
    ),
    "onrust": (peiling, "_vraag_om_beurt", lambda nu: None, lambda nu: peiling.bewaak(nu, 1)),
    "media": (stijging, "_vraag", _signalen, stijging.bewaak),
    "einde van een oefening": (einde, "_stop", _oefeningen, einde.stop_vanzelf),
    "inspelen": (inspelen, "_kom", lambda nu: None, inspelen.kom),
    "uitnodigingen": (uitnodigingen, "_mail", _uitnodigingen, lambda nu: uitnodigingen.mail_uitnodigingen(nu, 1)),
    "nieuws over accounts": (accountpost, "_mail", _nieuws, lambda nu: accountpost.mail_nieuws(nu, 1)),
    "gevraagde links": (linkvragen, "_stuur", _linkvragen, lambda nu: linkvragen.stuur(nu, 1)),
}
# Of these nothing else says that a row failed: the round does.
HARDOP = {
    *("wat te vroeg ging", "media", "einde van een oefening", "inspelen", "uitnodigingen", "nieuws over accounts"),
    "gevraagde links",
}


def test_wat_vooraan_mislukt_houdt_in_geen_rij_een_ander_tegen(
    regio: bouw.Regio, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    bouw.in_fase_1(nu)
    bouw.melding_met_drie_berichten(nu)
    monkeypatch.setattr(aanmaning, "te_laat", lambda nu: Taak.objects.all())
    monkeypatch.setattr(peiling, "te_vragen", lambda *_: Melding.objects.all())
    monkeypatch.setattr(inspelen, "nummer_hier", lambda: Oefening.objects.order_by("-pk")[0].pk)
    for naam, (kamer, doe, zet, ronde) in RIJEN.items():
        zet(nu)
        geprobeerd: list[object] = []

        def behandel(nummer: object, *_: object, al: list[object] = geprobeerd, **__: object) -> int:
            al.append(nummer)
            if len(al) == 1:
                raise ValueError
            return 1

        with monkeypatch.context() as lap:
            lap.setattr(kamer, doe, behandel)
            hoorde = False
            try:
                ronde(nu)
            except ValueError:
                hoorde = True
        assert len(set(geprobeerd)) >= 2, naam
        assert hoorde == (naam in HARDOP), naam


def test_de_rijen_van_een_ronde_delen_haar_tijd_en_elke_komt_aan_bod(
    regio: bouw.Regio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each row costs a second: ten queues that are full make no round of minutes."""
    klok = count()
    monkeypatch.setattr(achterstand, "monotonic", lambda: next(klok))
    with achterstand.samen(timedelta(seconds=30)):
        gedaan = [achterstand.elk_apart(range(1000), lambda _: 1, "x") for _ in range(10)]

    assert min(gedaan) > 0
    assert sum(gedaan) < 60
    assert achterstand.elk_apart(range(1000), lambda _: 1, "x") >= 25, "alone it has its own time"


def test_een_sms_van_nu_wacht_niet_achter_alle_oude(regio: bouw.Regio, nu: datetime) -> None:
    bouw.melding_met_drie_berichten(nu)
    oud, ouder, nieuw = Bericht.objects.order_by("pk")[:3]
    for bericht, geleden in ((oud, 2), (ouder, 3), (nieuw, 0)):
        op = nu - geleden * UUR
        Sms.objects.create(bericht=bericht, gepland_op=op, volgende_poging_op=op)

    beurten = [sms._huur(nu, nieuwste=beurt % 2 == 0) for beurt in range(3)]

    assert [rij and rij.bericht_id for rij in beurten] == [nieuw.pk, ouder.pk, oud.pk]


def test_een_papier_dat_zijn_maker_velde_gaat_na_wat_niemand_begon(regio: bouw.Regio, nu: datetime) -> None:
    melding, wie = bouw.in_fase_1(nu), regio.gebruikers["regiomanager"]
    velt = Papier.objects.create(
        zaak=melding.zaak_ptr, soort="a", gevraagd_door=wie, gevraagd_op=nu - UUR / 2, begonnen_op=nu - UUR / 3
    )
    vers = Papier.objects.create(zaak=melding.zaak_ptr, soort="b", gevraagd_door=wie, gevraagd_op=nu)

    assert [rij and rij.pk for rij in (maken._neem(nu), maken._neem(nu))] == [vers.pk, velt.pk]


def test_van_wat_wacht_is_een_op_de_vijf_het_nieuwste(regio: bouw.Regio) -> None:
    rijen = Gemeente.objects.all()
    op_volgorde = list(rijen.order_by("pk").values_list("pk", flat=True))

    om_en_om = achterstand.volgorde(rijen, "pk", achterstand.MEESTE)

    assert om_en_om[:5] == [*op_volgorde[:4], op_volgorde[-1]]
    assert sorted(om_en_om) == op_volgorde
    assert om_en_om[:5] == achterstand.volgorde(rijen, "pk", 5)
