"""Services that send SMS, one module a vendor; each keeps the port `kvita.notifications.ports.SmsSender`."""
