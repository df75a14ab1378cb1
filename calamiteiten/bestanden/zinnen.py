"""What is said of an Office or OpenDocument file that is not taken."""

MACROS = "In dit document zitten macro’s of scripts. Sla het op zonder, of als PDF, en kies het nog eens."
GENEST = "In dit document zit een ander bestand. Haal dat eruit, of maak er een PDF van, en kies het nog eens."
BOM = "Dit document wordt uitgepakt te groot. Maak er een PDF van en kies het nog eens."
OP_SLOT = "Op dit bestand zit een wachtwoord. Haal het eraf en kies het nog eens."
BUITEN = "Dit document haalt iets op van een andere plek. Maak er een PDF van en kies het nog eens."
