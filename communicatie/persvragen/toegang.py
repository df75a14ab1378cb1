"""Who sees press questions: the roles of the region for all, those of a gemeente for its own (R3, R104, R120)."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from calamiteiten.kenmerk import in_vorm
from calamiteiten.models import Melding
from calamiteiten.toegang import doel, inzage
from communicatie.models import Persvraag
from contacten.models import Dader, Gebruiker, Gemeente
from contacten.rollen import Deel, Mate, die_zien

# Who handles them all; and who leads the communication of a gemeente, and sees what concerns that one.
ROLLEN_PERS, ROLLEN_PERS_EIGEN = die_zien(Deel.PERS), die_zien(Deel.PERS, Mate.EIGEN)
ROLLEN_PERS_LEZEN = ROLLEN_PERS | ROLLEN_PERS_EIGEN


def zichtbare_persvragen(gebruiker: Gebruiker | AnonymousUser) -> QuerySet[Persvraag]:
    """The press questions this user may see now. Seeing one opens no dossier: that is `calamiteiten.toegang`."""
    if not isinstance(gebruiker, Gebruiker) or not gebruiker.is_active:
        return Persvraag.objects.none()
    if gebruiker.rol in ROLLEN_PERS:
        return Persvraag.objects.all()
    # Without a gemeente there is nothing of one's own.
    if gebruiker.rol not in ROLLEN_PERS_EIGEN or gebruiker.gemeente_id is None:
        return Persvraag.objects.none()
    return Persvraag.objects.filter(van_gemeente(gebruiker.gemeente_id))


def eigen_gemeente(gebruiker: Dader) -> Gemeente | None:
    """For which gemeente this user looks, which may not know the other ones of a question; None for the region."""
    return None if gebruiker.is_rol(*ROLLEN_PERS) else gebruiker.gemeente


def van_gemeente(nummer: int) -> Q:
    """Which questions are of the gemeente with this key: it answers them, or they concern it."""
    ook = Persvraag.gemeenten.through._default_manager.filter(persvraag=OuterRef("pk"), gemeente=nummer)
    return Q(gemeente=nummer) | Q(Exists(ook))


def plek_ziet(persvraag: int, rol: str, gemeente: int | None) -> bool:
    """Whether who signs in for this seat sees the question with this key."""
    if rol in ROLLEN_PERS:
        return True
    if rol not in ROLLEN_PERS_EIGEN or gemeente is None:
        return False
    return Persvraag.objects.filter(van_gemeente(gemeente), pk=persvraag).exists()


def plek_antwoordt(persvraag: int, rol: str, gemeente: int | None) -> bool:
    """Whether this seat is of the gemeente that answers the question with this key, while that is open."""
    if rol not in ROLLEN_PERS_EIGEN or gemeente is None:
        return False
    return Persvraag.objects.filter(pk=persvraag, gemeente=gemeente, afgerond_op__isnull=True).exists()


def plek_legt_vast(persvraag: int, rol: str, gemeente: int | None) -> bool:
    """Whether this seat leads the communication of a gemeente that the question with this key is of, while that is
    open: it records what its own gemeente did (R104)."""
    if rol not in ROLLEN_PERS_EIGEN or gemeente is None:
        return False
    return Persvraag.objects.filter(van_gemeente(gemeente), pk=persvraag, afgerond_op__isnull=True).exists()


def koppelbare_meldingen(gebruiker: Dader) -> QuerySet[Melding]:
    """Which meldingen this user may name as what a press question is about. Who handles the press hears the kenmerk of
    every melding when it is registered (R111), and can name it from then on; that opens no dossier."""
    mag = isinstance(gebruiker, Gebruiker) and gebruiker.is_active and gebruiker.is_rol(*ROLLEN_PERS)
    return Melding.objects.all() if mag else Melding.objects.none()


def haal_persvraag(gebruiker: Gebruiker | AnonymousUser, kenmerk: str) -> Persvraag:
    """The press question with this kenmerk. Raises Http404 when it is not there or not for this user: one answer;
    VraagDoel when who stands outside must say first why he looks."""
    persvraag = haal_om_te_vragen(gebruiker, kenmerk)
    doel.eis(persvraag)
    return persvraag


def haal_om_te_vragen(gebruiker: Gebruiker | AnonymousUser, kenmerk: str) -> Persvraag:
    """The same one for the page that asks why: it shows the kenmerk and nothing else, and asks no purpose first."""
    gezocht = in_vorm(kenmerk)
    rijen = zichtbare_persvragen(gebruiker)
    if doel.is_te_vragen(gebruiker, gezocht, ROLLEN_PERS):
        rijen = doel.met_kring(rijen, gebruiker)
    rijen = rijen.select_related(
        "gemeente", "melding", "vervolg_op", "vastgelegd_door", "aanbieder", "samengevoegd_met"
    )
    persvraag = rijen.filter(kenmerk=gezocht).first()
    if persvraag is None:
        raise Http404
    inzage.gelezen(persvraag.kenmerk)
    return persvraag
