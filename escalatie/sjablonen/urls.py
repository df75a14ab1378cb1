"""Addresses of the wording of mails."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.lijst, name="sjablonen"),
    path("<slug:sjablooncode>/", views.sjabloon, name="sjabloon"),
]
