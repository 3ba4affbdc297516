"""Эквайринг Сбера, REST (register.do and its neighbours): HTTP is always 200, `errorCode` tells, as number or as text.

There are no idempotency keys: our order number makes a payment one, the sum already given back makes a refund one.
Messages are signed with HMAC-SHA256.
"""
