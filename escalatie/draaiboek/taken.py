"""Tasks: every obligation of a role as a row that is done, with a record, or lapses when the melding goes another
way."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from basis.geweigerd import Geweigerd
from basis.taal import moment
from calamiteiten.models import AnalyseStatus, Melding, Zaak
from communicatie.familie.betrokkenen import is_familie_klaar
from communicatie.familie.naar_buiten import leg_uiting_vast, vergrendel
from communicatie.models import Bericht, Uiting, Uitingsoort
from contacten.models import Dader, Gebruiker, Gemeente, Linkhouder, dader_velden
from contacten.rollen import Rol
from contacten.rolnamen import rolnaam
from escalatie.meldingen.taken.vastlegging import leg_vast
from escalatie.meldingen.taken.vervulling import (
    RIJ,
    Actie,
    Evaluatieverslag,
    Keuze,
    Rapportontvangst,
    Taakgegevens,
    Vervulling,
)
from escalatie.models import Overleg, OverlegStatus, Stap, Taak, TaakStatus, Termijn
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol
from escalatie.protocol.model import Gevolg, OvergangRegel, Protocol, TaakRegel
from escalatie.protocol.rijen import ZONDER_RECHT

from . import gebeurtenissen, informatie, leiding, opvolging, signalen, spoed, termijnen
from .bevoegdheid import is_eigen_taak, mag_actie_toevoegen, mag_taak
from .procedure import Actienieuws, van_soort
from .stand import Stand
from .voorwaarden import ontbreekt

ACTIE = "actie"
NIET_BUITEN = "Niet meer nodig: wat was vastgelegd, is verbeterd of ingetrokken."


def maak(stap: Stap, melding: Melding, protocol: Protocol, termijn: Mapping[str, Termijn], nu: datetime) -> list[Taak]:
    """Make the tasks that this step brings: one, or one per involved gemeente, of a step that names gemeenten one per
    gemeente that it names. One that is open already stays. Returns the new ones; who holds them is told by
    `informatie.meld_taken`."""
    stand = Stand(melding)
    regels = [r for r in protocol.taken if stap.code in r.bij and not (r.als and ontbreekt(r.als, stand))]
    waar = stap.gegevens.get("waar") or [str(gemeente) for gemeente in stand.gemeenten]
    gemeenten = [gemeente for gemeente in stand.gemeenten if str(gemeente) in waar]
    return voor_gemeenten(melding, regels, gemeenten, nu, stap=stap, termijn=termijn)


def voor_gemeenten(
    melding: Melding,
    regels: list[TaakRegel],
    gemeenten: list[Gemeente],
    nu: datetime,
    *,
    stap: Stap | None = None,
    termijn: Mapping[str, Termijn] | None = None,
) -> list[Taak]:
    """Make the rows of these rules, per gemeente when the rule says so and its condition holds there, leaving out what
    is open already, and an impactanalyse that was submitted before the melding was closed and opened again. Returns the
    new ones."""
    stand = Stand(melding)
    paren = [(regel, gemeente) for regel in regels for gemeente in plekken(regel, gemeenten, stand)]
    open_ = set(Taak.objects.filter(zaak=melding, status=TaakStatus.OPEN).values_list("code", "gemeente_id"))
    af = _al_geanalyseerd(melding, regels)
    return Taak.objects.bulk_create(
        _nieuw(melding, regel, gemeente, nu, stap, (termijn or {}).get(regel.termijn))
        for regel, gemeente in paren
        if (regel.code, gemeente.pk if gemeente else None) not in open_ | af
    )


def plekken(regel: TaakRegel, gemeenten: list[Gemeente], stand: Stand) -> Sequence[Gemeente | None]:
    """For which of these gemeenten this rule gives a row of its own, by whom it means and what its condition says
    there; [None] for one that gives a single row, whose condition is the caller's to ask."""
    if regel.per != "gemeente":
        return [None]
    # What the condition reads of the melding is read once for all of them.
    _ = stand.betrokkenheden if regel.als else None
    hier = leiding.deel(regel.voor, gemeenten, stand)
    return [gemeente for gemeente in hier if not (regel.als and ontbreekt(regel.als, stand.over(gemeente)))]


def voltooi(taak_id: int, door: Dader, vervulling: Vervulling, nu: datetime) -> Taak:
    """Record that a task was done, with what its form says, and inform whom the protocol names.

    A task that repeats stays open: each time that it was done is a row of its own, which is returned, so that each can
    be put right. Raises Geweigerd when it is not this user's to record, was
    done by someone else first, the melding has moved on, or it goes outside while a lock is on (R125).
    """
    with transaction.atomic():
        taak = _vergrendel(taak_id, door)
        protocol = haal_protocol(taak.melding.protocol_versie)
        regel = protocol.taak_per_code.get(taak.code)
        if isinstance(door, Gebruiker) and not is_eigen_taak(door, taak) and not vervulling.namens:
            raise Geweigerd("Vul in namens wie u dit vastlegt.")
        if regel and regel.herhaalbaar:
            taak = _deze_keer(taak, door, nu)
        with gebeurtenissen.gevolgd(taak.melding, door, nu):
            nummer = leg_vast(taak, regel.vorm if regel else "afvinken", vervulling, door, nu)
        uiting = _vraag_het_slot(taak, vervulling, nummer, door, nu)
        gevolgen = gevolgen_van(protocol, regel, vervulling.gegevens)
        blijft_open = _blijft_open(taak, regel) or any(gevolg.blijft_open for gevolg in gevolgen)
        _sluit(taak, vervulling, nummer, door, nu, blijft_open=blijft_open)
        termijnen.stop_bij_taak(taak, protocol, nu)
        opvolging.na_bellen(taak, nu)
        for actie in vervulling.acties:
            geef_actie(taak.melding, actie, door, nu, bron=taak)
        aanleiding, sleutel = f"taak:{taak.code}", f"taak:{taak.pk}:{nummer}"
        if not any(gevolg.zonder_rapport for gevolg in gevolgen):
            informatie.kondig_aan(taak.melding, protocol, aanleiding=aanleiding, sleutel=sleutel, nu=nu)
        for gevolg in gevolgen:
            laat_volgen(taak.melding, gevolg, taak.gemeente, bron=sleutel, door=door, nu=nu)
        signalen.sluit_bij_taak(taak, protocol, sleutel, nu)
        spoed.weeg(taak.melding, door, nu)
        if uiting:
            meld_zonder_recht(uiting, door, nu)
    return taak


def meld_zonder_recht(uiting: Uiting, door: Dader, nu: datetime) -> None:
    """What went outside without leave while a lock was on is a signal: who leads hears of it and repairs what can be
    repaired. Nothing for what had its right. Inside the transaction that recorded it."""
    if uiting.buiten_om:
        gevolg = haal_protocol(uiting.melding.protocol_versie).gevolg_per_code.get(ZONDER_RECHT)
        if gevolg:
            laat_volgen(uiting.melding, gevolg, None, bron=f"uiting:{uiting.pk}", door=door, nu=nu)


def vergeet_zonder_recht(melding: Melding, bron: str, nu: datetime) -> None:
    """What was recorded as outside without leave is taken back: the signal ends, unless another such record stands.
    `bron` names this very correction. Inside its transaction."""
    protocol = haal_protocol(melding.protocol_versie)
    gevolg = protocol.gevolg_per_code.get(ZONDER_RECHT)
    rest = Uiting.objects.filter(melding=melding, herroeping__isnull=True).exclude(buiten_om="")
    if gevolg and not rest.exists():
        signalen.laat_vervallen(melding, protocol, gevolg, None, NIET_BUITEN, bron, nu)


def weeg_zonder_recht(melding: Melding, uiting: Uiting | None, bron: str, door: Dader, nu: datetime) -> None:
    """What went outside reads otherwise (`uiting`, None when it did not go outside): the signal follows, and goes on
    when it was there. Inside the transaction of the correction that `bron` names."""
    was_er = uiting is not None and uiting.verbetering_van is not None and bool(uiting.verbetering_van.buiten_om)
    if uiting and not was_er:
        meld_zonder_recht(uiting, door, nu)
    vergeet_zonder_recht(melding, bron, nu)


def _blijft_open(taak: Taak, regel: TaakRegel | None) -> bool:
    """Whether there is more to do after this record: somebody of the family does not know yet."""
    return regel is not None and regel.vorm == "familie" and not is_familie_klaar(taak.melding)


def _deze_keer(taak: Taak, door: Dader, nu: datetime) -> Taak:
    """The row of one time that a task was done which stays open for the next; a meeting that was planned for it goes
    along. No duty comes with it: nobody has to be told."""
    velden = ("zaak", "stap", "code", "titel", "rol", "gemeente", "termijn", "uiterlijk_op", "gemaakt_op")
    keer = Taak(
        **{veld: getattr(taak, veld) for veld in velden},
        status=TaakStatus.AFGEROND,
        afgerond_op=nu,
        **dader_velden(door, "afgerond_door"),
    )
    keer.save()
    Overleg.objects.filter(taak=taak, status=OverlegStatus.GEPLAND).update(taak=keer)
    return keer


def laat_volgen(
    melding: Melding,
    gevolg: Gevolg,
    gemeente: Gemeente | None,
    *,
    bron: str,
    door: Dader,
    nu: datetime,
    gehoord: Collection[Bericht] = (),
) -> list[Bericht]:
    """Set off what an answer sets off: its duties, and who hears of it, for the gemeente of the answer or else for all
    involved; returns the messages. `bron` names this very answer. `gehoord`: what the same answer said already of
    another gemeente; the region knows then. Call inside its transaction."""
    protocol, sleutel = haal_protocol(melding.protocol_versie), signalen.sleutel_van(gevolg, gemeente, bron)
    stand = Stand(melding)
    mogelijk = [protocol.taak_per_code[code] for code in gevolg.taken]
    regels = [regel for regel in mogelijk if not (regel.als and ontbreekt(regel.als, stand))]
    blijft = signalen.nog_gevraagd(melding, gevolg.vervalt, gemeente)
    vervalt = [code for code in gevolg.vervalt if code not in blijft]
    open_ = Taak.objects.filter(zaak=melding, code__in=vervalt, status=TaakStatus.OPEN)
    open_.update(status=TaakStatus.VERVALLEN, afgerond_op=nu, verslag=gevolg.zin)
    gemeenten = [gemeente] if gemeente else stand.gemeenten
    nieuw = voor_gemeenten(melding, regels, gemeenten, nu)
    # Before anybody is told: what makes it urgent is itself told in minutes.
    spoed.weeg(melding, door, nu)
    gezegd = informatie.kondig_aan(
        melding,
        protocol,
        aanleiding=f"gevolg:{gevolg.code}",
        sleutel=sleutel,
        nu=nu,
        eigen=gemeente,
        alleen=gemeenten if gehoord else None,
    )
    gezegd += informatie.meld_taken(
        melding, nieuw, sleutel=sleutel, nu=nu, gehoord=[*gehoord, *gezegd], zelf=door, alleen=gemeenten
    )
    return gezegd


def gevolgen_van(protocol: Protocol, regel: TaakRegel | None, gegevens: Taakgegevens | None) -> list[Gevolg]:
    """What the answers of a record set off: to a yes/no duty, to the evaluation, or which road the inspection
    chose."""
    match gegevens:
        case Keuze(code) if regel:
            gekozen = [a for a in regel.antwoorden if a.code == code]
        case Evaluatieverslag(antwoorden):
            gekozen = [a for v in protocol.evaluatievragen for a in v.antwoorden if a.code == antwoorden.get(v.code)]
        case Rapportontvangst() as rapport:
            return protocol.gevolgen_van(k for k in protocol.keuzes_van("igj_route") if k.code == rapport.route)
        case _:
            return []
    return protocol.gevolgen_van(gekozen)


def voeg_actie_toe(melding: Melding, actie: Actie, door: Gebruiker, nu: datetime) -> Taak:
    """Add an action that the parties agreed, with owner and due moment (R81). Raises Geweigerd for other roles."""
    if not mag_actie_toevoegen(door, melding):
        raise Geweigerd("U kunt aan deze melding geen acties toevoegen.")
    with transaction.atomic():
        return geef_actie(melding, actie, door, nu)


def herinneren_op(taak: Taak, nu: datetime) -> datetime | None:
    """When who holds this action is reminded first: some hours before it is due, as the file says, or when it is due
    for one that was given later than that. None when it is late already: then who gets it reads that."""
    if taak.uiterlijk_op is None or taak.uiterlijk_op <= nu:
        return None
    regels = van_soort(taak.zaak.zaaksoort).wet(taak.zaak.protocol_versie).informatieregels_bij("actie:nadert")
    vooraf = [taak.uiterlijk_op - timedelta(hours=regel.uren_vooraf) for regel in regels]
    return min((op for op in vooraf if op > nu), default=taak.uiterlijk_op)


def geef_actie(
    zaak: Zaak,
    actie: Actie,
    door: Dader,
    nu: datetime,
    bron: Taak | None = None,
    stap: Stap | None = None,
    *,
    overleeft: bool = False,
) -> Taak:
    """Give one action, and tell who holds it; inside the transaction that thought of it. `bron`: the task of the
    meeting in which it was agreed, `stap`: the step; a role that keeps no list of actions gets none back either.
    `overleeft`: it goes on when the zaak is closed."""
    soort = van_soort(zaak.zaaksoort)
    taak = Taak(
        zaak_id=zaak.pk,
        stap=stap,
        code=ACTIE,
        titel=actie.titel,
        rol=actie.rol,
        gemeente=actie.gemeente,
        eigenaar=actie.eigenaar,
        uiterlijk_op=actie.uiterlijk_op,
        gemaakt_op=nu,
        overleeft=overleeft,
        gegevens={
            "gegeven_door": door.rol if soort.houdt_acties_bij(door, zaak) else Rol.CONTRACTMANAGER,
            **({"afgesproken": bron.pk} if bron else {}),
        },
    )
    taak.herinneren_op = herinneren_op(taak, nu)
    taak.save()
    sleutel = f"taak:{taak.pk}:gegeven"
    soort.meld_actie(taak, soort.plekken_van_actie(taak), Actienieuws.GEGEVEN, sleutel=sleutel, nu=nu, zelf=door)
    return taak


def sluit_bij(
    stap: Stap, regel: OvergangRegel, protocol: Protocol, nu: datetime, redenen: Mapping[int, str]
) -> list[Taak]:
    """Close what a step closes: the tasks it itself finishes, and, when it turns another way, the others. Returns those
    that lapse: who holds one hears of the step. `redenen`: task -> why it need not be done any more.

    A rule that says `blijft` keeps its task through a turn, but no task outlives a final status: only an improvement
    does (docs/besluiten/0031).
    """
    open_ = Taak.objects.filter(zaak=stap.zaak_id, status=TaakStatus.OPEN, overleeft=False)
    open_.filter(code__in=regel.voltooit).update(
        status=TaakStatus.AFGEROND, afgerond_op=nu, **dader_velden(stap.dader, "afgerond_door")
    )
    vervalt = Q(code__in=regel.vervalt)
    if stap.naar in protocol.gesloten:
        vervalt = Q()
    elif regel.sluit_taken:
        vervalt |= ~Q(code__in=[taak.code for taak in protocol.taken if taak.blijft])
    vervallen = list(open_.filter(vervalt).select_related("gemeente"))
    for taak in vervallen:
        taak.status, taak.afgerond_op = TaakStatus.VERVALLEN, nu
        taak.verslag = redenen.get(taak.pk, "").strip() or regel.naam
    Taak.objects.bulk_update(vervallen, ["status", "afgerond_op", "verslag"])
    return vervallen


def rond_vanzelf_af(
    melding: Melding, code: str, door: Dader, nu: datetime, gemeente: Gemeente | None = None, namens: str = ""
) -> None:
    """Close the task whose work was just done on a page of its own (an analysis, a judgement); `namens`: for whom."""
    Taak.objects.filter(zaak=melding, code=code, gemeente=gemeente, status=TaakStatus.OPEN).update(
        status=TaakStatus.AFGEROND, afgerond_op=nu, namens=namens, **dader_velden(door, "afgerond_door")
    )


def uitingsoort(taak: Taak, protocol: Protocol) -> str:
    """What goes outside with this task, as a code of `Uitingsoort`; empty when nothing does.

    A telephone task is mail by another road: it goes outside when one of its messages would.
    """
    regel = protocol.taak_per_code.get(taak.code)
    if regel and regel.naar_buiten:
        return regel.naar_buiten
    is_post = bool(taak.zetel_rol) and any(bericht.is_voor_buiten for bericht in taak.berichten.select_related("zaak"))
    return Uitingsoort.MAIL if is_post else ""


def _vraag_het_slot(taak: Taak, vervulling: Vervulling, nummer: int, door: Dader, nu: datetime) -> Uiting | None:
    """A task that goes outside asks the locks and leaves an Uiting (R125, R156)."""
    protocol = haal_protocol(taak.melding.protocol_versie)
    if soort := uitingsoort(taak, protocol):
        # Done again after it was taken back: another act, with a key of its own.
        eerder = Uiting.objects.filter(sleutel__startswith=f"taak:{taak.pk}:", herroeping__isnull=False).count()
        return leg_uiting_vast(
            taak.melding,
            soort,
            f"taak:{taak.pk}:{nummer}" + (f":{eerder}" if eerder else ""),
            door,
            nu,
            haal_communicatieregels(taak.melding.protocol_versie),
            omschrijving=f"{taak.titel} {taak.gemeente or ''}".strip(),
            gedaan_op=vervulling.gedaan_op,
            namens=vervulling.namens,
            toestemming=vervulling.toestemming,
        )
    return None


def _vergrendel(taak_id: int, door: Dader) -> Taak:
    # The melding first, as every step does: two locks in one order never wait for each other.
    vergrendel(Taak.objects.values_list("zaak_id", flat=True).get(pk=taak_id))
    rijen = Taak.objects.select_for_update(of=("self",)).select_related("zaak__als_melding__aanbieder", "gemeente")
    taak = rijen.get(pk=taak_id)
    if not mag_taak(door, taak):
        rol = rolnaam(taak.rol, taak.melding.protocol_versie)
        raise Geweigerd(f"Deze taak is van de {rol}{f' {taak.gemeente}' if taak.gemeente else ''}.")
    if taak.status != TaakStatus.OPEN:
        # Who did it stands in the dossier, which is not open to who acts by a link.
        wie = "" if isinstance(door, Linkhouder) else f" door {taak.afronder or 'het protocol'}"
        raise Geweigerd(f"Deze taak is al {taak.get_status_display()}{wie}, {moment(taak.afgerond_op)}.")
    return taak


def _sluit(taak: Taak, vervulling: Vervulling, nummer: int, door: Dader, nu: datetime, *, blijft_open: bool) -> None:
    taak.verslag, taak.namens = vervulling.verslag, vervulling.namens
    taak.gegevens = {**taak.gegevens, **vervulling.op_de_rij(), RIJ: nummer}
    wie = dader_velden(None if blijft_open else door, "afgerond_door")
    if not blijft_open:
        taak.status, taak.afgerond_op = TaakStatus.AFGEROND, nu
        for naam, waarde in wie.items():
            setattr(taak, naam, waarde)
    taak.save(update_fields=["status", "afgerond_op", *wie, "verslag", "namens", "gegevens"])


def _al_geanalyseerd(melding: Melding, regels: list[TaakRegel]) -> set[tuple[str, int | None]]:
    per_rol = {regel.rol: regel.code for regel in regels if regel.vorm == "analyse"}
    if not per_rol:
        return set()
    partijen = {p.code: per_rol[p.rol] for p in Stand(melding).protocol.partijen if p.rol in per_rol}
    ingediend = melding.analyses.filter(status=AnalyseStatus.DEFINITIEF, soort__in=partijen)
    return {(partijen[soort], gemeente) for soort, gemeente in ingediend.values_list("soort", "gemeente_id")}


def _nieuw(
    melding: Melding,
    regel: TaakRegel,
    gemeente: Gemeente | None,
    nu: datetime,
    stap: Stap | None,
    termijn: Termijn | None,
) -> Taak:
    return Taak(
        zaak=melding,
        stap=stap,
        code=regel.code,
        titel=regel.naam,
        rol=regel.rol,
        gemeente=gemeente,
        termijn=termijn,
        uiterlijk_op=termijn.vervalt_op if termijn else _uiterlijk(regel, nu),
        gemaakt_op=nu,
    )


def _uiterlijk(regel: TaakRegel, nu: datetime) -> datetime | None:
    return nu + timedelta(hours=regel.binnen_uren) if regel.binnen_uren else None
