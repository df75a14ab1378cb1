"""What locks a calamity holds the texts of the press questions about it too, and the auditor looks at both (R125)."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding
from communicatie.familie import familielijst, herroepen, onderzoeken
from communicatie.familie.naar_buiten import NIETS_NAAR_BUITEN, OpSlot, Toestemming, geef_vrij, is_dicht
from communicatie.familie.onderzoeken import Begin
from communicatie.models import PERSTEKST, Bericht, Informeermoment, Informering, Persantwoord, Persvraag
from communicatie.post import quarantaine
from communicatie.post.berichten import probeer_opnieuw, verzend
from contacten.models import Gebruiker
from contacten.rollen import Rol
from escalatie.bewaking import controle
from escalatie.bewaking.controle import controleer
from escalatie.draaiboek import samenhang
from escalatie.draaiboek.daarna import NIEMAND, daarna
from escalatie.meldingen.dossier.pagina import Slot, slot
from escalatie.persvragen import antwoorden, vragers
from escalatie.persvragen.opdrachten import GemeenteAntwoord
from tests import bouw
from tests.bouw import Regio
from tests.bouw_contacten import gebruiker as maak_gebruiker
from tests.communicatie import persbouw
from tests.communicatie.persbouw import WET
from tests.communicatie.slotbouw import BESLUIT, breng, plan_naar_buiten
from tests.conftest import Mailserver
from tests.inbraak import inbraak

UUR = timedelta(hours=1)


@pytest.fixture
def zaak(regio: Regio, nu: datetime) -> Melding:
    """A melding in Fase 1 of which the family knows."""
    return bouw._familie_weet_het(nu).melding


@pytest.fixture
def vraag(zaak: Melding, nu: datetime) -> Persvraag:
    """A question about it that concerns another gemeente too, with every mail to the gemeenten ready to go."""
    ook = (bouw.regio(nu).gemeenten["kampen"],)
    return persbouw.loop(persbouw.persvraag(nu, melding=zaak, gemeenten=ook), "stuur_door", nu)


def teksten(vraag: Persvraag, *status: str) -> int:
    """How many of the mails with agreed texts are in one of these statuses."""
    return Bericht.objects.filter(zaak=vraag, gegevens__has_key=PERSTEKST, status__in=status).count()


def onderzoek(zaak: Melding, regio: Regio, nu: datetime) -> None:
    feit = Begin(nu, "officier van justitie", "De politie belde.")
    onderzoeken.begin(zaak, feit, regio.gebruikers["contractmanager"], nu, WET)


@pytest.mark.eis("R125", "R156")
def test_begint_er_een_onderzoek_dan_wachten_ook_de_mails_aan_de_pers(
    zaak: Melding, vraag: Persvraag, regio: Regio, nu: datetime, mailserver: Mailserver
) -> None:
    klaar = teksten(vraag, "gepland")
    assert klaar > 2

    onderzoek(zaak, regio, nu + UUR)
    verzend(nu + UUR)

    assert (teksten(vraag, "wacht"), teksten(vraag, "verzonden")) == (klaar, 0)
    assert not [mail for mail in mailserver.ontvangen if "kernboodschap" in str(mail).casefold()]
    assert controleer(nu + UUR) == []
    onderzoeken.eindig(zaak, "Klaar.", nu + 2 * UUR, regio.gebruikers["contractmanager"], nu + 2 * UUR, WET)
    verzend(nu + 2 * UUR)
    assert (teksten(vraag, "wacht"), teksten(vraag, "verzonden")) == (0, klaar)
    assert controleer(nu + 3 * UUR) == []


@pytest.mark.eis("R125")
def test_blijkt_de_familie_het_niet_te_weten_dan_wachten_zij_weer(
    zaak: Melding, vraag: Persvraag, regio: Regio, nu: datetime
) -> None:
    klaar = teksten(vraag, "gepland")
    moment = Informeermoment.objects.filter(informering__rol="jeugdige_familie").earliest("pk")

    herroepen.herroep(moment, "Verkeerde melding.", regio.gebruikers["contractmanager"], nu + UUR, WET)

    assert teksten(vraag, "wacht") == klaar
    assert controleer(nu + UUR) == []
    geef_vrij(zaak, "mail", Toestemming("Het moet nu."), regio.gebruikers["regiomanager"], nu + 2 * UUR, WET)
    assert teksten(vraag, "gepland") == klaar
    verzend(nu + 2 * UUR)
    assert controleer(nu + 2 * UUR) == []


def test_wat_vastliep_wacht_ook_als_een_beheerder_het_opnieuw_probeert(
    zaak: Melding, vraag: Persvraag, regio: Regio, nu: datetime
) -> None:
    eerste = Bericht.objects.filter(zaak=vraag, gegevens__has_key=PERSTEKST).first()
    assert eerste
    Bericht.objects.filter(pk=eerste.pk).update(status="vastgelopen")
    onderzoek(zaak, regio, nu + UUR)

    assert probeer_opnieuw(eerste.pk, regio.gebruikers["beheerder"], nu + UUR).status == "wacht"


def test_een_vraag_die_er_niet_bij_hoort_gaat_gewoon_door(zaak: Melding, regio: Regio, nu: datetime) -> None:
    los = persbouw.loop(persbouw.persvraag(nu), "stuur_door", nu)
    klaar = teksten(los, "gepland")

    onderzoek(zaak, regio, nu + UUR)

    assert teksten(los, "gepland") == klaar


@pytest.mark.parametrize("fout", ["wacht zonder slot", "voor de familie", "door een onderzoek"])
def test_de_controle_kijkt_ook_naar_de_persvraag(
    fout: str, zaak: Melding, vraag: Persvraag, regio: Regio, nu: datetime
) -> None:
    rijen = Bericht.objects.filter(zaak=vraag, gegevens__has_key=PERSTEKST)
    assert controleer(nu) == []
    if fout == "wacht zonder slot":
        rijen.update(status="wacht", volgende_poging_op=None)
    elif fout == "voor de familie":
        rijen.update(status="verzonden", verzonden_op=nu + UUR)
        moment = Informeermoment.objects.filter(informering__rol="jeugdige_familie").earliest("pk")
        herroepen.herroep(moment, "Verkeerde melding.", regio.gebruikers["contractmanager"], nu, WET)
    else:
        onderzoek(zaak, regio, nu)
        rijen.update(status="verzonden", verzonden_op=nu + UUR)

    nummers = {schending.nummer for schending in controleer(nu + UUR) if vraag.kenmerk in schending.kenmerken}

    assert nummers == ({10} if fout == "wacht zonder slot" else {11})


def uitbox(zaak: Melding, vraag: Persvraag) -> dict[str, set[str]]:
    """Rule -> statuses of every message of these two that leaves the circle, by SQL that knows nothing of the app."""
    sql = """
        SELECT b.regel, b.status FROM communicatie_bericht b
        WHERE (b.zaak_id = %s AND b.rol IN ('medewerkers_regio', 'escalatieteam', 'communicatie_gemeente'))
           OR (b.zaak_id = %s AND b.gegevens::text LIKE '%%antwoordroute%%')"""
    standen: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [zaak.pk, vraag.pk])
        for regel, status in cursor.fetchall():
            standen.setdefault(regel, set()).add(status)
    return standen


def _beantwoord_en_verbeter(vraag: Persvraag, cm: Gebruiker, nu: datetime) -> None:
    """An answer, its correction, and a second answer: what the first had not sent yet stays here."""
    persbouw.stap(vraag, "leg_antwoord_vast", cm, nu)
    rij = Persantwoord.objects.get(persvraag=vraag)
    wie = tuple(rij.vragers.values_list("pk", flat=True))
    anders = GemeenteAntwoord(rij.gemeente_id, "De wethouder: wij doen meer.", nu, rij.beantwoord_door, wie)
    antwoorden.verbeter(vraag.pk, rij.pk, anders, "Verkeerd gehoord.", vragers.laatste_nummer(vraag), cm, nu)
    with inbraak():
        Bericht.objects.filter(zaak=vraag, status="ingetrokken").delete()
    persbouw.stap(vraag, "leg_antwoord_vast", cm, nu, afwijkingen={"nog_geen_antwoord": "Er kwam nog een antwoord."})


@pytest.mark.eis("R125", "R156")
@pytest.mark.parametrize("slot", ["ingetrokken", "erbij", "onderzoek"])
def test_elke_regel_naar_buiten_van_beide_zaken_wacht_achter_elk_slot(
    slot: str, zaak: Melding, vraag: Persvraag, regio: Regio, nu: datetime
) -> None:
    """What stands ready waits, what is planned later waits or is refused, and the auditor sees what does not."""
    cm = regio.gebruikers["contractmanager"]
    plan_naar_buiten(zaak, nu)
    _beantwoord_en_verbeter(vraag, cm, nu)
    met_tekst = {regel.code for regel in WET.informatieregels if regel.teksten}
    assert uitbox(zaak, vraag) == {regel: {"gepland"} for regel in {*met_tekst, "communicatielijn_naar_rsj"}}

    if slot == "ingetrokken":
        moment = Informeermoment.objects.filter(informering__rol="jeugdige_familie").latest("pk")
        herroepen.herroep(moment, "Verkeerde melding.", cm, nu + UUR, WET)
    elif slot == "erbij":
        familielijst.voeg_toe(zaak, "familie", cm, nu + UUR, WET)
    else:
        onderzoek(zaak, regio, nu + UUR)

    plan_naar_buiten(zaak, nu + UUR)
    for code in ("stuur_bij", "informeer_gemeenten"):
        with pytest.raises(Geweigerd), transaction.atomic():
            persbouw.stap(vraag, code, cm, nu + UUR, afwijkingen={"nog_niet_geinformeerd": "Nieuwe tekst."})
    assert set().union(*uitbox(zaak, vraag).values()) == {"wacht"}
    assert controleer(nu + UUR) == []
    # By SQL, past every verb: each rule, of the melding and of the question, is seen by the auditor.
    for regel, over in (
        (regel, zaak if regel == "communicatielijn_naar_rsj" else vraag) for regel in uitbox(zaak, vraag)
    ):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE communicatie_bericht SET status = 'gepland', volgende_poging_op = %s WHERE regel = %s",
                [nu + UUR, regel],
            )
        gezien = over_het_slot(nu + UUR)
        assert gezien == {17: (over.kenmerk,)}, regel
        with connection.cursor() as cursor:
            cursor.execute("UPDATE communicatie_bericht SET status = 'wacht' WHERE regel = %s", [regel])


def over_het_slot(nu: datetime) -> dict[int, tuple[str, ...]]:
    """What the auditor finds about locks: by its number, the kenmerken."""
    return {b.nummer: b.kenmerken for nummer in (10, 11, 17) if (b := controle.vraag(nummer, nu))}


@pytest.mark.eis("R43", "R125", "R156")
def test_de_controle_ziet_elke_regel_van_een_gebeurtenis_achter_het_slot_van_een_ander(
    zaak: Melding, vraag: Persvraag, regio: Regio, nu: datetime
) -> None:
    """Of two meldingen of one event, and of the questions about each: what locks the one holds every row, and what goes
    all the same is seen, by rows that were put there with SQL. Leave for something else excuses nothing."""
    cm = regio.gebruikers["contractmanager"]
    ander = bouw._familie_weet_het(nu, gemeenten=["raalte"]).melding
    plan_naar_buiten(zaak, nu)
    klaar = uitbox(zaak, vraag)
    assert set().union(*klaar.values()) == {"gepland"}
    band = samenhang.koppel(zaak, ander.kenmerk, "Dezelfde avond.", cm, nu + UUR)
    feit = Begin(nu + UUR, "officier van justitie", "De politie belde.")
    onderzoeken.begin(ander, feit, cm, nu + UUR, WET)
    assert uitbox(zaak, vraag) == {regel: {"wacht"} for regel in klaar}
    breng(zaak, "mail", regio.gebruikers["regiomanager"], nu + 2 * UUR, toestemming=BESLUIT)
    later = nu + 3 * UUR
    assert controleer(later) == []
    for regel in klaar:
        kenmerk = zaak.kenmerk if regel == "communicatielijn_naar_rsj" else vraag.kenmerk
        for status, nummer in (("gepland", 17), ("verzonden", 11)):
            _zet(regel, status, later)
            gezien = over_het_slot(later)
            assert gezien == {nummer: (kenmerk,)}, (regel, status)
        _zet(regel, "wacht", None)
    # The other lock of the other one: somebody of its family does not know.
    onderzoeken.eindig(ander, "Klaar.", later, cm, later, WET)
    assert {b.nummer for b in controleer(later)} <= {23}
    familielijst.voeg_toe(ander, "familie", cm, later + UUR, WET)
    assert uitbox(zaak, vraag) == {regel: {"wacht"} for regel in klaar}
    _zet("communicatielijn_naar_rsj", "verzonden", later + 2 * UUR)
    assert 11 in {b.nummer for b in controleer(later + 2 * UUR)}
    # Let go of each other, that lock holds it no more; what left while it did, did.
    samenhang.ontkoppel(band, zaak, "Toch niet.", cm, later + 3 * UUR)
    assert 11 in {b.nummer for b in controleer(later + 3 * UUR)}


@pytest.mark.eis("R43", "R125")
def test_wie_door_een_verbetering_van_de_lijst_ging_houdt_ook_voor_de_controle_niets_dicht(
    zaak: Melding, regio: Regio, nu: datetime
) -> None:
    """Of two meldingen of one event: whom the facts name no more, is asked of nobody."""
    cm = regio.gebruikers["contractmanager"]
    ander = bouw._familie_weet_het(nu, gemeenten=["raalte"]).melding
    samenhang.koppel(zaak, ander.kenmerk, "Dezelfde avond.", cm, nu + UUR)
    op_de_lijst = {"betrokkene": "slachtoffer", "rol": "jeugdige_familie", "partij": "Slachtoffer", "uit_feiten": True}
    wie = Informering.objects.create(melding=zaak, vastgelegd_op=nu + UUR, vastgelegd_door=cm, **op_de_lijst)
    assert is_dicht(zaak)
    familielijst.herzie(zaak, WET, "Er was geen slachtoffer.", cm, nu + 2 * UUR)
    wie.refresh_from_db()
    assert (wie.vervallen_op, is_dicht(zaak)) == (nu + 2 * UUR, False)
    plan_naar_buiten(zaak, nu + 3 * UUR)
    assert controleer(nu + 3 * UUR) == []
    verzend(nu + 3 * UUR, limiet=500)
    assert controleer(nu + 4 * UUR) == []


def _zet(regel: str, status: str, op: datetime | None) -> None:
    """Put a row there by SQL, past every verb."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE communicatie_bericht SET status = %s, volgende_poging_op = %s, verzonden_op = %s WHERE regel = %s",
            [status, op, op if status == "verzonden" else None, regel],
        )


@pytest.mark.eis("R125", "R156")
def test_waarom_een_slot_dicht_is_leest_alleen_wie_het_dossier_ziet_dat_het_dichthoudt(
    zaak: Melding, vraag: Persvraag, regio: Regio, nu: datetime
) -> None:
    """Of every refusal to bring something outside: who sees the dossier reads why, another that he calls the RSJ."""
    ander = bouw.melding(nu, ["raalte"], "molen")
    woordvoerder = maak_gebruiker(Rol.COMMUNICATIE_GEMEENTE, regio.gemeenten["zwolle"], username="spreekt")
    cm, toegang = regio.gebruikers["contractmanager"], regio.gebruikers["toegang_zwolle"]
    onderzoek(zaak, regio, nu + UUR)
    eigen = GemeenteAntwoord(regio.gemeenten["zwolle"].pk, "Wij wachten af.", nu + UUR, "woordvoerder")
    for wie, leest in ((cm, True), (woordvoerder, False)):
        with pytest.raises(OpSlot) as fout, transaction.atomic():
            persbouw.stap(vraag, "leg_antwoord_vast", wie, nu + UUR, gegevens=eigen)
        assert (str(fout.value) != NIETS_NAAR_BUITEN) == leest, wie
        assert ("onderzoek" in str(fout.value)) == leest, wie
    with pytest.raises(OpSlot, match="onderzoek"):
        breng(zaak, "publicatie", toegang, nu + UUR)
    # Shut by a dossier that he does not see: not why, nor which.
    samenhang.koppel(zaak, ander.kenmerk, "Dezelfde avond.", cm, nu + 2 * UUR)
    with pytest.raises(OpSlot) as fout:
        breng(zaak, "publicatie", toegang, nu + 2 * UUR)
    assert str(fout.value) == NIETS_NAAR_BUITEN
    with pytest.raises(OpSlot, match=ander.kenmerk):
        breng(zaak, "publicatie", cm, nu + 2 * UUR)
    # The box on the dossier says no more in its heading than in its sentence.
    assert slot(zaak, toegang) == Slot("Er mag nu niets naar buiten", NIETS_NAAR_BUITEN)
    staat = slot(zaak, cm)
    assert staat is not None
    assert (staat.kop, ander.kenmerk in staat.zin) == ("Eerst de familie", True)


def test_na_een_daad_staat_er_niet_meer_dan_klopt_en_dan_de_lezer_mag_weten(
    zaak: Melding, vraag: Persvraag, regio: Regio, nu: datetime
) -> None:
    onderzoek(zaak, regio, nu + UUR)
    # It waits, and not for the family: they know.
    assert "Bericht wacht tot er iets naar buiten mag, voor de " in daarna(vraag, "Gedaan", nu)
    assert "amilie" not in daarna(vraag, "Gedaan", nu)
    assert daarna(vraag, "Gedaan", nu + UUR).startswith(f"Gedaan. {NIEMAND} ")

    los = nu + 2 * UUR
    onderzoeken.eindig(zaak, "Klaar.", los, regio.gebruikers["contractmanager"], los, WET)
    # What was planned before is let go now: that is told too, and to whom.
    zin = daarna(vraag, "Gedaan", los)
    assert zin.startswith("Gedaan. Om 12:00 uur gaat er bericht naar de ")
    assert "Kampen" in zin
    eigen = daarna(vraag, "Gedaan", los, regio.gemeenten["zwolle"])
    assert "een andere gemeente" in eigen
    assert not [plek for plek in regio.gemeenten.values() if str(plek) in eigen and str(plek) != "Zwolle"]

    quarantaine.begin(nu, los)
    assert daarna(vraag, "Gedaan", los).startswith(
        "Gedaan. Bericht wacht tot de beheerder de post weer laat gaan, voor "
    )
    assert ", te laat: dat moest vóór " in daarna(zaak, "Gedaan", nu + 9000 * UUR)


def test_koppelen_zonder_moment_weigert_de_database(vraag: Persvraag) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Persvraag.objects.filter(pk=vraag.pk).update(gekoppeld_op=None)


def test_wat_een_zender_vasthield_gaat_na_een_fout_niet_alsnog_door_het_slot(
    zaak: Melding, vraag: Persvraag, regio: Regio, nu: datetime, mailserver: Mailserver
) -> None:
    rijen = Bericht.objects.filter(zaak=vraag, gegevens__has_key=PERSTEKST)
    klaar = rijen.count()
    rijen.update(status="bezig", lease_tot=nu)
    onderzoek(zaak, regio, nu)

    verzend(nu + UUR, limiet=500)

    assert (teksten(vraag, "wacht"), teksten(vraag, "verzonden")) == (klaar, 0)
