"""Addresses of the frame."""

from django.urls import path

from anxin.web import find, palette, preferences, views
from anxin.web import help as page_help
from anxin.web.accounts import entering, factors, own, staff

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", entering.sign_in, name="sign_in"),
    path("sign-in/second/", entering.second, name="second"),
    path("sign-out/", entering.sign_out, name="sign_out"),
    path("agreement/", views.agreement, name="agreement"),
    path("find/", find.find, name="find"),
    path("find/suggest/", find.suggest, name="find_suggest"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("language/", preferences.change_language, name="language"),
    path("help/", page_help.overview, name="help"),
    path("palette/", palette.entries, name="palette"),
    path("duty/<str:assignment_id>/", views.change_duty, name="change_duty"),
    path("account/", own.account, name="account"),
    path("account/first/", own.first, name="first"),
    path("account/password/", own.password, name="password"),
    path("account/sessions/others/end/", own.end_others, name="end_others"),
    path("account/sessions/end/", own.end_everywhere, name="end_everywhere"),
    path("account/sessions/<uuid:session_id>/end/", own.end_session, name="end_session"),
    path("account/authenticator/", factors.authenticator, name="authenticator"),
    path("account/passkey/", factors.passkey, name="passkey"),
    path("account/codes/", factors.codes, name="codes"),
    path("account/factors/<uuid:factor_id>/remove/", factors.remove, name="remove_factor"),
    path("accounts/", staff.accounts, name="accounts"),
    path("accounts/new/", staff.new, name="accounts_new"),
    path("accounts/<uuid:staff_id>/", staff.one, name="accounts_one"),
    path("accounts/<uuid:staff_id>/duty/", staff.give_duty, name="accounts_duty"),
    path("accounts/<uuid:staff_id>/<slug:what>/", staff.measure, name="accounts_measure"),
    path("accounts/duties/<uuid:assignment_id>/end/", staff.end_duty, name="accounts_end_duty"),
]
