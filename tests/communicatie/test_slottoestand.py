"""The locks themselves: how they stand, which leave passes them, whose they are, and the latch under every status."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django_fsm import ConcurrentTransition, TransitionNotAllowed

from basis.geweigerd import Geweigerd
from basis.grendel import Pijl, gelegde_pijlen, leg_pijlen
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Melding, Samenhang, Zaak
from communicatie.familie import naar_buiten
from communicatie.familie.naar_buiten import Gezegd, OpSlot, Toestand, Toestemming, past
from communicatie.models import PERSTEKST, Bericht, Onderzoek, Uiting, Vrijgave
from contacten.models import Gebruiker
from tests import bouw
from tests.bouw import Regio
from tests.communicatie import persbouw
from tests.communicatie.slotbouw import BESLUIT, REDEN, REGELS, UUR, breng, plan_naar_buiten, vertel_de_familie
from tests.inbraak import inbraak

SECONDE = timedelta(seconds=1)
FAMILIE, ONDERZOEK = REGELS.slot_per_code["familie"], REGELS.slot_per_code["onderzoek"]
BUITENOM = Toestemming("De krant belde zelf.", buiten_om="gelekt")


def staat(*sloten: Any, via: tuple[str, ...] = ()) -> Toestand:
    """How the locks stand when these are on."""
    return Toestand(FAMILIE not in sloten, None, sloten, REGELS.versie, via)


def test_een_toestand_zegt_wat_dicht_is_en_wie_kan_vrijgeven() -> None:
    anders: Any = SimpleNamespace(vrijgave_door=("contractmanager", "regiomanager"), besluit_van=(), zin="Anders.")
    ander: Any = SimpleNamespace(vrijgave_door=("contractmanager",), besluit_van=(), zin="Nog een.")
    open_, familie, beide = staat(), staat(FAMILIE), staat(FAMILIE, ONDERZOEK)
    assert [een.is_open for een in (open_, familie, beide)] == [True, False, False]
    assert (open_.vrijgave_door, open_.besluit_van, open_.uitleg) == ((), (), "")
    assert (familie.vrijgave_door, familie.besluit_van) == (("regiomanager",), ())
    assert beide.besluit_van == ONDERZOEK.besluit_van != ()
    # Through every lock that is on, not through one of them.
    assert staat(FAMILIE, anders).vrijgave_door == ("regiomanager",)
    assert staat(anders).vrijgave_door == ("contractmanager", "regiomanager")
    assert staat(FAMILIE, ander).vrijgave_door == ()
    vrij = "De regiomanager RSJ kan met een reden vrijgeven"
    assert familie.uitleg == f"{FAMILIE.zin} {vrij}."
    assert beide.uitleg.startswith(f"{FAMILIE.zin} {ONDERZOEK.zin} {vrij}, na een besluit van ")
    assert staat(FAMILIE, via=("M-1", "M-2")).uitleg == (
        f"{FAMILIE.zin} Dit komt door M-1 en M-2: dezelfde gebeurtenis. {vrij}."
    )
    for toestand, rol, mag in (
        (open_, "regiomanager", False),
        (familie, "regiomanager", True),
        (familie, "contractmanager", False),
    ):
        wie: Any = SimpleNamespace(is_rol=lambda *rollen, rol=rol: rol in rollen)
        assert naar_buiten.mag_vrijgeven(wie, toestand) == mag, rol


def test_een_vrijgave_gaat_door_elk_slot_dat_dicht_is() -> None:
    zonder, met = Vrijgave(besluit_van=""), Vrijgave(besluit_van="officier")
    for vrijgave, toestand, gaat in (
        (None, staat(FAMILIE), False),
        (zonder, staat(), False),
        (zonder, staat(FAMILIE), True),
        (zonder, staat(FAMILIE, ONDERZOEK), False),
        (met, staat(FAMILIE, ONDERZOEK), True),
        (met, staat(FAMILIE), True),
    ):
        assert past(vrijgave, toestand) == gaat, toestand


def test_wat_zonder_recht_buiten_is_zegt_hoe_dat_kwam() -> None:
    for toestemming, toestand, is_zonder in (
        (None, staat(FAMILIE), False),
        (REDEN, staat(FAMILIE), False),
        (BUITENOM, staat(), False),
        (BUITENOM, staat(FAMILIE), True),
    ):
        assert naar_buiten._zonder_recht(toestemming, toestand) == (toestemming if is_zonder else None)
    for fout, zin in (
        (Toestemming("x", buiten_om="rommel"), "Kies hoe"),
        (Toestemming(" ", buiten_om="gelekt"), "Schrijf op"),
    ):
        with pytest.raises(Geweigerd, match=zin):
            naar_buiten._zonder_recht(fout, staat(FAMILIE))


@pytest.fixture
def zaak(regio: Regio, nu: datetime) -> Melding:
    """A melding of which nobody knows."""
    return bouw.melding(nu)


def onderzoek(zaak: Melding, op: datetime, tot: datetime | None = None) -> Onderzoek:
    """An investigation from then until then."""
    door = Gebruiker.objects.get(username="contractmanager")
    einde: dict[str, Any] = {"geeindigd_op": tot, "einde_reden": "Klaar.", "einde_vastgelegd_door": door} if tot else {}
    vast = {"beslist": "officier", "reden": "Gehoord.", "vastgelegd_op": op, "vastgelegd_door": door}
    return Onderzoek.objects.create(melding=zaak, begonnen_op=op, **vast, **einde)


def band(een: Melding, twee: Melding, nu: datetime, tot: datetime | None = None) -> None:
    """These tell of one event."""
    laag, hoog = sorted((een.pk, twee.pk))
    door = Gebruiker.objects.get(username="contractmanager")
    einde: dict[str, Any] = {"beeindigd_op": tot, "beeindigd_door": door, "einde_reden": "Niet."} if tot else {}
    Samenhang.objects.create(een_id=laag, twee_id=hoog, reden="x", vastgelegd_op=nu, vastgelegd_door=door, **einde)


@pytest.mark.eis("R43", "R125", "R156")
def test_de_sloten_van_een_gebeurtenis_van_nu_en_van_toen(
    zaak: Melding, contractmanager: Gebruiker, nu: datetime
) -> None:
    ander, los = bouw.melding(nu), bouw.melding(nu)

    def codes(melding: Melding, op: datetime | None = None) -> list[str]:
        return [slot.code for slot in naar_buiten.toestand(melding, REGELS, op).dicht]

    vertel_de_familie(zaak, contractmanager, nu)
    assert (codes(zaak), naar_buiten.is_dicht(zaak)) == ([], False)
    assert (codes(zaak, nu), codes(zaak, nu - SECONDE)) == ([], ["familie"])
    # One event: what shuts the one shuts the other, and says whose lock it is; let go, it does not.
    band(zaak, ander, nu)
    band(ander, los, nu, tot=nu)
    assert naar_buiten.samen(zaak) == naar_buiten.samen(ander) == {zaak.pk, ander.pk}
    assert naar_buiten.van_de_gebeurtenis(ander) == [zaak, ander]
    hier = naar_buiten.toestand(zaak, REGELS)
    assert (naar_buiten.is_dicht(zaak), codes(zaak), hier.via) == (True, ["familie"], (ander.kenmerk,))
    assert (hier.wist_familie, hier.onderzoek) == (False, None)
    assert naar_buiten.toestand(ander, REGELS).via == ()
    assert naar_buiten.zou_dicht_zijn(zaak, ander, is_open=True)
    assert not naar_buiten.zou_dicht_zijn(zaak, ander, is_open=False)
    vertel_de_familie(ander, contractmanager, nu)
    assert not naar_buiten.is_dicht(zaak)
    # An investigation holds from its begin to its end, and one that runs now always.
    onderzoek(ander, nu - 2 * UUR, nu)
    assert codes(zaak) == []
    momenten = (nu - 2 * UUR - SECONDE, nu - 2 * UUR, nu - SECONDE, nu)
    assert ["onderzoek" in codes(zaak, op) for op in momenten] == [False, True, True, False]
    loopt = onderzoek(zaak, nu)
    assert "onderzoek" in codes(zaak, nu - 9 * UUR)
    assert (codes(ander), naar_buiten.toestand(ander, REGELS).via) == (["onderzoek"], (zaak.kenmerk,))
    assert naar_buiten.toestand(zaak, REGELS).onderzoek == loopt
    assert naar_buiten.zou_dicht_zijn(ander, zaak, is_open=False)
    assert codes(los) == ["familie"]


@pytest.mark.eis("R125", "R156")
def test_een_ongebruikte_vrijgave_is_van_deze_soort_en_past(
    zaak: Melding, regiomanager: Gebruiker, nu: datetime
) -> None:
    familie, beide = staat(FAMILIE), staat(FAMILIE, ONDERZOEK)

    def rij(**anders: Any) -> Vrijgave:
        vast = {"soort": "persbericht", "reden": "x", "gegeven_op": nu, "gegeven_door": regiomanager, "melding": zaak}
        return Vrijgave.objects.create(**{**vast, **anders})

    rij(soort="lokaal"), rij(gebruikt_op=nu), rij(melding=bouw.melding(nu))
    assert naar_buiten.ongebruikt(zaak, "persbericht", familie) is None
    gewoon = rij()
    assert naar_buiten.ongebruikt(zaak, "persbericht", familie) == gewoon
    assert naar_buiten.ongebruikt(zaak, "persbericht", beide) is None
    assert naar_buiten.ongebruikt(zaak, "persbericht", staat()) is None
    besloten = rij(besluit_van="officier")
    assert naar_buiten.ongebruikt(zaak, "persbericht", beide) == besloten


@pytest.mark.eis("R125", "R156")
def test_wat_naar_buiten_ging_wordt_vastgelegd_met_het_recht_dat_het_had(
    zaak: Melding, contractmanager: Gebruiker, regiomanager: Gebruiker, nu: datetime
) -> None:
    with pytest.raises(OpSlot):
        breng(zaak, "persbericht", contractmanager, nu)
    # What happened may be recorded; what we are about to send is no fact yet.
    with pytest.raises(Geweigerd, match=FAMILIE.zin):
        breng(zaak, "persbericht", contractmanager, nu, toestemming=BUITENOM, is_gebeurd=False)
    buitenom = breng(zaak, "persbericht", contractmanager, nu, toestemming=BUITENOM, omschrijving="x" * 301)
    assert (buitenom.buiten_om, buitenom.toelichting, buitenom.vrijgave) == ("gelekt", BUITENOM.reden, None)
    assert (buitenom.gedaan_op, buitenom.wist_familie, buitenom.liep_onderzoek) == (nu, False, False)
    assert len(buitenom.omschrijving) == 300
    met = breng(zaak, "lokaal", regiomanager, nu, toestemming=REDEN)
    assert met.vrijgave
    assert (met.vrijgave.gebruikt_op, met.buiten_om) == (nu, "")
    vertel_de_familie(zaak, contractmanager, nu)
    for op, mag in ((nu, True), (nu + SECONDE, False)):
        if mag:
            assert breng(zaak, "lokaal", contractmanager, nu, gedaan_op=op).wist_familie
        else:
            with pytest.raises(Geweigerd, match="toekomst"):
                breng(zaak, "lokaal", contractmanager, nu, gedaan_op=op)

    def verbeter(oud: Uiting, op: datetime, **anders: Any) -> Uiting:
        return naar_buiten.verbeter_uiting(oud, Gezegd(op, "Anders", "RSJ"), contractmanager, nu, REGELS, **anders)

    with pytest.raises(Geweigerd, match="toekomst"):
        verbeter(met, nu + SECONDE)
    with transaction.atomic():
        # At another moment, by the same leave; and what had no right keeps saying so.
        eerder = verbeter(met, nu - SECONDE)
        assert (eerder.vrijgave, eerder.soort, eerder.verbetering_van) == (met.vrijgave, met.soort, met)
        assert eerder.sleutel == f"{met.sleutel}:v1"
        tweede = verbeter(eerder, nu)
        assert (tweede.sleutel, tweede.vrijgave, tweede.wist_familie) == (f"{met.sleutel}:v2", None, True)
        zonder = verbeter(buitenom, nu - SECONDE, sleutel="taak:9")
        assert (zonder.buiten_om, zonder.toelichting, zonder.vrijgave) == ("gelekt", BUITENOM.reden, None)
        assert zonder.sleutel == "taak:9"
        recht = verbeter(zonder, nu)
        assert (recht.buiten_om, recht.toelichting) == ("", "")


@pytest.mark.eis("R125", "R156")
def test_welke_mail_een_slot_houdt_en_welke_vrijgave_haar_laat_gaan(
    zaak: Melding, contractmanager: Gebruiker, regiomanager: Gebruiker, nu: datetime
) -> None:
    mail, binnen = plan_naar_buiten(zaak, nu), Bericht.objects.filter(zaak=zaak, rol="toegang").earliest("pk")
    ander = bouw.melding(nu)
    assert [naar_buiten.is_op_slot(een) for een in (mail, binnen)] == [True, False]
    assert naar_buiten.over_welke(mail) == zaak
    assert list(naar_buiten.wachtend(zaak)) == [mail]
    assert not naar_buiten.wachtend(ander).exists()
    assert list(Bericht.objects.filter(naar_buiten.voor_buiten(zaak), status="wacht")) == [mail]

    def gaat(zaak_: Melding, sleutel: str, soort: str = "mail", **anders: Any) -> bool:
        """Whether the mail may go by leave under this key."""
        punt = transaction.savepoint()
        vrij = {"melding": zaak_, "soort": soort, "reden": "x", "gegeven_op": nu, "gegeven_door": regiomanager}
        vrijgave = Vrijgave.objects.create(**vrij, besluit_van=anders.pop("besluit_van", ""))
        vast = {"soort": soort, "sleutel": sleutel, "gedaan_op": nu, "wist_familie": False, "vastgelegd_op": nu}
        Uiting.objects.create(melding=zaak_, vrijgave=vrijgave, vastgelegd_door=contractmanager, **{**vast, **anders})
        mag = not naar_buiten.is_op_slot(mail)
        transaction.savepoint_rollback(punt)
        return mag

    assert gaat(zaak, mail.aanleiding)
    assert gaat(zaak, f"{mail.aanleiding}:v1")
    assert not gaat(zaak, f"{mail.aanleiding}9")
    assert not gaat(ander, mail.aanleiding)
    assert gaat(zaak, "vrijgave:1")
    assert not gaat(zaak, "vrijgave:1", soort="lokaal")
    assert not gaat(zaak, "taak:1")
    # Given before it was planned, it was for other mail.
    assert not gaat(zaak, "vrijgave:1", vastgelegd_op=nu - SECONDE)
    onderzoek(zaak, nu)
    assert not gaat(zaak, mail.aanleiding)
    assert gaat(zaak, mail.aanleiding, besluit_van="officier")
    vertel_de_familie(zaak, contractmanager, nu)
    assert naar_buiten.is_op_slot(mail)


@pytest.mark.eis("R125")
def test_wegen_houdt_tegen_of_stuurt_door_en_wat_met_vrijgave_ging_blijft_gaan(
    zaak: Melding, contractmanager: Gebruiker, regiomanager: Gebruiker, nu: datetime
) -> None:
    mail = plan_naar_buiten(zaak, nu)

    def status() -> str:
        return str(Bericht.objects.get(pk=mail.pk).status)

    naar_buiten.geef_vrij(zaak, "mail", REDEN, regiomanager, nu, REGELS)
    assert status() == "gepland"
    uiting = Uiting.objects.get(sleutel__startswith="vrijgave:")
    assert (uiting.wist_familie, uiting.liep_onderzoek, uiting.gedaan_op) == (False, False, nu)
    naar_buiten.weeg_slot(zaak, nu, was_dicht=True)
    assert status() == "gepland"
    naar_buiten.weeg_slot(zaak, nu, was_dicht=False)
    assert status() == "wacht"
    assert naar_buiten.houd_tegen(zaak) == 0
    assert naar_buiten.laat_gaan(zaak, nu) == 0
    with pytest.raises(Geweigerd, match="Schrijf op waarom"):
        naar_buiten.geef_vrij(zaak, "lokaal", Toestemming(" "), regiomanager, nu, REGELS)
    with pytest.raises(Geweigerd, match=FAMILIE.zin):
        naar_buiten.geef_vrij(zaak, "lokaal", REDEN, contractmanager, nu, REGELS)
    vertel_de_familie(zaak, contractmanager, nu)
    assert status() == "gepland"
    assert naar_buiten.houd_tegen(zaak) == 0
    onderzoek(zaak, nu)
    naar_buiten.weeg_samen(zaak, nu)
    assert status() == "wacht"
    with pytest.raises(Geweigerd, match="wie dit heeft besloten"):
        naar_buiten.geef_vrij(zaak, "lokaal", REDEN, regiomanager, nu, REGELS)
    gegeven = naar_buiten.geef_vrij(zaak, "lokaal", BESLUIT, regiomanager, nu, REGELS)
    assert (gegeven.gebruikt_op, status()) == (None, "wacht")
    Onderzoek.objects.all().update(geeindigd_op=nu, einde_reden="Klaar.", einde_vastgelegd_door=contractmanager)
    assert naar_buiten.laat_gaan(zaak, nu) == 1
    with pytest.raises(Geweigerd, match="niet nodig"):
        naar_buiten.geef_vrij(zaak, "mail", REDEN, regiomanager, nu, REGELS)


@pytest.mark.eis("R125")
def test_de_afgesproken_teksten_van_een_persvraag_horen_bij_het_slot_van_haar_melding(
    zaak: Melding, nu: datetime
) -> None:
    vraag, los = persbouw.persvraag(nu, melding=zaak), persbouw.persvraag(nu)
    met = Bericht.objects.filter(zaak__in=[vraag.pk, los.pk])
    for een in (vraag, los):
        rij = met.filter(zaak=een.pk).earliest("pk")
        Bericht.objects.filter(pk=rij.pk).update(gegevens={PERSTEKST: "Ja."}, rol="communicatie_gemeente")
    (gehouden,) = met.filter(naar_buiten.voor_buiten(zaak))
    assert gehouden.zaak_id == vraag.pk
    assert naar_buiten.over_welke(gehouden) == zaak
    assert naar_buiten.over_welke(met.filter(zaak=los.pk).earliest("pk")) is None
    assert naar_buiten.houd_tegen(zaak) >= 1
    assert gehouden in naar_buiten.wachtend(zaak)


# The latch ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def pijlen() -> Iterator[frozenset[Pijl]]:
    """The arrows of the model, that lie as they lay when this is over."""
    voor = gelegde_pijlen(Melding)
    yield voor
    leg_pijlen(Melding, voor)


def test_de_grendel_kent_alleen_de_pijlen_die_er_liggen(pijlen: frozenset[Pijl]) -> None:
    nieuw = {Pijl("ga", "hier", "daar"), Pijl("ga", "ginds", "daar"), Pijl("ga", "hier", "weg")}
    leg_pijlen(Melding, nieuw)
    assert gelegde_pijlen(Melding) == nieuw
    for van, naar, mag in (("hier", "daar", True), ("ginds", "daar", True), ("ginds", "weg", False)):
        rij = Melding()
        rij.begin(van)
        if mag:
            rij.volg("ga", naar)
            assert rij.status == naar
        else:
            with pytest.raises(TransitionNotAllowed):
                rij.volg("ga", naar)
            assert rij.status == van
    with pytest.raises(TransitionNotAllowed, match="Geen protocol kent"):
        Melding().volg("rond_af", "afgerond")
    leg_pijlen(Melding, pijlen)
    assert gelegde_pijlen(Melding) == pijlen
    with pytest.raises(TransitionNotAllowed, match="Geen protocol kent"):
        Melding().volg("ga", "daar")


def test_wie_een_rij_opnieuw_leest_houdt_haar_slot(zaak: Melding) -> None:
    with pytest.raises(TransitionNotAllowed, match="begint niet opnieuw"):
        zaak.begin("impactanalyse")
    with inbraak():
        Zaak.objects.filter(pk=zaak.pk).update(status="impactanalyse")
    zaak.refresh_from_db(fields=["kenmerk"])
    assert zaak.status == "ontvangen"
    ouder = Melding.objects.get(pk=zaak.pk)
    zaak.refresh_from_db(fields=["status"])
    assert zaak.status == "impactanalyse"
    with pytest.raises(AttributeError):
        zaak.status = "afgerond"
    zaak.refresh_from_db()
    zaak.onderwerp = "Anders"
    zaak.save()
    with inbraak():
        Zaak.objects.filter(pk=zaak.pk).update(status="beoordeling")
    with pytest.raises(ConcurrentTransition), transaction.atomic():
        ouder.save()
    zaak.pk, sleutel = 0, zaak.pk
    with pytest.raises(Melding.DoesNotExist):
        zaak.refresh_from_db()
    zaak.pk = sleutel
    assert zaak.status == "impactanalyse"


@pytest.mark.django_db
def test_wie_een_zaak_vasthoudt_houdt_haar_beide_rijen_en_niets_daarnaast() -> None:
    def vraag(rijen: Any, **anders: Any) -> str:
        return str(vergrendeld(rijen, **anders).query)

    soort = vraag(Melding.objects.select_related("aanbieder"))
    assert soort.endswith('FOR UPDATE OF "calamiteiten_melding", "calamiteiten_zaak"')
    assert "contacten_aanbieder" not in soort
    assert vraag(Zaak.objects.all()).endswith("FOR UPDATE")
    assert vraag(Zaak.objects.all(), sla_over=True).endswith("FOR UPDATE SKIP LOCKED")
