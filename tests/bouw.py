"""Builders of whole situations: the region of the demo, and meldingen walked through the door to where a test is.

Nothing here sets a status. Every step takes place at the moment `nu` that the test hands over. `regio()` is the base
of all: the eleven gemeenten, the contact list (the toegang of Deventer is empty), eight aanbieders and the cast.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import wraps
from html import unescape
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse

from basis.kalender import lokale_datum
from calamiteiten.demo.zaaien.aanbieders import AANBIEDERS, zaai_aanbieders
from calamiteiten.demo.zaaien.accounts import Spelers, zaai_account
from calamiteiten.demo.zaaien.contacten import zaai_contacten
from calamiteiten.demo.zaaien.gemeenten import GEMEENTEN, zaai_gemeenten
from calamiteiten.demo.zaaien.stappen import Loper
from calamiteiten.dossier import Gegevens
from calamiteiten.models import Melding
from communicatie.models import Bericht
from contacten.models import Aanbieder, Gebruiker, Gemeente
from contacten.rollen import Rol
from escalatie.bewaking import ronde
from escalatie.meldingen.dossier.tabbladen import KAMERS
from escalatie.models import Papier, Taak
from escalatie.protocol.lezen import digest, geldende_versie, haal_protocol, versies
from tests import afdruk
from tests.inbraak import inbraak
from tests.statussen import Status

WACHTWOORD = "proef-calamiteiten"
# Username -> role and gemeente. Names with an underscore: the names of the fixtures.
REGIONAAL = {
    "contractmanager": Rol.CONTRACTMANAGER,
    "regiomanager": Rol.REGIOMANAGER,
    "adviseur": Rol.COMMUNICATIEADVISEUR,
    "beheerder": Rol.BEHEERDER,
    "privacy": Rol.PRIVACYFUNCTIONARIS,
}
LOKAAL = {
    "toegang_zwolle": (Rol.TOEGANG, "zwolle"),
    "toegang_deventer": (Rol.TOEGANG, "deventer"),
    "toegang_raalte": (Rol.TOEGANG, "raalte"),
    "manager_zwolle": (Rol.MANAGER_GEMEENTE, "zwolle"),
    "manager_deventer": (Rol.MANAGER_GEMEENTE, "deventer"),
}
# A toegang that no story involves: active, with the right role, of the wrong gemeente.
BUITENSTAANDER = ("buitenstaander", Rol.TOEGANG, "ommen")
CRITERIA = {
    "calamiteit": ("onverwacht", "kwaliteit", "ernstig_gevolg", "jeugdige_of_ouder_getroffen"),
    "geweld": ("vorm_van_geweld", "tegen_jeugdige_of_ouder", "door_medewerker_of_medebewoner"),
}
# Works in Zwolle, Deventer, Kampen and Raalte; "molen" works in Zwolle only, "brug" in Deventer only.
REGIONALE_AANBIEDER = "wissel"
# The way to each status, by the codes of `Loper` and the steps of the protocol.
SCENARIOS = ("a", "b", "c", "d")


@dataclass(frozen=True)
class Regio:
    """The region: gemeenten and aanbieders by code, users by name, and the cast that takes the steps."""

    gemeenten: dict[str, Gemeente]
    aanbieders: dict[str, Aanbieder]
    gebruikers: dict[str, Gebruiker]

    @property
    def spelers(self) -> Spelers:
        """Who takes the steps of a walk."""
        gebruikers = self.gebruikers
        return Spelers(
            contractmanager=gebruikers["contractmanager"],
            regiomanager=gebruikers["regiomanager"],
            communicatieadviseur=gebruikers["adviseur"],
            lokaal={(str(rol), plaats): gebruikers[naam] for naam, (rol, plaats) in LOKAAL.items()},
        )


def van_deze_regio() -> list[str]:
    """The versions of the protocol of the region that this run serves: those that zaken of `bouw` can follow."""
    return [versie for versie in versies() if haal_protocol(versie).regio == settings.REGIO.regio]


def regio(nu: datetime | None = None) -> Regio:
    """The region with its people; a second call in one test returns the same. `nu`: when contacts were confirmed."""
    bestaand = _mensen()
    if "regiomanager" not in bestaand:
        afdruk.leg(lambda: _zaai(nu), nu)
        bestaand = _mensen()
    gemeenten = {gemeente.code: gemeente for gemeente in Gemeente.objects.filter(code__in=GEMEENTEN)}
    per_naam = Aanbieder.objects.in_bulk([voorbeeld.naam for voorbeeld in AANBIEDERS.values()], field_name="naam")
    return Regio(gemeenten, {code: per_naam[voorbeeld.naam] for code, voorbeeld in AANBIEDERS.items()}, bestaand)


def loper(nu: datetime) -> Loper:
    """A walker with the cast of the region; for stories that need other steps than the builders below."""
    return Loper(regio().spelers, nu)


def gegevens(
    nu: datetime, gemeenten: Iterable[str] = ("zwolle",), aanbieder: str = REGIONALE_AANBIEDER, **feiten: Any
) -> Gegevens:
    """What the form says of a calamiteit; the first gemeente is of residence, the second of the woonplaatsbeginsel.

    `feiten` replaces fields of `Gegevens`. Every gemeente was told.
    """
    plek = regio()
    codes = list(gemeenten)
    bedrijf = plek.aanbieders[aanbieder]
    soort = feiten.get("soort", "calamiteit")
    basis = Gegevens(
        onderwerp="Ernstig letsel op een woongroep",
        omschrijving="Een jeugdige raakte zwaar gewond op de groep. De hulpdiensten waren snel ter plaatse.",
        soort=soort,
        meldingssoort="verplicht",
        categorie="letsel_jeugdige",
        zorgcontext="jeugdhulp",
        grondslag="jeugdwet",
        gebeurd_datum=lokale_datum(nu - timedelta(days=1)),
        plaatssoort="bij_aanbieder",
        aanbieder=bedrijf,
        aanbieder_soort=bedrijf.soort,
        ontvangen_op=nu,
        gemeente_verblijf=plek.gemeenten[codes[0]],
        gemeente_woonplaats=plek.gemeenten[codes[1] if len(codes) > 1 else codes[0]],
        gemeld_igj_op=nu - timedelta(hours=2),
        igj_kenmerk="V-000001",
        criteria=dict.fromkeys(CRITERIA.get(soort, ()), "ja"),
    )
    gevuld = replace(basis, **feiten)
    genoemd = {plek.code for plek in (gevuld.gemeente_verblijf, gevuld.gemeente_woonplaats) if plek}
    gemeld = dict.fromkeys({*codes, *genoemd}, nu - timedelta(hours=1))
    return replace(gevuld, **{"gemeld_toegang": gemeld, **feiten})


def gang(loop: Callable[..., Loper]) -> Callable[..., Loper]:
    """A walk that is laid from its print where that can lie (`afdruk.gang`), and walked elsewhere."""

    @wraps(loop)
    def lopend(nu: datetime, *args: Any, **feiten: Any) -> Loper:
        regio()
        versie = digest(geldende_versie(lokale_datum(feiten.get("ontvangen_op") or nu)))
        sleutel = (loop.__name__, repr((nu, args, sorted(feiten.items()))), versie)
        uit = afdruk.gang(sleutel, lambda: loop(nu, *args, **feiten))
        if isinstance(uit, Loper):
            return uit
        opnieuw = loper(uit.nu)
        opnieuw._melding = Melding.objects.select_related("aanbieder").get(pk=uit.melding)
        return opnieuw

    return lopend


def melding(
    nu: datetime, gemeenten: Iterable[str] = ("zwolle",), aanbieder: str = REGIONALE_AANBIEDER, **feiten: Any
) -> Melding:
    """A melding in `ontvangen`, registered by the contractmanager at `nu`; a third gemeente and further are added."""
    return _geregistreerd(nu, gemeenten, aanbieder, **feiten).melding


def melding_met_drie_berichten(nu: datetime) -> Melding:
    """A melding just registered, of which three messages wait: for the toegang of Zwolle and both contractmanagers.
    What the adviser of communication would hear is left out."""
    gemaakt = melding(nu)
    with inbraak():
        Bericht.objects.filter(zaak=gemaakt, rol="communicatieadviseur").delete()
    return gemaakt


def in_beoordeling(nu: datetime, scenario: str = "a", **feiten: Any) -> Melding:
    """A melding in `beoordeling` with definitive analyses that point to `scenario` ("twijfel" is possible too)."""
    return _tot_beoordeling(nu, scenario, **feiten).melding


def in_scenario(letter: str, nu: datetime, **feiten: Any) -> Melding:
    """A melding in scenario a, b, c or d, confirmed by each involved toegang."""
    return _tot_scenario(nu, letter, **feiten).melding


def in_fase_1(nu: datetime, **feiten: Any) -> Melding:
    """A melding in `fase_1` that started at `nu`, with its tasks still to do."""
    return _tot_fase_1(nu, **feiten).melding


def met_advies(nu: datetime, **feiten: Any) -> Melding:
    """A melding in `fase_1` with one version of the communication advice laid down."""
    return _tot_fase_1(nu, **feiten).doe("communicatieadvies_fase_1").melding


def in_fase_2(nu: datetime, **feiten: Any) -> Melding:
    """A melding in `fase_2` that started at `nu`; the tasks of Fase 1 are done."""
    return _tot_fase_2(nu, **feiten).melding


def afgerond(letter: str, nu: datetime, **feiten: Any) -> Melding:
    """A melding with this scenario that was handled and closed."""
    weg = _tot_scenario(nu, letter, **feiten).doe_alles()
    volg = weg.stap("schaal_lokaal_op", Rol.REGIOMANAGER) if letter == "d" else weg.stap("start_monitoring")
    return volg.doe_alles().stap("rond_af").melding


def tot(status: str, nu: datetime, **feiten: Any) -> Melding:
    """A melding in any status of the protocol; `monitoring` and `afgerond` by way of scenario a."""
    return WEGEN[Status(status)](nu, **feiten).melding


@gang
def _geregistreerd(
    nu: datetime, gemeenten: Iterable[str] = ("zwolle",), aanbieder: str = REGIONALE_AANBIEDER, **feiten: Any
) -> Loper:
    codes = list(gemeenten)
    plek = regio()
    return loper(nu).registreer(gegevens(nu, codes, aanbieder, **feiten), [plek.gemeenten[code] for code in codes[2:]])


@gang
def _afgewezen(nu: datetime, **feiten: Any) -> Loper:
    standaard: dict[str, Any] = {"soort": "incident", "categorie": "", "criteria": {}}
    return _geregistreerd(nu, **{**standaard, **feiten}).stap("wijs_af", motivering="Dit is een incident.")


@gang
def _ingetrokken(nu: datetime, **feiten: Any) -> Loper:
    return _geregistreerd(nu, **feiten).stap("trek_melding_in", motivering="De aanbieder vergiste zich.")


def _dubbel(nu: datetime, **feiten: Any) -> Loper:
    eerste = _geregistreerd(nu, **feiten).melding
    return _geregistreerd(nu, **feiten).sluit_als_dubbel(eerste)


@gang
def _in_impactanalyse(nu: datetime, **feiten: Any) -> Loper:
    return _geregistreerd(nu, **feiten).stap("start_impactanalyse")


@gang
def _tot_beoordeling(nu: datetime, uitslag: str = "a", **feiten: Any) -> Loper:
    return _in_impactanalyse(nu, **feiten).analyseer(uitslag).stap("start_beoordeling")


@gang
def _in_twijfel(nu: datetime, **feiten: Any) -> Loper:
    return _tot_beoordeling(nu, "twijfel", **feiten).stap("raadpleeg_bij_twijfel")


@gang
def _tot_scenario(nu: datetime, letter: str, **feiten: Any) -> Loper:
    return _tot_beoordeling(nu, letter, **feiten).bevestig(letter).stap(f"kies_{letter}")


@gang
def _in_monitoring(nu: datetime, **feiten: Any) -> Loper:
    return _tot_scenario(nu, "a", **feiten).doe("jeugdige_familie", "lokaal_informeren").stap("start_monitoring")


@gang
def _tot_fase_1(nu: datetime, **feiten: Any) -> Loper:
    return _tot_scenario(nu, "d", **feiten).doe("managersoverleg").stap("start_fase_1", Rol.REGIOMANAGER)


@gang
def _familie_weet_het(nu: datetime, **feiten: Any) -> Loper:
    return _tot_fase_1(nu, **feiten).doe("jeugdige_familie")


@gang
def _tot_fase_2(nu: datetime, **feiten: Any) -> Loper:
    return _tot_fase_1(nu, **feiten).doe_alles().stap("start_fase_2", Rol.REGIOMANAGER)


@gang
def _afgerond(nu: datetime, **feiten: Any) -> Loper:
    return _in_monitoring(nu, **feiten).doe_alles().stap("rond_af")


def _scenario_weg(letter: str) -> Any:
    return lambda nu, **feiten: _tot_scenario(nu, letter, **feiten)


WEGEN: dict[Status, Any] = {
    Status.ONTVANGEN: _geregistreerd,
    Status.NIET_MELDINGSWAARDIG: _afgewezen,
    Status.INGETROKKEN: _ingetrokken,
    Status.DUBBEL: _dubbel,
    Status.IMPACTANALYSE: _in_impactanalyse,
    Status.BEOORDELING: _tot_beoordeling,
    Status.TWIJFEL: _in_twijfel,
    Status.MONITORING: _in_monitoring,
    Status.FASE_1: _tot_fase_1,
    Status.FASE_2: _tot_fase_2,
    Status.AFGEROND: _afgerond,
    **{Status(f"scenario_{letter}"): _scenario_weg(letter) for letter in SCENARIOS},
}


def taak(zaak: Melding, code: str, gemeente: str = "") -> Taak:
    """The newest task with this code of a melding, of one gemeente when given."""
    rijen = Taak.objects.filter(zaak=zaak, code=code).select_related("zaak", "gemeente").order_by("-pk")
    gevonden = (rijen.filter(gemeente__code=gemeente) if gemeente else rijen).first()
    assert gevonden, f"{zaak} heeft geen taak {code} {gemeente}"
    return gevonden


def heel_dossier(client: Client, melding: Melding) -> str:
    """All rooms of this dossier as who is signed in reads them, one after the other."""
    paginas = [client.get(reverse(kamer.adres, args=[melding.kenmerk])) for kamer in KAMERS]
    return "".join(unescape(pagina.content.decode()) for pagina in paginas if pagina.status_code == HTTPStatus.OK)


def papier(client: Client, melding: Melding, soort: str, nu: datetime) -> Any:
    """The answer with this paper: at once when it is short, else as a worker made it at `nu`."""
    adres = reverse("papier", args=[melding.kenmerk, soort])
    antwoord = client.get(adres)
    if antwoord["Content-Type"] == "application/pdf":
        return antwoord
    client.post(adres)
    ronde.maak_papier(nu)
    rij = Papier.objects.latest("pk")
    return client.get(reverse("papier_halen", args=[melding.kenmerk, rij.pk]))


def _mensen() -> dict[str, Gebruiker]:
    return {gebruiker.username: gebruiker for gebruiker in Gebruiker.objects.select_related("gemeente")}


def _zaai(nu: datetime | None) -> None:
    gemeenten = zaai_gemeenten()
    zaai_contacten(gemeenten, zaai_aanbieders(gemeenten), nu)
    for naam, rol in REGIONAAL.items():
        zaai_account(naam, rol, WACHTWOORD, achternaam=naam.capitalize())
    for naam, (rol, plaats) in {**LOKAAL, BUITENSTAANDER[0]: BUITENSTAANDER[1:]}.items():
        zaai_account(naam, rol, WACHTWOORD, gemeenten[plaats], naam.replace("_", " ").title())
