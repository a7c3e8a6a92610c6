"""Settings of one installation. What differs between installations comes from the environment."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from anxin.database import addresses
from anxin.vault.keys import provider

DEBUG = False
SECRET_KEY = provider().signing_key("django").hex()
ALLOWED_HOSTS = os.environ.get("ANXIN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("ANXIN_ORIGINS", "").split(",") if o]
DEMONSTRATION = os.environ.get("ANXIN_DEMONSTRATION") == "1"
AS_OWNER = os.environ.get("ANXIN_AS_OWNER") == "1"

INSTALLED_APPS = [
    "anxin.database",
    "anxin.organisations",
    "anxin.acts",
    "anxin.privacy",
    "anxin.publicity",
    "anxin.people",
    "anxin.files",
    "anxin.ledger",
    "anxin.pharmacy",
    "anxin.exchange",
    "anxin.enrolment",
    "anxin.clinics",
    "anxin.funding",
    "anxin.dispensing",
    "anxin.settlement",
    "anxin.adoption",
    "anxin.documents",
    "anxin.imports",
    "anxin.packs",
    "anxin.supervision",
    "anxin.web",
    "anxin.upkeep",
    "anxin.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "anxin.web.proxies.behind_proxies",
    "anxin.web.middleware.headers",
    "anxin.web.preferences.in_language",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "anxin.web.middleware.unit_of_work",
]

ROOT_URLCONF = "anxin.config.urls"
WSGI_APPLICATION = "anxin.config.wsgi.application"

_COMMON = {
    "ENGINE": "django.db.backends.postgresql",
    "CONN_MAX_AGE": None,
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {
        "application_name": "anxin",
        # Under row security planning costs more than running; a prepared statement is planned once.
        "options": "-c plan_cache_mode=force_generic_plan",
    },
}
DATABASES = {"default": {**_COMMON, **addresses.app_parameters()}}
if AS_OWNER:
    DATABASES["owner"] = {**_COMMON, **addresses.owner_parameters()}
DATABASE_ROUTERS = ["anxin.database.routing.MigrationsByOwner"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organisations.Staff"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE = "anxin_session"
HALF_OPEN_COOKIE = "anxin_half"
# Decision 0008: everybody has a second factor, but in a demonstration nobody must.
SECOND_FACTOR = os.environ.get("ANXIN_SECOND_FACTOR") or (
    "optional" if DEMONSTRATION else "required"
)
assert SECOND_FACTOR in {"required", "optional"}, "ANXIN_SECOND_FACTOR 只能是 required 或 optional"
# Addresses of our own reverse proxies: only they are believed who the caller is.
PROXIES = frozenset(p for p in os.environ.get("ANXIN_PROXIES", "").split(",") if p)
SESSION_LASTS = timedelta(hours=8)
SESSION_IDLE = timedelta(minutes=int(os.environ.get("ANXIN_IDLE_MINUTES", "30")))

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "anxin.web.context.page",
            ],
        },
    }
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
# One catalogue for the whole program (decision 0009); Chinese needs none, it is the source.
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = ["anxin.config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("ANXIN_STATIC") or addresses.home() / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

SECURE_COOKIES = os.environ.get("ANXIN_HTTPS") == "1"
CSRF_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "anxin.web.views.form_too_old"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FILES = 4
# What is uploaded never lies unsealed on a disk, not even for a moment.
FILE_UPLOAD_HANDLERS = ["anxin.files.uploads.InMemoryAlone"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
