"""Pages: the door. Second step, passkeys, new passwords, recovery, the picture with digits, and the sign-in of staff.

What is dangerous to write oneself is django-allauth's; where the line runs is docs/adr/0011.
"""
