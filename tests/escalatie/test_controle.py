"""The auditor: what it finds is kept, shown to be repaired by the sweep, and who sees too much is found."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from calamiteiten.toegang import zichtbaar_voor
from communicatie.models import Bericht
from contacten import zegels
from contacten.gebruikers import groepsnaam
from contacten.models import Gebruiker
from escalatie.bewaking import bevindingen, controle, controle_toegang, ronde
from escalatie.models import Bevinding, Controlebeurt, Hartslag, Taak, Termijn, Wekker
from tests import bouw
from tests.communicatie import persbouw
from tests.inbraak import inbraak

pytestmark = pytest.mark.django_db


@pytest.mark.sqlite
def test_alle_invarianten_houden_bij_meldingen_die_door_de_deur_gingen(regio, nu):
    bouw.in_fase_1(nu)
    bouw.in_scenario("b", nu)
    assert controle.controleer(nu) == []
    assert [nummer for nummer, _, _ in controle.INVARIANTEN] == list(range(1, len(controle.INVARIANTEN) + 1))


def test_een_ronde_waarin_niets_veranderde_stelt_weinig_vragen(regio, nu):
    """Those of all kinds of sealed rows, and of all accounts of the sample, are asked together."""
    bouw.in_fase_1(nu)
    bouw.in_scenario("b", nu)
    zegels.verzegel()
    assert controle.controleer(nu) == []
    # The last part of a day: among so few no kind has rows there, and so this counts what is asked of nothing new.
    Controlebeurt.objects.filter(nummer=controle.ZEGELS).update(plek=zegels.MINUTEN - 1)

    with CaptureQueriesContext(connection) as gesteld:
        assert controle.controleer(nu + timedelta(minutes=1)) == []

    vragen = [vraag["sql"] for vraag in gesteld if "SAVEPOINT" not in vraag["sql"]]
    zegel = [een for een in vragen if "zegelstand" in een or "zegelregel" in een]
    recht = [een for een in vragen if "groupobjectpermission" in een and "UNION" not in een]
    assert len(vragen) <= 105, len(vragen)
    assert len(zegel) <= 14, zegel
    assert len(recht) == 1, recht


def test_wat_de_ronde_kan_herstellen_herstelt_de_ronde_en_dat_staat_erbij(regio, nu):
    bouw.in_fase_1(nu - timedelta(days=3))
    later = nu + timedelta(hours=1)
    assert Termijn.objects.filter(status="loopt", vervalt_op__lt=nu).exists()

    assert ronde.controleer(later) == []

    rijen = {rij.nummer: rij for rij in Bevinding.objects.all()}
    assert 2 in rijen
    assert {rij.hersteld_door for rij in rijen.values()} == {bevindingen.RONDE}
    assert rijen[2].verdwenen_op == later
    assert rijen[2].kenmerken
    assert not Termijn.objects.filter(status="loopt", vervalt_op__lt=nu).exists()
    assert Hartslag.objects.get(pk="controle").bijzonderheid == ""


def test_wat_de_ronde_niet_kan_herstellen_blijft_een_bevinding(regio, nu):
    melding = bouw.in_fase_1(nu)
    termijn = Termijn.objects.get(zaak=melding, code="fase_1", geeindigd_op=None)
    Termijn.objects.filter(pk=termijn.pk).update(status="gestopt", geeindigd_op=nu)

    for minuut in range(3):
        (schending,) = ronde.controleer(nu + timedelta(minutes=minuut))
        assert (schending.nummer, schending.kenmerken) == (1, (melding.kenmerk,))
    rij = Bevinding.objects.get()
    assert (rij.gevonden_op, rij.laatst_op, rij.verdwenen_op) == (nu, nu + timedelta(minutes=2), None)

    Termijn.objects.filter(pk=termijn.pk).update(status="loopt", geeindigd_op=None)
    Wekker.objects.filter(termijn=termijn).update(vervallen_op=nu)
    assert ronde.controleer(nu + timedelta(minutes=3)) == []
    assert bevindingen.open_().count() == 0
    assert Bevinding.objects.get().hersteld_door == bevindingen.TUSSENTIJDS


def test_elke_rol_die_het_moet_weten_heeft_een_bericht(regio, nu):
    """One row too few: the regiomanager was told that the term of Fase 1 had come, the contractmanager was not."""
    melding = bouw.in_fase_1(nu - timedelta(hours=48))
    ronde.bewaak(nu)
    assert [s for s in controle.controleer(nu) if s.nummer == 3] == []
    wekker = Wekker.objects.get(termijn__zaak=melding, termijn__code="fase_1", soort="op")

    with inbraak():
        Bericht.objects.filter(aanleiding=f"wekker:{wekker.pk}", rol="contractmanager").delete()

    assert [s.kenmerken for s in controle.controleer(nu) if s.nummer == 3] == [(melding.kenmerk,)]


def test_een_vraag_die_niet_te_stellen_is_telt_als_bevinding_en_de_rest_gaat_door(regio, nu):
    def weiger(execute, sql, params, many, context):
        if "calamiteiten_betrokkenheid" in sql or "escalatie_wekker" in sql:
            raise OperationalError("weg")
        return execute(sql, params, many, context)

    bouw.in_fase_1(nu)
    with connection.execute_wrapper(weiger):
        gevonden = controle.controleer(nu)

    assert 3 in [schending.nummer for schending in gevonden]
    assert all(schending.zin.startswith("Niet na te gaan: ") for schending in gevonden)
    assert 5 not in [schending.nummer for schending in gevonden]


def test_wie_verhuisde_en_in_het_oude_team_bleef_ziet_te_veel(regio, nu, toegang_zwolle):
    """The groups of an account were changed past the verb that keeps them equal to role and gemeente."""
    melding = bouw.in_scenario("d", nu, aanbieder="molen")
    manager = regio.gebruikers["manager_deventer"]
    groep, _ = Group.objects.get_or_create(name=groepsnaam("manager_gemeente", regio.gemeenten["zwolle"]))
    assert not zichtbaar_voor(manager).exists()
    assert list(controle_toegang.buiten_de_matrix(nu)) == []

    manager.groups.add(groep)

    assert zichtbaar_voor(manager).filter(pk=melding.pk).exists()
    (schending,) = controle.controleer(nu)
    assert (schending.nummer, schending.kenmerken) == (7, (melding.kenmerk,))


def test_de_steekproef_laat_ieder_account_aan_de_beurt_komen(regio, nu):
    for nummer in range(11):
        gezien = {gebruiker.pk for gebruiker in controle_toegang.steekproef(nu + timedelta(minutes=nummer))}
        assert len(gezien) < Gebruiker.objects.count() or Gebruiker.objects.count() <= len(gezien)
    allen = {g.pk for n in range(11) for g in controle_toegang.steekproef(nu + timedelta(minutes=n))}
    assert allen == set(Gebruiker.objects.values_list("pk", flat=True))


def test_zolang_een_bevinding_staat_wordt_iedereen_bekeken(regio, nu):
    Bevinding.objects.create(nummer=7, zin="x", gevonden_op=nu, laatst_op=nu)
    assert len(controle_toegang.steekproef(nu)) == Gebruiker.objects.count()


def test_een_taak_waarvan_niemand_hoorde_valt_op_bij_elke_zaak(regio, nu):
    """A message tells, to the seat or to who fills it as another; so does a red row, and one's own step. No other."""
    melding, vraag = bouw.in_fase_1(nu), persbouw.persvraag(nu)

    def vreemd():
        gevonden = {schending.nummer: schending.kenmerken for schending in controle.controleer(nu)}
        return gevonden.get(18, ())

    post = Bericht.objects.filter(zaak__in=[melding, vraag.pk])
    assert Taak.objects.filter(zaak=melding, status="open", rol="manager_gemeente").exists()
    assert Taak.objects.filter(zaak=vraag.pk, status="open").exists()
    post.filter(rol="manager_gemeente").update(status="geen_ontvanger")
    assert vreemd() == ()
    post.filter(rol="manager_gemeente").update(status="ingetrokken")
    assert vreemd() == (melding.kenmerk,)
    post.filter(rol="manager_gemeente").update(status="gepland", rol="wethouder")
    assert vreemd() == ()
    post.filter(rol="wethouder").update(contactpersoon=None)
    assert vreemd() == (melding.kenmerk,)
    Taak.objects.filter(zaak=melding, rol="manager_gemeente").update(rol="regiomanager", gemeente=None, code="actie")
    assert vreemd() == ()
    # What was said before the duty came tells nothing of it, and who gave it was somebody else.
    Taak.objects.filter(zaak=vraag.pk).update(gemaakt_op=nu + timedelta(minutes=1))
    assert vreemd() == (vraag.kenmerk,)
