"""Every form behind a signed link: sent twice it is one record, and nobody sends without end."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Func
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from basis.kalender import lokaal
from basis.klok import nu as klok_nu
from calamiteiten.models import Inzage, Melding, Oefenuitnodiging
from calamiteiten.statussen import PERSVRAAG
from communicatie.models import Actielink, Bericht, Informeermoment, Meldlink, Persantwoord, Persvraag
from communicatie.post import actielinks, meldlinks
from communicatie.post.actielinks import EVEN, PER_UUR, pad_voor
from contacten.bijhouden import linkposten, oefenen
from contacten.bijhouden.verzoeken import pad_van as verzoekpad
from contacten.gebruikers.uitnodigingen import nodig_uit, sleutel
from contacten.inloggen import linkdeur
from contacten.models import (
    Bevestigingsverzoek,
    Bezetting,
    Contactpersoon,
    Gebruiker,
    Linkpost,
    OefenAntwoord,
    Uitnodiging,
)
from escalatie.bewaking import linkvragen
from escalatie.draaiboek import overleggen
from escalatie.meldingen.actielink import handelen
from escalatie.meldingen.actielink.pagina import feitform
from escalatie.oefenen import spelen, uitnodigen
from escalatie.oefenen.scenario import van_hier as oefenscenarios
from escalatie.persvragen import antwoordlink
from tests import bestandsbouw, bouw, bouw_paraatheid, klok
from tests.bouw import Regio
from tests.communicatie import persbouw
from tests.escalatie.invullen import analyse_velden, melding_velden, moment, van_pagina
from tests.toegang.tabel import OPENBAAR, adressen

UUR = timedelta(hours=1)
# Not records: what counts the forms, and who is signed in.
# Each look at a page is a row of its own.
TELT_NIET = {"Linkpost", "Session", "LogEntry", "Inzage"}
ONZE = {"contacten", "calamiteiten", "communicatie", "escalatie"}
BEVESTIG = "beoordeling_toegang"
GEHEIM = "een-lang-geheim-van-noor"
Formulier = tuple[str, dict[str, Any]]


def namen_met_token(patronen: Any = None) -> Iterator[str]:
    """The name of every address that holds a signed token."""
    for patroon in get_resolver().url_patterns if patronen is None else patronen:
        if isinstance(patroon, URLResolver):
            yield from namen_met_token(patroon.url_patterns)
        elif isinstance(patroon, URLPattern) and "token" in patroon.pattern.converters and patroon.name:
            yield patroon.name


def alles() -> dict[str, str]:
    """A print of every row of every table of ours, so that nothing that is recorded twice stays unseen; what waits for
    the worker is done first."""
    linkvragen.stuur(klok_nu())
    tabellen = sorted(
        m._meta.db_table
        for m in apps.get_models()
        if m.__module__.split(".")[0] in ONZE and m.__name__ not in TELT_NIET and m._meta.managed and not m._meta.proxy
    )
    rijen = "SELECT '{0}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {0} t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(rijen.format(tabel) for tabel in tabellen))
        return dict(cursor.fetchall())


def link_van(zaak: Any, rol: str, regel: str, nu: datetime) -> str:
    """The path of the link for the first of this role who got this message."""
    rij = Bericht.objects.filter(zaak=zaak, rol=rol, regel=regel, contactpersoon__isnull=False).order_by("pk")[0]
    return pad_voor(rij, nu)


@pytest.fixture
def formulieren(regio: Regio, nu: datetime) -> dict[str, Formulier]:
    """Each form by link, with what is filled in on it."""
    rm = regio.gebruikers["regiomanager"]
    fase_1, analyse = bouw.in_fase_1(nu, gemeenten=["zwolle"]), bouw.tot("impactanalyse", nu, gemeenten=["zwolle"])
    oordeel, monitoring = bouw.tot("beoordeling", nu, gemeenten=["zwolle"]), bouw.tot("monitoring", nu)
    gezegd = bouw.tot("beoordeling", nu, gemeenten=["zwolle"])
    plek = ("manager_gemeente", regio.gemeenten["zwolle"].pk)
    overleg = bouw.in_scenario("d", nu, gemeenten=["zwolle"])
    afspraak = overleggen.Afspraak(nu + 24 * UUR, 60, "RSJ, zaal 2", "", frozenset({plek}))
    overleggen.plan_in(bouw.taak(overleg, "managersoverleg").pk, afspraak, rm, nu)
    Gebruiker.objects.filter(rol__in=["manager_gemeente", "toegang"]).update(is_active=False)
    Bericht.objects.filter(status="gepland").update(status="verzonden", verzonden_op=nu, volgende_poging_op=None)
    actie = link_van(fase_1, "manager_gemeente", "fase_1_naar_managers", nu)
    uitgenodigd = Bericht.objects.get(zaak=overleg, rol="manager_gemeente", sjabloon="overleg_gepland")
    toegang = link_van(analyse, "toegang", "analyse_naar_toegang", nu)
    bevestigt = link_van(oordeel, "toegang", "beoordeling_naar_toegang", nu)

    actief = {
        "actielink": (actie, {}),
        "actielink komt": (pad_voor(uitgenodigd, nu), {"komt": "ja"}),
        "actielink_taak": (f"{actie}taak/{bouw.taak(fase_1, 'veiligheid', 'zwolle').pk}/", {}),
        "actielink_communicatie": (
            f"{actie}communicatie/informeren/",
            {
                "orgaan": "wethouder",
                "gemeente": str(regio.gemeenten["zwolle"].pk),
                "wijze": "telefonisch",
                "door_wie": "manager sociaal domein",
                **moment("geinformeerd_op", nu),
            },
        ),
        "actielink_ander": (f"{actie}ander/", {"naam": "Sanne de Proef"}),
        "actielink_opnieuw": (f"{actie}opnieuw/", {}),
        "actielink_analyse": (
            f"{toegang}analyse/{bouw.taak(analyse, 'analyse_toegang', 'zwolle').pk}/",
            analyse_velden(indienen="1"),
        ),
        "actielink_scenario": (
            f"{bevestigt}scenario/{bouw.taak(oordeel, 'beoordeling_toegang', 'zwolle').pk}/",
            {"scenario": "a"},
        ),
    }
    terug = {**_teruggenomen(gezegd, nu), **_feit_terug(actie, actief["actielink_communicatie"][1], nu)}
    oefent = _oefening(regio, nu)
    lijst = {**_gemeld(regio, monitoring, nu), **_lijst(regio, nu)}
    return {**actief, **terug, **_pers(nu), **_register(nu), **lijst, **oefent}


def _oefening(regio: Regio, nu: datetime) -> dict[str, Formulier]:
    """The forms with which who has no account joins a drill, and asks to."""
    leider, zwolle = regio.gebruikers["contractmanager"], regio.gemeenten["zwolle"]
    nacht = oefenscenarios()["nacht"]
    oefening = spelen.maak(nacht, 1, regio.aanbieders["molen"], zwolle, leider, nu)
    een, ander = list(uitnodigen.te_vragen(oefening, nu).values())[:2]
    uitnodigen.nodig_uit(oefening.pk, [een[0].pk], leider, nu)
    return {
        "oefenlink": (uitnodigen.pad_van(Oefenuitnodiging.objects.get()), {"mee": "ja"}),
        "oefenlink_vraag": (uitnodigen.vraagpad(oefening), {"email": ander[0].email}),
    }


def _teruggenomen(zaak: Melding, nu: datetime) -> dict[str, Formulier]:
    """The form with which a toegang takes back the scenario that it confirmed by link."""
    pad, taak = link_van(zaak, "toegang", "beoordeling_naar_toegang", nu), bouw.taak(zaak, BEVESTIG, "zwolle")
    handelen.bevestig_scenario(pad.split("/")[2], taak.pk, "a", nu)
    return {"actielink_terug": (f"{pad}terug/{taak.pk}/", {"reden": "Ik las het verkeerd."})}


def _feit_terug(pad: str, velden: dict[str, Any], nu: datetime) -> dict[str, Formulier]:
    """The form with which who told somebody of his own accord takes that back."""
    token = pad.split("/")[2]
    form = feitform(actielinks.vind(token, nu), "informeren", nu, {**velden, "orgaan": "burgemeester"})
    assert form
    assert form.is_valid(), form.errors
    handelen.leg_communicatie_vast(token, "informeren", form.feit(), nu)
    rij = Informeermoment.objects.latest("pk")
    return {"actielink_feit_terug": (f"{pad}terug/informeermoment/{rij.pk}/", {"reden": "Het was een ander."})}


def _pers(nu: datetime) -> dict[str, Formulier]:
    """The forms of a gemeente that answers the press: the answer itself, what it did, and that somebody else does."""
    Gebruiker.objects.filter(rol__in=["communicatie_gemeente", "beleidsmedewerker_jeugd"]).update(is_active=False)
    paden = []
    for _ in range(5):
        vraag = persbouw.loop(persbouw.persvraag(nu), "stem_af", nu)
        post = Bericht.objects.filter(zaak=vraag, rol="communicatie_gemeente", contactpersoon__isnull=False)
        paden.append(pad_voor(post.order_by("pk")[0], nu))
    vraag = Persvraag.objects.earliest("pk")
    gezegd = {
        "verwachte_status": vraag.status,
        "gemeente": "zwolle",
        "vragers": [vrager.pk for vrager in vraag.vragers.all()],
        "tekst": "Wij zoeken het uit.",
        "beantwoord_door": "woordvoerder",
        **moment("beantwoord_op", nu),
    }
    antwoorden = [_beantwoord(pad, gezegd, nu) for pad in paden[3:]]
    daad = {"verwachte_status": vraag.status, "tekst": "Er belde nog een krant."}
    return {
        "perslink": (paden[0], gezegd),
        "perslink_ander": (f"{paden[1]}ander/", {"naam": "Sanne de Proef"}),
        "perslink_stap": (f"{paden[2]}stap/meld_gebeurd/", daad),
        "perslink_antwoord": (
            f"{paden[3]}antwoord/{antwoorden[0]}/",
            {**gezegd, "tekst": "Wij weten het nu.", "reden": "Een tikfout."},
        ),
        "perslink_terug": (f"{paden[4]}antwoord/{antwoorden[1]}/intrekken/", {"reden": "Het was een ander."}),
    }


def _beantwoord(pad: str, gezegd: dict[str, Any], nu: datetime) -> int:
    """An answer that was recorded by the link with this path; its key."""
    token = pad.split("/")[2]
    form = antwoordlink.antwoordform(actielinks.vind(token, nu, PERSVRAAG), nu, gezegd)
    assert form
    assert form.is_valid(), form.errors
    antwoordlink.leg_vast(token, form, nu)
    return Persantwoord.objects.latest("pk").pk


def _register(nu: datetime) -> dict[str, Formulier]:
    """The forms on which an aanbieder without an account says what it has arranged beforehand."""
    gevraagd = Bericht.objects.filter(zaak=bouw_paraatheid.actie(nu).pk, contactpersoon__isnull=False).earliest("pk")
    velden = {"op_datum": f"{lokaal(nu):%Y-%m-%d}", "link": "https://wissel.example/protocol.pdf"}
    pad, stuk = pad_voor(gevraagd, nu), bestandsbouw.als_upload("p.pdf", bestandsbouw.pdf())
    document = {"omschrijving": "Protocol", "bestand": stuk}
    return {"paraatlink": (pad, velden), "paraatlink_bestand": (f"{pad}bestand/", document)}


def _gemeld(regio: Regio, monitoring: Melding, nu: datetime) -> dict[str, Formulier]:
    """The forms of an aanbieder that reports, and of one that did."""
    cm, dag = regio.gebruikers["contractmanager"], f"{lokaal(nu):%Y-%m-%d}"
    meldt = _meldlink(regio, cm, nu)
    gemeld = _meldlink(regio, cm, nu)
    Meldlink.objects.filter(pk=gemeld.pk).update(melding=monitoring)
    return {
        "melden": (meldlinks.pad_van(meldt), melding_velden(regio, nu, sleutel=None)),
        "melden_rapport": (
            f"{meldlinks.pad_van(gemeld)}rapport/",
            {"route": "aanbieder_onderzoekt", "ontvangen_datum": dag, "verbeterpunten": "Meer toezicht."},
        ),
        "melden_bericht": (f"{meldlinks.pad_van(gemeld)}bericht/", {"tekst": "Het was dinsdag."}),
        "melden_bestand": (
            f"{meldlinks.pad_van(gemeld)}bestand/",
            {
                "soort": "rapport",
                "omschrijving": "Rapport",
                "bestand": bestandsbouw.als_upload("r.pdf", bestandsbouw.pdf()),
            },
        ),
    }


def _lijst(regio: Regio, nu: datetime) -> dict[str, Formulier]:
    """The forms about the contact list and the accounts."""
    wie = Bezetting.objects.filter(rol="aanbieder")[0].contactpersoon
    verzoek = Bevestigingsverzoek.objects.create(contactpersoon=wie, gemaakt_op=nu, verloopt_op=nu + 24 * UUR)
    ronde = oefenen.start("manager_gemeente", None, regio.gebruikers["beheerder"], nu)
    nieuw = {"voornaam": "Noor", "achternaam": "de Proef", "email": "noor@rsj.example", "rol": "regiomanager"}
    nodig_uit(nieuw, regio.gebruikers["beheerder"], nu)
    return {
        "contact_bevestigen": (verzoekpad(verzoek), {"antwoord": "klopt"}),
        "contact_oefening": (oefenen.pad_van(OefenAntwoord.objects.filter(oefenronde=ronde)[0]), {}),
        "uitnodiging": (
            reverse("uitnodiging", args=[sleutel(Uitnodiging.objects.get(gebruiker__email="noor@rsj.example"))]),
            {"wachtwoord": GEHEIM, "herhaling": GEHEIM},
        ),
    }


def _meldlink(regio: Regio, door: Gebruiker, nu: datetime) -> Meldlink:
    aanbieder = regio.aanbieders[bouw.REGIONALE_AANBIEDER]
    plek = Bezetting.objects.filter(rol="aanbieder", aanbieder=aanbieder).first()
    assert plek
    return meldlinks.maak(aanbieder, plek.contactpersoon, door, nu)


@pytest.mark.eis("R101")
def test_elk_formulier_achter_een_link_wordt_een_keer_vastgelegd_en_niet_zonder_einde(
    client: Client, formulieren: dict[str, Formulier], nu: datetime
) -> None:
    # The way back to a link that works; asked of one that works too.
    assert {naam.split()[0] for naam in formulieren} >= set(namen_met_token()) - {
        "melden_opnieuw",
        # What a calendar reads by itself: there is no form.
        *("agenda_ics", "agenda_atom"),
    }
    for naam, (pad, ingevuld) in formulieren.items():
        klok.zet(nu + timedelta(seconds=10))
        velden = {}
        if naam != "actielink_opnieuw":
            pagina = client.get(pad)
            velden = {n: v for n in ("formulier", "gezien") if (v := van_pagina(pagina).get(n))}
            assert velden or not naam.startswith(("actie", "meld", "pers", "paraat")), f"{naam}: geen sleutel"
            if "versie" in ingevuld:
                velden["versie"] = "1"
        begin = alles()
        klok.zet(nu + timedelta(seconds=20))
        eerste = client.post(pad, {**ingevuld, **velden})
        na_een = alles()
        klok.zet(nu + timedelta(seconds=40))
        tweede = client.post(pad, {**ingevuld, **velden})

        assert na_een != begin, f"{naam}: er gebeurde niets ({eerste.status_code})"
        assert alles() == na_een, f"{naam}: twee keer vastgelegd"
        assert tweede.status_code in {200, 302, 410}, naam
        # Going back gives a page anew, with what was typed: what it says stands already.
        if naam != "actielink_opnieuw" and "taak" not in naam:
            client.post(pad, ingevuld)
            assert alles() == na_een, f"{naam}: nog eens vanaf een nieuwe pagina"

    # Invented tokens fill no table.
    tel = Linkpost.objects.count()
    for naam in namen_met_token():
        argumenten = {"token": "1-1.x", **({"nummer": 1} if naam in MET_NUMMER else {}), **MET_WOORD.get(naam, {})}
        assert client.post(reverse(naam, kwargs=argumenten)).status_code in {200, 404, 405, 410}
    assert Linkpost.objects.count() == tel
    _te_vaak(client, formulieren, nu)
    _opnieuw(client, formulieren, nu + 2 * UUR)


@pytest.mark.eis("R101")
def test_wie_teruggaat_en_iets_verandert_verstuurt_een_ander_formulier(
    client: Client, formulieren: dict[str, Formulier]
) -> None:
    """A correction is never answered with "that was in already": it was not."""
    pad, ingevuld = formulieren["melden_bericht"]
    velden = {"formulier": van_pagina(client.get(pad))["formulier"], **ingevuld}
    client.post(pad, velden)
    na_een = alles()
    assert "al_gedaan" in client.post(pad, velden)["Location"]

    anders = client.post(pad, {**velden, "tekst": "Nee, het was woensdag."})

    assert anders.status_code == 302
    assert "al_gedaan" not in anders["Location"]
    assert alles() != na_een


# What a stranger types to be found by, or to be called back on.
ADRES, NUMMER = {"email", "login"}, {"telefoon", "mobiel"}
# What is new on each page.
_EIGEN = re.compile(r'(?:value|nonce|action|href)="[^"]*"')


def _open_voor_vreemden(formulieren: dict[str, Formulier], regio: Regio, nu: datetime) -> dict[str, Formulier]:
    """Every form on which a stranger types an address or a number, with what else is on it: those behind a link, those
    without one, and those with which a link is asked that is too old, or was taken back."""
    door = regio.gebruikers["contractmanager"]
    oud, weg = _meldlink(regio, door, nu), _meldlink(regio, door, nu)
    Meldlink.objects.filter(pk__in=[oud.pk, weg.pk]).update(gemaakt_op=nu - 2 * UUR, verloopt_op=nu)
    Bericht.objects.update(gepland_op=nu - 2 * UUR)
    paginas = {naam: pad for naam, (pad, _) in formulieren.items() if naam != "actielink_opnieuw"}
    paginas["melden_opnieuw"], paginas["melden_opnieuw ingetrokken"] = meldlinks.pad_van(oud), meldlinks.pad_van(weg)
    zonder = [naam for naam, patroon in adressen() if naam in OPENBAAR and not patroon.pattern.regex.groups]
    paginas |= {naam: reverse(naam) for naam in zonder}
    gelezen = {naam: van_pagina(Client().get(pad)) for naam, pad in paginas.items()}
    Meldlink.objects.filter(pk=weg.pk).update(ingetrokken_op=nu, ingetrokken_door=door)
    return {
        naam: (
            f"{paginas[naam]}opnieuw/" if naam.startswith("melden_opnieuw") else paginas[naam],
            {**velden, **formulieren.get(naam, ("", {}))[1], "password": "fout", "antwoord": ""},
        )
        for naam, velden in gelezen.items()
        if (ADRES | NUMMER) & velden.keys()
    }


def _getypt(regio: Regio, nu: datetime) -> dict[str, tuple[str, str]]:
    """Whose address and number it may be."""
    link = Meldlink.objects.latest("pk").contactpersoon
    bekend, vertrokken = Contactpersoon.objects.exclude(email="").exclude(email=link.email).order_by("pk")[:2]
    Contactpersoon.objects.filter(pk=vertrokken.pk).update(vervallen_op=nu, mobiel="+31600000022")
    Contactpersoon.objects.filter(pk=bekend.pk).update(mobiel="+31600000021")
    van_account, gesloten = regio.gebruikers["contractmanager"], regio.gebruikers["adviseur"]
    Gebruiker.objects.filter(pk=van_account.pk).update(email="wel@rsj.example")
    Gebruiker.objects.filter(pk=gesloten.pk).update(email="niet@rsj.example", is_active=False)
    return {
        "onbekend": ("niemand@elders.example", "+31600000099"),
        "in de lijst": (bekend.email, "+31600000021"),
        "van de link": (link.email, "+31600000098"),
        "uit de lijst": (vertrokken.email, "+31600000022"),
        "met een account": ("wel@rsj.example", "+31600000097"),
        "account gesloten": ("niet@rsj.example", "+31600000096"),
    }


def _antwoord(formulier: Formulier, mail: str, nummer: str) -> tuple[int, str, str, int]:
    """What this form answers to this address and number, and how many queries it took; nothing of it stays."""
    pad, velden = formulier
    getypt = {**dict.fromkeys(ADRES & velden.keys(), mail), **dict.fromkeys(NUMMER & velden.keys(), nummer)}
    with transaction.atomic(), CaptureQueriesContext(connection) as vragen:
        antwoord = Client().post(pad, {**velden, **getypt})
        transaction.set_rollback(True)
    tekst = _EIGEN.sub("", antwoord.content.decode()).replace(mail, "").replace(nummer, "")
    return antwoord.status_code, antwoord.get("Location", ""), tekst, len(vragen)


@pytest.mark.eis("R102")
def test_wat_een_vreemde_als_adres_of_nummer_typt_verraadt_niet_of_wij_het_kennen(
    formulieren: dict[str, Formulier], regio: Regio, nu: datetime
) -> None:
    klok.zet(nu + timedelta(seconds=10))
    gevraagd = _open_voor_vreemden(formulieren, regio, nu)
    assert gevraagd.keys() >= {"account_login", "account_reset_password", "oefenlink_vraag", "contact_bevestigen"}
    assert gevraagd.keys() >= {"melden_opnieuw", "melden_opnieuw ingetrokken", "actielink_ander", "perslink_ander"}
    getypt, fout = _getypt(regio, nu), []
    for naam, formulier in gevraagd.items():
        # The first time fills what a process keeps in memory.
        _antwoord(formulier, *getypt["onbekend"])
        antwoorden = {wie: _antwoord(formulier, *typt) for wie, typt in getypt.items()}
        eerste = antwoorden["onbekend"]
        fout += [
            f"{naam}, {wie}: {een[:2]} met {een[3]} vragen, niet {eerste[:2]} met {eerste[3]}"
            for wie, een in antwoorden.items()
            if een != eerste
        ]
    assert not fout, "\n".join(fout)


def _standen(nu: datetime) -> dict[str, Callable[[], object]]:
    """What may have become of every link there is."""
    door, wie = Gebruiker.objects.filter(rol="regiomanager").first(), Contactpersoon.objects
    weg = {"ingetrokken_op": nu, "ingetrokken_door": door}
    oud = {"gemaakt_op": nu - 2 * UUR, "verloopt_op": nu - UUR}
    return {
        "werkt": lambda: None,
        "te oud": lambda: [model.objects.update(**oud) for model in (Actielink, Meldlink)],
        "ingetrokken": lambda: [model.objects.update(**weg) for model in (Actielink, Meldlink)],
        "van wie vertrok": lambda: wie.update(vervallen_op=nu),
        "van wie de plek niet meer vult": lambda: Bezetting.objects.all().delete(),
        "zonder adres": lambda: wie.exclude(telefoon="", mobiel="").update(email=""),
        "het bericht is ingetrokken": lambda: Bericht.objects.filter(actielink__isnull=False).update(
            status="ingetrokken"
        ),
        "van niemand": lambda: [Actielink.objects.update(sleutel=Func(function="gen_random_uuid"))],
    }


@pytest.mark.eis("R102")
def test_wie_een_nieuwe_link_vraagt_merkt_niet_wat_er_van_de_oude_werd(
    formulieren: dict[str, Formulier], regio: Regio, nu: datetime
) -> None:
    klok.zet(nu + timedelta(seconds=10))
    meldlink = meldlinks.pad_van(_meldlink(regio, regio.gebruikers["contractmanager"], nu))
    paden = {"actielink_opnieuw": formulieren["actielink_opnieuw"][0], "melden_opnieuw": f"{meldlink}opnieuw/"}
    assert paden.keys() == {naam for naam in namen_met_token() if naam.endswith("_opnieuw")}
    for naam, pad in paden.items():
        formulier, antwoorden = (pad, {"email": "", "antwoord": ""}), {}
        _antwoord(formulier, "een@elders.example", "")
        for stand, worden in _standen(nu).items():
            with transaction.atomic():
                worden()
                antwoorden[stand] = _antwoord(formulier, "een@elders.example", "")
                transaction.set_rollback(True)
        vragen = {stand: een[3] for stand, een in antwoorden.items()}
        assert len(set(antwoorden.values())) == 1, f"{naam}: {vragen}"


# These are about no zaak: the list, an account, a drill that is asked for, a link with which nothing was reported yet.
ZONDER_ZAAK = {"contact_bevestigen", "contact_oefening", "uitnodiging", "melden", "oefenlink", "oefenlink_vraag"}


def test_elke_link_laat_bij_het_openen_precies_een_rij_na_en_ook_als_zij_niet_meer_werkt(
    client: Client, formulieren: dict[str, Formulier], nu: datetime
) -> None:
    for is_ingetrokken in (False, True):
        for naam, (pad, _) in formulieren.items():
            if naam == "actielink_opnieuw":
                continue
            voor = Inzage.objects.count()
            assert linkdeur.link_van(pad, ""), f"{naam}: achter een vloed gaat deze deur dicht"
            code = client.get(pad).status_code
            erbij = list(Inzage.objects.order_by("pk")[voor:])
            if naam in ZONDER_ZAAK:
                assert (code in {200, 410}, erbij) == (True, []), naam
                continue
            (rij,) = erbij
            wat = ("weigering", 410) if is_ingetrokken else ("link", 200)
            assert (rij.soort, rij.uitkomst, code) == (*wat, wat[1]), naam
            assert (bool(rij.contactpersoon_id), rij.gebruiker_id, bool(rij.wat)) == (True, None, True), naam
        Actielink.objects.update(ingetrokken_op=nu)
        Meldlink.objects.update(
            ingetrokken_op=nu, ingetrokken_door=Gebruiker.objects.filter(rol="regiomanager").first()
        )


MET_NUMMER = {
    *("actielink_taak", "actielink_analyse", "actielink_scenario", "actielink_terug", "actielink_feit_terug"),
    *("perslink_antwoord", "perslink_terug"),
}
MET_WOORD = {
    "perslink_stap": {"code": "meld_gebeurd"},
    "actielink_communicatie": {"feit": "informeren"},
    "actielink_feit_terug": {"soort": "informeermoment"},
}


def _te_vaak(client: Client, formulieren: dict[str, Formulier], nu: datetime) -> None:
    """Each link refuses after so many forms in an hour, says so, and does its work again after that hour."""
    Uitnodiging.objects.update(gebruikt_op=None)
    for naam, (pad, ingevuld) in formulieren.items():
        if naam == "actielink_opnieuw":
            continue
        Linkpost.objects.all().delete()
        client.post(pad, {"komt": "ja", "scenario": "z", "antwoord": "x", "versie": "x"})
        link = Linkpost.objects.get().link
        Linkpost.objects.bulk_create(Linkpost(link=link, op=nu) for _ in range(linkposten.PER_UUR - 1))
        begin = alles()
        antwoord = client.post(pad, ingevuld)
        assert antwoord.status_code == 429, naam
        assert "te vaak iets verstuurd" in antwoord.content.decode(), naam
        assert alles() == begin, naam
        assert client.get(pad).status_code in {200, 302, 410}, f"{naam}: lezen mag"
        Linkpost.objects.update(op=nu - UUR)
        assert client.post(pad, {"versie": "x"}).status_code != 429, naam


def _opnieuw(client: Client, formulieren: dict[str, Formulier], nu: datetime) -> None:
    """A new link is asked once a minute, and three times an hour."""
    begin = Bericht.objects.filter(regel="nieuwe_link").count()
    for stap in range(10):
        klok.zet(nu + stap * EVEN / 2)
        client.post(formulieren["actielink_opnieuw"][0])
        linkvragen.stuur(klok_nu())
    assert Bericht.objects.filter(regel="nieuwe_link").count() == begin + PER_UUR


def test_dezelfde_journalist_twee_keer_verstuurd_is_er_een(client: Client, regio: Regio, nu: datetime) -> None:
    zaak = persbouw.persvraag(nu)
    client.force_login(regio.gebruikers["contractmanager"])
    pad, op = f"/persvragen/{zaak.kenmerk}/vragers/nieuw/", lokaal(nu)
    wie = {"medium": "Omroep", "journalist": "Jan de Proef", "ontvangen_op_0": f"{op:%Y-%m-%d}"}
    wie["ontvangen_op_1"] = f"{op:%H:%M}"
    eerder = zaak.vragers.count()
    client.post(pad, wie)
    na_een = alles()
    assert client.post(pad, wie).status_code == 302
    assert zaak.vragers.count() == eerder + 1
    assert alles() == na_een
    # Somebody who asked, did not any more, and does again is a new row.
    zaak.vragers.filter(medium="Omroep").update(ingetrokken_op=nu)
    client.post(pad, wie)
    client.post(pad, {**wie, "journalist": "Een ander"})
    assert zaak.vragers.filter(medium="Omroep").count() == 3
