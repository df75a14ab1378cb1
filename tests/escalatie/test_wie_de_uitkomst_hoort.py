"""Who was asked for a decision, or told of one, hears what was decided, at every step."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from calamiteiten.demo.zaaien.stappen import Loper
from calamiteiten.models import Melding
from calamiteiten.toegang import trek_toegang_in
from communicatie.models import Bericht
from communicatie.post import berichten
from contacten.models import Bezetting
from escalatie.bewaking import controle
from escalatie.draaiboek.taken import voeg_actie_toe
from escalatie.meldingen.taken.vervulling import Actie
from escalatie.models import Stap, Taak
from escalatie.protocol.lezen import haal_protocol, versies
from tests import bouw
from tests.bouw import Regio
from tests.inbraak import inbraak
from tests.statussen import Status
from tests.steekproef import steekproef

UUR = timedelta(hours=1)
PROTOCOL = haal_protocol("ijsselland-2019-02-13")
# Every step out of every status that decides something, by the file: a new arrow is walked too.
BESLUITEN = [
    (status.code, regel.code)
    for status in PROTOCOL.statussen
    for regel in PROTOCOL.overgangen
    if status.code in regel.van and PROTOCOL.is_besluit(regel.code)
]
# How a melding comes to a closed status when its mails had gone out before.
SLUIT = {
    Status.AFGEROND: ("monitoring", "rond_af"),
    Status.INGETROKKEN: ("impactanalyse", "trek_melding_in"),
    Status.DUBBEL: ("impactanalyse", "sluit_als_dubbel"),
}
SAMEN = ("zwolle", "raalte")
UITNODIGINGEN = [regel for regel in PROTOCOL.informatieregels if regel.uitkomst]
Plek = tuple[str, str | None]


def verzonden(loper: Loper) -> Loper:
    """What is planned leaves, an hour passes."""
    berichten.verzend(loper.nu, limiet=500)
    return loper.wacht(hours=1)


def tot(status: str, nu: datetime) -> Loper:
    """A melding of Zwolle in this status, by a provider of four gemeenten; its mails have gone out."""
    return _verzonden_in(nu, str(status))


@bouw.gang
def _verzonden_in(nu: datetime, status: str) -> Loper:
    if status in SLUIT:  # not in one instant: what is withdrawn before it goes invites nobody
        van, code = SLUIT[Status(status)]
        loper = tot(van, nu)
        neem(loper, code)
    else:
        loper = bouw.WEGEN[Status(status)](nu)
    return verzonden(loper)


def neem(loper: Loper, code: str) -> set[Plek]:
    """Take this step as the first who may, with a reason for whatever is skipped; returns the seats that hear of it."""
    regel, melding = PROTOCOL.stap_per_code[code], loper.melding
    if scenario := PROTOCOL.scenario_na(regel):
        loper.bevestig(scenario)
    if "evaluatie_vastgesteld" in regel.vereist:
        loper.doe("evaluatie")
        verzonden(loper)
    if regel.vraagt_melding:
        loper.sluit_als_dubbel(bouw.melding(loper.nu), regel.mag_door(melding.status)[0])
        return hoorden(loper.melding)
    loper.stap(
        code,
        regel.mag_door(melding.status)[0],
        motivering="Omdat het moet.",
        afwijkingen=dict.fromkeys(regel.verwacht, "Dat deed iemand al."),
    )
    return hoorden(loper.melding)


def hoorden(zaak: Melding) -> set[Plek]:
    """The seats that hear of the newest step, and the one that took it."""
    stap = Stap.objects.filter(zaak=zaak).order_by("-volgnummer")[0]
    rijen = Bericht.objects.filter(aanleiding=f"stap:{stap.pk}")
    return plekken(rijen) | {(stap.rol, None)}


def plekken(rijen: Any) -> set[Plek]:
    return set(rijen.order_by().values_list("rol", "gemeente__code"))


def genodigden(zaak: Melding) -> set[Plek]:
    codes = [regel.code for regel in UITNODIGINGEN]
    return plekken(Bericht.objects.filter(zaak=zaak, regel__in=codes).exclude(status="ingetrokken"))


def sjablonen(zaak: Melding, rol: str) -> set[str]:
    stap = Stap.objects.filter(zaak=zaak).order_by("-volgnummer")[0]
    return set(Bericht.objects.filter(aanleiding=f"stap:{stap.pk}", rol=rol).values_list("sjabloon", flat=True))


@pytest.mark.eis("R74")
@pytest.mark.eis("R78")
@pytest.mark.parametrize(("status", "code"), steekproef(BESLUITEN))
def test_wie_is_uitgenodigd_hoort_bij_elke_stap_hoe_het_verdergaat(
    status: str, code: str, regio: Regio, nu: datetime
) -> None:
    loper = tot(status, nu)
    uitgenodigd = genodigden(loper.melding)
    assert uitgenodigd

    assert uitgenodigd - neem(loper, code) == set()

    assert controle.controleer(loper.nu) == []


def test_elke_regel_die_uitnodigt_is_in_deze_tabel_gezien(regio: Regio, nu: datetime) -> None:
    """A rule that no road of the table above sends would be a promise that nobody tried."""
    anders = {"media_stijgt", "herziening_naar_toegang", "heroverweging_naar_betrokkenen"}
    anders |= {"rapport_bij_onvoldoende_handelen", "lokaal_naar_managers", "lokaal_naar_contractmanager"}
    anders |= {"twijfel_naar_regiomanager", "twijfel_naar_toegang"}
    wegen = {status for status, _ in BESLUITEN}
    gezien = set()
    # Where one gemeente leads, there are others.
    zaken = [bouw.tot(status, nu) for status in sorted(wegen)] + [bouw.in_scenario("c", nu, gemeenten=SAMEN)]
    for zaak in zaken:
        gezien |= set(Bericht.objects.filter(zaak=zaak).values_list("regel", flat=True))

    assert {regel.code for regel in UITNODIGINGEN} - gezien <= anders


@pytest.mark.eis("R69", "R70")
@pytest.mark.parametrize("code", [code for status, code in BESLUITEN if status == "scenario_c"])
def test_de_manager_van_wie_niet_leidt_hoort_ook_hoe_het_verdergaat(code: str, regio: Regio, nu: datetime) -> None:
    loper = verzonden(bouw._tot_scenario(nu, "c", gemeenten=SAMEN))
    uitgenodigd = genodigden(loper.melding)
    anderen = Bericht.objects.filter(zaak=loper.melding, regel="c_naar_andere_managers")
    assert plekken(anderen)

    assert uitgenodigd - neem(loper, code) == set()


@pytest.mark.parametrize("code", ["start_fase_1", "schaal_lokaal_op"])
def test_managers_die_niet_betrokken_zijn_horen_wat_er_na_hun_overleg_is_besloten(
    code: str, regio: Regio, nu: datetime
) -> None:
    loper = tot("scenario_d", nu)
    neem(loper, code)

    rijen = Bericht.objects.filter(zaak=loper.melding, sjabloon="uitkomst", gepland_op=loper.nu)
    assert plekken(rijen) == {("manager_gemeente", plaats) for plaats in ("deventer", "kampen", "raalte")}

    verzonden(loper)
    neem(loper, "heroverweeg")
    assert sjablonen(loper.melding, "manager_gemeente") == {"heroverweging"}


@pytest.mark.eis("R76")
def test_een_manager_die_de_wethouder_moest_informeren_hoort_dat_het_niet_meer_geldt(
    regio: Regio, nu: datetime
) -> None:
    loper = tot("scenario_d", nu)
    neem(loper, "schaal_lokaal_op")
    verzonden(loper)
    assert Taak.objects.filter(zaak=loper.melding, code="wethouder_informeren", status="open").exists()

    assert ("manager_gemeente", "zwolle") in neem(loper, "heroverweeg")

    assert not Taak.objects.filter(zaak=loper.melding, code="wethouder_informeren", status="open").exists()


@pytest.mark.parametrize("rol", ["communicatieadviseur", "toegang", "manager_gemeente"])
@pytest.mark.parametrize("code", ["heroverweeg", "rond_af"])
def test_wie_een_taak_had_die_vervalt_hoort_dat(rol: str, code: str, regio: Regio, nu: datetime) -> None:
    loper = tot("monitoring", nu)
    actie = Actie(titel="Bel de school", rol=rol, eigenaar="", uiterlijk_op=loper.nu + UUR)
    voeg_actie_toe(loper.melding, actie, regio.gebruikers["regiomanager"], loper.nu)
    verzonden(loper)

    gehoord = neem(loper, code)

    assert (rol, None if rol == "communicatieadviseur" else "zwolle") in gehoord
    assert Taak.objects.get(zaak=loper.melding, code="actie").status == "vervallen"


@pytest.mark.eis("R61")
def test_wie_over_twijfel_is_geraadpleegd_hoort_wat_het_is_geworden(regio: Regio, nu: datetime) -> None:
    loper = tot("twijfel", nu)
    loper.doe("raadpleeg_regiomanager", "raadpleeg_contactpersoon").stap("hervat_beoordeling")
    verzonden(loper)

    assert ("regiomanager", None) in neem(loper, "kies_a")


def test_na_de_sluiting_belooft_de_mail_geen_dossier_dat_dicht_is(regio: Regio, nu: datetime) -> None:
    loper = tot("fase_2", nu)
    neem(loper, "rond_af")
    assert sjablonen(loper.melding, "manager_gemeente") == {"uitkomst_gesloten"}

    verzonden(loper)
    neem(loper, "heropen")
    assert sjablonen(loper.melding, "manager_gemeente") == {"uitkomst_heropend"}
    assert sjablonen(loper.melding, "toegang") == {"heroverweging"}

    # Who was let out at the end waits for nothing, until asked again.
    verzonden(loper)
    neem(loper, "kies_a")
    assert sjablonen(loper.melding, "manager_gemeente") == set()
    assert controle.controleer(loper.nu) == []


def test_een_uitnodiging_die_niet_is_verstuurd_heeft_geen_uitkomst(regio: Regio, nu: datetime) -> None:
    loper: Loper = bouw.WEGEN[Status.SCENARIO_D](nu)
    gehoord = neem(loper, "heroverweeg")

    assert ("manager_gemeente", "kampen") not in gehoord
    assert controle.controleer(loper.nu) == []


def test_wie_het_dossier_niet_meer_ziet_hoort_niets_meer(regio: Regio, nu: datetime) -> None:
    loper = tot("scenario_d", nu)
    trek_toegang_in(loper.melding)

    gehoord = neem(loper, "start_fase_1")

    assert {plaats for rol, plaats in gehoord if rol == "manager_gemeente"} == {"zwolle"}
    assert controle.controleer(loper.nu) == []


def test_de_controle_vindt_een_uitnodiging_zonder_uitkomst(regio: Regio, nu: datetime) -> None:
    loper = tot("scenario_d", nu)
    neem(loper, "start_fase_1")
    assert controle.controleer(loper.nu) == []

    with inbraak(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM communicatie_bericht WHERE regel = 'uitkomst'")

    # 23: the seal sees what SQL took away.
    (schending,) = (b for b in controle.controleer(loper.nu) if b.nummer != 23)
    assert (schending.nummer, schending.kenmerken) == (13, (loper.melding.kenmerk,))


def test_de_controle_vindt_ook_dat_iemand_het_einde_niet_hoorde(regio: Regio, nu: datetime) -> None:
    loper = tot("fase_2", nu)
    neem(loper, "rond_af")
    assert controle.controleer(loper.nu) == []

    with inbraak(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM communicatie_bericht WHERE sjabloon = 'uitkomst_gesloten'")

    assert [schending.nummer for schending in controle.controleer(loper.nu)] == [13, 23]


def test_wie_twee_plekken_heeft_krijgt_een_mail_en_mist_niets(regio: Regio, nu: datetime) -> None:
    kampen = Bezetting.objects.get(rol="manager_gemeente", gemeente__code="kampen")
    Bezetting.objects.filter(rol="manager_gemeente", gemeente__code="raalte").update(
        contactpersoon=kampen.contactpersoon
    )
    loper = tot("scenario_d", nu)

    neem(loper, "start_fase_1")

    rijen = Bericht.objects.filter(zaak=loper.melding, sjabloon="uitkomst", contactpersoon=kampen.contactpersoon)
    assert rijen.count() == 1
    assert controle.controleer(loper.nu) == []


def test_de_pagina_zegt_vooraf_dat_ook_de_genodigden_het_horen(client: Client, regio: Regio, nu: datetime) -> None:
    zaak = bouw.in_scenario("d", nu)
    client.force_login(regio.gebruikers["regiomanager"])
    pagina = client.get(reverse("overgang", args=[zaak.kenmerk, "start_fase_1"])).content.decode()
    assert "Wie om een besluit is gevraagd of ervan hoorde, hoort ook hoe het verdergaat." in pagina


def test_elke_versie_noemt_haar_uitnodigingen() -> None:
    assert all(haal_protocol(versie).uitnodigingen for versie in versies())
