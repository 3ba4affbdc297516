"""Addresses of the desk: the daily work of staff. Reference data are beside it, in the back-office (`admin`)."""

from django.urls import URLPattern, path

from kvita.web.office.views import (
    applications,
    bank,
    bank_queue,
    codes,
    connections,
    payments,
    registries,
    residents,
    start,
    way_in,
)

app_name = "office"
urlpatterns: list[URLPattern] = [
    path("desk/", start.start, name="start"),
    path("desk/way-in/", way_in.way_in, name="way_in"),
    path("desk/way-in/<int:portal_id>/", way_in.way_in, name="way_in_of"),
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
    path("desk/applications/", applications.queue, name="applications"),
    path("desk/applications/<int:application_id>/", applications.application, name="application"),
    path("desk/applications/<int:application_id>/undo/", applications.undo, name="application_undo"),
    path("desk/applications/<int:application_id>/resume/", applications.resume, name="application_resume"),
    path("desk/codes/", codes.houses, name="codes"),
    path("desk/codes/<int:building_id>/", codes.house, name="house_codes"),
    path("desk/residents/", residents.search, name="residents"),
    path("desk/residents/<int:user_id>/", residents.resident, name="resident"),
    path("desk/accounts/<int:account_key>/", residents.account, name="account"),
    path("desk/accounts/<int:account_key>/<slug:act>/", residents.account_act, name="account_act"),
    path("desk/accounts/<int:account_key>/links/<int:link_id>/", residents.close_access, name="close_access"),
]
