"""Settings of the tests: the product's own, with what a test run must not take from the machine.

Everything here is for speed or for independence of the environment; no rule of the product is switched off.
`DATABASE_URL` alone is taken over: it chooses the database of the run.
"""

import os
import sys
import tempfile

# Each process of a run has a directory of its own, removed by conftest.py. Type checking only needs a name.
_var_dir = tempfile.mkdtemp(prefix="kvita-tests-") if "pytest" in sys.modules else "build/types"

# Read by conftest.py, tests/concurrency and tests/web/test_robustness.py.
_of_the_run = {"KVITA_CHROMIUM", "KVITA_REQUIRE", "KVITA_PAIRS", "KVITA_ROUTES"}
for _name in [name for name in os.environ if name.startswith("KVITA_") and name not in _of_the_run]:
    del os.environ[_name]
os.environ |= {
    "KVITA_SECRET_KEY": "tests-only-not-a-secret-0123456789-0123456789-0123456789",
    "KVITA_HTTPS": "0",
    "KVITA_VAR_DIR": _var_dir,
}

from kvita.config import settings as product  # noqa: E402 - the environment above must be set before it is read
from kvita.config.settings import *  # noqa: E402, F403 - settings are module level names

# Argon2 takes 0.2 s of processor time a password, on purpose; tests of the product's choice ask `product`.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# The manifest of hashed names exists only after `kvita collectstatic`.
STORAGES = {
    **product.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
