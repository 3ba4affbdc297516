"""The program that test_kill.py runs. Importing it sets Django up, so that its modules import models at their top."""

import django

django.setup()
