"""Addresses of the pages around a melding: a room per page."""

from django.urls import URLPattern, path

from .actielink import views as actielink
from .actoren import views as actoren
from .advies import views as advies
from .analyse import views as analyse
from .beoordeling import views as beoordeling
from .bestanden import views as bestanden
from .bewijs import views as bewijs
from .communicatie import views as communicatie
from .dossier import views as dossier
from .inspectie import views as inspectie
from .leren import views as leren
from .melden import views as melden
from .moment import views as moment
from .overleg import views as overleg
from .papier import views as papier
from .registratie import views as registratie
from .samenhang import views as samenhang
from .spoed import views as spoed
from .taken import views as taken
from .verstrekking import views as verstrekking

urlpatterns: list[URLPattern] = [
    path("actie/<str:token>/", actielink.actielink, name="actielink"),
    path("actie/<str:token>/taak/<int:nummer>/", actielink.actielink_taak, name="actielink_taak"),
    path("actie/<str:token>/analyse/<int:nummer>/", actielink.actielink_analyse, name="actielink_analyse"),
    path("actie/<str:token>/scenario/<int:nummer>/", actielink.actielink_scenario, name="actielink_scenario"),
    path("actie/<str:token>/terug/<int:nummer>/", actielink.actielink_terug, name="actielink_terug"),
    path(
        "actie/<str:token>/terug/<slug:soort>/<int:nummer>/",
        actielink.actielink_feit_terug,
        name="actielink_feit_terug",
    ),
    path(
        "actie/<str:token>/communicatie/<slug:feit>/", actielink.actielink_communicatie, name="actielink_communicatie"
    ),
    path("actie/<str:token>/ander/", actielink.actielink_ander, name="actielink_ander"),
    path("actie/<str:token>/opnieuw/", actielink.actielink_opnieuw, name="actielink_opnieuw"),
    path("meldingen/<str:kenmerk>/links/", actielink.links, name="links"),
    path(
        "meldingen/<str:kenmerk>/links/<int:nummer>/<slug:handeling>/", actielink.link_handeling, name="link_handeling"
    ),
    path("melden/<str:token>/", melden.melden, name="melden"),
    path("melden/<str:token>/rapport/", melden.melden_rapport, name="melden_rapport"),
    path("melden/<str:token>/bestand/", melden.melden_bestand, name="melden_bestand"),
    path("melden/<str:token>/bericht/", melden.melden_bericht, name="melden_bericht"),
    path("melden/<str:token>/opnieuw/", melden.melden_opnieuw, name="melden_opnieuw"),
    path("meldingen/link/", melden.meldlink_nieuw, name="meldlink_nieuw"),
    path("meldingen/link/<int:nummer>/<slug:handeling>/", melden.meldlink_handeling, name="meldlink_handeling"),
    path("meldingen/nieuw/", registratie.melding_nieuw, name="melding_nieuw"),
    path("meldingen/nieuw/lijkt-op/", registratie.melding_lijkt_op, name="melding_lijkt_op"),
    path("meldingen/<str:kenmerk>/wijzigen/", registratie.melding_wijzig, name="melding_wijzig"),
    path("meldingen/<str:kenmerk>/betrekken/", registratie.betrek, name="betrek"),
    path("meldingen/<str:kenmerk>/loslaten/", registratie.laat_los, name="laat_los"),
    path("meldingen/<str:kenmerk>/persoonsgegevens/", verstrekking.verstrekking_nieuw, name="verstrekking_nieuw"),
    path("meldingen/<str:kenmerk>/persoonsgegevens/<int:nummer>/", verstrekking.verstrekking, name="verstrekking"),
    path(
        "meldingen/<str:kenmerk>/persoonsgegevens/<int:nummer>/intrekken/",
        verstrekking.verstrekking_intrekken,
        name="verstrekking_intrekken",
    ),
    path("meldingen/<str:kenmerk>/analyse/", analyse.analyse, name="analyse"),
    path("meldingen/<str:kenmerk>/analyse/<slug:gemeentecode>/", analyse.analyse_gemeente, name="analyse_gemeente"),
    path("meldingen/<str:kenmerk>/communicatieadvies/", advies.advies, name="advies"),
    path("meldingen/<str:kenmerk>/communicatieadvies/<int:versie>/", advies.advies_versie, name="advies_versie"),
    path("meldingen/<str:kenmerk>/beoordeling/", beoordeling.beoordeling, name="beoordeling"),
    path("meldingen/<str:kenmerk>/beoordeling/bevestigen/", beoordeling.bevestig, name="bevestig"),
    path("meldingen/<str:kenmerk>/beoordeling/intrekken/", beoordeling.trek_in, name="bevestiging_intrekken"),
    path("meldingen/<str:kenmerk>/beoordeling/verschil/", beoordeling.verklaar, name="verklaar_verschil"),
    path("meldingen/<str:kenmerk>/communicatie/", communicatie.communicatie_dossier, name="communicatie_dossier"),
    path(
        "meldingen/<str:kenmerk>/communicatie/<slug:feit>/",
        communicatie.communicatie_vastleggen,
        name="communicatie_vastleggen",
    ),
    path(
        "meldingen/<str:kenmerk>/communicatie/<slug:soort>/<int:nummer>/intrekken/",
        communicatie.communicatie_intrekken,
        name="communicatie_intrekken",
    ),
    path(
        "meldingen/<str:kenmerk>/communicatie/<slug:soort>/<int:nummer>/verbeteren/",
        communicatie.communicatie_verbeteren,
        name="communicatie_verbeteren",
    ),
    path("meldingen/<str:kenmerk>/wie-doet-wat/", actoren.actoren, name="melding_actoren"),
    path("meldingen/<str:kenmerk>/wie-doet-wat/<slug:actorcode>/", actoren.actor, name="melding_actor"),
    path("meldingen/<str:kenmerk>/inspectie/", inspectie.inspectiespoor, name="inspectiespoor"),
    path("meldingen/<str:kenmerk>/inspectie/<slug:soort>/", inspectie.inspectiefeit_nieuw, name="inspectiefeit_nieuw"),
    path(
        "meldingen/<str:kenmerk>/inspectie/<int:nummer>/verbeteren/",
        inspectie.inspectiefeit_verbeteren,
        name="inspectiefeit_verbeteren",
    ),
    path(
        "meldingen/<str:kenmerk>/inspectie/<int:nummer>/intrekken/",
        inspectie.inspectiefeit_intrekken,
        name="inspectiefeit_intrekken",
    ),
    path("meldingen/<str:kenmerk>/bestanden/", bestanden.bestanden, name="bestanden"),
    path("meldingen/<str:kenmerk>/bestanden/<int:nummer>/", bestanden.bestand, name="bestand"),
    path(
        "meldingen/<str:kenmerk>/bestanden/<int:nummer>/verbeteren/",
        bestanden.bestand_verbeteren,
        name="bestand_verbeteren",
    ),
    path(
        "meldingen/<str:kenmerk>/bestanden/<int:nummer>/intrekken/",
        bestanden.bestand_intrekken,
        name="bestand_intrekken",
    ),
    path("meldingen/<str:kenmerk>/leren/", leren.leren, name="leren"),
    path("meldingen/<str:kenmerk>/leren/nieuw/<slug:bron>/", leren.verbeterpunt_nieuw, name="verbeterpunt_nieuw"),
    path(
        "meldingen/<str:kenmerk>/leren/<int:nummer>/verbeteren/",
        leren.verbeterpunt_verbeteren,
        name="verbeterpunt_verbeteren",
    ),
    path("meldingen/<str:kenmerk>/samenhang/", samenhang.samenhang, name="samenhang"),
    path("meldingen/<str:kenmerk>/samenhang/<int:nummer>/", samenhang.samenhang_los, name="samenhang_los"),
    path("meldingen/<str:kenmerk>/stap/<slug:code>/", dossier.overgang, name="overgang"),
    path("meldingen/<str:kenmerk>/taken/nieuw/", taken.taak_nieuw, name="taak_nieuw"),
    path("meldingen/<str:kenmerk>/taken/<int:nummer>/", taken.taak, name="taak"),
    path(
        "meldingen/<str:kenmerk>/taken/<int:nummer>/verslag-verbeteren/", taken.taak_verbeteren, name="taak_verbeteren"
    ),
    path("meldingen/<str:kenmerk>/taken/<int:nummer>/verslag-intrekken/", taken.taak_intrekken, name="taak_intrekken"),
    path("meldingen/<str:kenmerk>/taken/<int:nummer>/plannen/", overleg.overleg_plannen, name="overleg_plannen"),
    path("meldingen/<str:kenmerk>/overleg/<int:nummer>/wijzigen/", overleg.overleg_wijzigen, name="overleg_wijzigen"),
    path("meldingen/<str:kenmerk>/overleg/<int:nummer>/afzeggen/", overleg.overleg_afzeggen, name="overleg_afzeggen"),
    path("meldingen/<str:kenmerk>/overleg/<int:nummer>/antwoord/", overleg.overleg_antwoord, name="overleg_antwoord"),
    path("meldingen/<str:kenmerk>/taken/<int:nummer>/<slug:handeling>/", taken.actie, name="actie"),
    path("meldingen/<str:kenmerk>/ontvangst/", bewijs.ontvangst_bevestigen, name="ontvangst_bevestigen"),
    path("meldingen/<str:kenmerk>/bewijs/", bewijs.bewijs, name="bewijs"),
    path("meldingen/<str:kenmerk>/bewijs.pdf", papier.papier, {"papiersoort": "bewijs"}, name="bewijs_pdf"),
    path("meldingen/<str:kenmerk>/papier/", papier.papieren, name="papieren"),
    path("meldingen/<str:kenmerk>/papier/<slug:papiersoort>/", papier.papier, name="papier"),
    path("meldingen/<str:kenmerk>/papier/gemaakt/<int:nummer>/", papier.papier_halen, name="papier_halen"),
    path("meldingen/<str:kenmerk>/moment/<int:nummer>/", moment.moment, name="stapmoment"),
    path("meldingen/<str:kenmerk>/spoed/", spoed.spoed, name="spoed"),
    path("meldingen/<str:kenmerk>/bellen/", spoed.bellen, name="bellen"),
    path("meldingen/<str:kenmerk>/gegevens/", dossier.gegevens, name="melding_gegevens"),
    path("meldingen/<str:kenmerk>/verloop/", dossier.verloop, name="melding_verloop"),
    path("meldingen/<str:kenmerk>/analyses/", dossier.analyses, name="melding_analyses"),
    path("meldingen/<str:kenmerk>/taken/", dossier.taken, name="melding_taken"),
    path("meldingen/<str:kenmerk>/berichten/", dossier.berichten, name="melding_berichten"),
    path("meldingen/<str:kenmerk>/", dossier.melding, name="melding"),
]
