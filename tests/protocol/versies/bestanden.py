"""Versions as a region would write them beside the adopted one: each file says only what differs."""

AANGENOMEN = "ijsselland-2019-02-13"
KOP = """[protocol]
versie = "{versie}"
gebaseerd_op = "ijsselland-2019-02-13"
geldt_vanaf = 2026-11-24
"""

UREN_72 = """
[[termijn]]
code = "fase_1"
uren = 72
"""

FASE_3 = """
[[status]]
code = "fase_2"
vervolg = "fase_3"

[[status]]
code = "fase_3"
na = "fase_2"
naam = "Fase 3"
stap = 7
vervolg = "afgerond"
icoon = "hourglass"
zin = "Volg of de verbeteringen blijven werken."
bron = "Proef, Fase 3"
eisen = ["R86"]

[[overgang]]
code = "start_fase_3"
na = "start_fase_2"
naam = "{status:fase_3} starten"
van = ["fase_2"]
naar = "fase_3"
door = ["regiomanager"]
zin = "De nafase is klaar. U volgt of de verbeteringen blijven werken."
bron = "Proef, Fase 3"
eisen = ["R86"]

[[overgang]]
code = "rond_af"
van = ["monitoring", "fase_3"]
door_per_van = { monitoring = ["contractmanager", "regiomanager"], fase_3 = ["regiomanager"] }

[[overgang]]
code = "heroverweeg"
van = ["scenario_a", "scenario_b", "scenario_c", "scenario_d", "monitoring", "fase_1", "fase_2", "fase_3"]

[[termijn]]
code = "fase_2"
stopt_bij = ["start_fase_3", "heroverweeg"]

[[termijn]]
code = "fase_3"
naam = "{status:fase_3}: borgen"
bij = ["start_fase_3"]
soort = "protocol"
maanden = 6
stopt_bij = ["rond_af", "heroverweeg"]
rol = "regiomanager"
wekkers = [{ soort = "op" }]
zin = "Een half jaar later kijkt u nog een keer."
bron = "Proef, Fase 3"
eisen = ["R86"]

[[informatieregel]]
code = "fase_3_bereikt"
bij = ["termijn:fase_3:op"]
door = "app"
aan = ["regiomanager"]
sjabloon = "termijn_bereikt"
zin = "De {rol:regiomanager} hoort dat {status:fase_3} om is."
bron = "Proef, Fase 3"
eisen = ["R86"]

[[regierol]]
code = "regiomanager"
bij = ["scenario_d", "fase_1", "fase_2", "fase_3"]
"""

ZONDER_D = """
[weg]
scenario = ["d"]
status = ["fase_1", "fase_2"]

[[scenario]]
code = "c"
naam = "{status:scenario_c}: onrust"
bij = ["onrust"]
"""

ZONDER_TWIJFEL = """
[weg]
status = ["twijfel"]
voorwaardenaam = ["geen_twijfel"]
"""

DERDE_PARTIJ = """
[[analysepartij]]
code = "regiomanager"
naam = "{rol:regiomanager}"
rol = "regiomanager"
zin = "De {rol:regiomanager} kijkt of meer regio's dit aangaat."
bron = "Proef, 2.1"
eisen = ["R46"]

[[vraag]]
analyse = "regiomanager"
code = "andere_regios"
zin = "Werkt de aanbieder ook in een andere regio?"
hulp = "Bel zo nodig een andere regio."
antwoorden = [
  { code = "nee", naam = "Nee", gevolg = "geen" },
  { code = "ja", naam = "Ja", gevolg = "geen" },
]
bron = "Proef, 2.1"
eisen = ["R51"]

[[taak]]
code = "analyse_regiomanager"
naam = "Maak de impactanalyse over de regio's"
rol = "regiomanager"
bij = ["start_impactanalyse"]
vorm = "analyse"
termijn = "impactanalyse"
zin = "Kijk of dit ook een andere regio aangaat."
bron = "Proef, 2.1"
eisen = ["R46"]

[[overgang]]
code = "start_beoordeling"
vereist = ["analyse_contractmanager", "analyse:regiomanager"]
"""

KALENDERDAGEN = """
[[termijn]]
code = "fase_2"
maanden = 0
dagen = 45
"""

NIEUWE_VRAAG = """
[[vraag]]
analyse = "toegang"
code = "broertjes_zusjes"
zin = "Zijn er broertjes of zusjes die nu hulp nodig hebben?"
hulp = "Denk ook aan kinderen die ergens anders wonen."
toelichting = "verplicht"
antwoorden = [
  { code = "nee", naam = "Nee, dat is niet nodig", gevolg = "geen" },
  { code = "ja", naam = "Ja, die hulp is nodig", gevolg = "geen" },
]
bron = "Proef, 2.1"
eisen = ["R47"]
"""

# The same question, with an answer that says how the aanbieder acted.
WEGEND = NIEUWE_VRAAG.replace('is nodig", gevolg = "geen"', 'is nodig", weegt = "onvoldoende"')

# The other half of the paper, in the same file: a stage more for press questions, and a step less.
PERS_ANDERS = """
[weg]
persstap = ["antwoord_direct"]

[[persstatus]]
code = "nazorg"
na = "evaluatie"
naam = "Nazorg"
stap = 6
zin = "Vraag de gemeente of er nog iets leeft."
bron = "Proef, hoofdstuk 1"
eisen = ["R20"]

[[persstap]]
code = "start_nazorg"
na = "evalueer"
naam = "{status:nazorg} beginnen"
van = ["evaluatie"]
naar = "nazorg"
door = ["contractmanager"]
zin = "U vraagt de gemeente of er nog iets leeft."
bron = "Proef, hoofdstuk 1"
eisen = ["R20"]

[[persstap]]
code = "rond_af"
van = ["nazorg"]
"""
