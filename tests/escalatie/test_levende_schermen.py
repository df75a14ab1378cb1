"""The pages that refresh themselves: what changed is sent, whatever changed it; what did not costs next to nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basis.resttijd import LAATSTE_UUR, gevolgd, resttijd
from calamiteiten.models import Inzage, Zaak
from calamiteiten.toegang import trek_toegang_in
from calamiteiten.werelden import wegen_naar_een_zaak
from communicatie.models import Bericht, BerichtStatus, Informering
from contacten.models import Contactpersoon
from contacten.rollen import Rol
from escalatie.draaiboek import samenhang
from escalatie.models import Gebeurtenis, Overleg, OverlegStatus, Taak, TaakStatus, Termijn
from escalatie.werk.context import vergeet
from tests import bouw, klok
from tests.inbraak import inbraak

NU = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.klok(NU)]
# Session, account, gemeente of the account, clock, who may see, and the print.
MEESTE_VRAGEN = 7


def vraag(client, adres, merk=""):
    koppen = {"HX-Request": "true", **({"If-None-Match": merk} if merk else {})}
    return client.get(adres, headers=koppen)


@pytest.fixture
def melding():
    vergeet()
    return bouw.in_fase_1(NU - timedelta(hours=40), gemeenten=("zwolle",))


def paginas(melding):
    return [reverse("werkvoorraad"), reverse("dashboard"), reverse("melding", args=[melding.kenmerk])]


def test_wat_niet_veranderde_kost_geen_inzage_en_bijna_geen_vragen(client, regiomanager, melding):
    client.force_login(regiomanager)
    for adres in paginas(melding):
        client.get(adres)
        eerste = vraag(client, adres)
        assert (eerste.status_code, f'data-afdruk="{eerste["ETag"][3:-1]}"' in eerste.content.decode()) == (200, True)
        rijen = Inzage.objects.count()
        with CaptureQueriesContext(
            connection,
        ) as vragen:
            weer = vraag(client, adres, eerste["ETag"])
        assert (weer.status_code, weer.content, Inzage.objects.count()) == (304, b"", rijen), adres
        assert len(vragen) <= MEESTE_VRAGEN, (adres, [v["sql"][:90] for v in vragen])
        assert vraag(client, adres, 'W/"iets-anders.9999999999"').status_code == 200


def veranderingen(melding):
    """What can happen to what the lists show, each in a transaction of its own as it is in real life."""
    taken = Taak.objects.filter(pk=Taak.objects.filter(zaak=melding, rol=Rol.REGIOMANAGER, status="open")[0].pk)
    extra = {"zaak": melding, "code": "actie", "titel": "Bel", "rol": Rol.REGIOMANAGER, "gemaakt_op": NU}
    yield "een taak erbij", lambda: Taak.objects.create(**extra)
    yield "een taak van een ander erbij", lambda: Taak.objects.create(**{**extra, "rol": Rol.CONTRACTMANAGER})
    yield "een taak heet anders", lambda: taken.update(titel="Iets anders")
    yield "een taak vervalt", lambda: taken.update(status=TaakStatus.VERVALLEN, afgerond_op=NU)
    yield "wat er gebeurde heet anders", lambda: Zaak.objects.filter(pk=melding.pk).update(onderwerp="Val uit raam")
    yield (
        "een termijn schuift",
        lambda: Termijn.objects.filter(zaak=melding, geeindigd_op__isnull=True).update(
            vervalt_op=NU + timedelta(hours=30)
        ),
    )
    yield "een melding erbij", lambda: bouw.melding(NU, gemeenten=("deventer",))
    yield "een overleg", lambda: Overleg.objects.filter(zaak=melding).update(gepland_op=NU + timedelta(hours=2))
    yield "nieuws", lambda: Gebeurtenis.objects.filter(zaak=melding).update(achterhaald_op=NU)


def test_elke_verandering_komt_bij_het_verversen_mee(client, regiomanager, melding):
    client.force_login(regiomanager)
    overleg = Overleg.objects.filter(zaak=melding, status=OverlegStatus.GEPLAND).exists()
    nieuws = Gebeurtenis.objects.filter(zaak=melding, achterhaald_op__isnull=True).exists()
    for naam, doe in list(veranderingen(melding)):
        if (naam == "een overleg" and not overleg) or (naam == "nieuws" and not nieuws):
            continue
        merken = {adres: vraag(client, adres)["ETag"] for adres in paginas(melding)}
        with inbraak(), transaction.atomic():
            doe()
        anders = [adres for adres, merk in merken.items() if vraag(client, adres, merk).status_code == 200]
        ook_het_dossier = naam != "een melding erbij"
        assert anders == paginas(melding)[: 3 if ook_het_dossier else 2], naam


def test_elke_rij_die_aan_de_zaak_hangt_verandert_de_afdruk_van_het_dossier(client, regiomanager, melding):
    """Made from the models: a kind that is recorded tomorrow is in it too."""
    client.force_login(regiomanager)
    adres, gezien = reverse("melding", args=[melding.kenmerk]), set()
    client.get(adres)
    for model, wegen in wegen_naar_een_zaak().items():
        rij = model._base_manager.filter(**{wegen[0]: melding.pk}).first()
        if rij is None or model is Inzage:
            continue
        merk = vraag(client, adres)["ETag"]
        veld = next(veld for veld in model._meta.concrete_fields if not veld.primary_key)
        with inbraak(), transaction.atomic():
            model._base_manager.filter(pk=rij.pk).update(**{veld.attname: getattr(rij, veld.attname)})
        assert vraag(client, adres, merk).status_code == 200, model
        gezien.add(model.__name__)
    assert len(gezien) > 8, gezien
    merk = vraag(client, adres)["ETag"]
    with inbraak(), transaction.atomic():
        Contactpersoon.objects.filter(pk=Contactpersoon.objects.all()[0].pk).update(functie="Anders")
    assert vraag(client, adres, merk).status_code == 200


def test_wat_een_andere_melding_van_dezelfde_gebeurtenis_op_slot_zet_komt_mee(client, regiomanager, melding):
    ander = bouw.melding(NU, gemeenten=("deventer",))
    samenhang.koppel(melding, ander.kenmerk, "Dezelfde avond.", regiomanager, NU)
    client.force_login(regiomanager)
    adres = reverse("melding", args=[melding.kenmerk])
    client.get(adres)
    merk = vraag(client, adres)["ETag"]
    with inbraak(), transaction.atomic():
        assert Informering.objects.filter(melding=ander).update(partij=F("partij"))
    assert vraag(client, adres, merk).status_code == 200


def test_de_tijd_zelf_verandert_wat_er_staat(client, regiomanager, melding):
    """Nothing is written; a term passes, its last hour begins, a day begins."""
    termijn = Termijn.objects.get(zaak=melding, code="fase_1")
    for moment in (termijn.vervalt_op - timedelta(hours=12), termijn.vervalt_op):
        for adres in paginas(melding):
            with klok.op(moment - timedelta(seconds=20)):
                client.force_login(regiomanager)
                merk = vraag(client, adres)["ETag"]
                assert vraag(client, adres, merk).status_code in {200, 304}
            with klok.op(moment + timedelta(seconds=1)):
                assert vraag(client, adres, merk).status_code == 200, (adres, moment)
    with klok.op(datetime(2026, 11, 24, 22, 59, 50, tzinfo=UTC)):
        client.force_login(regiomanager)
        merk = vraag(client, "/")["ETag"]
    with klok.op(datetime(2026, 11, 24, 23, 0, 1, tzinfo=UTC)):
        assert vraag(client, "/", merk).status_code == 200


@pytest.mark.sqlite
def test_de_woorden_van_een_termijn_zijn_waar_zolang_dat_er_staat():
    ver = NU + timedelta(days=30)
    for afstand in (timedelta(days=9), timedelta(hours=13), timedelta(hours=3), timedelta(minutes=59), timedelta(0)):
        with gevolgd() as houdbaar:
            resttijd(NU + afstand, NU)
        tot = houdbaar.tot(ver)
        assert NU <= tot <= NU + afstand
        assert (tot <= NU + timedelta(minutes=1)) == (afstand <= LAATSTE_UUR)
    with gevolgd() as houdbaar:
        resttijd(NU - timedelta(days=3), NU)
    assert houdbaar.tot(ver) == ver


def test_wie_er_niet_meer_bij_mag_krijgt_geen_304(client, toegang_zwolle, melding):
    client.force_login(toegang_zwolle)
    adres = reverse("melding", args=[melding.kenmerk])
    merk = vraag(client, adres)["ETag"]
    merk = vraag(client, adres)["ETag"]
    assert vraag(client, adres, merk).status_code == 304
    with inbraak(), transaction.atomic():
        trek_toegang_in(melding)
        melding.betrokkenheden.all().delete()
    assert vraag(client, adres, merk).status_code == 404


def test_wie_intussen_is_uitgelogd_laadt_de_pagina_opnieuw(client, melding):
    for adres in paginas(melding):
        antwoord = vraag(client, adres)
        assert (antwoord.status_code, antwoord.headers["HX-Refresh"]) == (204, "true")


def test_een_pagina_die_zichzelf_ververst_is_geen_lezer_en_neemt_geen_woord_weg(client, toegang_zwolle, melding):
    """On an empty desk nobody reads; and what was said after a form waits for who comes back."""
    client.force_login(toegang_zwolle)
    adres = reverse("melding", args=[melding.kenmerk])
    berichten = Bericht.objects.filter(zaak=melding, rol=Rol.TOEGANG, gemeente=toegang_zwolle.gemeente)
    client.get(adres)
    berichten.update(status=BerichtStatus.VERZONDEN, verzonden_op=NU, gelezen_op=None, gelezen_door=None)
    client.post(reverse("ontvangst_bevestigen", args=[melding.kenmerk]))
    berichten.update(gelezen_op=None, gelezen_door=None)
    assert berichten.exists()

    ververst = vraag(client, adres).content.decode()

    assert not berichten.filter(gelezen_op__isnull=False).exists()
    assert ('id="gezegd"' in ververst, 'class="cal-berichten"' in ververst) == (True, False)
    gelezen = client.get(adres).content.decode()
    assert 'class="cal-berichten"' in gelezen
    assert not berichten.filter(gelezen_op__isnull=True).exists()
