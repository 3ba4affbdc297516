"""Banks that take payments: one folder for each, all behind `kvita.payments.ports.PaymentProvider`."""
