"""The roles of the protocol (ontwerp: the words). Facts about roles live here; who fills them is in `bezetting`."""

from django.db import models


class Rol(models.TextChoices):
    """Every role the two papers name, in plain words."""

    AANBIEDER = "aanbieder", "jeugdhulpaanbieder"
    TOEGANG = "toegang", "gemeentelijke toegang"
    CONTRACTMANAGER = "contractmanager", "contractmanager RSJ"
    REGIOMANAGER = "regiomanager", "regiomanager RSJ"
    COMMUNICATIEADVISEUR = "communicatieadviseur", "communicatieadviseur RSJ"
    COMMUNICATIE_GEMEENTE = "communicatie_gemeente", "communicatieafdeling gemeente"
    MANAGER_GEMEENTE = "manager_gemeente", "manager gemeente"
    BELEIDSMEDEWERKER_JEUGD = "beleidsmedewerker_jeugd", "beleidsmedewerker jeugd"
    WETHOUDER = "wethouder", "wethouder jeugd"
    BURGEMEESTER = "burgemeester", "burgemeester"
    AMBTENAAR_OOV = "ambtenaar_oov", "ambtenaar openbare orde en veiligheid"
    VOORZITTER_BESTUUR = "voorzitter_bestuur", "voorzitter bestuur RSJ"
    ESCALATIETEAM = "escalatieteam", "escalatieteam (wethouders jeugd)"
    RSJ_MEDEWERKERS = "rsj_medewerkers", "medewerkers RSJ"
    DIRECTEUR_AANBIEDER = "directeur_aanbieder", "directeur jeugdhulpaanbieder"
    JEUGDIGE_FAMILIE = "jeugdige_familie", "jeugdige en familie"
    INSPECTIE = "inspectie", "inspectie (IGJ)"
    POLITIE_OM = "politie_om", "politie en OM"
    JEUGDTEAMS = "jeugdteams", "jeugdteams"
    BEHEERDER = "beheerder", "beheerder"


# One seat per gemeente.
PER_GEMEENTE = frozenset(
    {
        Rol.TOEGANG,
        Rol.COMMUNICATIE_GEMEENTE,
        Rol.MANAGER_GEMEENTE,
        Rol.BELEIDSMEDEWERKER_JEUGD,
        Rol.WETHOUDER,
        Rol.BURGEMEESTER,
        Rol.AMBTENAAR_OOV,
        Rol.JEUGDTEAMS,
    }
)
# One seat per aanbieder.
PER_AANBIEDER = frozenset({Rol.AANBIEDER, Rol.DIRECTEUR_AANBIEDER})
# Outside the organisations that keep a contact list here: never mailed by the app.
EXTERN = frozenset({Rol.JEUGDIGE_FAMILIE, Rol.INSPECTIE, Rol.POLITIE_OM})
# One seat for the whole region.
REGIONAAL = frozenset(Rol) - PER_GEMEENTE - PER_AANBIEDER - EXTERN

# Roles of which everyone in the seat is written to, not only the first (Bijlage 1 has two people for Staphorst).
ROLLEN_IEDER = frozenset(
    {Rol.TOEGANG, Rol.ESCALATIETEAM, Rol.RSJ_MEDEWERKERS, Rol.BELEIDSMEDEWERKER_JEUGD, Rol.CONTRACTMANAGER}
)

# Roles that can sign in. The others are people we inform.
ROLLEN_MET_ACCOUNT = (
    Rol.CONTRACTMANAGER,
    Rol.REGIOMANAGER,
    Rol.COMMUNICATIEADVISEUR,
    Rol.TOEGANG,
    Rol.MANAGER_GEMEENTE,
    Rol.BEHEERDER,
)
ROLLEN_MET_GEMEENTE = frozenset({Rol.TOEGANG, Rol.MANAGER_GEMEENTE})
