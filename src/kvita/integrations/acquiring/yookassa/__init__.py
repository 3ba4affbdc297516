"""ЮKassa, API v3 (yookassa.ru/developers/api): Basic auth of a shop, an idempotency key on every write.

What HTTP 500 did is unknown, so it is asked again under the same key; messages carry no signature, so they are taken
from the published networks only, and the payment is read again.
"""
