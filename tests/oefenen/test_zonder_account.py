"""Who has no account joins a drill by a link, plays it by links, and is reached by nothing before and after (R153)."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from basis.wereld import binnen
from calamiteiten.models import Deelname, Melding, Oefening, Oefenuitnodiging
from communicatie.models import Actielink, Bericht, BerichtStatus, Sms
from communicatie.post import actielinks
from communicatie.post.berichten import Aankondiging, plan
from communicatie.post.deelnemers import DOET_NIET_MEE
from communicatie.post.persoonlijk import OefeningMailtNiet, plan_persoonlijk
from communicatie.sjablonen.bestanden import alle, lees
from contacten.bezetting import Zetel, bezet
from contacten.models import Bezetting, Contactpersoon, Gebruiker, Linkpost
from contacten.rollen import PER_AANBIEDER, PER_GEMEENTE
from escalatie.bewaking import controle, linkvragen, ronde
from escalatie.oefenen import spelen, uitnodigen
from escalatie.oefenen.scenario import van_hier
from escalatie.protocol.lezen import haal_protocol
from tests import bouw, klok
from tests.bouw import Regio
from tests.conftest import Mailserver
from tests.inbraak import inbraak
from tests.oefenen.test_oefening import CONTRACT, Oefenverteller, wereld_van
from tests.smsdienst import smsdienst

pytestmark = [pytest.mark.django_db, pytest.mark.eis("R153")]
ACTIELINK = re.compile(r"https?://[^/\s]+(/oefening/[0-9]+/actie/[^\s]+)")
MEEDOEN = re.compile(r"https?://[^/\s]+(/oefeningen/meedoen/[^\s]+)")


@pytest.fixture
def o(regio: Regio, nu: datetime, mailserver: Mailserver) -> Oefenverteller:
    """Beside a real melding of the same seats, of which all mail is out."""
    bouw.melding(nu)
    ronde.verzend(lambda: nu)
    return Oefenverteller(regio, nu)


@pytest.fixture
def toegang(o: Oefenverteller) -> Contactpersoon:
    """Who fills the toegang of Zwolle, and does not sign in."""
    eerste = bezet("toegang", o.nu, gemeente=o.regio.gemeenten["zwolle"]).eerste
    assert eerste
    return eerste


def tekst_van(mail: EmailMessage, soort: str = "plain") -> str:
    deel = mail.get_body((soort,))
    assert deel
    return str(deel.get_content())


def aan(mailserver: Mailserver, contact: Contactpersoon, vanaf: int = 0) -> list[EmailMessage]:
    return [mail for mail in mailserver.ontvangen[vanaf:] if str(mail["To"]) == contact.email]


def link_in(mails: list[EmailMessage], patroon: re.Pattern[str]) -> str:
    gevonden = [treffer[1] for mail in mails if (treffer := patroon.search(tekst_van(mail)))]
    return gevonden[-1]


def nodig_uit(o: Oefenverteller, mailserver: Mailserver, *wie: Contactpersoon) -> list[str]:
    """Who leads asks these, over the page; the paths of the links that they got."""
    vanaf = len(mailserver.ontvangen)
    o.stuur(CONTRACT, f"/oefeningen/{o.nummer}/uitnodigen/", wie=[contact.pk for contact in wie])
    ronde.verzend(lambda: o.nu)
    return [link_in(aan(mailserver, contact, vanaf), MEEDOEN) for contact in wie]


def test_uitgenodigd_aangemeld_gespeeld_en_afgemeld_zonder_account(
    o: Oefenverteller, mailserver: Mailserver, toegang: Contactpersoon
) -> None:
    o.zet_klaar()
    o.doe(CONTRACT, "aanmelden")
    blad = o.als(CONTRACT).get(f"/oefeningen/{o.nummer}/uitnodigen/").content.decode()
    assert toegang.weergavenaam in blad
    (pad,) = nodig_uit(o, mailserver, toegang)
    niets_voor_hij_ja_zegt(o, mailserver, toegang, pad)
    anoniem, vanaf = Client(), len(mailserver.ontvangen)
    assert anoniem.post(pad, {"mee": "ja"}).status_code == 302
    assert "U doet mee" in anoniem.get(pad).content.decode()
    deelname = Deelname.objects.get(contactpersoon=toegang)
    assert (deelname.adres, deelname.gebruiker) == (toegang.email, None)
    assert "Zwolle" in deelname.plekken
    # Joining late, he hears what he is to do now.
    o.wacht(1)
    actie = hij_speelt_met_links(o, mailserver.ontvangen[vanaf:], toegang)
    geen_weg_naar_de_andere_wereld(o, actie)
    assert 19 not in {schending.nummer for schending in controle.controleer(o.nu)}
    blad = o.als(CONTRACT).get(f"/oefeningen/{o.nummer}/").content.decode()
    assert f"{toegang.weergavenaam} (via een link)" in blad
    hij_meldt_zich_af(o, mailserver, toegang, pad, actie)
    o.doe(CONTRACT, "stoppen")
    for weg in (pad, actie):
        antwoord = anoniem.post(weg, {"mee": "ja"})
        assert antwoord.status_code == 410
        assert "Er is niets gewijzigd." in antwoord.content.decode()
    assert "toegang Zwolle" in o.als(CONTRACT).get(f"/oefeningen/{o.nummer}/nabespreking/").content.decode()


def niets_voor_hij_ja_zegt(o: Oefenverteller, mailserver: Mailserver, wie: Contactpersoon, pad: str) -> None:
    """The invitation is marked, opening it does nothing, and nothing of the drill goes to who was only asked."""
    (mail,) = [mail for mail in aan(mailserver, wie) if MEEDOEN.search(tekst_van(mail))]
    assert str(mail["Subject"]).startswith("OEFENING")
    pagina = Client().get(pad)
    assert pagina.status_code == 200
    assert '<h1 class="nl-heading nl-heading--level-1">OEFENING ' in pagina.content.decode()
    assert not Deelname.objects.filter(contactpersoon=wie).exists()
    o.doe(CONTRACT, "beginnen")
    vanaf = len(mailserver.ontvangen)
    o.wacht(1)
    assert aan(mailserver, wie, vanaf) == []
    with binnen(wereld_van(Oefening.objects.get())):
        assert Bericht.objects.filter(contactpersoon=wie, reden=DOET_NIET_MEE).exists()


def hij_speelt_met_links(o: Oefenverteller, weg: list[EmailMessage], wie: Contactpersoon) -> str:
    """His mail has a link into the drill; its page says what it is, and what he does there is done there alone."""
    mails = [mail for mail in weg if str(mail["To"]) == wie.email]
    for mail in mails:
        assert str(mail["Subject"]).startswith("OEFENING ")
        assert "OEFENING" in tekst_van(mail)
        assert "OEFENING" in tekst_van(mail, "html")
    pad = link_in(mails, ACTIELINK)
    assert pad.startswith(f"/oefening/{o.nummer}/actie/")
    echt, wereld = Melding.objects.get(), wereld_van(Oefening.objects.get())
    # A browser that happens to be signed in for something else opens it too.
    assert "<title>OEFENING OEFM-" in o.als("toegang_deventer").get(pad).content.decode()
    pagina = Client().get(pad).content.decode()
    for wel in ("<title>OEFENING OEFM-", 'aria-label="Oefening"', "Vraag het aan wie de oefening leidt"):
        assert wel in pagina
    for niet in ("tel:", echt.kenmerk, "Naar de oefening", "@rsj.example"):
        assert niet not in pagina, niet
    assert Client().post(pad).status_code == 302
    with binnen(wereld):
        assert Bericht.objects.filter(contactpersoon=wie, bevestigd_op__isnull=False).exists()
        assert Actielink.objects.filter(gebruikt_op__isnull=False).count() == 1
    assert not Actielink.objects.filter(gebruikt_op__isnull=False).exists()
    assert not Bericht.objects.filter(contactpersoon=wie, bevestigd_op__isnull=False).exists()
    return pad


def geen_weg_naar_de_andere_wereld(o: Oefenverteller, actie: str) -> None:
    """The link of the drill opens nothing among real work, and no real link opens anything in the drill."""
    assert Client().get(actie.removeprefix(f"/oefening/{o.nummer}")).status_code == 404
    echt = Bericht.objects.filter(zaak=Melding.objects.get(), contactpersoon__isnull=False).order_by("pk")[0]
    Gebruiker.objects.filter(rol=echt.rol).update(is_active=False)
    pad = actielinks.pad_voor(echt, o.nu)
    assert pad
    assert Client().get(pad).status_code == 200
    assert "OEFM-" not in Client().get(pad).content.decode()
    assert Client().get(f"/oefening/{o.nummer}{pad}").status_code == 404
    Gebruiker.objects.filter(rol=echt.rol).update(is_active=True)


def hij_meldt_zich_af(o: Oefenverteller, mailserver: Mailserver, wie: Contactpersoon, pad: str, actie: str) -> None:
    """From then on nothing reaches him, and the links that he had open nothing."""
    Client().post(pad, {"mee": "nee"})
    assert Deelname.objects.get(contactpersoon=wie).afgemeld_op
    assert Client().get(actie).status_code == 410
    assert Client().post(actie).status_code == 410
    vanaf = len(mailserver.ontvangen)
    o.wacht(60)
    o.wacht(60)
    assert aan(mailserver, wie, vanaf) == []


def test_wie_de_link_van_de_oefening_heeft_vraagt_zelf_een_eigen_link(
    o: Oefenverteller, mailserver: Mailserver, toegang: Contactpersoon
) -> None:
    o.zet_klaar()
    blad = o.als(CONTRACT).get(f"/oefeningen/{o.nummer}/").content.decode()
    gevonden = re.search(rf'href="{re.escape(settings.SITE_URL)}(/oefeningen/aanmelden/[^"]+)"', blad)
    assert gevonden
    pad, anoniem, vanaf = gevonden[1], Client(), len(mailserver.ontvangen)
    assert "OEFENING" in anoniem.get(pad).content.decode()
    antwoorden = {anoniem.post(pad, {"email": adres})["Location"] for adres in (toegang.email, "vreemd@elders.example")}
    assert len(antwoorden) == 1
    linkvragen.stuur(o.nu)
    ronde.verzend(lambda: o.nu)
    # Only to the address in the list; pressed again within the minute it was pressed once.
    anoniem.post(pad, {"email": toegang.email.upper()})
    linkvragen.stuur(o.nu)
    ronde.verzend(lambda: o.nu)
    (mail,) = mailserver.ontvangen[vanaf:]
    assert str(mail["To"]) == toegang.email
    uitnodiging = Oefenuitnodiging.objects.get()
    assert uitnodiging.gemaakt_door is None
    eigen = link_in([mail], MEEDOEN)
    anoniem.post(eigen, {"mee": "ja"})
    assert Deelname.objects.get(contactpersoon=toegang).adres == toegang.email
    # Somebody else's link, one that is made up, and one of another kind open nothing.
    for niet in (
        "/oefeningen/meedoen/1-1.x/",
        pad.replace("aanmelden", "meedoen"),
        eigen.replace("meedoen", "aanmelden"),
    ):
        assert anoniem.get(niet).status_code == 404
    # Another address is another reader: the link of the old one ends.
    Contactpersoon.objects.filter(pk=toegang.pk).update(email="ander@zwolle.example")
    assert anoniem.get(eigen).status_code == 410
    klok.zet(o.nu + timedelta(minutes=5))
    anoniem.post(pad, {"email": "ander@zwolle.example"})
    linkvragen.stuur(o.nu + timedelta(minutes=5))
    assert not Deelname.objects.filter(afgemeld_op__isnull=True).exists()
    assert anoniem.get(eigen).status_code == 404
    # Who leads takes it back: it opens nothing, and is not asked for again by himself.
    o.stuur(CONTRACT, f"/oefeningen/{o.nummer}/uitnodigen/{uitnodiging.pk}/intrekken/")
    o.stuur(CONTRACT, f"/oefeningen/{o.nummer}/uitnodigen/{uitnodiging.pk}/intrekken/", 409)
    uitnodiging.refresh_from_db()
    assert anoniem.get(uitnodigen.pad_van(uitnodiging)).status_code == 410
    klok.zet(o.nu + timedelta(hours=2))
    eerder = Bericht.objects.count()
    anoniem.post(pad, {"email": "ander@zwolle.example"})
    linkvragen.stuur(o.nu + timedelta(hours=2))
    assert Bericht.objects.count() == eerder
    assert not Linkpost.objects.exclude(adres="").exists()


def test_nee_is_nee_en_wie_leidt_mag_het_nog_eens_vragen(
    o: Oefenverteller, mailserver: Mailserver, toegang: Contactpersoon
) -> None:
    o.zet_klaar()
    (pad,) = nodig_uit(o, mailserver, toegang)
    Client().post(pad, {"mee": "nee"})
    assert Oefenuitnodiging.objects.get().afgeslagen_op
    assert "niet mee te doen" in o.als(CONTRACT).get(f"/oefeningen/{o.nummer}/").content.decode()
    assert "nog niemand aangemeld" in o.doe(CONTRACT, "beginnen", 409).content.decode()
    vanaf = len(mailserver.ontvangen)
    o.nu += timedelta(minutes=1)
    klok.zet(o.nu)
    o.stuur(CONTRACT, f"/oefeningen/{o.nummer}/uitnodigen/{Oefenuitnodiging.objects.get().pk}/opnieuw/")
    ronde.verzend(lambda: o.nu)
    Client().post(link_in(aan(mailserver, toegang, vanaf), MEEDOEN), {"mee": "ja"})
    # With people who play by links alone it begins too.
    o.doe(CONTRACT, "beginnen")
    # Whom who leads has asked is not in the list of whom he can ask.
    assert toegang.pk not in uitnodigen.te_vragen(Oefening.objects.get(), o.nu)
    o.stuur("toegang_zwolle", f"/oefeningen/{o.nummer}/uitnodigen/", 404, wie=[toegang.pk])
    o.stuur(CONTRACT, f"/oefeningen/{o.nummer}/uitnodigen/", 200, wie=[toegang.pk])


def test_wie_dezelfde_postbus_leest_doet_niet_vanzelf_mee(
    o: Oefenverteller, mailserver: Mailserver, toegang: Contactpersoon
) -> None:
    collega = Contactpersoon.objects.create(naam="Collega", email=toegang.email, gemeente=toegang.gemeente)
    plek = Bezetting.objects.filter(contactpersoon=toegang, rol="toegang")[0]
    Bezetting.objects.create(
        contactpersoon=collega, rol="toegang", gemeente=plek.gemeente, van_datum=plek.van_datum, volgorde=99
    )
    o.zet_klaar()
    (pad,) = nodig_uit(o, mailserver, toegang)
    Client().post(pad, {"mee": "ja"})
    o.doe(CONTRACT, "beginnen")
    o.wacht(1)
    with binnen(wereld_van(Oefening.objects.get())):
        weg = Bericht.objects.filter(verzonden_op__isnull=False)
        assert set(weg.values_list("contactpersoon", flat=True)) == {toegang.pk}
        rij = weg[0]
    Bericht._base_manager.filter(pk=rij.pk).update(contactpersoon=collega)
    assert 19 in {schending.nummer for schending in controle.controleer(o.nu)}


def test_een_plek_wordt_gespeeld_door_wie_van_haar_meedoet(o: Oefenverteller, mailserver: Mailserver) -> None:
    zwolle = o.regio.gemeenten["zwolle"]
    plek = bezet("wethouder", o.nu, gemeente=zwolle)
    tweede = Contactpersoon.objects.create(naam="Tweede", email="tweede@zwolle.example", gemeente=zwolle)
    Bezetting.objects.create(
        contactpersoon=tweede, rol="wethouder", gemeente=zwolle, van_datum=o.nu.date(), volgorde=99
    )
    assert plek.eerste != tweede
    o.zet_klaar()
    o.doe(CONTRACT, "aanmelden")
    o.doe(CONTRACT, "beginnen")
    hier = replace(plek, bezetters=(*plek.bezetters, tweede))
    with binnen(wereld_van(Oefening.objects.get())), transaction.atomic():
        plan([Aankondiging(Melding.objects.get(), "gemist:1", "proef", "fase_1_manager", (hier,))], o.nu)
        gemist = Bericht.objects.get(aanleiding="gemist:1")
    assert (gemist.contactpersoon, gemist.reden) == (plek.eerste, DOET_NIET_MEE)
    (pad,) = nodig_uit(o, mailserver, tweede)
    Client().post(pad, {"mee": "ja"})
    with binnen(wereld_van(Oefening.objects.get())):
        # What the seat missed, he hears who plays it now.
        gemist.refresh_from_db()
        assert (gemist.contactpersoon, gemist.aan, gemist.status) == (tweede, tweede.email, "gepland")
        melding = Melding.objects.get()
        with transaction.atomic():
            plan([Aankondiging(melding, "proef:1", "proef", "fase_1_manager", (hier,))], o.nu)
        assert list(Bericht.objects.filter(aanleiding="proef:1").values_list("contactpersoon", flat=True)) == [
            tweede.pk
        ]


def soorten_mail() -> list[str]:
    """Every mail about a zaak that a drill can have."""
    return [code for code in alle() if lees(code).gaat_over_zaak and not lees(code).gaat_over_paraatheid]


def test_langs_elke_weg_bereikt_een_oefening_alleen_wie_zich_aanmeldde(
    o: Oefenverteller, mailserver: Mailserver, toegang: Contactpersoon, settings: Any
) -> None:
    """Every kind of mail and every SMS, laid ready for all by breaking in past the planning."""
    o.zet_klaar()
    (pad,) = nodig_uit(o, mailserver, toegang)
    Client().post(pad, {"mee": "ja"})
    o.doe(CONTRACT, "beginnen")
    hier = Oefening.objects.get()
    wereld = wereld_van(hier)
    anderen = Contactpersoon.objects.exclude(email="").exclude(pk=toegang.pk)
    Contactpersoon.objects.update(mobiel="0600000012")
    with binnen(wereld), inbraak():
        op = wereld.tijd(o.nu)
        melding = Melding.objects.get()
        Sms.objects.all().delete()
        Bericht.objects.filter(status=BerichtStatus.GEPLAND).update(status=BerichtStatus.INGETROKKEN)
        rijen = [
            _rij(melding, code, Bezetting.objects.filter(contactpersoon=wie)[0], op)
            for nummer, code in enumerate(soorten_mail())
            for wie in (toegang, anderen[nummer % len(anderen)])
        ]
        Bericht.objects.bulk_create(rijen)
        Sms.objects.bulk_create(Sms(bericht=rij, gepland_op=op, volgende_poging_op=op) for rij in rijen[:8])
    vanaf = len(mailserver.ontvangen)
    with smsdienst() as dienst:
        settings.SMS_URL, settings.SMS_AFZENDER = dienst.adres, "RSJ"
        ronde.verzend_sms(lambda: o.nu)
        for _ in range(1 + len(rijen) // ronde.LADING):
            ronde.verzend(lambda: o.nu)
    weg = mailserver.ontvangen[vanaf:]
    assert {str(mail["To"]) for mail in weg} == {toegang.email}
    assert len(weg) == len(soorten_mail())
    for mail in weg:
        gemerkt(mail, hier)
    assert len(dienst.ontvangen) == 4
    assert all(
        een["text"].startswith("OEFENING ") and f"/oefening/{hier.pk}/" in een["text"] for een in dienst.ontvangen
    )
    with binnen(wereld):
        rest = Bericht.objects.filter(aanleiding="proef").exclude(contactpersoon=toegang)
        # What waits behind a lock is asked again when that opens, as every other.
        assert set(rest.values_list("status", flat=True)) <= {"ingetrokken", "geen_ontvanger", "wacht"}


def _rij(melding: Melding, code: str, plek: Bezetting, op: datetime) -> Bericht:
    """Laid ready for this seat, as if the planning had let it through."""
    return Bericht(
        zaak=melding,
        aanleiding="proef",
        regel=code,
        ontvanger=f"contact:{plek.contactpersoon_id}",
        rol=plek.rol,
        gemeente=plek.gemeente if plek.rol in PER_GEMEENTE else None,
        aanbieder=plek.aanbieder,
        contactpersoon=plek.contactpersoon,
        sjabloon=code,
        status=BerichtStatus.GEPLAND,
        gepland_op=op,
        volgende_poging_op=op,
        aan=plek.contactpersoon.email,
        message_id=f"<{uuid4()}@{settings.MAIL_DOMEIN}>",
    )


def gemerkt(mail: EmailMessage, oefening: Oefening) -> None:
    """Subject and both bodies say what it is, and no link in it leads among real work."""
    assert str(mail["Subject"]).startswith("OEFENING "), mail["Subject"]
    for soort in ("plain", "html"):
        inhoud = tekst_van(mail, soort)
        assert "OEFENING" in inhoud, mail["Subject"]
        links = re.findall(rf"{re.escape(settings.SITE_URL)}(/[^\s\"<]*)", inhoud)
        assert all(link.startswith(f"/oefening/{oefening.pk}/") for link in links), (mail["Subject"], links)


def test_elke_regel_van_het_protocol_plant_in_een_oefening_alleen_post_voor_wie_meedoet(
    o: Oefenverteller, mailserver: Mailserver, toegang: Contactpersoon
) -> None:
    o.zet_klaar()
    (pad,) = nodig_uit(o, mailserver, toegang)
    Client().post(pad, {"mee": "ja"})
    o.doe(CONTRACT, "beginnen")
    zwolle = o.regio.gemeenten["zwolle"]
    with binnen(wereld_van(Oefening.objects.get())):
        melding = Melding.objects.get()
        eerder = set(Bericht.objects.values_list("pk", flat=True))
        regels = haal_protocol(melding.protocol_versie).informatieregels
        assert len(regels) > 20
        with transaction.atomic():
            plan([_aankondiging(melding, regel, o.nu) for regel in regels], o.nu)
        klaar = Bericht.objects.exclude(pk__in=eerder).exclude(status__in=["ingetrokken", "geen_ontvanger"])
        assert set(klaar.values_list("contactpersoon", flat=True)) == {toegang.pk}
        assert set(klaar.values_list("gemeente", flat=True)) == {zwolle.pk}
        with pytest.raises(OefeningMailtNiet):
            plan_persoonlijk(
                aan=toegang, email=toegang.email, sjabloon="alarm", pad="/", aanleiding="x", regel="x", nu=o.nu
            )


def _aankondiging(melding: Melding, regel: Any, nu: datetime) -> Aankondiging:
    """What this rule says, to the seat of each of its roles."""
    gemeente = melding.betrokkenheden.get().gemeente
    plekken: list[Zetel] = [
        bezet(
            rol,
            nu,
            gemeente=gemeente if rol in PER_GEMEENTE else None,
            aanbieder=melding.aanbieder if rol in PER_AANBIEDER else None,
        )
        for rol in regel.aan
    ]
    return Aankondiging(melding, f"regel:{regel.code}"[:60], regel.code, regel.sjabloon, tuple(plekken))


@pytest.mark.eis("A16")
def test_in_de_tweede_regio_doet_men_ook_mee_zonder_account(
    regio_zhz: Regio, nu: datetime, mailserver: Mailserver
) -> None:
    leider = next(een for een in regio_zhz.gebruikers.values() if een.rol == "contractmanager")
    plek = regio_zhz.gemeenten["dordrecht"]
    hier = spelen.maak(van_hier()["nacht"], 24, regio_zhz.aanbieders["dijk"], plek, leider, nu)
    wie, plekken = next(paar for paar in uitnodigen.te_vragen(hier, nu).values() if "Dordrecht" in paar[1])
    uitnodigen.nodig_uit(hier.pk, [wie.pk], leider, nu)
    ronde.verzend(lambda: nu)
    pad = link_in(aan(mailserver, wie), MEEDOEN)
    Client().post(pad, {"mee": "ja"})
    assert plekken in Client().get(pad).content.decode()
    spelen.begin(hier.pk, leider, nu)
    ronde._in_oefeningen(ronde._bewaak_oefening, lambda: nu + timedelta(minutes=20))
    ronde.verzend(lambda: nu + timedelta(minutes=20))
    with binnen(wereld_van(hier)):
        weg = Bericht.objects.filter(verzonden_op__isnull=False)
        assert set(weg.values_list("contactpersoon", flat=True)) <= {wie.pk}
    for mail in mailserver.ontvangen:
        assert str(mail["To"]) == wie.email
        assert str(mail["Subject"]).startswith("OEFENING")
