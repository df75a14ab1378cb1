"""A press question that hangs on a melding, on another one after that, or not any more: what waits, what counts as
told, what was outside already, and whose turn it is (R13, R16, R22, R125)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding
from communicatie.familie.eerder_weg import GEBELD, MAIL, eerder_weg
from communicatie.familie.naar_buiten import is_dicht
from communicatie.models import PERSTEKST, Bericht, Persvraag, Persvrager
from contacten.models import Bezetting
from contacten.rollen import Rol
from escalatie.bewaking.controle import controleer
from escalatie.models import Taak
from escalatie.persvragen import informatie, vragers
from escalatie.persvragen.opdrachten import Koppeling, Samenvoeging
from escalatie.persvragen.vragers import Vrager
from tests import bouw
from tests.bouw import Regio
from tests.communicatie import persbouw
from tests.communicatie.persbouw import antwoord, stap
from tests.communicatie.slotbouw import UUR
from tests.communicatie.test_pers_wie_het_hoort import onderzoek_begint, verbeter_intake
from tests.communicatie.test_persvragers import plekken, zijn_weg

REDEN = {"afwijkingen": {"nog_niet_gekoppeld": "Het gaat over de andere."}}


def standen(vraag: Persvraag) -> set[str]:
    rijen = Bericht.objects.filter(zaak=vraag, gegevens__has_key=PERSTEKST)
    return set(rijen.values_list("status", flat=True))


def taken(vraag: Persvraag) -> set[str]:
    return set(Taak.objects.filter(zaak=vraag.pk, status="open").values_list("code", flat=True))


@pytest.mark.eis("R22", "R125", "R156")
def test_wat_achter_het_slot_van_de_ene_wachtte_blijft_hier_als_de_vraag_over_een_andere_gaat(
    regio: Regio, nu: datetime
) -> None:
    cm = regio.gebruikers["contractmanager"]
    dicht, open_ = (bouw._familie_weet_het(nu, gemeenten=[g]).melding for g in ("zwolle", "raalte"))
    vraag = persbouw.loop(persbouw.persvraag(nu, melding=dicht), "stuur_door", nu)
    onderzoek_begint(dicht, regio, nu + UUR)
    assert standen(vraag) == {"wacht"}

    stap(vraag, "koppel", cm, nu + 2 * UUR, gegevens=Koppeling(open_.pk), **REDEN)

    assert standen(vraag) == {"ingetrokken"}
    assert controleer(nu + 3 * UUR) == []
    # Once more to the same: since when its locks hold the question, stays what it was.
    vraag.refresh_from_db()
    sinds = vraag.gekoppeld_op
    with pytest.raises(Geweigerd, match="hoort al bij deze melding"):
        stap(vraag, "koppel", cm, nu + 4 * UUR, gegevens=Koppeling(open_.pk), **REDEN)
    vraag.refresh_from_db()
    assert vraag.gekoppeld_op == sinds


def _koppel_onder_slot(vraag: Persvraag, regio: Regio, op: datetime) -> None:
    zaak = bouw.in_fase_1(op)
    assert is_dicht(zaak)
    stap(vraag, "koppel", regio.gebruikers["contractmanager"], op, gegevens=Koppeling(zaak.pk))


def _andere_gemeente(vraag: Persvraag, regio: Regio, op: datetime) -> None:
    verbeter_intake(vraag, regio, op, gemeente=regio.gemeenten["kampen"])


@pytest.mark.eis("R10", "R13", "R15")
@pytest.mark.parametrize("daad", [_koppel_onder_slot, _andere_gemeente])
def test_een_tekst_die_hier_bleef_kreeg_niemand(
    daad: Callable[[Persvraag, Regio, datetime], None], regio: Regio, nu: datetime
) -> None:
    """It does not stand as told, and whose turn it was has it on his list again. What did leave, was told."""
    weg, hier = (persbouw.loop(persbouw.persvraag(nu), "stuur_door", nu) for _ in range(2))
    zijn_weg(weg, nu)
    doet = {"pers_gemeenten", "pers_doorsturen"}
    for vraag, gehoord in ((weg, True), (hier, False)):
        daad(vraag, regio, nu + UUR)
        vraag.refresh_from_db()
        assert (vraag.gemeenten_geinformeerd_op is not None, vraag.doorgestuurd_op is not None) == (gehoord, gehoord)
        assert taken(vraag) & doet == (set() if gehoord else doet)
        assert all(rij.termijn is None for rij in Taak.objects.filter(zaak=vraag.pk, code="pers_doorsturen"))


@pytest.mark.eis("R10", "R12")
def test_een_gemeente_die_toch_antwoordt_krijgt_eerst_weer_een_tekst(regio: Regio, nu: datetime) -> None:
    """Whether the first text stayed here, or left and was called off."""
    cm = regio.gebruikers["contractmanager"]
    for is_weg in (False, True):
        vraag = persbouw.loop(persbouw.persvraag(nu), "vraag_na", nu)
        if is_weg:
            zijn_weg(vraag, nu)
        for code in ("kampen", "zwolle"):
            verbeter_intake(vraag, regio, nu + UUR, gemeente=regio.gemeenten[code])
        with pytest.raises(Geweigerd, match="Zwolle antwoordt, en kreeg de tekst nog niet"):
            stap(vraag, "informeer_gemeenten", cm, nu + UUR)
        stap(vraag, "stuur_bij", cm, nu + UUR)
        stap(vraag, "informeer_gemeenten", cm, nu + UUR)


@pytest.mark.eis("R22", "R125")
def test_wat_een_samengevoegde_vraag_en_een_telefoontje_zeiden_staat_ook_in_het_register(
    regio: Regio, nu: datetime
) -> None:
    cm = regio.gebruikers["contractmanager"]
    Bezetting.objects.filter(rol=Rol.COMMUNICATIE_GEMEENTE).delete()
    een = persbouw.loop(persbouw.persvraag(nu), "vraag_na", nu)
    (te_bellen,) = informatie.niet_bereikt(een)
    informatie.leg_telefoon_vast(een, te_bellen.pk, cm, nu)
    zijn_weg(een, nu)
    ander = persbouw.persvraag(nu, "kampen")
    stap(een, "voeg_samen", cm, nu + UUR, gegevens=Samenvoeging(ander.pk), motivering="Dezelfde vraag.")
    zaak: Melding = bouw.in_fase_1(nu)

    stap(ander, "koppel", cm, nu + 2 * UUR, gegevens=Koppeling(zaak.pk))

    weg = {(rij.kenmerk, rij.wat): rij.aan for rij in eerder_weg(zaak)}
    assert set(weg) == {(een.kenmerk, MAIL), (een.kenmerk, GEBELD)}
    assert "Zwolle" in weg[een.kenmerk, GEBELD]
    stap(ander, "waarschuw", cm, nu + 2 * UUR)
    gewaarschuwd = Bericht.objects.filter(zaak=ander, regel="waarschuwing").values_list("rol", "gemeente__code")
    assert set(gewaarschuwd) == plekken(een, "kernboodschap_naar_gemeente")
    assert (Rol.COMMUNICATIE_GEMEENTE, "zwolle") in set(gewaarschuwd)


@pytest.mark.eis("R5", "R16")
def test_de_taak_om_het_antwoord_vast_te_leggen_volgt_wie_er_wacht(regio: Regio, nu: datetime) -> None:
    cm = regio.gebruikers["contractmanager"]
    vraag = persbouw.loop(persbouw.persvraag(nu), "leg_antwoord_vast", nu)
    assert "pers_antwoord" not in taken(vraag)
    # One more asks it, and asks it no more; another question that asks the same comes along.
    tweede = vragers.voeg_toe(vraag.pk, Vrager("De Avondkrant"), cm, nu + UUR)
    assert "pers_antwoord" in taken(vraag)
    vragers.trek_in(vraag.pk, tweede.pk, "Hij ziet ervan af.", vragers.laatste_nummer(vraag), cm, nu + UUR)
    assert "pers_antwoord" not in taken(vraag)
    zelfde = persbouw.persvraag(nu, "kampen")
    stap(zelfde, "voeg_samen", cm, nu + UUR, gegevens=Samenvoeging(vraag.pk), motivering="Dezelfde vraag.")
    assert "pers_antwoord" in taken(vraag)
    stap(zelfde, "heropen", cm, nu + UUR, motivering="Toch niet dezelfde.")
    assert "pers_antwoord" not in taken(vraag)
    # One of two has an answer: it is to do until the other has one, or asks no more.
    ander = persbouw.loop(persbouw.persvraag(nu), "vraag_na", nu)
    tweede = vragers.voeg_toe(ander.pk, Vrager("De Avondkrant"), cm, nu + UUR)
    eerste = Persvrager.objects.filter(persvraag=ander).earliest("pk")
    ander.refresh_from_db()
    stap(ander, "leg_antwoord_vast", cm, nu + UUR, gegevens=replace(antwoord(ander, nu + UUR), vragers=(eerste.pk,)))
    assert "pers_antwoord" in taken(ander)
    vragers.trek_in(ander.pk, tweede.pk, "Hij ziet ervan af.", vragers.laatste_nummer(ander), cm, nu + UUR)
    assert "pers_antwoord" not in taken(ander)
    assert controleer(nu + UUR) == []
