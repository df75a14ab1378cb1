"""What the engine promises, it promises for every kind of zaak: the same door, seals, sweep, audit and restore."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection

from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding, Zaak
from communicatie.models import Bericht
from communicatie.post import quarantaine
from escalatie.bewaking import controle, ronde
from escalatie.draaiboek import procedure, zegels
from escalatie.draaiboek.deur import voer_uit
from escalatie.draaiboek.mogelijkheden import mogelijkheden
from escalatie.draaiboek.opdrachten import Opdracht
from escalatie.models import Stap, Termijn, Wekker
from escalatie.protocol.slot import SOORTEN
from tests import bouw, bouw_paraatheid
from tests.communicatie import persbouw
from tests.communicatie.persklikken import als
from tests.inbraak import inbraak

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
# Kind -> a zaak with more than one step, and a step from there that carries no form.
MAKERS: dict[str, tuple[Callable[[datetime], Zaak], str]] = {
    "melding": (lambda nu: bouw.tot("impactanalyse", nu), "start_beoordeling"),
    "paraatheid": (bouw_paraatheid.geregeld, "sluit"),
    "persvraag": (lambda nu: persbouw.loop(persbouw.persvraag(nu), "verzamel_informatie", nu), "hervat"),
}


# After so long a term of this kind has passed; an end that its lock knows.
VERSTREKEN = {"paraatheid": timedelta(days=800)}
EINDES = {"paraatheid": "niet_meer_nodig"}


def na_de_termijn(zaak: Zaak, nu: datetime) -> datetime:
    return nu + VERSTREKEN.get(zaak.zaaksoort, timedelta(days=30))


@pytest.fixture(params=MAKERS)
def zaak(request: pytest.FixtureRequest, regio: object, nu: datetime) -> Zaak:
    return MAKERS[request.param][0](nu)


def schendingen(op: datetime) -> dict[int, tuple[str, ...]]:
    return {schending.nummer: schending.kenmerken for schending in controle.controleer(op)}


def test_iedere_soort_heeft_een_procedure_en_een_zaak_in_deze_test() -> None:
    soorten = {model.SOORT for model in SOORTEN.values()}
    assert soorten == set(MAKERS)
    assert {procedure.van_soort(soort).soort for soort in soorten} == soorten


def test_een_zaak_en_haar_soort_zijn_een(zaak: Zaak) -> None:
    kaal = Zaak.objects.get(pk=zaak.pk)
    assert (kaal.kenmerk, kaal.zaaksoort, kaal.status) == (zaak.kenmerk, type(zaak).SOORT, zaak.status)
    assert kaal.get_absolute_url() == zaak.get_absolute_url()
    assert kaal.get_status_display() == zaak.get_status_display()


def test_elke_stap_is_verzegeld_en_wie_er_een_verandert_valt_op(zaak: Zaak, nu: datetime) -> None:
    stappen = list(Stap.objects.filter(zaak=zaak.pk).order_by("volgnummer"))
    assert len(stappen) > 1
    assert all(len(stap.zegel) == 64 for stap in stappen)
    assert schendingen(nu) == {}

    with inbraak():
        Stap.objects.filter(pk=stappen[-1].pk).update(motivering="Anders.")

    assert [(breuk.kenmerk, breuk.volgnummer) for breuk in zegels.breuken()] == [(zaak.kenmerk, len(stappen))]
    assert schendingen(nu) == {6: (zaak.kenmerk,)}


def test_het_zegel_van_de_dag_telt_elke_soort(zaak: Zaak, nu: datetime) -> None:
    eerst = zegels.dagzegel(nu.date())
    with inbraak():
        Stap.objects.filter(zaak=zaak.pk, volgnummer=2).update(zegel="0" * 64)
    assert zegels.dagzegel(nu.date()) != eerst


def test_een_status_langs_de_deur_om_valt_op(zaak: Zaak, nu: datetime) -> None:
    eind = EINDES.get(zaak.zaaksoort, "afgerond")
    with inbraak(), connection.cursor() as cursor:
        cursor.execute("UPDATE calamiteiten_zaak SET status = %s, afgerond_op = %s WHERE id = %s", [eind, nu, zaak.pk])

    gevonden = schendingen(nu)
    assert gevonden[5] == (zaak.kenmerk,)
    assert gevonden[8] == (zaak.kenmerk,)


def test_een_termijn_die_niemand_zag_verstrijken_valt_op_en_de_ronde_herstelt_het(zaak: Zaak, nu: datetime) -> None:
    later = na_de_termijn(zaak, nu)
    # Of the register every action that was asked is late by then.
    assert zaak.kenmerk in schendingen(later)[2]

    assert ronde.controleer(later) == []

    assert Termijn.objects.filter(zaak=zaak.pk, verstreken_op=later).exists()
    assert Bericht.objects.filter(zaak=zaak.pk, aanleiding__startswith="wekker:").exists()


def test_een_wekker_zonder_bericht_valt_op(zaak: Zaak, nu: datetime) -> None:
    later = na_de_termijn(zaak, nu)
    ronde.bewaak(later)
    with inbraak():
        Bericht.objects.filter(zaak=zaak.pk, aanleiding__startswith="wekker:").delete()
    assert schendingen(later)[3] == (zaak.kenmerk,)


def test_een_waarschuwing_van_voor_het_herstel_is_gemerkt(zaak: Zaak, nu: datetime) -> None:
    later = na_de_termijn(zaak, nu)
    quarantaine.begin(nu, later)
    ronde.bewaak(later)
    gegaan = Wekker.objects.filter(termijn__zaak=zaak.pk, gevuurd_op__isnull=False)
    assert gegaan
    assert all(wekker.is_na_herstel for wekker in gegaan)
    adres = f"{zaak.get_absolute_url()}{'verloop/' if isinstance(zaak, Melding) else ''}"
    pagina = als(bouw.regio(nu).gebruikers["contractmanager"]).get(adres).content.decode()
    assert "na herstel van een back-up" in pagina


def test_wie_te_laat_komt_hoort_wie_er_eerst_was(zaak: Zaak, nu: datetime) -> None:
    code = MAKERS[zaak.zaaksoort][1]
    wie = bouw.regio(nu).gebruikers["contractmanager"]
    opdracht = Opdracht(zaak.pk, code, wie.pk, "een andere status", motivering="Toch.")
    with pytest.raises(Geweigerd, match=r"was u voor: de (melding|persvraag|actie) staat sinds"):
        voer_uit(opdracht, nu)
    with pytest.raises(Geweigerd, match="bestaat niet in het protocol"):
        voer_uit(Opdracht(zaak.pk, "registreer", wie.pk, zaak.status), nu)


def test_een_stap_van_een_andere_rol_zegt_wie_hem_wel_zet(zaak: Zaak, nu: datetime) -> None:
    beheerder = bouw.regio(nu).gebruikers["beheerder"]
    kansen = mogelijkheden(zaak, beheerder)
    assert kansen
    assert all(not kans.mag and kans.reden.startswith("Dit doet de ") for kans in kansen)
    voor = Stap.objects.count()
    for kans in kansen:
        with pytest.raises(Geweigerd, match="is aan de "):
            voer_uit(Opdracht(zaak.pk, kans.code, beheerder.pk, zaak.status, motivering="x"), nu)
    assert Stap.objects.count() == voor
