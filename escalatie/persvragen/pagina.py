"""The read model of the page of one press question: what now, before when and why; then all that is known (R3–R22)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse

from basis.momenten import Halte
from basis.regels import StapRegel
from basis.resttijd import Resttijd, resttijd
from basis.taal import kort_moment, met_hoofdletter, moment, opsomming
from calamiteiten.models import Melding
from calamiteiten.toegang import doel, inzage, zichtbaar_voor
from communicatie.advies import adviezen
from communicatie.familie import naar_buiten
from communicatie.models import Bericht, Persantwoord, Persvraag
from communicatie.persvragen.toegang import zichtbare_persvragen
from communicatie.regels import Communicatieregels
from contacten.models import Gebruiker
from contacten.rolnamen import rolnaam
from escalatie.draaiboek.berichtregels import Berichtregel, berichtregels
from escalatie.draaiboek.bevoegdheid import mag_actie_beheren
from escalatie.draaiboek.mogelijkheden import Mogelijkheid, mogelijkheden
from escalatie.draaiboek.taken import ACTIE
from escalatie.draaiboek.termijnen import uitleg_in_zinnen
from escalatie.draaiboek.verloop import Tijdlijn, gevuurde_wekkers
from escalatie.meldingen.advies.pagina import Adviesblad, maak_blad_van
from escalatie.meldingen.registratie.gelijkenis import Voorstel
from escalatie.models import Stap, Taak, Termijn
from escalatie.protocol.lezen import haal_communicatieregels

from . import lijst as perslijst
from . import meldinggelijkenis, vragers
from . import taken as perstaken
from . import teksten as persteksten
from .antwoorden import mag_verbeteren
from .antwoordtermijn import nieuwste
from .gedeeld import Tekstverloop, gedeelde_teksten
from .gemeente import Daad, Vragerregel, daad, vragerregels
from .opdrachten import GEGEVENS, Gemeentedaad
from .schorsing import LOOPT_DOOR, SCHORT_OP
from .tijdlijn import tijdlijn

Kans = Mogelijkheid[StapRegel]
KOPPEL, ONTKOPPEL, WAARSCHUW, HERVAT = "koppel", "ontkoppel", "waarschuw", "hervat"
# What is about the melding has buttons of its own, also after the end.
OVER_DE_MELDING = frozenset({KOPPEL, ONTKOPPEL, WAARSCHUW})
# What is only needed when something changed; folded on the page.
ZO_NODIG = frozenset(
    {"stuur_bij", "volg_langer", "spreek_af", "trek_persvraag_in", "voeg_samen", HERVAT, SCHORT_OP, LOOPT_DOOR}
)
BEANTWOORD = "Niemand van de pers wacht nog. Kijk terug en sluit de persvraag, of volg eerst de media."
AFSTEMMING = {None: "", True: "nodig", False: "niet nodig"}
UITLEG = {
    "kernboodschap": "Het antwoord in de kern, voor de gemeente die antwoordt.",
    "achtergrond": "Om vragen mee te beantwoorden, niet om te citeren.",
    "memo": "Voor de andere gemeenten.",
}


@dataclass(frozen=True)
class Tekst:
    """A text of the region: what it is called, what it is for, and how it reads. `verloop`: that of the advice of the
    calamity, when it is one text with two uses; None of a question about none."""

    naam: str
    uitleg: str
    tekst: str
    verloop: Tekstverloop | None


@dataclass(frozen=True)
class WatNu:
    """The answer on top: what to do, before when, why. `soort` is info | warning | error | ok."""

    soort: str
    kop: str
    zin: str
    bron: str


@dataclass(frozen=True)
class Stappen:
    """The steps: for this user now, for when it goes otherwise, not yet (with why), and those of other roles."""

    nu: list[Kans]
    zo_nodig: list[Kans]
    nog_niet: list[Kans]
    van_anderen: list[Kans]


@dataclass(frozen=True)
class Koppeling:
    """The calamity behind the question. `melding` is None when this user may not see it: then no kenmerk either.

    `is_dicht`: nothing goes outside until the family knows (R125); `uitleg`: why, as far as this user may know it.
    """

    is_gekoppeld: bool
    melding: Melding | None
    is_dicht: bool
    uitleg: list[str]


@dataclass(frozen=True)
class Taakregel:
    """What somebody has to do: what, who, before when; `url` for an action that this user can finish or withdraw."""

    titel: str
    wie: str
    rest: Resttijd | None
    url: str


@dataclass(frozen=True)
class Persvraagpagina:
    """Everything the template shows."""

    persvraag: Persvraag
    lead: str
    status: perslijst.Statusbeeld
    fasen: list[Halte]
    wat_nu: WatNu
    rest: Resttijd | None
    staat_stil: bool
    uitleg: list[str]
    vervalt_op: datetime
    stappen: Stappen
    koppel: Kans | None
    feiten: list[tuple[str, str]]
    teksten: list[Tekst]
    mag_schrijven: bool
    mag_wijzigen: bool
    vragers: list[Vragerregel]
    samen: list[Persvraag]
    daden: list[Daad]
    antwoorden: list[Persantwoord]
    te_verbeteren: set[int]
    berichten: list[Berichtregel]
    vervolgvragen: list[perslijst.Persregel]
    koppeling: Koppeling
    evaluatie: list[tuple[str, str]]
    tijdlijn: Tijdlijn
    taken: list[Taakregel]
    voorstel: Voorstel | None
    ontkoppel: Kans | None
    waarschuw: Kans | None

    @property
    def niet_bereikt(self) -> list[Berichtregel]:
        """The messages that reached nobody, and of which nobody phoned yet. What may not go outside now, may not by
        telephone either."""
        return [r for r in self._te_bellen if not self._is_op_slot(r)]

    @property
    def wacht_op_slot(self) -> list[Berichtregel]:
        """Those of which nobody is to be phoned while a lock is on."""
        return [r for r in self._te_bellen if self._is_op_slot(r)]

    @property
    def _te_bellen(self) -> list[Berichtregel]:
        return [r for r in self.berichten if r.bericht.is_rood and r.bericht.bevestigd_op is None]

    def _is_op_slot(self, regel: Berichtregel) -> bool:
        return self.koppeling.is_dicht and naar_buiten.is_op_slot(regel.bericht)


def persvraagpagina(persvraag: Persvraag, gebruiker: Gebruiker, nu: datetime) -> Persvraagpagina:
    """The page of this question for this user at `nu` (aware)."""
    regels = haal_communicatieregels(persvraag.protocol_versie)
    # Every step from here asks for them, and the page shows them: read once.
    antwoorden = Persantwoord.objects.select_related(
        "gemeente", "herroeping__door", "herroeping__door_contact"
    ).prefetch_related("vragers")
    prefetch_related_objects([persvraag], Prefetch("antwoorden", antwoorden), "vragers", "samengevoegde_vragen")
    prefetch_related_objects([persvraag], "gemeenten")
    gezet = list(Stap.objects.filter(zaak=persvraag.pk).select_related("door").order_by("volgnummer"))
    termijnen = list(Termijn.objects.filter(zaak=persvraag.pk))
    termijn = nieuwste(termijnen)
    mail = Bericht.objects.filter(zaak=persvraag).select_related("gemeente", "contactpersoon", "bevestigd_door")
    berichten = list(mail)
    zinnen = {regel.code: regel.zin for regel in regels.informatieregels}
    kansen = mogelijkheden(persvraag, gebruiker)
    over = {kans.code: kans for kans in kansen if kans.code in OVER_DE_MELDING and kans.mag}
    loopt = persvraag.is_open() and persvraag.beantwoord_op is None and termijn.geschorst_op is None
    rest = resttijd(termijn.vervalt_op, nu, termijn.start_op) if loopt else None
    vervolg = zichtbare_persvragen(gebruiker).filter(vervolg_op=persvraag)
    return Persvraagpagina(
        persvraag=persvraag,
        lead=" · ".join([persvraag.onderwerp, perslijst.gemeentenaam(persvraag)]),
        status=perslijst.statusbeeld(persvraag),
        fasen=fasen(persvraag, gezet, regels, rest),
        wat_nu=wat_nu(persvraag, termijn, regels, rest),
        rest=rest,
        staat_stil=termijn.geschorst_op is not None,
        uitleg=uitleg_in_zinnen(termijn),
        vervalt_op=termijn.vervalt_op,
        stappen=_sorteer([kans for kans in kansen if kans.code not in OVER_DE_MELDING], gezet),
        koppel=over.get(KOPPEL),
        ontkoppel=over.get(ONTKOPPEL),
        waarschuw=over.get(WAARSCHUW),
        voorstel=meldinggelijkenis.voorstel_bij(persvraag, gebruiker, nu),
        feiten=feiten(persvraag),
        teksten=_teksten(persvraag, gebruiker),
        mag_schrijven=persteksten.mag_wijzigen(persvraag, gebruiker),
        mag_wijzigen=vragers.mag_wijzigen(persvraag, gebruiker),
        vragers=vragerregels(persvraag),
        samen=list(persvraag.samengevoegde_vragen.all()),
        daden=[daad(stap, regels) for stap in reversed(gezet) if GEGEVENS.get(stap.code) is Gemeentedaad],
        antwoorden=list(persvraag.antwoorden.all()),
        te_verbeteren={rij.pk for rij in persvraag.antwoorden.all() if mag_verbeteren(persvraag, rij, gebruiker)},
        berichten=berichtregels(berichten, zinnen, regels.versie, nu),
        vervolgvragen=perslijst.persregels(perslijst.op_termijn(vervolg), nu),
        koppeling=koppeling(persvraag, gebruiker, regels),
        evaluatie=[(v.zin, tekst) for v in regels.evaluatievragen if (tekst := persvraag.evaluatie.get(v.code))],
        taken=[taakregel(taak, persvraag, gebruiker, nu) for taak in perstaken.open_taken(persvraag)],
        tijdlijn=_tijdlijn(persvraag, gezet, termijnen, berichten, regels),
    )


def advies_bij(persvraag: Persvraag, gebruiker: Gebruiker) -> tuple[Adviesblad | None, Melding | None]:
    """The advice of the calamity behind this question, for who writes its texts: the version that holds, or else the
    concept. It is of that dossier, so it is written down that he read there. Instead of it the dossier, when he must
    say first why he looks. Neither of a question about none, before there is an advice, and for who may not open it."""
    melding = zichtbaar_voor(gebruiker).filter(pk=persvraag.melding_id).first() if persvraag.melding_id else None
    versies = adviezen.versies(melding) if melding else []
    advies = next((rij for rij in versies if rij.is_vastgesteld()), next(iter(versies), None))
    if melding is None or advies is None:
        return None, None
    if not doel.zonder_vraag(zichtbaar_voor(gebruiker), gebruiker, [melding.kenmerk]).exists():
        return None, melding
    inzage.ook_gelezen(melding.kenmerk)
    return maak_blad_van(advies, versies, haal_communicatieregels(melding.protocol_versie)), None


def _teksten(persvraag: Persvraag, gebruiker: Gebruiker) -> list[Tekst]:
    over = gedeelde_teksten(persvraag.melding, gebruiker).per_deel() if persvraag.melding else {}
    return [
        Tekst(met_hoofdletter(naam), uitleg, getattr(persvraag, naam), over.get(naam))
        for naam, uitleg in UITLEG.items()
    ]


def _tijdlijn(
    persvraag: Persvraag,
    gezet: Iterable[Stap],
    termijnen: Iterable[Termijn],
    berichten: Iterable[Bericht],
    regels: Communicatieregels,
) -> Tijdlijn:
    wekkers, vragers_ = gevuurde_wekkers(persvraag), persvraag.vragers.all()
    return Tijdlijn(tijdlijn(gezet, termijnen, wekkers, berichten, regels, vragers_))


def taakregel(taak: Taak, persvraag: Persvraag, gebruiker: Gebruiker, nu: datetime) -> Taakregel:
    """An open task on one line."""
    rol = rolnaam(taak.rol, persvraag.protocol_versie)
    mag = perstaken.mag_afronden(gebruiker, taak) or mag_actie_beheren(gebruiker, taak)
    return Taakregel(
        titel=taak.titel,
        wie=f"{taak.eigenaar} ({rol})" if taak.eigenaar else rol,
        rest=resttijd(taak.uiterlijk_op, nu) if taak.uiterlijk_op else None,
        url=reverse("persactie", args=[persvraag.kenmerk, taak.pk]) if taak.code == ACTIE and mag else "",
    )


def fasen(
    persvraag: Persvraag, gezet: Iterable[Stap], regels: Communicatieregels, rest: Resttijd | None
) -> list[Halte]:
    """The bar of stages: what is behind it with its day, where it stands, what still comes."""
    sinds = {stap.naar: kort_moment(stap.op) for stap in gezet if stap.van != stap.naar}
    hier = regels.status_per_code[persvraag.status]
    # Of the ends only the one that it came to, or is meant to come to.
    einde = hier if hier.eind else next(regel for regel in regels.statussen if regel.eind)
    rijen = sorted((r for r in regels.statussen if not r.eind or r is einde), key=lambda regel: regel.stap)
    return [
        Halte(regel.naam, *_stand(regel.stap - hier.stap, hier.eind, sinds.get(regel.code, ""), rest))
        for regel in rijen
    ]


def _stand(afstand: int, is_eind: bool, sinds: str, rest: Resttijd | None) -> tuple[str, str]:
    if afstand > 0:
        return "", "straks"
    if afstand < 0:
        return sinds or "overgeslagen", "klaar"
    return (sinds, "klaar") if is_eind else (rest.tekst if rest else sinds, "nu")


def wat_nu(persvraag: Persvraag, termijn: Termijn, regels: Communicatieregels, rest: Resttijd | None) -> WatNu:
    """What must happen now: the term of the answer, and what the protocol says of this stage."""
    status = regels.status_per_code[persvraag.status]
    if termijn.geschorst_op:
        zin = "Een slot houdt het antwoord tegen. Gaat het slot open, dan loopt de rest van de termijn vanzelf door."
        return WatNu("warning", f"De termijn staat stil sinds {moment(termijn.geschorst_op)}.", zin, status.bron)
    if rest is None:
        kop = (
            f"{status.naam}."
            if persvraag.beantwoord_op is None
            else f"Beantwoord op {moment(persvraag.beantwoord_op)}."
        )
        # What the stage asks before there is an answer, is not asked any more.
        is_klaar = persvraag.beantwoord_op is not None and not status.eind
        return WatNu("ok" if status.eind else "info", kop, BEANTWOORD if is_klaar else status.zin, status.bron)
    soort = {"te_laat": "error", "bijna": "warning"}.get(rest.toestand, "info")
    uiterlijk = moment(termijn.vervalt_op)
    kop = f"Het antwoord had er moeten zijn op {uiterlijk}" if soort == "error" else f"Antwoord vóór {uiterlijk}"
    return WatNu(soort, f"{kop}: {rest.tekst}.", status.zin, status.bron)


def _sorteer(kansen: list[Kans], gezet: Iterable[Stap]) -> Stappen:
    """What is ready and was not done yet in front; what was done already, or misses something, after that."""
    gedaan = _gedaan(gezet)
    mag_wel = sorted((k for k in kansen if k.mag), key=lambda k: (bool(k.afwijkbaar), k.regel.code in gedaan))
    return Stappen(
        nu=[kans for kans in mag_wel if kans.regel.code not in ZO_NODIG],
        zo_nodig=[kans for kans in mag_wel if kans.regel.code in ZO_NODIG],
        nog_niet=[kans for kans in kansen if kans.is_bevoegd and not kans.mag],
        van_anderen=[kans for kans in kansen if not kans.is_bevoegd],
    )


def _gedaan(gezet: Iterable[Stap]) -> set[str]:
    """The codes of the steps since the question last began anew."""
    codes: set[str] = set()
    for stap in gezet:
        codes = set() if stap.code == HERVAT else codes | {stap.code}
    return codes


def feiten(persvraag: Persvraag) -> list[tuple[str, str]]:
    """Who asked what, when, as label and text; what is empty is left out."""
    paren = [
        ("Gevraagd door", met_hoofdletter(str(persvraag.get_vrager_display()))),
        ("Functie of organisatie", persvraag.vrager_toelichting),
        ("Over aanbieder", str(persvraag.aanbieder or "")),
        ("Gemeente die antwoordt", perslijst.gemeentenaam(persvraag)),
        ("Ook over", opsomming(str(gemeente) for gemeente in persvraag.gemeenten.all())),
        ("Andere gemeenten", "lezen niet om welke gemeente het gaat" if persvraag.verberg_gemeente else ""),
        ("Openbaar in de teksten", persvraag.openbaar),
        ("Binnengekomen", moment(persvraag.ontvangen_op)),
        ("Vastgelegd", f"{moment(persvraag.vastgelegd_op)}, door {persvraag.vastlegger}"),
        ("Nog nodig voor de gemeente", persvraag.meer_informatie),
        ("Afstemming tussen adviseurs", AFSTEMMING[persvraag.heeft_afstemming_nodig]),
    ]
    return [(label, tekst) for label, tekst in paren if tekst]


def koppeling(persvraag: Persvraag, gebruiker: Gebruiker, regels: Communicatieregels) -> Koppeling:
    """The melding behind the question, as far as this user may know it, and what is locked because of it."""
    if persvraag.melding is None:
        return Koppeling(is_gekoppeld=False, melding=None, is_dicht=False, uitleg=[])
    zichtbaar = zichtbaar_voor(gebruiker).filter(pk=persvraag.melding.pk).first()
    staat = naar_buiten.toestand(persvraag.melding, regels) if persvraag.is_open() else None
    if staat is None or staat.is_open:
        return Koppeling(is_gekoppeld=True, melding=zichtbaar, is_dicht=False, uitleg=[])
    mag_weten = naar_buiten.mag_weten(persvraag.melding, staat, gebruiker)
    if mag_weten:  # what stands in that dossier, and in those that lock it
        for kenmerk in sorted({persvraag.melding.kenmerk, *staat.via}):
            inzage.ook_gelezen(kenmerk)
    uitleg = [f"{slot.naam}. {slot.zin}" for slot in staat.dicht] if mag_weten else [naar_buiten.NIETS_NAAR_BUITEN]
    return Koppeling(is_gekoppeld=True, melding=zichtbaar, is_dicht=True, uitleg=uitleg)
