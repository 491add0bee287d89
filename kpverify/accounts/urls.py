"""Signing in and out. Of django-allauth's pages only these: an officer's address is changed by their administrator."""

from allauth.account import views
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path

from kpverify.accounts import views_security
from kpverify.accounts.languages import choose_language
from kpverify.accounts.views import SignIn
from kpverify.accounts.views_invitation import invitation
from kpverify.accounts.views_prove import passkey_options, prove, second_step, sign_in_by_passkey


def absent(request: HttpRequest) -> HttpResponse:
    """Answer for pages whose names django-allauth wants to know, but which officers do not have."""
    raise Http404


urlpatterns = [
    path("language/", choose_language, name="language"),
    path("login/", SignIn.as_view(), name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("prove/", prove, name="account_prove"),
    path("second-step/", second_step, name="mfa_authenticate"),
    path("passkey/sign-in/", sign_in_by_passkey, name="mfa_login_webauthn"),
    re_path(r"^passkey/options/(?P<what>create|prove|sign-in)/$", passkey_options, name="account_passkey_options"),
    path("invitation/", invitation, name="account_invitation"),
    path("set-up/", views_security.set_up, name="account_set_up"),
    path("codes/", views_security.codes, name="account_codes"),
    path("security/", views_security.security, name="account_security"),
    re_path(
        r"^security/(?P<what>remove|new-codes|end-others)/$", views_security.change, name="account_security_change"
    ),
    path("mfa/reauthenticate/", absent, name="mfa_reauthenticate"),
    path("mfa/", absent, name="mfa_index"),
    path("signup/", absent, name="account_signup"),
    path("email/", absent, name="account_email"),
    path("password/set/", absent, name="account_set_password"),
    path("password/reset/", absent, name="account_reset_password"),
    path("confirm-email/", absent, name="account_email_verification_sent"),
]

if settings.OIDC_ISSUER:
    from kpverify.accounts import views_oidc

    urlpatterns += [
        path("oidc/sign-in/", views_oidc.begin, name="account_oidc"),
        path("oidc/callback/", views_oidc.callback, name="account_oidc_callback"),
    ]
