"""A fingerprint reader that always says yes: what a browser makes and uses keys with."""

from playwright.sync_api import Page


def plug_in_authenticator(page: Page) -> None:
    """Give the browser of this page a reader of its own, empty at first."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
