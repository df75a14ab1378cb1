"""Who gets a task hears of it in the same act, whichever act gives it; what steps give is told in tests/verhalen."""

from datetime import datetime, timedelta

import pytest

from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding
from calamiteiten.toegang import rol_heeft_toegang
from communicatie.models import Bericht
from contacten.models import Bezetting
from contacten.rollen import EXTERN, PER_GEMEENTE
from escalatie.draaiboek.betrokkenen import betrek_gemeente, wijzig
from escalatie.draaiboek.informatie import BELTAAK, TAAK_GEGEVEN, meld_taken
from escalatie.draaiboek.taken import voeg_actie_toe
from escalatie.meldingen.analyse import analyses
from escalatie.meldingen.analyse.analyses import Invoer
from escalatie.meldingen.beoordeling.beoordelen import bevestig
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


def test_een_collega_op_dezelfde_plek_hoort_van_een_actie(regio: Regio, nu: datetime) -> None:
    zaak, straks, door = bouw.in_fase_1(nu), nu + UUR, regio.gebruikers["contractmanager"]
    actie = Actie(titel="Bel de school", rol="contractmanager", eigenaar="Collega", uiterlijk_op=straks + UUR)

    voeg_actie_toe(zaak, actie, door, straks)

    mails = Bericht.objects.filter(zaak=zaak, gepland_op=straks)
    collegas = Bezetting.objects.filter(rol="contractmanager").exclude(contactpersoon=door.contactpersoon)
    assert collegas.exists()
    assert set(mails.values_list("contactpersoon", flat=True)) == set(collegas.values_list("contactpersoon", flat=True))


@pytest.mark.parametrize("wie", ["contractmanager", "toegang_zwolle"])
def test_wie_een_analyse_zelf_heropent_weet_dat_en_de_toegang_hoort_het(wie: str, regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.tot("beoordeling", nu), nu

    for keer in (1, 2):
        analyse = zaak.analyses.get(gemeente__code="zwolle")
        op = straks + keer * UUR
        analyses.heropen(analyse, "Er is nieuws.", regio.gebruikers[wie], op)
        verteld = Bericht.objects.filter(zaak=zaak, sjabloon=TAAK_GEGEVEN, gepland_op=op)
        assert set(verteld.values_list("rol", flat=True)) == ({"toegang"} if wie == "contractmanager" else set())
        analyse.refresh_from_db()
        invoer = Invoer(antwoorden=analyse.antwoorden, toelichtingen=analyse.toelichtingen, namens="teamleider")
        analyses.dien_in(analyse, invoer, analyse.versie, regio.gebruikers["toegang_zwolle"], op)


def test_wie_door_een_heropening_opnieuw_moet_bevestigen_heeft_die_taak_en_hoort_het(
    regio: Regio, nu: datetime
) -> None:
    zaak, straks = bouw.in_beoordeling(nu, gemeenten=["zwolle", "deventer"]), nu + UUR
    for code in ("zwolle", "deventer"):
        bevestig(zaak, regio.gemeenten[code], "a", regio.gebruikers[f"toegang_{code}"], nu)
    assert not Taak.objects.filter(zaak=zaak, code="beoordeling_toegang", status="open").exists()

    analyse = zaak.analyses.get(gemeente__code="zwolle")
    analyses.heropen(analyse, "Er is nieuws.", regio.gebruikers["toegang_zwolle"], straks)

    open_ = Taak.objects.filter(zaak=zaak, code="beoordeling_toegang", status="open")
    assert set(open_.values_list("gemeente__code", flat=True)) == {"zwolle", "deventer"}
    assert all(taak.termijn and taak.uiterlijk_op for taak in open_)
    mails = Bericht.objects.filter(zaak=zaak, sjabloon=TAAK_GEGEVEN, gepland_op=straks)
    assert set(mails.values_list("rol", "gemeente__code")) == {("toegang", "deventer")}


@pytest.mark.parametrize("rol", ["toegang", "manager_gemeente"])
@pytest.mark.parametrize("status", ["impactanalyse", "scenario_a", "scenario_b", "fase_1", "fase_2", "monitoring"])
def test_wie_erbij_komt_hoort_van_een_lopende_actie_en_ziet_het_dossier(
    rol: str, status: str, regio: Regio, nu: datetime
) -> None:
    zaak, straks = bouw.tot(status, nu), nu + 2 * UUR
    actie = Actie(titel="Bel de school", rol=rol, eigenaar="Ieder", uiterlijk_op=nu + 5 * UUR)
    voeg_actie_toe(zaak, actie, regio.gebruikers["regiomanager"], nu + UUR)

    betrek_gemeente(zaak, regio.gemeenten["deventer"], regio.gebruikers["contractmanager"], straks)

    mails = Bericht.objects.filter(zaak=zaak, rol=rol, gepland_op=straks)
    assert set(mails.values_list("gemeente__code", flat=True)) == {"deventer"}
    assert rol_heeft_toegang(zaak, rol, regio.gemeenten["deventer"])


def test_twee_gemeenten_in_een_wijziging_zijn_een_mail_aan_wie_regionaal_werkt(regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.in_fase_1(nu), nu + UUR
    zaak.refresh_from_db()

    wijzig(
        zaak,
        bouw.gegevens(nu, ["raalte", "ommen"]),
        zaak.versie,
        regio.gebruikers["contractmanager"],
        straks,
        "Zo is het.",
    )

    mails = Bericht.objects.filter(zaak=zaak, gepland_op=straks)
    assert mails.filter(rol="communicatieadviseur").count() == 1
    assert set(mails.filter(rol="manager_gemeente").values_list("gemeente__code", flat=True)) == {"raalte", "ommen"}


def test_wie_twee_plekken_heeft_leest_het_vroegste_moment(regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.in_fase_1(nu), nu + UUR
    adviseur = Bezetting.objects.get(rol="communicatieadviseur")
    eerste, *rest = Bezetting.objects.filter(rol="regiomanager")
    Bezetting.objects.filter(pk__in=[rij.pk for rij in rest]).delete()
    Bezetting.objects.filter(pk=eerste.pk).update(contactpersoon=adviseur.contactpersoon)
    for vroeg, laat in (("communicatieadviseur", "regiomanager"), ("regiomanager", "communicatieadviseur")):
        taken = [
            Taak.objects.create(
                zaak=zaak, code="actie", titel="x", rol=rol, gemaakt_op=straks, uiterlijk_op=straks + uren * UUR
            )
            for rol, uren in ((vroeg, 1), (laat, 50))
        ]

        (bericht,) = meld_taken(zaak, taken, sleutel=f"proef:{vroeg}", nu=straks)

        assert "24 november" in bericht.gegevens["termijn"]


def test_een_plek_zonder_mail_wordt_gebeld(regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.in_fase_1(nu), nu + UUR
    Bezetting.objects.filter(rol="manager_gemeente", gemeente__code="raalte").delete()

    betrek_gemeente(zaak, regio.gemeenten["raalte"], regio.gebruikers["contractmanager"], straks)

    assert Taak.objects.filter(zaak=zaak, code=BELTAAK, gemeente__code="raalte", gemaakt_op=straks).exists()


@pytest.mark.eis("R99")
@pytest.mark.parametrize(("is_er", "beller"), [(True, "contractmanager"), (False, "regiomanager")])
def test_een_telefoontje_wordt_niet_aan_een_lege_plek_gevraagd(
    is_er: bool, beller: str, regio: Regio, nu: datetime
) -> None:
    """Nobody is in the seat of the toegang of Deventer; who must be phoned for that is somebody who is there."""
    if not is_er:
        Bezetting.objects.filter(rol="contractmanager").delete()
    zaak = bouw.melding(nu, ["deventer"])
    bellen = Taak.objects.filter(zaak=zaak, code="bel_lege_zetel")
    assert bellen.get(zetel_rol="toegang").rol == beller
    assert set(bellen.values_list("rol", flat=True)) == {beller}
