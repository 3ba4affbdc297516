"""The audit log: the one way into it, and the pages of the back-office that tell it every row (`audit.pages`)."""

from kvita.core.audit.entries import SYSTEM, Actor, forget_person, record_audit

__all__ = ["SYSTEM", "Actor", "forget_person", "record_audit"]
