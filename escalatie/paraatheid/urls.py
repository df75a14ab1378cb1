"""Addresses of one contact, one account and one gemeente, and of every change to them."""

from django.urls import path

from . import views
from .gebruikers import views as accounts
from .gemeenten import views as gemeenten

urlpatterns = [
    path("nieuw/", views.contact_nieuw, name="contact_nieuw"),
    path("<int:pk>/", views.contact, name="contact"),
    path("<int:pk>/wijzigen/", views.contact_wijzigen, name="contact_wijzigen"),
    path("<int:pk>/einde/", views.contact_einde, name="contact_einde"),
    path("<int:pk>/plekken/nieuw/", views.plek_nieuw, name="plek_nieuw"),
    path("<int:pk>/plekken/<int:plek_pk>/", views.plek_wijzigen, name="plek_wijzigen"),
    path("<int:pk>/plekken/<int:plek_pk>/afwezig/", views.plek_afwezig, name="plek_afwezig"),
    path("<int:pk>/plekken/<int:plek_pk>/einde/", views.plek_einde, name="plek_einde"),
    path("gemeenten/", gemeenten.gemeenten, name="gemeenten"),
    path("gemeenten/<int:pk>/samenvoegen/", gemeenten.samenvoegen, name="gemeente_samenvoegen"),
    path("gebruikers/uitnodigen/", accounts.uitnodigen, name="gebruiker_uitnodigen"),
    path("gebruikers/<int:pk>/", accounts.gebruiker, name="gebruiker"),
    path("gebruikers/<int:pk>/einde/", accounts.einde, name="gebruiker_einde"),
    path("gebruikers/<int:pk>/uitnodigen/", accounts.opnieuw, name="gebruiker_opnieuw"),
    path("gebruikers/<int:pk>/plek/", accounts.plek, name="gebruiker_plek"),
    path("gebruikers/<int:pk>/tweede-stap/", accounts.tweede_stap_wissen, name="gebruiker_tweede_stap"),
    path("gebruikers/<int:pk>/verzoek-intrekken/", accounts.verzoek_intrekken, name="gebruiker_verzoek_intrekken"),
    path("gebruikers/verzoeken/", accounts.te_besluiten, name="accountverzoeken"),
    path("gebruikers/verzoeken/<int:pk>/", accounts.besluiten, name="accountverzoek"),
    path("gebruikers/verzoeken/<int:pk>/afwijzen/", accounts.afwijzen, name="accountverzoek_afwijzen"),
]
