"""Files with a zaak: added, followed by a new version, taken back; scanned; and handed to a person.

Each addition and each change is a sealed record with the SHA-256 of the bytes, so it stands in the timeline and in the
proof. The bytes are written first, then the row is committed, then they get their place
(`calamiteiten.bestanden.opslag` says why in this order).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from basis import achterstand
from basis.geweigerd import Geweigerd
from basis.taal import in_een_zin
from basis.wereld import nummer_hier
from calamiteiten.bestanden import opslag, scanner
from calamiteiten.bestanden.keuring import Gekeurd
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Bestand, Bestandsoort, Bestandstand, Zaak
from calamiteiten.paraatheid import plek_vult_in
from calamiteiten.statussen import PARAATHEID
from calamiteiten.werelden import oefening_van
from communicatie.models import Meldlink
from communicatie.post import meldlinks
from communicatie.post.persoonlijk import plan_persoonlijk
from contacten.models import Dader, Gebruiker, Linkhouder, dader_velden, met_dader
from contacten.rollen import PER_AANBIEDER, Deel, Mate, die_zien
from escalatie.models import Stap

from . import correcties
from .bevoegdheid import OPVOLGERS

NIET_UW_ROL = "U kunt hier geen bestand toevoegen of veranderen."
WEG = "Dit bestand is al vervangen of ingetrokken. Bekijk wat er nu staat."
DUBBEL = "Precies dit bestand staat er al: “{naam}”."
VOL = "Bij deze zaak staan al {aantal} bestanden. Meer kan hier niet."
BESCHADIGD = "Dit bestand is op de schijf niet meer zoals het is vastgelegd. Meld dit bij de beheerder."
BESMET = "bestand_besmet"
# Soort -> the part of a dossier that one reads to read these; who may open the zaak at all is asked before.
LEZEN: Mapping[str, Deel | None] = {
    Bestandsoort.RAPPORT: Deel.BESTANDEN,
    Bestandsoort.EVALUATIE: Deel.BESTANDEN,
    Bestandsoort.DOSSIER: Deel.BESTANDEN,
    Bestandsoort.PARAATHEID: None,
}


@dataclass(frozen=True)
class Stuk:
    """What is said of a file beside its bytes."""

    soort: str
    omschrijving: str


def soorten(zaak: Zaak) -> list[tuple[str, str]]:
    """To what a file with this zaak can belong, code and name."""
    is_paraat = zaak.zaaksoort == PARAATHEID
    return [(code, naam) for code, naam in Bestandsoort.choices if (code == Bestandsoort.PARAATHEID) == is_paraat]


def leest(gebruiker: Gebruiker, soort: str) -> bool:
    """Whether this user's role reads files of this soort, with a zaak that it may open."""
    deel = LEZEN[soort]
    return deel is None or deel in gebruiker.ziet


def mag_bijhouden(door: Dader, zaak: Zaak) -> bool:
    """Whether somebody who may open this zaak adds files and takes them back: the region, in the register who may fill
    in the action, also by a link, and who reported for an aanbieder his own melding."""
    if zaak.zaaksoort == PARAATHEID and isinstance(door, Linkhouder):
        gemeente, aanbieder = (plek.pk if plek else None for plek in (door.gemeente, door.aanbieder))
        return plek_vult_in(zaak.pk, door.rol, gemeente, aanbieder)
    if isinstance(door, Linkhouder):
        return door.is_rol(*PER_AANBIEDER)
    if zaak.zaaksoort == PARAATHEID:
        return door.is_rol(*die_zien(Deel.PARAATHEID), *die_zien(Deel.PARAATHEID, Mate.EIGEN))
    return door.is_rol(*OPVOLGERS)


def van(zaak: Zaak, gebruiker: Gebruiker) -> list[Bestand]:
    """The files of this zaak that this user reads, the first first; what was replaced or taken back too. One query."""
    rijen = Bestand.objects.filter(zaak=zaak.pk).select_related("opvolger", *met_dader())
    return [rij for rij in rijen if leest(gebruiker, rij.soort)]


def van_de_link(zaak: Zaak, houder: Linkhouder) -> list[Bestand]:
    """The files that this person added by link, and that count."""
    rijen = Bestand.objects.filter(zaak=zaak.pk, vastgelegd_door_contact=houder.contactpersoon)
    return [rij for rij in rijen.select_related("opvolger") if rij.geldt]


def geef(zaak: Zaak, nummer: int, gebruiker: Gebruiker) -> Bestand | None:
    """The file with this number, when this user may have its bytes now; what was taken back only for who keeps it."""
    rij = next((rij for rij in van(zaak, gebruiker) if rij.pk == nummer and rij.is_te_openen), None)
    if rij is not None and rij.ingetrokken_op and not mag_bijhouden(gebruiker, zaak):
        return None
    return rij


def haal_inhoud(bestand: Bestand, gebruiker: Gebruiker) -> bytes:
    """The bytes of a file for a person: the one place where a file leaves the house, so the place to record that it
    was looked at. Raises Geweigerd when they are not, to the last bit, what was recorded.

    `gebruiker`: who gets them; call `geef` before.
    """
    inhoud = opslag.lees(bestand.sleutel)
    if inhoud is None or hashlib.sha256(inhoud).hexdigest() != bestand.sha256:
        raise Geweigerd(BESCHADIGD)
    return inhoud


def leg_vast(zaak: Zaak, stuk: Stuk, gekeurd: Gekeurd, door: Dader, nu: datetime) -> Bestand:
    """Add a file that was judged (`keuring.keur`). Raises Geweigerd for another role, for the same bytes twice, and
    when there are enough."""
    sleutel = opslag.zet_klaar(gekeurd.inhoud)
    try:
        with transaction.atomic():
            huidig = _houd_vast(zaak, door)
            _eis_nieuw(huidig, gekeurd, door)
            velden = {**_van_gekeurd(gekeurd, sleutel), "soort": stuk.soort, "omschrijving": stuk.omschrijving}
            rij = _maak(huidig, velden, door, nu)
            _verzegel(huidig, rij, correcties.BESTAND, door, nu, in_woorden(rij))
            transaction.on_commit(lambda: opslag.maak_vast(sleutel), robust=True)
    except Geweigerd:  # after any other fault the row may be there: the sweep sees
        opslag.gooi_weg(sleutel)
        raise
    return rij


def verbeter(
    zaak: Zaak,
    nummer: int,
    stuk: Stuk,
    gekeurd: Gekeurd | None,
    reden: str,
    door: Gebruiker,
    nu: datetime,
    *,
    gezien: int | None = None,
) -> Bestand | None:
    """A new version beside the old one: with other bytes, or (None) other words about the same. None when nothing
    changed. Raises Geweigerd as `leg_vast`, without a reason, and when it was replaced or taken back since."""
    sleutel = opslag.zet_klaar(gekeurd.inhoud) if gekeurd else None
    try:
        with transaction.atomic():
            huidig, oud = _te_veranderen(zaak, nummer, reden, door, gezien)
            if gekeurd:
                _eis_nieuw(huidig, gekeurd, door)
            bytes_ = _van_gekeurd(gekeurd, sleutel) if gekeurd and sleutel else _van_rij(oud)
            nieuw = {**bytes_, "soort": stuk.soort, "omschrijving": stuk.omschrijving}
            if not _verschilt(oud, nieuw):
                return None
            rij = _maak(huidig, {**nieuw, "vervangt": oud}, door, nu)
            _verzegel(huidig, rij, correcties.VERBETER, door, nu, in_woorden(rij), in_woorden(oud), reden, over=oud)
            if sleutel:
                transaction.on_commit(lambda: opslag.maak_vast(sleutel), robust=True)
    except Geweigerd:
        if sleutel:
            opslag.gooi_weg(sleutel)
        raise
    return rij


def trek_in(zaak: Zaak, nummer: int, reden: str, door: Gebruiker, nu: datetime, *, gezien: int | None = None) -> Stap:
    """A file does not belong here. It stays on record, struck through, and only who keeps the files opens it. Raises
    Geweigerd as `verbeter` does."""
    with transaction.atomic():
        huidig, rij = _te_veranderen(zaak, nummer, reden, door, gezien)
        rij.ingetrokken_op = nu
        rij.save(update_fields=["ingetrokken_op"])
        return _verzegel(huidig, rij, correcties.TREK_IN, door, nu, {}, in_woorden(rij), reden)


def in_woorden(rij: Bestand) -> dict[str, str]:
    """Label -> text. The digest, by which it is recognised outside the house too, stands in the record itself."""
    return {"Hoort bij": rij.get_soort_display(), "Naam": rij.naam, "Omschrijving": rij.omschrijving}


# On a file that is too hard for it the scanner is waited for as long as may be; on so many in one round.
MEESTE_TRAAG = 5


def keur_wachtende(nu: datetime, limiet: int = 20) -> int:
    """Have what was not scanned yet scanned; returns how many got a verdict, at most `limiet`. Without a scanner
    nothing is scanned. A file of which it says nothing waits for the next round, and keeps no other waiting."""
    if not scanner.is_er():
        return 0
    gekeurd, traag = 0, 0
    rijen = Bestand.objects.filter(gekeurd_op__isnull=True)
    # Some of the newest among them: what the scanner says nothing of, however much that is, comes again each round.
    for nummer in achterstand.volgorde(rijen, "pk", achterstand.MEESTE):
        if gekeurd >= limiet or traag >= MEESTE_TRAAG:
            break
        rij = rijen.filter(pk=nummer).first()
        inhoud = opslag.lees(rij.sleutel) if rij else None
        if rij is None or inhoud is None:
            continue
        try:
            oordeel = scanner.scan(inhoud)
        except scanner.GeenOordeel as fout:
            traag += isinstance(fout, scanner.TeTraag)
            continue
        except scanner.GeenScanner:
            break
        _verwerk(rij, oordeel, nu)
        gekeurd += 1
    return gekeurd


def veeg(nu: datetime) -> int:
    """Tidy what was left half at `nu` (aware, of the machine: not in a drill); returns how many bytes had no row."""
    return opslag.veeg(nu, _is_bekend)


def _is_bekend(sleutel: UUID) -> bool:
    """Whether there is a row of these bytes, in whatever world."""
    return _alle_met(sleutel).exists() or oefening_van(Bestand, sleutel=sleutel) is not None


def _alle_met(sleutel: UUID) -> QuerySet[Bestand]:
    return Bestand.objects.filter(sleutel=sleutel)


def _verwerk(rij: Bestand, oordeel: scanner.Oordeel, nu: datetime) -> None:
    """Keep the verdict for every row of these bytes; the row first, so that nobody gets what is about to be moved."""
    with transaction.atomic():
        vergrendeld(Zaak.objects.all()).get(pk=rij.zaak_id)
        stand = Bestandstand.SCHOON if oordeel.is_schoon else Bestandstand.BESMET
        nieuw = _alle_met(rij.sleutel).filter(gekeurd_op__isnull=True)
        if nieuw.update(stand=stand, gekeurd_op=nu, bevinding=oordeel.virus[:200]) and not oordeel.is_schoon:
            _vertel(rij, nu)
    if not oordeel.is_schoon:
        opslag.zet_apart(rij.sleutel)


def _vertel(rij: Bestand, nu: datetime) -> None:
    """Tell who added it, by the address of his account or of his place in the list. A message without a zaak is real,
    so in a drill the page says it and no mail does."""
    contact, gebruiker = rij.vastgelegd_door_contact, rij.vastgelegd_door
    email = contact.email if contact else gebruiker.email if gebruiker else ""
    link = Meldlink.objects.filter(melding=rij.zaak_id, contactpersoon=contact).first() if contact else None
    if not email or nummer_hier() is not None:
        return
    plan_persoonlijk(
        aan=contact,
        email=email,
        sjabloon=BESMET,
        pad=meldlinks.pad_van(link) if link else rij.zaak.get_absolute_url(),
        aanleiding=f"bestand:{rij.pk}",
        regel=BESMET,
        nu=nu,
    )


def _houd_vast(zaak: Zaak, door: Dader) -> Zaak:
    if not mag_bijhouden(door, zaak):
        raise Geweigerd(NIET_UW_ROL)
    huidig = vergrendeld(Zaak.objects.filter(pk=zaak.pk)).first()
    if huidig is None:  # destroyed while its form was filled in
        raise Geweigerd(NIET_UW_ROL)
    return huidig


def _te_veranderen(zaak: Zaak, nummer: int, reden: str, door: Gebruiker, gezien: int | None) -> tuple[Zaak, Bestand]:
    huidig = _houd_vast(zaak, door)
    correcties.eis_reden(reden)
    rij = next((rij for rij in van(huidig, door) if rij.pk == nummer), None)
    if rij is None or not rij.geldt:
        raise Geweigerd(WEG)
    correcties.eis_gezien(gezien, huidig.pk, bestand=rij.pk)
    return huidig, rij


def _eis_nieuw(zaak: Zaak, gekeurd: Gekeurd, door: Dader) -> None:
    """Who came by a link hears only of what he added himself: else he learns what lies in the dossier."""
    er_zijn = [rij for rij in Bestand.objects.filter(zaak=zaak.pk).select_related("opvolger") if rij.geldt]
    for rij in er_zijn:
        is_te_noemen = not isinstance(door, Linkhouder) or rij.vastgelegd_door_contact_id == door.contactpersoon.pk
        if gekeurd.ontvangen == rij.sha256_ontvangen and is_te_noemen:
            raise Geweigerd(DUBBEL.format(naam=rij.naam))
    if len(er_zijn) >= settings.BESTAND_MAX_AANTAL:
        raise Geweigerd(VOL.format(aantal=len(er_zijn)))


def _van_gekeurd(gekeurd: Gekeurd, sleutel: UUID) -> dict[str, object]:
    stand = Bestandstand.WACHT if scanner.is_er() else Bestandstand.ONGEKEURD
    return {
        "sleutel": sleutel,
        "naam": gekeurd.naam,
        "vorm": gekeurd.vorm,
        "omvang": len(gekeurd.inhoud),
        "sha256": gekeurd.sha256,
        "sha256_ontvangen": gekeurd.ontvangen,
        "stand": stand,
        "gekeurd_op": None,
        "bevinding": "",
    }


def _van_rij(rij: Bestand) -> dict[str, object]:
    """The same bytes, with what the scanner said of them."""
    namen = ("sleutel", "naam", "vorm", "omvang", "sha256", "sha256_ontvangen", "stand", "gekeurd_op", "bevinding")
    return {naam: getattr(rij, naam) for naam in namen}


def _verschilt(oud: Bestand, nieuw: Mapping[str, object]) -> bool:
    return any(getattr(oud, naam) != waarde for naam, waarde in nieuw.items())


def _maak(zaak: Zaak, velden: Mapping[str, object], door: Dader, nu: datetime) -> Bestand:
    return Bestand.objects.create(zaak=zaak, vastgelegd_op=nu, **dader_velden(door), **velden)


def _verzegel(
    zaak: Zaak,
    rij: Bestand,
    code: str,
    door: Dader,
    nu: datetime,
    nieuw: Mapping[str, str],
    oud: Mapping[str, str] | None = None,
    reden: str = "",
    *,
    over: Bestand | None = None,
) -> Stap:
    """The record in the chain; `over`: the row that another page may be looking at."""
    deel = LEZEN[rij.soort]
    return correcties.leg_vast(
        zaak,
        code,
        in_een_zin(rij.get_soort_display()) if code != correcties.BESTAND else rij.get_soort_display(),
        door,
        nu,
        reden=reden,
        velden=correcties.verschil(oud or {}, nieuw),
        gegevens={"bestand": (over or rij).pk, "sha256": rij.sha256, **({"deel": str(deel)} if deel else {})},
    )
