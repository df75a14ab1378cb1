"""Who gets a task hears of it in the same act, whichever act gives it; what steps give is told in tests/verhalen."""

from datetime import datetime, timedelta

import pytest

from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding
from communicatie.models import Bericht
from contacten.models import Bezetting
from contacten.rollen import EXTERN, PER_GEMEENTE
from escalatie.draaiboek.betrokkenen import betrek_gemeente
from escalatie.draaiboek.informatie import BELTAAK, TAAK_GEGEVEN
from escalatie.draaiboek.taken import voeg_actie_toe
from escalatie.meldingen.analyse import analyses
from escalatie.meldingen.taken.vervulling import Actie
from escalatie.models import Taak
from tests import bouw
from tests.bouw import Regio

UUR = timedelta(hours=1)


def niet_verteld(zaak: Melding, vanaf: datetime, *, weet_het: str = "") -> list[tuple[str, str]]:
    """Tasks since `vanaf` of which the holder got no message since then: code and gemeente. `weet_het` is the role of
    who gave them."""
    gehoord = set(Bericht.objects.filter(zaak=zaak, gepland_op__gte=vanaf).values_list("rol", "gemeente__code"))
    plekken = {
        (taak, plek)
        for taak in Taak.objects.filter(zaak=zaak, gemaakt_op__gte=vanaf).exclude(code=BELTAAK)
        if taak.rol not in EXTERN | {weet_het}
        for plek in ([taak.gemeente.code] if taak.gemeente and taak.rol in PER_GEMEENTE else [None])
    }
    return sorted((taak.code, plek or "") for taak, plek in plekken if (taak.rol, plek) not in gehoord)


@pytest.mark.parametrize(
    "status", ["impactanalyse", "beoordeling", "twijfel", "scenario_c", "scenario_d", "fase_1", "fase_2", "monitoring"]
)
def test_een_gemeente_die_erbij_komt_hoort_wat_zij_moet_doen(status: str, regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.tot(status, nu), nu + UUR

    assert betrek_gemeente(zaak, regio.gemeenten["raalte"], regio.gebruikers["contractmanager"], straks)

    assert niet_verteld(zaak, straks, weet_het="contractmanager") == []
    assert Taak.objects.filter(zaak=zaak, gemaakt_op=straks, gemeente__code="raalte").exists()


def test_in_fase_1_hoort_de_manager_van_een_nieuwe_gemeente_dat_er_48_uur_loopt(regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.in_fase_1(nu), nu + UUR

    betrek_gemeente(zaak, regio.gemeenten["raalte"], regio.gebruikers["contractmanager"], straks)

    mails = Bericht.objects.filter(zaak=zaak, rol="manager_gemeente", gemeente__code="raalte", gepland_op=straks)
    assert set(mails.values_list("sjabloon", flat=True)) == {"fase_1_manager"}
    anderen = Bericht.objects.filter(zaak=zaak, gepland_op=straks).exclude(gemeente__code="raalte")
    assert set(anderen.values_list("rol", "sjabloon")) <= {("communicatieadviseur", TAAK_GEGEVEN)}


@pytest.mark.eis("R81")
@pytest.mark.parametrize("rol", ["contractmanager", "communicatieadviseur", "toegang", "manager_gemeente"])
def test_wie_een_actie_krijgt_hoort_dat_met_het_moment(rol: str, regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.in_fase_1(nu), nu + UUR
    actie = Actie(titel="Bel de school", rol=rol, eigenaar="Wie het doet", uiterlijk_op=straks + UUR)

    voeg_actie_toe(zaak, actie, regio.gebruikers["regiomanager"], straks)

    mails = Bericht.objects.filter(zaak=zaak, gepland_op=straks)
    assert set(mails.values_list("rol", "sjabloon")) == {(rol, TAAK_GEGEVEN)}
    assert all("12:00" in bericht.gegevens["termijn"] for bericht in mails)
    assert "school" not in str([bericht.gegevens for bericht in mails])


def test_wie_zichzelf_een_actie_geeft_krijgt_geen_mail(regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.in_fase_1(nu), nu + UUR
    actie = Actie(titel="Bel de school", rol="regiomanager", eigenaar="Ik", uiterlijk_op=straks + UUR)

    voeg_actie_toe(zaak, actie, regio.gebruikers["regiomanager"], straks)

    assert not Bericht.objects.filter(zaak=zaak, gepland_op=straks).exists()


def test_een_geweigerde_actie_vertelt_niemand_iets(regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.in_fase_1(nu), nu + UUR
    actie = Actie(titel="Bel de school", rol="regiomanager", eigenaar="Ik", uiterlijk_op=straks + UUR)

    with pytest.raises(Geweigerd):
        voeg_actie_toe(zaak, actie, regio.gebruikers["toegang_zwolle"], straks)

    assert not Bericht.objects.filter(zaak=zaak, gepland_op=straks).exists()


def test_wie_zijn_analyse_zelf_heropent_weet_dat(regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.tot("beoordeling", nu), nu + UUR
    toegang = regio.gebruikers["toegang_zwolle"]

    analyses.heropen(zaak.analyses.get(gemeente__code="zwolle"), "Er is nieuws.", toegang, straks)

    assert Taak.objects.filter(zaak=zaak, gemaakt_op=straks).exists()
    assert not Bericht.objects.filter(zaak=zaak, sjabloon=TAAK_GEGEVEN, gepland_op=straks).exists()


def test_een_plek_zonder_mail_wordt_gebeld(regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.in_fase_1(nu), nu + UUR
    Bezetting.objects.filter(rol="manager_gemeente", gemeente__code="raalte").delete()

    betrek_gemeente(zaak, regio.gemeenten["raalte"], regio.gebruikers["contractmanager"], straks)

    assert Taak.objects.filter(zaak=zaak, code=BELTAAK, gemeente__code="raalte", gemaakt_op=straks).exists()
