"""Django settings. What differs between installations comes from the environment (docs/administrators.md)."""

import logging
from pathlib import Path

import django_stubs_ext
from csp.constants import NONE, SELF

from kvita.config import office
from kvita.config.env import SHORTEST_SECRET, EnvError, database_config, open_env, own_secret, stop

django_stubs_ext.monkeypatch()

env = open_env()
PACKAGE_DIR = Path(__file__).resolve().parent.parent

try:
    DEMO = env.bool("KVITA_DEMO", False)
    DEBUG = env.bool("KVITA_DEBUG", False)
    VAR_DIR = Path(env.str("KVITA_VAR_DIR", "var")).resolve()
    SECRET_KEY = env.str("KVITA_SECRET_KEY", "")
    ALLOWED_HOSTS = env.list("KVITA_ALLOWED_HOSTS", ["localhost", ".localhost", "127.0.0.1", "[::1]"])
    HTTPS = env.bool("KVITA_HTTPS", not (DEMO or DEBUG))
    PUBLIC_PORT = env.int("KVITA_PUBLIC_PORT", 0)
    PROXY_HEADER = env.bool("KVITA_BEHIND_PROXY", False)
    LOG_LEVEL = env.log_level("KVITA_LOG_LEVEL", logging.INFO)
    DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("KVITA_EMAIL_FROM", "Кабинет жильца <noreply@localhost>")
    smtp = env.dj_email_url("KVITA_SMTP_URL", "smtp://localhost:25")
    SMS_LOGIN, SMS_PASSWORD = env.str("KVITA_SMSC_LOGIN", ""), env.str("KVITA_SMSC_PASSWORD", "")
    SMS_SENDER = env.str("KVITA_SMSC_SENDER", "")
    KVITA_SECURITY_CONTACT = env.str("KVITA_SECURITY_CONTACT", "")
    ENCRYPTION_KEYS: list[str] = env.list("KVITA_ENCRYPTION_KEYS", [])
except EnvError as error:
    stop(str(error))

try:
    VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    SECRET_KEY = SECRET_KEY or own_secret(VAR_DIR / "secret.key")
except OSError as error:
    stop(f"KVITA_VAR_DIR: cannot write to {VAR_DIR}: {error.strerror}")
if len(SECRET_KEY) < SHORTEST_SECRET:
    stop(f"KVITA_SECRET_KEY: {len(SECRET_KEY)} characters are too few, give at least {SHORTEST_SECRET} random ones")

DATABASES = {"default": database_config(env, default_path=VAR_DIR / "kvita.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "captcha",
    "kvita.core",
    "kvita.notifications",
    "kvita.identity",
    "kvita.housing",
    "kvita.documents",
    "kvita.accounts",
    "kvita.tariffs",
    "kvita.metering",
    "kvita.billing",
    "kvita.payments",
    "kvita.service_requests",
    "kvita.publications",
    "kvita.exchange",
    "kvita.remittances",
    "kvita.web.ui",
    "kvita.web.joining",
    "kvita.web.resident",
    "kvita.web.profile",
    "kvita.web.office",
    "kvita.web.site",
    "kvita.web.entry",
    "kvita.web.dev",
    "kvita.integrations.acquiring.sandbox",
    "kvita.demo",
]

MIDDLEWARE = [
    "kvita.web.headers.ResourceMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # files are compressed already
    "django.middleware.gzip.GZipMiddleware",  # pages: three times lighter on a phone; pads against BREACH by itself
    "kvita.web.csp.PathCSPMiddleware",
    "kvita.web.door.DoorMiddleware",
    "kvita.web.middleware.AddressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kvita.web.headers.PrivateMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kvita.web.middleware.ClockMiddleware",
    "kvita.web.middleware.PortalMiddleware",
    "kvita.web.middleware.OfficeTimeMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kvita.web.entry.sessions.LastSeenMiddleware",
    "kvita.web.busy.BusyMiddleware",  # the innermost: it calls the view again
]

ROOT_URLCONF = "kvita.config.urls"
WSGI_APPLICATION = "kvita.config.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kvita.web.context.portal_context",
            ],
            "builtins": ["kvita.web.ui.templatetags.kvita_ui"],
        },
    },
]

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский")]
TIME_ZONE = "Europe/Moscow"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["kvita.web.auth.PortalBackend", "kvita.web.auth.StaffBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "site:login"
LOGIN_REDIRECT_URL = "resident:start"

# django-allauth: stages of a sign-in, second factors, the list of sessions. Users, addresses and counters of tries are
# Kvita's own (docs/adr/0011), so what the library has for them is switched off.
ACCOUNT_ADAPTER = "kvita.web.entry.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_UNIQUE_EMAIL = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
MFA_ADAPTER = "kvita.web.entry.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate": "kvita.web.entry.forms.SecondStepForm",
    "authenticate_webauthn": "kvita.web.entry.forms.KeyForm",
    "login_webauthn": "kvita.web.entry.forms.SignInKeyForm",
    "reauthenticate": "kvita.web.entry.forms.AskAgainForm",
    "reauthenticate_webauthn": "kvita.web.entry.forms.AskAgainKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # clocks of old phones
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # http://…localhost of the demo and of tests
USERSESSIONS_TRACK_ACTIVITY = True

CAPTCHA_CHALLENGE_FUNCT = "kvita.web.captcha.digits"
CAPTCHA_FONT_SIZE = 40
CAPTCHA_LETTER_ROTATION = (-20, 20)
CAPTCHA_NOISE_FUNCTIONS = ("captcha.helpers.noise_arcs", "captcha.helpers.noise_dots")
CAPTCHA_TIMEOUT = 20  # minutes: people of seventy fill in a form without haste

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_ROOT.mkdir(mode=0o700, exist_ok=True)

SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PROXY_HEADER:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}

UNFOLD = office.UNFOLD

# Banks of this installation: key → adapter. An organisation chooses among them (payment_providers, D18).
KVITA_PAYMENT_PROVIDERS = {"sandbox": "kvita.integrations.acquiring.sandbox.provider.SandboxProvider"} if DEMO else {}

# Letters leave by SMTP, SMS by SMSC when its login is given; `kvita deliver-messages` sends what waits in the outbox.
EMAIL_HOST, EMAIL_PORT = smtp["EMAIL_HOST"], smtp["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = smtp["EMAIL_HOST_USER"], smtp["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = smtp["EMAIL_USE_TLS"], smtp["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10
KVITA_SMS_SENDER = "kvita.integrations.sms.smsc.SmscSender" if SMS_LOGIN else ""
KVITA_SMS_OPTIONS = {"login": SMS_LOGIN, "password": SMS_PASSWORD, "sender": SMS_SENDER}

# What turns a connection of an organisation, with its keys, into an adapter of its bank.
KVITA_OPEN_PROVIDER = "kvita.integrations.acquiring.opening.open_provider"
# Keys of banks are stored sealed. The first of these texts seals, all of them open; without any, one follows from the
# secret key of the installation.
KVITA_ENCRYPTION_KEYS = [*ENCRYPTION_KEYS, SECRET_KEY]

DEMO_CLOCK_FILE = VAR_DIR / "clock.json"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"quiet": {"()": "kvita.web.logs.QuietFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["quiet"]}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
