"""The read model of the page of the unrest: what is asked of this user, how it went per day, and what that proposes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from basis.grafiek import Grafiek, staafgrafiek
from basis.kalender import lokale_datum
from basis.taal import in_een_zin, korte_datum, opsomming
from calamiteiten.models import Melding
from calamiteiten.toegang.onderdelen import mag_lezen
from communicatie.media.trend import Dagtelling, telling_per_dag
from communicatie.regels import Peiling
from contacten.models import Gebruiker
from contacten.rollen import Deel
from escalatie.draaiboek.bevoegdheid import is_eigen_taak
from escalatie.draaiboek.stand import Stand
from escalatie.meldingen.dossier.inzage import plekken_van_taak
from escalatie.models import Taak, TaakStatus
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.model import TaakRegel

from .peiling import loopt, peiling_van

DAGEN = 14
BEGIN = 1
GEEN, OPEN, NIET = "", "gevraagd", "geen antwoord"


@dataclass(frozen=True)
class Dag:
    """One day: what each gemeente said (its name, the answer), the level of the unrest, and the pieces in the media."""

    datum: date
    per_gemeente: list[tuple[str, str]]
    stand: int
    media: int


@dataclass(frozen=True)
class Onrustpagina:
    """Everything on the page. `vragen`: the open questions that this user answers with one tap, with `knoppen` (code,
    name); `voorstellen`: open proposals, each with why; `besloten`: what was decided, and whether this user reads its
    report; `gemeenten`: the columns of the table."""

    loopt: bool
    uitleg: str
    bron: str
    vragen: list[Taak]
    knoppen: list[tuple[str, str]]
    voorstellen: list[tuple[Taak, str]]
    besloten: list[tuple[Taak, bool]]
    gemeenten: list[str]
    dagen: list[Dag]
    onrust: Grafiek
    media: Grafiek


def onrustpagina(melding: Melding, gebruiker: Gebruiker, nu: datetime) -> Onrustpagina | None:
    """The page of this melding for this user; None when its version asks nothing of the kind."""
    peiling = peiling_van(melding)
    if peiling is None:
        return None
    stand = Stand(melding)
    regel = haal_protocol(melding.protocol_versie).taak_per_code[peiling.taak]
    namen = {optie.code: optie.naam for optie in regel.antwoorden}
    gevraagd = sorted((t for t in stand.taken if t.code == peiling.taak), key=lambda t: (t.gemaakt_op, t.pk))
    # Both drawings show the same days, also those before anything was asked.
    media = telling_per_dag(melding, nu, DAGEN)
    dagen = _dagen(stand, peiling, gevraagd, namen, media, nu)
    niveaus = {dag.datum: dag.stand for dag in dagen}
    voorstellen = [t for t in stand.taken if t.code in _besluiten(melding, regel)]
    waarom = _waarom(gevraagd, peiling, namen)
    return Onrustpagina(
        loopt=loopt(melding),
        uitleg=peiling.zin,
        bron=peiling.bron,
        vragen=[t for t in gevraagd if t.status == TaakStatus.OPEN and is_eigen_taak(gebruiker, t)],
        knoppen=list(namen.items()),
        voorstellen=[(t, waarom) for t in voorstellen if t.status == TaakStatus.OPEN],
        besloten=[
            (t, mag_lezen(gebruiker, Deel.VERSLAGEN, plekken_van_taak(t)))
            for t in voorstellen
            if t.status == TaakStatus.AFGEROND
        ],
        gemeenten=[str(gemeente) for gemeente in stand.gemeenten],
        dagen=dagen,
        onrust=_teken("onrust", "Hoe groot de onrust is, per dag", [(t.datum, niveaus.get(t.datum, 0)) for t in media]),
        media=_teken("media", "Berichten in de media, per dag", [(t.datum, t.aantal) for t in media]),
    )


def _teken(code: str, titel: str, waarden: Iterable[tuple[date, int]]) -> Grafiek:
    return staafgrafiek(code, titel, [(korte_datum(dag).rsplit(" ", 1)[0], aantal) for dag, aantal in waarden])


def _besluiten(melding: Melding, regel: TaakRegel) -> set[str]:
    """The tasks that an answer can bring: the proposals."""
    protocol = haal_protocol(melding.protocol_versie)
    return {code for gevolg in protocol.gevolgen_van(regel.antwoorden) for code in gevolg.taken}


def _dagen(
    stand: Stand, peiling: Peiling, gevraagd: list[Taak], namen: dict[str, str], media: list[Dagtelling], nu: datetime
) -> list[Dag]:
    """The last days, the first day first. The level begins at one per gemeente; a rise adds one, a fall takes one, and
    a day without an answer changes nothing."""
    niveau = {gemeente.pk: BEGIN for gemeente in stand.gemeenten}
    per_dag: dict[date, dict[int, Taak]] = {}
    for taak in gevraagd:
        per_dag.setdefault(lokale_datum(taak.gemaakt_op), {})[taak.gemeente_id or 0] = taak
    geteld = {telling.datum: telling.aantal for telling in media}
    vandaag = lokale_datum(nu)
    begin = min([*per_dag, vandaag])
    dagen = []
    for plaats in range((vandaag - begin).days + 1):
        dag = begin + timedelta(days=plaats)
        teksten = []
        for gemeente in stand.gemeenten:
            hier = per_dag.get(dag, {}).get(gemeente.pk)
            niveau[gemeente.pk] = _volgend(niveau[gemeente.pk], hier, peiling)
            teksten.append((str(gemeente), _tekst(hier, namen)))
        dagen.append(Dag(dag, teksten, sum(niveau.values()), geteld.get(dag, 0)))
    return dagen[-DAGEN:]


def _volgend(niveau: int, taak: Taak | None, peiling: Peiling) -> int:
    keuze = str(taak.gegevens.get("keuze", "")) if taak and taak.status == TaakStatus.AFGEROND else ""
    if keuze == peiling.klaar:
        return 0
    return niveau + (keuze in peiling.stijgt) - (keuze in peiling.daalt and niveau > 0)


def _tekst(taak: Taak | None, namen: dict[str, str]) -> str:
    if taak is None:
        return GEEN
    if taak.status == TaakStatus.AFGEROND:
        return namen.get(str(taak.gegevens.get("keuze", "")), "")
    return OPEN if taak.status == TaakStatus.OPEN else NIET


def _waarom(gevraagd: list[Taak], peiling: Peiling, namen: dict[str, str]) -> str:
    """What each gemeente said last, in words."""
    laatste = {t.gemeente: t for t in gevraagd if t.status == TaakStatus.AFGEROND}
    zinnen = []
    for gemeente, taak in laatste.items():
        gezegd = in_een_zin(namen.get(str(taak.gegevens.get("keuze", "")), ""))
        zinnen.append(f"{gemeente}: {gezegd} ({korte_datum(lokale_datum(taak.gemaakt_op))})")
    return opsomming(zinnen)
