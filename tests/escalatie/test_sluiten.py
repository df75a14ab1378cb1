"""Closing loses nothing: every open task is listed, each duty to inform is asked by itself, and nothing comes after."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding
from communicatie.models import Bericht, BerichtStatus
from communicatie.post import berichten
from contacten.models import Bezetting, Contactpersoon
from escalatie.bewaking import controle, ronde
from escalatie.draaiboek import informatie, opvolging
from escalatie.draaiboek.deur import voer_uit
from escalatie.draaiboek.opdrachten import Dubbelmelding, Opdracht
from escalatie.draaiboek.sluiting import te_bespreken
from escalatie.draaiboek.stand import Stand
from escalatie.models import Stap, Taak
from escalatie.protocol.lezen import haal_protocol
from tests import bouw, klok
from tests.bouw import Regio
from tests.steekproef import steekproef

UUR = timedelta(hours=1)
PROTOCOL = haal_protocol("ijsselland-2019-02-13")
# Every step that closes, from every status it leaves, by the file.
SLUITEND = [(van, regel.code) for regel in PROTOCOL.overgangen if regel.naar in PROTOCOL.gesloten for van in regel.van]


def met_plichten(van: str, regio: Regio, nu: datetime) -> Melding:
    """A melding that can be closed, with a task of every kind open, a telephone task of an empty seat among them."""
    Bezetting.objects.filter(rol="toegang", gemeente__code="zwolle").delete()
    zaak = bouw.tot(van, nu, gemeld_igj_op=None, igj_kenmerk="", gemeld_toegang={})
    actie = {"titel": "Bel de school", "rol": "toegang", "gemaakt_op": nu, "code": "actie"}
    Taak.objects.create(zaak=zaak, **actie)
    if van == "fase_2":
        lopend = bouw.taak(zaak, "evaluatie")
        assert lopend.status == "open"
    return zaak


def opdracht(zaak: Melding, code: str, regio: Regio, **anders: object) -> Opdracht:
    regel = PROTOCOL.stap_per_code[code]
    door = regio.gebruikers[regel.mag_door(zaak.status)[0]]
    gegeven: dict[str, object] = {
        "motivering": "Klaar.",
        "afwijkingen": dict.fromkeys(regel.verwacht, "Dat hoeft niet."),
        "plichten": {t.pk: f"Reden {t.pk}" for t in te_bespreken(Stand(zaak), regel)},
    }
    if regel.vraagt_melding:
        gegeven["gegevens"] = Dubbelmelding(bouw.melding(zaak.ontvangen_op).kenmerk)
    return Opdracht(zaak.pk, code, door.pk, zaak.status, **{**gegeven, **anders})  # type: ignore[arg-type]


def sluitbaar(zaak: Melding, code: str, regio: Regio, nu: datetime) -> Melding:
    """What cannot be skipped is done."""
    if "evaluatie_vastgesteld" in PROTOCOL.stap_per_code[code].vereist and zaak.status == "fase_2":
        loper = bouw.loper(nu)
        loper._melding = zaak
        loper.doe("evaluatie")
    return Melding.objects.get(pk=zaak.pk)


@pytest.mark.parametrize(("van", "code"), steekproef(SLUITEND))
def test_elke_plicht_om_te_informeren_vraagt_haar_eigen_reden(van: str, code: str, regio: Regio, nu: datetime) -> None:
    zaak = sluitbaar(met_plichten(van, regio, nu), code, regio, nu)
    gevraagd = te_bespreken(Stand(zaak), PROTOCOL.stap_per_code[code])
    assert gevraagd
    assert {"actie", "triage"}.isdisjoint(taak.code for taak in gevraagd)
    heel = opdracht(zaak, code, regio)

    for mist in gevraagd:
        redenen = {**heel.plichten, mist.pk: "  "}
        with pytest.raises(Geweigerd, match="waarom dit niet meer hoeft"):
            voer_uit(opdracht(zaak, code, regio, plichten=redenen), nu + UUR)
    assert Melding.objects.get(pk=zaak.pk).status == van

    voer_uit(heel, nu + UUR)

    assert not Taak.objects.filter(zaak=zaak, status="open").exists()
    for taak in gevraagd:
        taak.refresh_from_db()
        assert (taak.status, taak.verslag) == ("vervallen", f"Reden {taak.pk}")
    bewaard = Stap.objects.filter(zaak=zaak).order_by("-volgnummer")[0].gegevens["niet_geinformeerd"]
    assert {regel["taak"]: regel["reden"] for regel in bewaard} == {t.pk: f"Reden {t.pk}" for t in gevraagd}
    assert controle.controleer(nu + UUR) == []


def test_de_pagina_noemt_elke_taak_die_vervalt_en_vraagt_elke_plicht_apart(
    client: Client, regio: Regio, nu: datetime
) -> None:
    zaak = Melding.objects.get(pk=bouw.tot("monitoring", nu).pk)
    client.force_login(regio.gebruikers["contractmanager"])
    adres = reverse("overgang", args=[zaak.kenmerk, "rond_af"])
    open_ = list(Taak.objects.filter(zaak=zaak, status="open").select_related("zaak"))
    plichten = te_bespreken(Stand(zaak), PROTOCOL.stap_per_code["rond_af"])
    assert len(plichten) < len(open_)

    with klok.op(nu + UUR):
        pagina = client.get(adres).content.decode()
        for taak in open_:
            assert taak.get_absolute_url() in pagina
        assert {taak.pk for taak in open_ if f'name="plicht_{taak.pk}"' in pagina} == {taak.pk for taak in plichten}

        velden = {"verwachte_status": "monitoring", "afwijking_rapport_afgehandeld": "x", "afwijking_taken_af": "x"}
        zonder = client.post(adres, velden)
        assert zonder.status_code == 200
        assert Melding.objects.get(pk=zaak.pk).status == "monitoring"
        met = client.post(adres, {**velden, **{f"plicht_{taak.pk}": "Hoeft niet." for taak in plichten}})

    assert met.status_code == 302
    assert Melding.objects.get(pk=zaak.pk).status == "afgerond"


def test_wat_nog_open_staat_wordt_helemaal_genoemd(client: Client, regio: Regio, nu: datetime) -> None:
    zaak = bouw.tot("monitoring", nu)
    client.force_login(regio.gebruikers["regiomanager"])
    for titel in ("Eerste actie", "Tweede actie", "Derde actie", "Vierde actie", "Vijfde actie"):
        Taak.objects.create(zaak=zaak, code="actie", titel=titel, rol="toegang", gemaakt_op=nu)

    with klok.op(nu + UUR):
        pagina = client.get(reverse("overgang", args=[zaak.kenmerk, "rond_af"])).content.decode()

    assert all(f"{hoe} actie" in pagina for hoe in ("eerste", "tweede", "derde", "vierde", "vijfde"))
    assert "en meer" not in pagina


@pytest.fixture
def dicht(regio: Regio, nu: datetime) -> Melding:
    """A closed melding of which the last mails are still to go."""
    zaak = Melding.objects.get(pk=bouw.tot("monitoring", nu).pk)
    berichten.verzend(nu, limiet=500)
    voer_uit(opdracht(zaak, "rond_af", regio), nu + UUR)
    return Melding.objects.get(pk=zaak.pk)


def bel_en_volg(nu: datetime) -> None:
    """Every sweep that makes a task or asks somebody."""
    informatie.bel_voor_mislukte(nu)
    opvolging.bewaak(nu)
    ronde.bewaak(nu)


@pytest.mark.parametrize("status", [BerichtStatus.MISLUKT, BerichtStatus.VASTGELOPEN, BerichtStatus.TELEFONISCH])
def test_een_mail_die_na_de_sluiting_terugkomt_maakt_geen_beltaak(status: str, dicht: Melding, nu: datetime) -> None:
    straks = nu + 5 * UUR
    Bericht.objects.filter(zaak=dicht).update(status=status, bevestigen_voor_op=None)

    bel_en_volg(straks)

    assert not Taak.objects.filter(zaak=dicht, status="open").exists()
    assert controle.controleer(straks) == []


def test_een_vraag_om_bevestiging_leidt_na_de_sluiting_tot_niets(dicht: Melding, nu: datetime) -> None:
    straks, mails = nu + 30 * UUR, Bericht.objects.filter(zaak=dicht)
    hoeveel = mails.count()
    with connection.cursor() as cursor:  # past every verb of ours
        cursor.execute(
            "UPDATE communicatie_bericht SET bevestigen_voor_op = %s, vraag_vervallen_op = NULL WHERE zaak_id = %s",
            [nu + 2 * UUR, dicht.pk],
        )

    bel_en_volg(straks)

    assert mails.count() == hoeveel
    assert not Taak.objects.filter(zaak=dicht, status="open").exists()


def test_een_lege_plek_bij_de_sluiting_blijft_rood_en_wordt_niet_gebeld(regio: Regio, nu: datetime) -> None:
    zaak = Melding.objects.get(pk=bouw.tot("monitoring", nu).pk)
    Contactpersoon.objects.update(email="", mobiel="06-00000010")

    voer_uit(opdracht(zaak, "rond_af", regio), nu + UUR)

    rijen = Bericht.objects.filter(zaak=zaak, gepland_op=nu + UUR)
    assert set(rijen.values_list("status", flat=True)) <= {"telefonisch", "geen_ontvanger"}
    assert not Taak.objects.filter(zaak=zaak, status="open").exists()
    assert controle.controleer(nu + UUR) == []


def test_heropenen_belt_niet_alsnog_over_wat_er_was(dicht: Melding, regio: Regio, nu: datetime) -> None:
    Bericht.objects.filter(zaak=dicht).update(status=BerichtStatus.MISLUKT)
    voer_uit(opdracht(dicht, "heropen", regio), nu + 3 * UUR)

    informatie.bel_voor_mislukte(nu + 4 * UUR)

    assert not Taak.objects.filter(zaak=dicht, code="bel_lege_zetel", status="open").exists()
    assert controle.controleer(nu + 4 * UUR) == []


def test_de_controle_vindt_een_taak_in_een_gesloten_dossier(dicht: Melding, nu: datetime) -> None:
    assert controle.controleer(nu + UUR) == []
    taak = Taak.objects.filter(zaak=dicht).first()
    assert taak

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE escalatie_taak SET status = 'open', afgerond_op = NULL, afgerond_door_id = NULL WHERE id = %s",
            [taak.pk],
        )

    # 23: the seal sees what SQL changed.
    (schending,) = (b for b in controle.controleer(nu + UUR) if b.nummer != 23)
    assert (schending.nummer, schending.kenmerken) == (8, (dicht.kenmerk,))
