"""Addresses of the desk: the daily work of staff. Reference data are beside it, in the back-office (`admin`)."""

from django.urls import URLPattern, path

from kvita.web.office.views import bank, bank_queue, connections, payments, registries, start

app_name = "office"
urlpatterns: list[URLPattern] = [
    path("desk/", start.start, name="start"),
    path("desk/bank/", bank.files, name="bank"),
    path("desk/bank/<int:file_id>/", bank.file_page, name="bank_file"),
    path("desk/bank/<int:file_id>/credit/", bank.credit, name="bank_credit"),
    path("desk/bank/<int:file_id>/back/", bank.take_back, name="bank_take_back"),
    path("desk/bank/<int:file_id>/problems.csv", bank.problems_csv, name="bank_problems"),
    path("desk/bank/queue/", bank_queue.queue, name="bank_queue"),
    path("desk/bank/rows/<int:row_id>/", bank_queue.row_page, name="bank_row"),
    path("desk/bank/export/", registries.export, name="bank_export"),
    path("desk/payments/", payments.attempts, name="payments"),
    path("desk/payments/<uuid:attempt_id>/", payments.attempt_page, name="payment"),
    path("desk/refunds/<uuid:refund_id>/", payments.refund_decision, name="refund"),
    path("desk/connections/", connections.connections, name="connections"),
    path("desk/connections/new/", connections.connection_new, name="connection_new"),
    path("desk/connections/<uuid:connection_id>/", connections.connection_page, name="connection"),
    path("desk/reconciliation/", registries.reconciliation, name="reconciliation"),
]
