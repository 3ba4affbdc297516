"""Pages: the person. Contacts, messages, linked accounts, ways to sign in, the end of the cabinet.

A page of the profile is about a user, not about an account: the account of the header is the one opened last, and
`?a=<number>` chooses another on the same page.
"""
