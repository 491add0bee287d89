"""Settings, all from the environment; `make demo` and the tests set what they need.

KPVERIFY_ENV is `production` (the default: every secret must be given), `demo` or `test`.
"""

from __future__ import annotations

from pathlib import Path

import environ
import structlog
from csp.constants import NONE, SELF

ROOT = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()

KPVERIFY_ENV = env.str("KPVERIFY_ENV", default="production")
PRODUCTION = KPVERIFY_ENV == "production"
VAR = Path(env.str("KPVERIFY_VAR", default=str(ROOT / ("build/test" if KPVERIFY_ENV == "test" else "var"))))

DEBUG = False
SECRET_KEY = (
    env.str("KPVERIFY_SECRET_KEY") if PRODUCTION else env.str("KPVERIFY_SECRET_KEY", default="demo-" + "x" * 60)
)

# The address printed in the QR codes and in every status list uri. One per node, for ever.
PUBLIC_URL = env.str("KPVERIFY_PUBLIC_URL", default="http://localhost:8000").rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = env.list(
    "KPVERIFY_ALLOWED_HOSTS",
    default=[PUBLIC_URL.split("//")[1].split(":")[0]]
    + ([] if PRODUCTION else ["localhost", "127.0.0.1", "testserver"]),
)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
# How many proxies of ours a request comes through: whose address the limits count.
NUM_PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT = env.int("KPVERIFY_NUM_PROXIES", default=0)

# The key that seals signing keys at rest: 32 bytes, base64, from the environment or a file (KPVERIFY_SEAL_KEY_FILE).
SEAL_KEY = env.str("KPVERIFY_SEAL_KEY", default="")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "corsheaders",
    "csp",
    "django_structlog",
    "kpverify.audit",
    "kpverify.registry",
    "kpverify.accounts",
    "kpverify.status",
    "kpverify.transparency",
    "kpverify.notices",
    "kpverify.proposals",
    "kpverify.specimens",
    "kpverify.screening",
    "kpverify.certificates",
    "kpverify.verification",
    "kpverify.blanks",
    "kpverify.dossier",
    "kpverify.uploads",
    "kpverify.plausibility",
    "kpverify.provenance",
    "kpverify.diligence",
    "kpverify.clearance",
    "kpverify.concerns",
    "kpverify.telling",
    "kpverify.office",
    "kpverify.secretariat",
    "kpverify.pwa",
    "kpverify.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "kpverify.verification.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "kpverify.verification.middleware.BodyCapMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kpverify.accounts.middleware.SecondFactorMiddleware",
    "kpverify.errors.RefusedMiddleware",
]

ROOT_URLCONF = "kpverify.urls"
WSGI_APPLICATION = "kpverify.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kpverify.accounts.context.rights",
            ],
        },
    },
]

# SQLite is the embedded default for one office; PostgreSQL by KPVERIFY_DATABASE_URL.
DATABASES = {"default": env.db_url("KPVERIFY_DATABASE_URL", default=f"sqlite:///{VAR / 'kpverify.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Deferred transactions lose writes under load, and NORMAL loses the last commits with the power.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Counters for throttles are shared by all processes of a node, so they live in the database.
# Room for a flood: a full cache would forget the counters of whoever floods it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

AUTH_USER_MODEL = "accounts.Officer"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# Memory-hard, and a tenth of the default's time.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "kpverify.accounts.adapters.OfficersOnlyAdapter"
ACCOUNT_PREVENT_ENUMERATION = True
# Wrong passwords: of one network address, and of one account from one network address (kpverify.accounts.adapters);
# kpverify.accounts.limits has those of one account from everywhere, wide enough that strangers lock nobody out.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
MFA_ADAPTER = "kpverify.accounts.adapters.SealedFactorsAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
ACCOUNT_SESSION_REMEMBER = False
# A form older than the sign-in does nothing, and loses nothing.
CSRF_FAILURE_VIEW = "kpverify.office.pages.stale"
# Single sign-on (OpenID Connect); without an issuer it is not there.
OIDC_ISSUER = env.str("KPVERIFY_OIDC_ISSUER", default="").strip()
OIDC_CLIENT_ID = env.str("KPVERIFY_OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("KPVERIFY_OIDC_CLIENT_SECRET", default="").strip()
OIDC_NAME = env.str("KPVERIFY_OIDC_NAME", default="single sign-on")
if OIDC_ISSUER:
    _local = ("http://localhost", "http://127.0.0.1")
    if not OIDC_ISSUER.startswith("https://") and (PRODUCTION or not OIDC_ISSUER.startswith(_local)):
        raise environ.ImproperlyConfigured("KPVERIFY_OIDC_ISSUER must begin with https://")
    if not (OIDC_CLIENT_ID and OIDC_CLIENT_SECRET):
        raise environ.ImproperlyConfigured("Single sign-on needs KPVERIFY_OIDC_CLIENT_ID and _CLIENT_SECRET")
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/office/"
LOGOUT_REDIRECT_URL = "/"

SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_SSL_REDIRECT = env.bool("KPVERIFY_SSL_REDIRECT", default=PRODUCTION)
    SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
    SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
    SECURE_HSTS_PRELOAD = PRODUCTION
    if env.bool("KPVERIFY_BEHIND_PROXY", default=False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Not no-referrer: browsers would send forms with `Origin: null`, which the CSRF check refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        # The QR decoder is WebAssembly; no other evaluation is allowed.
        "script-src": [SELF, "'wasm-unsafe-eval'"],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "media-src": [SELF, "blob:"],
        "style-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "require-trusted-types-for": ["'script'"],
        # The only two that may turn an address into a script: the service worker's and the scanner's workers'.
        "trusted-types": ["kpverify-page", "kpverify-scan"],
    }
}

CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_URLS_REGEX = r"^/(trust|status|log|statistics|api/schema|specimens|api/v1/(specimens|zones|rules|advisories)|due-diligence)(/|\.|$)"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "kpverify.accounts.bearer.KeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.CursorPagination",
    "PAGE_SIZE": 50,
    "EXCEPTION_HANDLER": "kpverify.errors.api_exception",
    "DEFAULT_THROTTLE_RATES": {
        "verify": env.str("KPVERIFY_VERIFY_RATE", default="1200/min"),
        # Requests of one API key.
        "key": env.str("KPVERIFY_KEY_RATE", default="600/min"),
        # Names looked for on the sanctions lists, with one key or by one officer.
        "screen": env.str("KPVERIFY_SCREEN_RATE", default="60/min"),
        "lookup": env.str("KPVERIFY_LOOKUP_RATE", default="30/min"),
    },
    "UNICODE_JSON": True,
    "STRICT_JSON": True,
    "NUM_PROXIES": NUM_PROXIES,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "kpverify",
    "DESCRIPTION": "Kimberley Process certificates: issue and verify.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "ClearanceStateEnum": "kpverify.clearance.models.Clearance.State",
        "CertificateStateEnum": "kpverify.certificates.models.State",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "kpverify.verification.schema.add_published",
    ],
}

# Mail (docs/operations.md). Without a server notices wait where everybody sees them, and issuing goes on.
EMAIL_HOST = env.str("KPVERIFY_EMAIL_HOST", default="")
EMAIL_TLS = env.str("KPVERIFY_EMAIL_TLS", default="starttls")
EMAIL_USE_SSL, EMAIL_USE_TLS = EMAIL_TLS == "tls", EMAIL_TLS == "starttls"
EMAIL_PORT = env.int("KPVERIFY_EMAIL_PORT", default=465 if EMAIL_USE_SSL else 587)
EMAIL_HOST_USER = env.str("KPVERIFY_EMAIL_USER", default="")
EMAIL_HOST_PASSWORD = env.str("KPVERIFY_EMAIL_PASSWORD", default="").strip()
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str(
    "KPVERIFY_EMAIL_FROM", default=f"kpverify@{PUBLIC_URL.split('//')[1].split(':')[0]}"
)
# The demonstration writes its mails into files.
EMAIL_FILE_PATH = str(VAR / "mails")
EMAIL_IS_CONFIGURED = EMAIL_HOST != "" or KPVERIFY_ENV == "demo"
if EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
else:
    EMAIL_BACKEND = f"django.core.mail.backends.{'filebased' if EMAIL_IS_CONFIGURED else 'dummy'}.EmailBackend"
# Whether webhooks may lie in a private network; elsewhere that would let a form reach what only this machine reaches.
WEBHOOK_ALLOW_PRIVATE = env.bool("KPVERIFY_WEBHOOK_ALLOW_PRIVATE", default=not PRODUCTION)

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("fr", "Français"),
    ("pt", "Português"),
    ("ru", "Русский"),
    ("ar", "العربية"),
    ("zh-hans", "简体中文"),
]
LOCALE_PATHS = [ROOT / "kpverify" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
# Every address has its hash in it, so the files without one are never asked for.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "kpverify.pwa.storage.ModuleStorage"},
    # Files of certificates lie in a folder that no server serves, or in an S3-compatible store.
    "dossier": {
        "BACKEND": "kpverify.dossier.storage.WholeFiles",
        "OPTIONS": {"location": env.str("KPVERIFY_DOSSIER_FOLDER", default=str(VAR / "dossier"))},
    },
}
if DOSSIER_BUCKET := env.str("KPVERIFY_DOSSIER_S3_BUCKET", default=""):
    STORAGES["dossier"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": DOSSIER_BUCKET,
            "endpoint_url": env.str("KPVERIFY_DOSSIER_S3_ENDPOINT", default="") or None,
            "region_name": env.str("KPVERIFY_DOSSIER_S3_REGION", default="") or None,
            "access_key": env.str("KPVERIFY_DOSSIER_S3_KEY", default="").strip() or None,
            "secret_key": env.str("KPVERIFY_DOSSIER_S3_SECRET", default="").strip() or None,
            "location": "dossier",
            "default_acl": None,
            "file_overwrite": False,
        },
    }
DOSSIER_FILE_BYTES = env.int("KPVERIFY_DOSSIER_FILE_MB", default=20) * 10**6
DOSSIER_CERTIFICATE_BYTES = env.int("KPVERIFY_DOSSIER_CERTIFICATE_MB", default=200) * 10**6
DOSSIER_AUTHORITY_BYTES = env.int("KPVERIFY_DOSSIER_AUTHORITY_MB", default=50_000) * 10**6
# A virus scanner: a command that is given a path; 0 clean, 1 infected, anything else could not tell.
SCAN_COMMAND = env.str("KPVERIFY_SCAN_COMMAND", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(),
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {
        "handlers": ["stderr"],
        "level": env.str("KPVERIFY_LOG_LEVEL", default="INFO" if PRODUCTION else "WARNING"),
    },
}
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)

# How often a process asks whether something newer was published; tests read their own writes.
PUBLISHED_CHECK_SECONDS = 0 if KPVERIFY_ENV == "test" else 1

# How this node publishes (docs/operations.md).
STATUS_TTL_SECONDS = 12 * 3600
STATUS_LIFE_SECONDS = 7 * 86400
STATUS_LIST_SIZE = 2**17
TRUST_LIST_LIFE_SECONDS = 14 * 86400
# How many root keys have to sign a trust list. Where roots change, docs/operations.md.
TRUST_THRESHOLD = env.int("KPVERIFY_TRUST_THRESHOLD", default=2)

# After how many days the monitors are reminded of a clearance, and the Secretariat of an old sanctions list.
CLEARANCE_REMIND_DAYS = max(env.int("KPVERIFY_CLEARANCE_REMIND_DAYS", default=3), 1)
SANCTIONS_OLD_DAYS = max(env.int("KPVERIFY_SANCTIONS_OLD_DAYS", default=14), 1)

# How many days a file of many shipments is kept after it was last touched.
UPLOADS_KEPT_DAYS = env.int("KPVERIFY_UPLOADS_KEPT_DAYS", default=90)
