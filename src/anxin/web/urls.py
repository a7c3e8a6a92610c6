"""Addresses of the frame."""

from django.urls import path

from anxin.web import views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("agreement/", views.agreement, name="agreement"),
    path("totals/", views.programme_totals, name="totals"),
    path("duty/<str:assignment_id>/", views.change_duty, name="change_duty"),
]
