"""The watchdog watched: invariants of the auditor are broken in the database, past our code, and are then found, with
the kenmerk of this zaak alone; and just inside the boundary nothing is found. The one about sight (7) is broken in
tests/escalatie/test_controle.py, the chain of who looked in tests/toegang/test_inzage.py."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from calamiteiten.bestanden import opslag
from calamiteiten.models import Bestand, Deelname, Melding, Oefening, Samenhang, Zaak
from communicatie.familie.betrokkenen import OP_DE_LIJST
from communicatie.familie.slotcontrole import ONDERWEG
from communicatie.models import (
    ONTVANGST_MELDER,
    Bericht,
    Herroeping,
    Informeermoment,
    Informering,
    Onderzoek,
    Sms,
    Uiting,
    Uitzondering,
    Vrijgave,
)
from contacten.models import Bezetting, Gebruiker, Gemeente
from escalatie.bewaking import controle
from escalatie.bewaren import akten
from escalatie.draaiboek import opvolging, spoed
from escalatie.draaiboek.termijnen import SCHEEF_GEZIEN
from escalatie.models import Genodigde, Overleg, Stap, Taak, Termijn, Wekker
from tests import bouw
from tests.bouw import Regio
from tests.communicatie import persbouw

pytestmark = pytest.mark.django_db
SECONDE, MINUUT, UUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
HALF_UUR = 30 * MINUUT
Daad = Callable[[Melding, datetime], object]


def _fase(melding: Melding, **anders: object) -> int:
    return Termijn.objects.filter(zaak=melding, code="fase_1").update(**anders)


def _post(melding: Melding, **anders: object) -> int:
    """One message of this melding, mailed long ago and asking nothing."""
    rij = Bericht.objects.filter(zaak=melding, bevestigen_voor_op=None).earliest("pk")
    return Bericht.objects.filter(pk=rij.pk).update(**anders)


def _laatste(melding: Melding, **anders: object) -> int:
    return Stap.objects.filter(pk=Stap.objects.filter(zaak=melding).latest("volgnummer").pk).update(**anders)


def _vraagt(melding: Melding, **anders: object) -> int:
    """One message that asks for a confirmation."""
    rij = Bericht.objects.filter(opvolging.ZONDER_ANTWOORD, zaak=melding).earliest("pk")
    Bericht.objects.filter(zaak=melding, bevestigen_voor_op__isnull=False).exclude(pk=rij.pk).update(
        bevestigen_voor_op=None
    )
    return Bericht.objects.filter(pk=rij.pk).update(**anders)


def _ging_af(melding: Melding, nu: datetime, rollen: tuple[str, ...]) -> None:
    wekker = Wekker.objects.get(termijn__zaak=melding, termijn__code="fase_1", soort="op")
    Wekker.objects.filter(pk=wekker.pk).update(gaat_op=nu, gevuurd_op=nu)
    for rol, rij in zip(rollen, Bericht.objects.filter(zaak=melding), strict=False):
        Bericht.objects.filter(pk=rij.pk).update(aanleiding=f"wekker:{wekker.pk}", rol=rol)


def _verstreken_bij(melding: Melding, nu: datetime, op: datetime) -> int:
    """The term passed long ago; the step that set it off was recorded at `op`."""
    _fase(melding, vervalt_op=nu - UUR)
    return Stap.objects.filter(zaak=melding, pk=Termijn.objects.get(zaak=melding, code="fase_1").stap_id).update(op=op)


def _gesloten(melding: Melding, nu: datetime, zonder: type[Taak | Termijn]) -> int:
    """Closed, with none of these open any more."""
    Zaak.objects.filter(pk=melding.pk).update(afgerond_op=nu)
    if zonder is Taak:
        return Taak.objects.filter(zaak=melding, status="open").update(status="vervallen", afgerond_op=nu)
    return Termijn.objects.filter(zaak=melding, geeindigd_op=None).update(status="gestopt", geeindigd_op=nu)


def _opgevolgd(melding: Melding, nu: datetime, *, taak: bool) -> None:
    _vraagt(melding, opgevolgd_op=nu - UUR)
    rij = Bericht.objects.get(zaak=melding, opgevolgd_op=nu - UUR)
    if taak:
        Taak.objects.filter(zaak=melding).earliest("pk").berichten.add(rij)
    else:
        Bericht.objects.filter(pk=Bericht.objects.filter(zaak=melding).exclude(pk=rij.pk).earliest("pk").pk).update(
            na=rij
        )


def _spoed(melding: Melding, nu: datetime, **velden: Any) -> None:
    """Urgent or not, with the reasons on the row that the facts give."""
    rij = Melding.objects.filter(pk=melding.pk)
    rij.update(**velden)
    if "spoed_door" not in velden:
        rij.update(spoed_door=[*spoed.feiten_die_gelden(rij.get())])


OP_DE_HOOGTE = ("regiomanager", "contractmanager", "manager_gemeente")
# Number of the invariant -> what breaks it.
BREUKEN: list[tuple[int, str, Daad]] = [
    (1, "de fase heeft geen termijn", lambda m, nu: _fase(m, geeindigd_op=nu, status="gestopt")),
    (1, "de termijn hoort bij een andere fase", lambda m, nu: _fase(m, code="fase_2")),
    (2, "niemand zag haar verstrijken", lambda m, nu: _fase(m, vervalt_op=nu - controle.SPELING - SECONDE)),
    (3, "een waarschuwing zonder bericht", lambda m, nu: _ging_af(m, nu, ())),
    (3, "een waarschuwing aan te weinig rollen", lambda m, nu: _ging_af(m, nu, ("regiomanager",))),
    (4, "de volgende poging is te ver weg", lambda m, nu: _post(m, volgende_poging_op=nu + UUR + 5 * MINUUT + SECONDE)),
    (4, "een lege plek zonder telefoon", lambda m, nu: _post(m, status="geen_ontvanger", volgende_poging_op=None)),
    (4, "mislukt zonder telefoon", lambda m, nu: _post(m, status="mislukt", volgende_poging_op=None)),
    (5, "de status klopt niet met de laatste stap", lambda m, nu: _laatste(m, naar="fase_2")),
    (5, "een stap begint ergens anders", lambda m, nu: _laatste(m, van="monitoring")),
    (6, "een stap is veranderd", lambda m, nu: _laatste(m, motivering="Vervalst.")),
    (2, "net niet pas vastgelegd", lambda m, nu: _verstreken_bij(m, nu, nu - controle.SPELING)),
    (8, "gesloten met een termijn", lambda m, nu: _gesloten(m, nu, zonder=Taak)),
    (8, "gesloten met een taak", lambda m, nu: _gesloten(m, nu, zonder=Termijn)),
    (8, "gesloten met open taken", lambda m, nu: Zaak.objects.filter(pk=m.pk).update(afgerond_op=nu)),
    (9, "niemand volgt op", lambda m, nu: _vraagt(m, bevestigen_voor_op=nu - opvolging.SPELING - MINUUT)),
    (9, "opgevolgd zonder gevolg", lambda m, nu: _vraagt(m, opgevolgd_op=nu - controle.SPELING - SECONDE)),
    (12, "een ander protocolbestand", lambda m, nu: Zaak.objects.filter(pk=m.pk).update(protocol_digest="0" * 64)),
    (12, "een versie die weg is", lambda m, nu: Zaak.objects.filter(pk=m.pk).update(protocol_versie="weg")),
    (24, "een begin dat nog moest komen", lambda m, nu: _fase(m, uitleg={SCHEEF_GEZIEN: nu.isoformat()})),
    (15, "spoed zonder feit", lambda m, nu: Melding.objects.filter(pk=m.pk).update(spoed_sinds_op=nu)),
    (
        15,
        "spoed zonder feit en zonder soort die spoed is",
        lambda m, nu: Melding.objects.filter(pk=m.pk).update(spoed_sinds_op=nu, categorie="overig", acuut=[]),
    ),
    (15, "met de hand uit en toch spoed", lambda m, nu: _spoed(m, nu, spoed_sinds_op=nu, spoed_hand=spoed.UIT)),
    (15, "met de hand aan en geen spoed", lambda m, nu: _spoed(m, nu, acuut=["vermissing"], spoed_hand=spoed.AAN)),
    (15, "een ander feit", lambda m, nu: _spoed(m, nu, acuut=["vermissing"], spoed_sinds_op=nu, spoed_door=[])),
    (15, "een feit zonder spoed", lambda m, nu: Melding.objects.filter(pk=m.pk).update(acuut=["vermissing"])),
    (
        18,
        "een taak uit het niets",
        lambda m, nu: Taak.objects.filter(zaak=m, rol="communicatieadviseur").update(gemaakt_op=nu + MINUUT),
    ),
]
# What lies just inside the boundary.
NET_GOED: list[tuple[int, str, Daad]] = [
    (2, "net verstreken", lambda m, nu: _fase(m, vervalt_op=nu - controle.SPELING)),
    (2, "pas vastgelegd", lambda m, nu: _verstreken_bij(m, nu, nu - controle.SPELING + SECONDE)),
    (3, "een waarschuwing aan wie het moet weten", lambda m, nu: _ging_af(m, nu, OP_DE_HOOGTE)),
    (4, "de volgende poging is binnen het uur", lambda m, nu: _post(m, volgende_poging_op=nu + UUR + 5 * MINUUT)),
    (
        4,
        "pas een lege plek",
        lambda m, nu: _post(m, status="geen_ontvanger", volgende_poging_op=None, gepland_op=nu - controle.SPELING),
    ),
    (9, "de tijd is net om", lambda m, nu: _vraagt(m, bevestigen_voor_op=nu - opvolging.SPELING + MINUUT)),
    (9, "net opgevolgd", lambda m, nu: _vraagt(m, opgevolgd_op=nu - controle.SPELING)),
    (8, "gesloten zonder iets", lambda m, nu: [_gesloten(m, nu, zonder=een) for een in (Taak, Termijn)]),
    (9, "een ander kreeg het daarna", lambda m, nu: _opgevolgd(m, nu, taak=False)),
    (9, "iemand belt", lambda m, nu: _opgevolgd(m, nu, taak=True)),
    (15, "met de hand aan", lambda m, nu: _spoed(m, nu, spoed_sinds_op=nu, spoed_hand=spoed.AAN)),
    (15, "met de hand uit", lambda m, nu: _spoed(m, nu, acuut=["vermissing"], spoed_hand=spoed.UIT)),
    (15, "door een feit", lambda m, nu: _spoed(m, nu, acuut=["vermissing"], spoed_sinds_op=nu)),
    (12, "van voor er een zegel was", lambda m, nu: Zaak.objects.filter(pk=m.pk).update(protocol_digest="")),
]


def _na(nummer: int, daad: Daad, melding: Melding, nu: datetime) -> list[str]:
    """What this invariant finds after this was done past our code; it is undone again."""
    (vraag,) = [vraag for eigen, _, vraag in controle.INVARIANTEN if eigen == nummer]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            daad(melding, nu)
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        gevonden = sorted(set(vraag(nu)))
        transaction.set_rollback(True)
    return gevonden


def test_een_invariant_die_breekt_wordt_gevonden_en_net_binnen_de_grens_niet(regio: Regio, nu: datetime) -> None:
    melding = bouw.in_fase_1(nu - 3 * UUR)
    # Others beside it that are as they should be: a finding names the zaak that is broken, and no other.
    bouw.melding(nu - 3 * UUR)
    persbouw.persvraag(nu - 3 * UUR)
    Bericht.objects.filter(status="gepland").update(volgende_poging_op=nu)
    assert controle.controleer(nu) == []

    for nummer, naam, daad in BREUKEN:
        assert _na(nummer, daad, melding, nu) == [melding.kenmerk], (nummer, naam)
    for nummer, naam, daad in NET_GOED:
        assert _na(nummer, daad, melding, nu) == [], (nummer, naam)
    assert controle.controleer(nu) == []


# Locks, outcomes, meetings and texts: of a melding of which the family knows since it came in, and one of which nobody
# does.


def _naar_buiten(melding: Melding, **anders: object) -> Bericht:
    """A message to who opens no dossier."""
    vast: dict[str, Any] = {"rol": "medewerkers_regio", "gemeente": None, "sjabloon": "gedeeld_beeld"}
    rij = Bericht.objects.filter(zaak=melding, bevestigen_voor_op=None).earliest("pk")
    Bericht.objects.filter(pk=rij.pk).update(**{**vast, **anders})
    return rij


def _ging(melding: Melding, op: datetime, **anders: object) -> Bericht:
    return _naar_buiten(melding, status="verzonden", verzonden_op=op, volgende_poging_op=None, **anders)


def _wacht(melding: Melding) -> Bericht:
    return _naar_buiten(melding, status="wacht", volgende_poging_op=None)


def _onderzoek(melding: Melding, op: datetime, geeindigd_op: datetime | None = None) -> Onderzoek:
    door = Gebruiker.objects.get(username="contractmanager")
    einde: dict[str, Any] = (
        {"geeindigd_op": geeindigd_op, "einde_reden": "Klaar.", "einde_vastgelegd_door": door} if geeindigd_op else {}
    )
    vast = {"beslist": "officier van justitie", "reden": "Gehoord.", "vastgelegd_door": door}
    return Onderzoek.objects.create(melding=melding, begonnen_op=op, vastgelegd_op=op, **vast, **einde)


def _kwam_op_de_lijst(melding: Melding, op: datetime) -> Informering:
    """Somebody who does not know."""
    wie = {"rol": "jeugdige_familie", "partij": "Slachtoffer", "betrokkene": "slachtoffer"}
    door = Gebruiker.objects.get(username="contractmanager")
    return Informering.objects.create(melding=melding, vastgelegd_op=op, vastgelegd_door=door, **wie)


def _wist(melding: Melding, op: datetime) -> int:
    return Informeermoment.objects.filter(informering__melding=melding).update(geinformeerd_op=op)


def _hoort_bij_een_dichte(melding: Melding, op: datetime, tot: datetime | None = None) -> Samenhang:
    """The other one tells of the same event, since `op` and until `tot`."""
    ander = Melding.objects.exclude(pk=melding.pk).get()
    een, twee = sorted((melding.pk, ander.pk))
    door = Gebruiker.objects.get(username="contractmanager")
    einde: dict[str, Any] = {"beeindigd_op": tot, "beeindigd_door": door, "einde_reden": "Toch niet."} if tot else {}
    return Samenhang.objects.create(
        een_id=een, twee_id=twee, reden="x", vastgelegd_op=op, vastgelegd_door=door, **einde
    )


def _overleg(melding: Melding, nu: datetime, taak: Taak | None, **anders: object) -> Overleg:
    door = Gebruiker.objects.get(username="contractmanager")
    vast: dict[str, Any] = {"soort": "proef", "status": "gepland", "gepland_op": nu, "bekend_op": nu}
    return Overleg.objects.create(zaak=melding, taak=taak, vastgelegd_op=nu, vastgelegd_door=door, **{**vast, **anders})


def _overleg_bij(melding: Melding, nu: datetime, *, vervallen: bool = False, gesloten: bool = False) -> None:
    """A meeting that an open task asks for; unless that lapsed, or the zaak was closed."""
    taak = Taak.objects.filter(zaak=melding, status="open").earliest("pk")
    _overleg(melding, nu, taak)
    if vervallen:
        Taak.objects.filter(pk=taak.pk).update(status="vervallen", afgerond_op=nu)
    if gesloten:
        Zaak.objects.filter(pk=melding.pk).update(afgerond_op=nu)


def _genodigd(melding: Melding, nu: datetime, *, gehoord: str = "", weg: bool = False, waar: str = "zwolle") -> None:
    """The manager of Zwolle is invited; `gehoord`: what the message about it, to a manager `waar`, is about."""
    overleg = _overleg(melding, nu, Taak.objects.filter(zaak=melding, status="open").earliest("pk"))
    zwolle, daar = (Gemeente.objects.filter(code=code).first() for code in ("zwolle", waar))
    Genodigde.objects.create(
        overleg=overleg, rol="manager_gemeente", gemeente=zwolle, uitgenodigd_op=nu, vervallen_op=nu if weg else None
    )
    Bericht.objects.filter(zaak=melding, rol="manager_gemeente").update(rol="wethouder", contactpersoon=None)
    if gehoord:
        wie = (
            Bezetting.objects.filter(rol="manager_gemeente").values("contactpersoon")[:1] if waar == "contact" else None
        )
        velden = {"contactpersoon": wie} if wie is not None else {"rol": "manager_gemeente", "gemeente": daar}
        assert _post(melding, aanleiding=gehoord.format(overleg.pk), **velden) == 1


def _sms(melding: Melding, nu: datetime, **anders: object) -> Sms:
    rij = Bericht.objects.filter(zaak=melding).earliest("pk")
    vast: dict[str, Any] = {"status": "gepland", "gepland_op": nu, "volgende_poging_op": nu}
    return Sms.objects.create(bericht=rij, **{**vast, **anders})


def _akte(melding: Melding, nu: datetime, sleutel: str = "", zegel: str = "") -> None:
    """A certificate that names this dossier, sealed as it should be unless another seal is given."""
    inhoud = {"soort": "zaak", "nummer": 0, "kenmerk": melding.kenmerk, "categorie": "scenario_a"}
    inhoud |= {"sleutel": sleutel or str(uuid4()), "maanden": 12, "sinds_datum": nu.date(), "gevraagd_op": nu, "op": nu}
    inhoud |= {"gevraagd_nummer": 1, "besloten_nummer": 2, "gevraagd_door": "een", "besloten_door": "twee"}
    akte = akten.leg_vast(inhoud)
    if zegel:
        type(akte).objects.update(zegel=zegel)


def _bestand(melding: Melding, nu: datetime, sleutel: UUID | None = None, **anders: object) -> None:
    velden = {
        "soort": "rapport",
        "naam": "a.pdf",
        "vorm": "pdf",
        "omvang": 1,
        "stand": "ongekeurd",
        "vastgelegd_op": nu,
        **anders,
    }
    door = Gebruiker.objects.all()[0]
    Bestand.objects.create(zaak=melding, sleutel=sleutel or uuid4(), vastgelegd_door=door, **velden)


def _ongekeurd(melding: Melding, nu: datetime, sinds: timedelta, stand: str = "wacht", **anders: object) -> None:
    _bestand(melding, nu, None, vastgelegd_op=nu - sinds, stand=stand, **anders)


def _oefening(melding: Melding, nu: datetime, adres: str = "") -> None:
    door = Gebruiker.objects.get(username="contractmanager")
    velden = {"scenario": "x", "naam": "Proef", "snelheid": 1, "gemaakt_op": nu, "gemaakt_door": door}
    plek = {"aanbieder": melding.aanbieder, "gemeente": Gemeente.objects.get(code="zwolle")}
    oefening = Oefening.objects.create(**velden, **plek)
    if adres:
        Deelname.objects.create(oefening=oefening, gebruiker=door, adres=adres, aangemeld_op=nu)
    Zaak.objects.filter(pk=melding.pk).update(oefening=oefening)
    Bericht._base_manager.filter(zaak=melding.pk).update(verzonden_op=None)
    rij = Bericht._base_manager.filter(zaak=melding.pk).earliest("pk")
    Bericht._base_manager.filter(pk=rij.pk).update(aan="Wie@voorbeeld.example", verzonden_op=nu)


def _niemand_hoorde_het(melding: Melding, nu: datetime) -> None:
    laatste = Stap.objects.filter(zaak=melding, code="start_fase_1").latest("pk")
    Bericht.objects.filter(zaak=melding, aanleiding=f"stap:{laatste.pk}").update(aanleiding="proef")


def _alleen_de_gemeente_hoorde_het_niet(melding: Melding, nu: datetime) -> None:
    laatste = Stap.objects.filter(zaak=melding, code="start_fase_1").latest("pk")
    rijen = Bericht.objects.filter(zaak=melding, aanleiding=f"stap:{laatste.pk}", gemeente__isnull=False)
    rijen.update(aanleiding="proef")


def _leave(melding: Melding, nu: datetime, **anders: Any) -> Uiting:
    """Leave of the step that sends the first message."""
    door = Gebruiker.objects.get(username="contractmanager")
    vrij = Vrijgave.objects.create(melding=melding, soort="mail", reden="x", gegeven_op=nu, gegeven_door=door)
    rij = Bericht.objects.filter(zaak=melding, bevestigen_voor_op=None).earliest("pk")
    vast = {"soort": "mail", "gedaan_op": nu, "wist_familie": False, "vrijgave": vrij, "vastgelegd_door": door}
    return Uiting.objects.create(melding=melding, sleutel=rij.aanleiding, vastgelegd_op=nu, **{**vast, **anders})


def _uitgezonderd(melding: Melding, op: datetime) -> list[Uitzondering]:
    """Everybody on the list need not know first."""
    door = Gebruiker.objects.get(username="contractmanager")
    rijen = Informering.objects.filter(OP_DE_LIJST, melding=melding)
    vast: dict[str, Any] = {"reden": "Onvindbaar.", "gegeven_op": op, "gegeven_door": door}
    return [Uitzondering.objects.create(informering=rij, **vast) for rij in rijen]


def _herroepen(melding: Melding, nu: datetime, **wat: Any) -> Herroeping:
    door = Gebruiker.objects.get(username="contractmanager")
    return Herroeping.objects.create(reden="Toch niet.", op=nu, door=door, **wat)


def _samen(*daden: Daad) -> Daad:
    return lambda melding, nu: [daad(melding, nu) for daad in daden]


# Number, name, of which melding (does the family know), what is done, whether it is a finding.
SLOTEN: list[tuple[int, str, bool, Daad, bool]] = [
    (10, "wacht en niets is dicht", True, lambda m, nu: _wacht(m), True),
    (10, "wacht op de familie", False, lambda m, nu: _wacht(m), False),
    (10, "wacht op een onderzoek", True, _samen(lambda m, nu: _wacht(m), _onderzoek), False),
    (10, "wacht op een ander", True, _samen(lambda m, nu: _wacht(m), _hoort_bij_een_dichte), False),
    (
        10,
        "wachtte op een ander",
        True,
        _samen(lambda m, nu: _wacht(m), lambda m, nu: _hoort_bij_een_dichte(m, nu - UUR, nu)),
        True,
    ),
    (11, "voor de familie", False, _ging, True),
    (11, "aan wie het dossier opent", False, lambda m, nu: _ging(m, nu, rol="toegang"), False),
    (11, "aan wie het meldde", False, lambda m, nu: _ging(m, nu, sjabloon=ONTVANGST_MELDER), False),
    (11, "toen zij het wist", True, lambda m, nu: [_ging(m, nu), _wist(m, nu)], False),
    (11, "een tel voor zij het wist", True, lambda m, nu: [_ging(m, nu), _wist(m, nu + SECONDE)], True),
    (11, "net op de lijst", True, lambda m, nu: [_ging(m, nu), _kwam_op_de_lijst(m, nu - ONDERWEG + SECONDE)], False),
    (11, "al op de lijst", True, lambda m, nu: [_ging(m, nu), _kwam_op_de_lijst(m, nu - ONDERWEG)], True),
    (11, "later op de lijst", True, lambda m, nu: [_ging(m, nu), _kwam_op_de_lijst(m, nu + SECONDE)], False),
    (11, "onderzoek net begonnen", True, lambda m, nu: [_ging(m, nu), _onderzoek(m, nu - ONDERWEG)], False),
    (11, "door een onderzoek", True, lambda m, nu: [_ging(m, nu), _onderzoek(m, nu - ONDERWEG - SECONDE)], True),
    (11, "onderzoek net klaar", True, lambda m, nu: [_ging(m, nu), _onderzoek(m, nu - UUR, nu)], False),
    (11, "een tel voor het klaar was", True, lambda m, nu: [_ging(m, nu), _onderzoek(m, nu - UUR, nu + SECONDE)], True),
    (11, "achter een ander", True, lambda m, nu: [_ging(m, nu), _hoort_bij_een_dichte(m, nu - ONDERWEG)], True),
    (
        11,
        "net bij een ander",
        True,
        lambda m, nu: [_ging(m, nu), _hoort_bij_een_dichte(m, nu - ONDERWEG + SECONDE)],
        False,
    ),
    (11, "los van een ander", True, lambda m, nu: [_ging(m, nu), _hoort_bij_een_dichte(m, nu - UUR, nu)], False),
    (17, "klaar achter het slot", False, lambda m, nu: _naar_buiten(m, status="gepland", volgende_poging_op=nu), True),
    (17, "klaar en open", True, lambda m, nu: _naar_buiten(m, status="gepland", volgende_poging_op=nu), False),
    (17, "klaar voor binnen", False, lambda m, nu: _naar_buiten(m, rol="toegang"), False),
    (17, "al weg", False, _ging, False),
    (17, "nog bij de zender", False, lambda m, nu: _naar_buiten(m, status="bezig", lease_tot=nu + SECONDE), False),
    (17, "niet meer bij de zender", False, lambda m, nu: _naar_buiten(m, status="bezig", lease_tot=nu), True),
    (17, "achter een onderzoek", True, lambda m, nu: [_naar_buiten(m), _onderzoek(m, nu)], True),
    (17, "na een onderzoek", True, lambda m, nu: [_naar_buiten(m), _onderzoek(m, nu - UUR, nu)], False),
    (17, "achter een ander", True, lambda m, nu: [_naar_buiten(m), _hoort_bij_een_dichte(m, nu)], True),
    (17, "los van een ander", True, lambda m, nu: [_naar_buiten(m), _hoort_bij_een_dichte(m, nu - UUR, nu)], False),
    (17, "met leave", False, lambda m, nu: [_naar_buiten(m), _leave(m, nu)], False),
    (17, "leave herroepen", False, lambda m, nu: [_naar_buiten(m), _herroepen(m, nu, uiting=_leave(m, nu))], True),
    (17, "leave en een onderzoek", True, lambda m, nu: [_naar_buiten(m), _leave(m, nu), _onderzoek(m, nu)], True),
    (
        17,
        "leave en een onderzoek dat is herroepen",
        False,
        lambda m, nu: [_naar_buiten(m), _leave(m, nu), _herroepen(m, nu, onderzoek=_onderzoek(m, nu))],
        False,
    ),
    (
        17,
        "leave en een onderzoek dat klaar is",
        False,
        lambda m, nu: [_naar_buiten(m), _leave(m, nu), _onderzoek(m, nu - UUR, nu)],
        False,
    ),
    (
        17,
        "leave en elders een onderzoek",
        False,
        lambda m, nu: [_naar_buiten(m), _leave(m, nu), _onderzoek(Melding.objects.exclude(pk=m.pk).get(), nu)],
        False,
    ),
    (11, "uitgezonderd", False, lambda m, nu: [_ging(m, nu), _uitgezonderd(m, nu)], False),
    (11, "een tel later uitgezonderd", False, lambda m, nu: [_ging(m, nu), _uitgezonderd(m, nu + SECONDE)], True),
    (
        11,
        "een ander uitgezonderd",
        False,
        lambda m, nu: [_ging(m, nu), _uitgezonderd(Melding.objects.exclude(pk=m.pk).get(), nu)],
        True,
    ),
    (
        11,
        "uitgezonderd en al lang niet meer",
        False,
        lambda m, nu: [
            _ging(m, nu),
            *(_herroepen(m, nu - UUR, uitzondering=een) for een in _uitgezonderd(m, nu - UUR)),
        ],
        True,
    ),
    (13, "niemand hoorde de uitkomst", False, _niemand_hoorde_het, True),
    (13, "alleen de gemeente hoorde het niet", False, _alleen_de_gemeente_hoorde_het_niet, True),
    (14, "een overleg waar geen taak om vraagt", False, lambda m, nu: _overleg(m, nu, None), True),
    (14, "een overleg van een taak die verviel", False, lambda m, nu: _overleg_bij(m, nu, vervallen=True), True),
    (14, "een overleg van een gesloten zaak", False, lambda m, nu: _overleg_bij(m, nu, gesloten=True), True),
    (14, "een overleg zonder genodigden", False, _overleg_bij, False),
    (14, "het is al gehouden", False, lambda m, nu: _overleg(m, nu, None, status="gehouden", gehouden_op=nu), False),
    (14, "een genodigde hoorde niets", False, _genodigd, True),
    (14, "hij hoeft niet meer", False, lambda m, nu: _genodigd(m, nu, weg=True), False),
    (14, "hij hoorde het", False, lambda m, nu: _genodigd(m, nu, gehoord="overleg:{}:1"), False),
    (14, "de regio hoorde het", False, lambda m, nu: _genodigd(m, nu, gehoord="overleg:{}:1", waar=""), False),
    (14, "op een andere plek", False, lambda m, nu: _genodigd(m, nu, gehoord="overleg:{}:1", waar="contact"), False),
    (14, "hij hoorde van een ander overleg", False, lambda m, nu: _genodigd(m, nu, gehoord="overleg:{}0:1"), True),
    (
        14,
        "een ander hoorde het",
        False,
        lambda m, nu: _genodigd(m, nu, gehoord="overleg:{}:1", waar="raalte"),
        True,
    ),
    (16, "net op tijd", False, lambda m, nu: _sms(m, nu, volgende_poging_op=nu - opvolging.SPELING), False),
    (16, "te laat", False, lambda m, nu: _sms(m, nu, volgende_poging_op=nu - opvolging.SPELING - SECONDE), True),
    (16, "nog vast", False, lambda m, nu: _sms(m, nu, status="bezig", lease_tot=nu - opvolging.SPELING), False),
    (
        16,
        "te lang vast",
        False,
        lambda m, nu: _sms(m, nu, status="bezig", lease_tot=nu - opvolging.SPELING - SECONDE),
        True,
    ),
    (19, "een oefening schreef wie niet meedoet", False, _oefening, True),
    (19, "een oefening schreef wie meedoet", False, lambda m, nu: _oefening(m, nu, "wie@voorbeeld.example"), False),
    (21, "een akte met een ander zegel", False, lambda m, nu: _akte(m, nu, zegel="x"), True),
    (21, "wat vernietigd is, staat er nog", False, lambda m, nu: _akte(m, nu, sleutel=str(m.sleutel)), True),
    (21, "een akte van wat weg is", False, _akte, False),
    (22, "een bestand zonder inhoud op de schijf", False, _bestand, True),
    (22, "een ingetrokken bestand", False, lambda m, nu: _bestand(m, nu, ingetrokken_op=nu), False),
    (22, "een besmet bestand ligt apart", False, lambda m, nu: _bestand(m, nu, stand="besmet", gekeurd_op=nu), False),
    (22, "de inhoud ligt er, ook zonder plek", False, lambda m, nu: _bestand(m, nu, opslag.zet_klaar(b"x")), False),
    (25, "een half uur wachten op de scanner", False, lambda m, nu: _ongekeurd(m, nu, HALF_UUR), True),
    (25, "nog geen half uur", False, lambda m, nu: _ongekeurd(m, nu, HALF_UUR - SECONDE), False),
    (25, "ingetrokken", False, lambda m, nu: _ongekeurd(m, nu, HALF_UUR, ingetrokken_op=nu), False),
    (25, "van voor de scanner", False, lambda m, nu: _ongekeurd(m, nu, HALF_UUR, stand="ongekeurd"), False),
]


def test_sloten_uitkomsten_overleggen_en_sms_aan_beide_kanten_van_hun_grens(
    regio: Regio, nu: datetime, settings: Any, tmp_path: Path
) -> None:
    toen = nu - 3 * UUR
    dicht, open_ = bouw.in_fase_1(toen), bouw._familie_weet_het(toen).melding
    Bericht.objects.filter(status="gepland").update(volgende_poging_op=nu)
    settings.SMS_URL, settings.DATA = "https://sms.example.invalid", tmp_path
    settings.CLAMAV_ADRES = "tcp://127.0.0.1:1"
    for nummer, naam, weet_het, daad, is_gevonden in SLOTEN:
        melding = open_ if weet_het else dicht
        gevonden = _na(nummer, daad, melding, nu)
        assert gevonden == ([melding.kenmerk] if is_gevonden else []), (nummer, naam)
    assert {nummer for nummer, *_ in [*BREUKEN, *SLOTEN]} == {n for n, _, _ in controle.INVARIANTEN} - {
        7,
        controle.KETEN,
        controle.ZEGELS,
    }
