"""The accounts that the demo offers on its login page and that `zaai` makes. Pure data: read before Django starts."""

from __future__ import annotations

from dataclasses import dataclass

WACHTWOORD = "demo-calamiteiten"  # shown on the login page of the demo


@dataclass(frozen=True)
class Account:
    """One account: its role (a code of ``contacten.rollen.Rol``) and, for a local role, the code of its gemeente."""

    gebruikersnaam: str
    rol: str
    omschrijving: str
    gemeente: str = ""


IJSSELLAND = (
    Account("contractmanager", "contractmanager", "Neemt meldingen aan en kiest het scenario (regio)"),
    Account("regiomanager", "regiomanager", "Leidt Fase 1 en Fase 2 (regio)"),
    Account("communicatieadviseur", "communicatieadviseur", "Adviseert over communicatie (regio)"),
    Account("toegang-zwolle", "toegang", "Contactpersoon toegang in Zwolle", "zwolle"),
    Account("toegang-deventer", "toegang", "Contactpersoon toegang in Deventer", "deventer"),
    Account("toegang-kampen", "toegang", "Contactpersoon toegang in Kampen", "kampen"),
    Account("woordvoerder-zwolle", "communicatie_gemeente", "Woordvoerder van Zwolle: eigen persvragen", "zwolle"),
    Account("manager-zwolle", "manager_gemeente", "Manager in Zwolle", "zwolle"),
    Account("manager-deventer", "manager_gemeente", "Manager in Deventer", "deventer"),
    Account("beheerder", "beheerder", "Beheert contacten en gebruikers; ziet geen dossiers"),
    Account(
        "privacyfunctionaris", "privacyfunctionaris", "Ziet wie wat bekeek en wat wordt bewaard; ziet geen dossiers"
    ),
)
ZHZ = (
    Account("contractmanager", "contractmanager", "Accounthouder van de Serviceorganisatie (regio)"),
    Account("regiomanager", "regiomanager", "Directeur van de Serviceorganisatie, neemt de regie (regio)"),
    Account("communicatieadviseur", "communicatieadviseur", "Adviseert over communicatie (regio)"),
    Account("toegang-dordrecht", "toegang", "Ambtenaar Jeugd in Dordrecht", "dordrecht"),
    Account("toegang-gorinchem", "toegang", "Ambtenaar Jeugd in Gorinchem", "gorinchem"),
    Account("manager-dordrecht", "manager_gemeente", "Calamiteitenteam van Dordrecht", "dordrecht"),
    Account("manager-gorinchem", "manager_gemeente", "Calamiteitenteam van Gorinchem", "gorinchem"),
    Account("beheerder", "beheerder", "Beheert contacten en gebruikers; ziet geen dossiers"),
    Account(
        "privacyfunctionaris", "privacyfunctionaris", "Ziet wie wat bekeek en wat wordt bewaard; ziet geen dossiers"
    ),
)
# Region -> the accounts of its demo; a region without one of its own is shown with the people of IJsselland.
PER_REGIO = {"ijsselland": IJSSELLAND, "zhz": ZHZ}
ACCOUNTS = IJSSELLAND


def accounts_van(regio: str) -> tuple[Account, ...]:
    """The accounts of the demo of this region (the name of its file)."""
    return PER_REGIO.get(regio, IJSSELLAND)
