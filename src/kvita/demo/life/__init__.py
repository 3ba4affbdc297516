"""How the invented people live: who they are, what they use, what they are charged, how they pay. No database here."""
