"""Addresses on which a list comes in."""

from django.urls import path

from . import views

urlpatterns = [
    path("inlezen/", views.inlezen, name="contacten_inlezen"),
    path("inlezen/gemeenten/", views.gemeenten, name="contacten_gemeenten"),
    path("inlezen/<int:pk>/", views.voorstel, name="contacten_inlezen_voorstel"),
]
