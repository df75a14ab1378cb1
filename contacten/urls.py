"""Addresses of the contact list."""

from django.urls import path

from . import views, views_inlezen, views_uitvoer

urlpatterns = [
    path("", views.contacten, name="contacten"),
    path("inlezen/", views_inlezen.inlezen, name="contacten_inlezen"),
    path("inlezen/<int:pk>/", views_inlezen.voorstel, name="contacten_inlezen_voorstel"),
    path("uitvoer/", views_uitvoer.uitvoer_lijst, name="contacten_uitvoer_lijst"),
]
