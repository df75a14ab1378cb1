"""Making the actions that are owed, and the two verbs for what was recorded of one (design 4.6)."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction

from basis.geweigerd import Geweigerd
from basis.kalender import lokale_datum
from calamiteiten import kenmerk
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Organisatie, Paraatheid, Paraatheidsfeit
from calamiteiten.paraatheid import ROLLEN_PARAATHEID, zichtbare_paraatheid
from calamiteiten.statussen import PARAATHEID
from contacten.models import Aanbieder, Gebruiker, Gemeente, dader_velden
from contacten.organisaties import regio_gemeenten
from escalatie.draaiboek import correcties, deur
from escalatie.draaiboek.opdrachten import Opdracht
from escalatie.draaiboek.procedure import REGISTREER
from escalatie.models import Stap
from escalatie.protocol.lezen import geldende_versie, haal_protocol
from escalatie.protocol.model import Protocol
from escalatie.protocol.paraatheidsregels import ActieRegel

from . import berichten, termijnen
from .inhoud import in_woorden, wat
from .opdrachten import WEER_OPEN, Inhoud
from .procedure import PROCEDURE, maak_feit
from .stand import actie_van, geldende_feiten

NIET_VAN_U = "Dit kan alleen wie deze actie bijhoudt."
VERVALLEN = "Dit is al verbeterd of ingetrokken. Lees wat er nu staat."
ZELFDE = "U hebt niets veranderd."
# Of the keys of what is made here: pressed twice, it is made once.
_RUIMTE = UUID("6f0b7a52-9c1d-4c1e-8f5e-2f6a0d6d3c11")
Plek = tuple[ActieRegel, Gemeente | None, Aanbieder | None]


def ontbrekend(protocol: Protocol) -> list[Plek]:
    """What is owed by this version and was not made yet; three queries."""
    gemeenten, aanbieders = regio_gemeenten(), list(Aanbieder.objects.order_by("naam"))
    er_zijn = set(Paraatheid.objects.values_list("actie", "gemeente", "aanbieder").order_by())
    alle = (plek for regel in protocol.paraatheid_acties for plek in _plekken(regel, gemeenten, aanbieders))
    return [(r, g, a) for r, g, a in alle if (r.code, g.pk if g else None, a.pk if a else None) not in er_zijn]


def _plekken(regel: ActieRegel, gemeenten: list[Gemeente], aanbieders: list[Aanbieder]) -> Iterator[Plek]:
    if regel.van == Organisatie.GEMEENTE:
        yield from ((regel, gemeente, None) for gemeente in gemeenten)
    elif regel.van == Organisatie.AANBIEDER:
        yield from ((regel, None, aanbieder) for aanbieder in aanbieders)
    else:
        yield regel, None, None


def zet_klaar(door: Gebruiker, nu: datetime, behalve: Collection[Gemeente | Aanbieder] = ()) -> list[Paraatheid]:
    """Make every action that is owed and is not there, but for those of `behalve`; who owns one hears of it. Returns
    those. Raises Geweigerd for another role."""
    if not door.is_rol(*ROLLEN_PARAATHEID):
        raise Geweigerd(NIET_VAN_U)
    dag = lokale_datum(nu)
    protocol = haal_protocol(geldende_versie(dag))
    with transaction.atomic():
        # Two at once: the second waits here, and then finds nothing to make.
        kenmerk.houd_vast(PARAATHEID, dag.year)
        plekken = [plek for plek in ontbrekend(protocol) if (plek[1] or plek[2]) not in behalve]
        return [_maak(protocol, plek, door, nu) for plek in plekken]


def _maak(protocol: Protocol, plek: Plek, door: Gebruiker, nu: datetime) -> Paraatheid:
    regel, gemeente, aanbieder = plek
    sleutel = uuid5(_RUIMTE, f"{regel.code}:{gemeente and gemeente.pk}:{aanbieder and aanbieder.pk}")

    def maak() -> Paraatheid:
        van = gemeente or aanbieder or (settings.REGIO.organisatie if regel.van == Organisatie.REGIO else "")
        zaak = Paraatheid(
            kenmerk=kenmerk.volgende(PARAATHEID, lokale_datum(nu).year),
            sleutel=sleutel,
            protocol_versie=protocol.versie,
            protocol_digest=protocol.digest,
            onderwerp=f"{regel.naam}: {van}"[:120] if van else regel.naam[:120],
            actie=regel.code,
            organisatie=regel.van,
            gemeente=gemeente,
            aanbieder=aanbieder,
            ontvangen_op=nu,
            laatste_stap_op=nu,
            vastgelegd_op=nu,
            **dader_velden(door),
        )
        zaak.begin(protocol.paraatheid.stap_per_code[REGISTREER].naar)
        zaak.save(force_insert=True)
        return zaak

    return deur.begin(PROCEDURE, maak, sleutel, door, nu)


def verbeter(nummer: int, inhoud: Inhoud, reden: str, door: Gebruiker, nu: datetime) -> Paraatheidsfeit:
    """Put right what was recorded: the old stays to read, and the term is counted anew. Raises Geweigerd without a
    reason or a difference, for who may not, and when it holds no more."""
    with transaction.atomic():
        feit, zaak = _pak(nummer, door)
        actie = actie_van(zaak)
        velden = correcties.verschil(in_woorden(feit, actie), in_woorden(inhoud, actie))
        if not velden:
            raise Geweigerd(ZELFDE)
        stap = correcties.leg_vast(
            zaak,
            correcties.VERBETER,
            wat(feit, actie),
            door,
            nu,
            reden=reden,
            velden=velden,
            gegevens={"feit": feit.pk},
        )
        _laat_vervallen(feit, nu)
        nieuw = maak_feit(zaak, inhoud, door, nu, verbetert=feit)
        termijnen.werk_bij(stap, zaak, nu, is_gehaald=False)
        berichten.kondig_aan(zaak, "verbeterd", f"stap:{stap.pk}", nu, door)
    return nieuw


def trek_in(nummer: int, reden: str, door: Gebruiker, nu: datetime) -> Stap:
    """Take back what was recorded. When nothing is left, the action is to be arranged again, and who owns it hears
    that. Raises Geweigerd as `verbeter`."""
    with transaction.atomic():
        feit, zaak = _pak(nummer, door)
        actie = actie_van(zaak)
        stap = correcties.leg_vast(
            zaak, correcties.TREK_IN, wat(feit, actie), door, nu, reden=reden, gegevens={"feit": feit.pk}
        )
        _laat_vervallen(feit, nu)
        if geldende_feiten(zaak):
            termijnen.werk_bij(stap, zaak, nu, is_gehaald=False)
            berichten.kondig_aan(zaak, "ingetrokken", f"stap:{stap.pk}", nu, door)
            return stap
        return deur.voer_uit(Opdracht(zaak.pk, WEER_OPEN, door.pk, zaak.status, motivering=reden), nu)


def _pak(nummer: int, door: Gebruiker) -> tuple[Paraatheidsfeit, Paraatheid]:
    """The record and its action, held: the zaak first, as every step does."""
    van = Paraatheidsfeit.objects.filter(pk=nummer).values("paraatheid")
    zaak = vergrendeld(zichtbare_paraatheid(door).filter(pk__in=van)).first()
    if zaak is None or not zaak.is_open():
        raise Geweigerd(NIET_VAN_U)
    feit = Paraatheidsfeit.objects.select_for_update(of=("self",)).get(pk=nummer)
    if feit.vervallen_op:
        raise Geweigerd(VERVALLEN)
    return feit, zaak


def _laat_vervallen(feit: Paraatheidsfeit, nu: datetime) -> None:
    feit.vervallen_op = nu
    feit.save(update_fields=["vervallen_op"])
