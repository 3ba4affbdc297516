"""The processes that the measurements start. Importing this sets Django up, so that its modules import models."""

import django

django.setup()
