"""What is said of an Office or OpenDocument file that is not taken."""

MACROS = "In dit document zitten macro’s of scripts. Sla het op zonder, of als PDF, en kies het nog eens."
GENEST = "In dit document zit een ander bestand. Haal dat eruit, of maak er een PDF van, en kies het nog eens."
BOM = "Dit document wordt uitgepakt te groot. Maak er een PDF van en kies het nog eens."
OP_SLOT = "Op dit bestand zit een wachtwoord. Haal het eraf en kies het nog eens."
BUITEN = "Dit document haalt iets op van elders, of een link erin start iets. Maak er een PDF van en kies het nog eens."
# Honest sheets have these too, a list of links made of a column most of all: so it says which formula, and what helps.
FORMULE = (
    "Een formule in dit bestand vraagt iets aan internet of aan een ander programma, of maakt een link waarvan niet "
    "vaststaat waarheen (HYPERLINK). Kopieer de cellen met die formule en plak ze als waarden, of maak een PDF van het "
    "bestand. Kies het daarna nog eens."
)
