"""A step was taken while a clock was two days ahead: its term would end two days late, and once that day came nobody
would know. The auditor says so until a person puts the moment right, and the term follows (docs/besluiten/0090)."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from basis.geweigerd import Geweigerd
from basis.kalender import lokaal
from calamiteiten.models import Melding
from communicatie.models import Bericht
from contacten.rollen import Rol
from escalatie.bewaking import controle, gezondheid, ronde
from escalatie.draaiboek import scheef_begin, termijnen
from escalatie.models import Stap, Taak, Termijn
from tests import bouw, klok
from tests.bouw import Regio

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
SPRONG, MINUUT, UUR = timedelta(days=2), timedelta(minutes=1), timedelta(hours=1)


def _begonnen_op_een_klok_die_voorliep(nu: datetime) -> tuple[Melding, Termijn]:
    """All before it was right; Fase 1 began an hour later, on a clock that was two days ahead. The watch sees it."""
    loper = bouw._tot_scenario(nu - UUR, "d").doe("managersoverleg")
    loper.nu = nu + SPRONG
    melding = loper.stap("start_fase_1", Rol.REGIOMANAGER).melding
    ronde.bewaak(nu)
    return melding, Termijn.objects.get(zaak=melding, code="fase_1")


def _velden(op: datetime, reden: str = "Zo staat het in mijn agenda") -> dict[str, str]:
    hier = lokaal(op)
    return {"op_0": f"{hier:%d-%m-%Y}", "op_1": f"{hier:%H:%M}", "reden": reden}


def test_de_regiomanager_zet_het_moment_goed_en_de_termijn_volgt(client: Client, regio: Regio, nu: datetime) -> None:
    melding, termijn = _begonnen_op_een_klok_die_voorliep(nu)
    assert termijn.vervalt_op == nu + 2 * SPRONG
    assert "klok_klopt_niet" in gezondheid.meet(nu).redenen
    taken = Taak.objects.filter(termijn=termijn, status="open")
    assert taken.exists()
    adres = reverse("stapmoment", args=[melding.kenmerk, termijn.stap.volgnummer])

    client.force_login(regio.gebruikers["toegang_zwolle"])
    assert client.get(adres).status_code == 404
    assert adres not in client.get(melding.get_absolute_url()).content.decode()
    client.force_login(regio.gebruikers["regiomanager"])
    assert adres in client.get(melding.get_absolute_url()).content.decode()
    begon = (nu - 10 * MINUUT).replace(second=0, microsecond=0)
    for fout in (_velden(nu + UUR), _velden(nu - 3 * UUR), _velden(begon, reden="")):
        assert client.post(adres, fout).status_code in {200, 409}
        termijn.refresh_from_db()
        assert termijn.start_op == nu + SPRONG, fout
    antwoord = client.post(adres, _velden(begon))
    assert antwoord.status_code == 302, antwoord.context["form"].errors

    termijn.refresh_from_db()
    assert (termijn.start_op, termijn.vervalt_op, termijn.status) == (begon, begon + SPRONG, "loopt")
    assert set(taken.values_list("uiterlijk_op", flat=True)) == {begon + SPRONG}
    assert {(w.soort, w.gaat_op) for w in termijn.wekkers.all()} == set(
        termijnen.momenten(scheef_begin._regel(termijn), begon, begon + SPRONG)  # type: ignore[arg-type]
    )
    gezegd = Stap.objects.filter(zaak=melding).latest("volgnummer")
    assert (gezegd.code, gezegd.motivering) == ("verbeter", "Zo staat het in mijn agenda")
    assert [rij[0] for rij in gezegd.gegevens["velden"]] == ["Moment van de stap", "Termijn: Fase 1: organisatie"]
    assert client.get(adres).status_code == 404, "there is nothing left to put right"
    ronde.bewaak(nu)
    assert controle.vraag(24, nu) is None


def test_wie_de_termijn_heeft_hoort_dat_zij_anders_eindigt(regio: Regio, nu: datetime) -> None:
    melding, termijn = _begonnen_op_een_klok_die_voorliep(nu)
    door = regio.gebruikers["contractmanager"]

    scheef_begin.zet_recht(melding, termijn.stap.volgnummer, nu - MINUUT, "De mail ging toen", door, nu)

    stap = Stap.objects.filter(zaak=melding).latest("volgnummer")
    assert set(Bericht.objects.filter(aanleiding=f"stap:{stap.pk}").values_list("rol", flat=True)) == {termijn.rol}


def test_het_blijft_een_bevinding_ook_als_die_dag_gekomen_is(regio: Regio, nu: datetime) -> None:
    """The moment came, and the clock of the database is right: nothing but the mark knows it any more."""
    melding, termijn = _begonnen_op_een_klok_die_voorliep(nu)
    straks = nu + SPRONG + UUR
    klok.zet(straks)
    ronde.bewaak(straks)

    assert "termijn begonnen" not in (gezondheid.meet(straks).vreemde_tijden or [])
    schending = controle.vraag(24, straks)
    assert schending
    assert schending.kenmerken == (melding.kenmerk,)
    assert any("Een klok liep voor" in zin for zin in termijnen.uitleg_in_zinnen(termijn))


def test_wat_al_verstreken_blijkt_gaat_meteen_af(regio: Regio, nu: datetime) -> None:
    """Put right after its real end: it passed, and people hear that now."""
    melding, termijn = _begonnen_op_een_klok_die_voorliep(nu)
    straks = nu + SPRONG + UUR
    klok.zet(straks)

    scheef_begin.zet_recht(
        melding, termijn.stap.volgnummer, nu - MINUUT, "Gebeld", regio.gebruikers["regiomanager"], straks
    )
    ronde.bewaak(straks)

    termijn.refresh_from_db()
    assert (termijn.status, termijn.verstreken_op) == ("verstreken", straks)
    assert termijn.wekkers.filter(soort="op", gevuurd_op=straks).exists()


def test_wat_goed_begon_zet_niemand_anders(regio: Regio, nu: datetime) -> None:
    """A term of the protocol has no button to begin later."""
    melding = bouw.in_fase_1(nu)
    stap = Termijn.objects.get(zaak=melding, code="fase_1").stap.volgnummer
    ronde.bewaak(nu)

    assert scheef_begin.van_stap(melding, stap) == []
    assert controle.vraag(24, nu) is None
    with pytest.raises(Geweigerd, match="al goed"):
        scheef_begin.zet_recht(melding, stap, nu, "Zomaar", regio.gebruikers["regiomanager"], nu)
