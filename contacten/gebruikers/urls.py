"""Addresses of the accounts."""

from django.urls import path

from . import views

urlpatterns = [
    path("contacten/gebruikers/", views.lijst, name="gebruikers"),
    path("contacten/gebruikers/controle/", views.controle, name="gebruikers_controle"),
    path("contacten/gebruikers/uitnodigen/", views.uitnodigen, name="gebruiker_uitnodigen"),
    path("contacten/gebruikers/<int:pk>/", views.gebruiker, name="gebruiker"),
    path("contacten/gebruikers/<int:pk>/einde/", views.einde, name="gebruiker_einde"),
    path("contacten/gebruikers/<int:pk>/uitnodigen/", views.opnieuw, name="gebruiker_opnieuw"),
    path("uitnodiging/<str:token>/", views.uitnodiging, name="uitnodiging"),
]
