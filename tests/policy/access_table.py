"""Who gets what at which address: the table that test_access.py holds the program to.

One line for each route and method; a route that is missing here fails the test. Columns:

- owner: the resident to whom the account in the address belongs;
- former: her link to the account was taken back;
- neighbour: a resident of the same portal with another account;
- stranger: a resident of another portal, who asks at the owner's portal with a session there;
- staff: an accountant of the owner's organisation; other_staff: of another organisation;
- guest: nobody has signed in.

`login` is a redirect to the sign-in of the residents, `desk` one to that of staff, `home` one to the start page; 404
and not 403 for what is not yours, so that numbers cannot be probed.
"""

from dataclasses import dataclass
from typing import Final

PEOPLE: Final = ("owner", "former", "neighbour", "stranger", "staff", "other_staff", "guest")

TABLE: Final = """
# route                    method owner former neighbour stranger staff other_staff guest
healthz                    GET    200   200    200       200      200   200         200
security_txt               GET    404   404    404       404      404   404         404
site:login                 GET    home  home   home      home     home  home        200
site:login                 POST   422   422    422       422      422   422         422
site:logout                GET    home  home   home      home     home  home        home
site:logout                POST   login login  login     login    login login       login

account_login              GET    login  login  login    login    login login       login
mfa_authenticate           GET    home   home   home     home     home  home        login
mfa_authenticate           POST   home   home   home     home     home  home        login
mfa_login_webauthn         GET    home   home   home     home     home  home        200
mfa_login_webauthn         POST   home   home   home     home     home  home        login
captcha-image              GET    410    410    410      410      410   410         410
captcha-audio              GET    404    404    404      404      404   404         404
entry:recover              GET    200    200    200      200      200   200         200
entry:recover              POST   422    422    422      422      422   422         422
entry:recover_sent         GET    302    302    302      302      302   302         302
entry:recover_code         GET    302    302    302      302      302   302         302
entry:reset                GET    410    410    410      410      410   410         410
entry:reset                POST   410    410    410      410      410   410         410
entry:unconfirmed          GET    home   home   home     home     home  home        login
entry:unconfirmed          POST   home   home   home     home     home  home        login
entry:new_password         GET    home   home   home     home     home  home        login
entry:new_password         POST   home   home   home     home     home  home        login
entry:guide                GET    200    200    200      200      200   200         200
entry:guide_pdf            GET    200    200    200      200      200   200         200
entry:office_login         GET    200    200    200      200      302   302         200
entry:office_login         POST   422    422    422      422      422   422         422
entry:office_key           GET    302    302    302      302      302   302         200
entry:office_key           POST   302    302    302      302      302   302         desk
entry:office_second_step   GET    302    302    302      302      302   302         desk
entry:office_second_step   POST   302    302    302      302      302   302         desk
entry:office_forgot        GET    200    200    200      200      200   200         200
entry:office_forgot        POST   422    422    422      422      422   422         422
entry:office_new           GET    410    410    410      410      410   410         410
entry:office_new           POST   410    410    410      410      410   410         410
entry:office_set_up        GET    302    302    302      302      302   302         desk
entry:office_set_up        POST   302    302    302      302      302   302         desk
entry:office_new_password  GET    302    302    302      302      302   302         desk
entry:office_new_password  POST   302    302    302      302      302   302         desk

joining:register           GET    302    302    302      200      200   200         200
joining:register           POST   302    302    302      422      422   422         422
joining:details            GET    302    302    302      302      302   302         302
joining:details            POST   302    302    302      302      302   302         302
joining:sent               GET    home   home   home     302      302   302         302
joining:sent               POST   home   home   home     302      302   302         302
joining:again              GET    200    200    200      200      200   200         200
joining:again              POST   422    422    422      422      422   422         422
joining:code               GET    404    404    404      404      404   404         404
joining:code               POST   404    404    404      404      404   404         404
joining:application        GET    404    404    404      404      404   404         404
joining:application        POST   404    404    404      404      404   404         404
joining:code_again         GET    405    405    405      405      405   405         405
joining:code_again         POST   404    404    404      404      404   404         404
joining:answer             GET    405    405    405      405      405   405         405
joining:answer             POST   404    404    404      404      404   404         404
joining:confirm            GET    410    410    410      410      410   410         410
joining:confirm            POST   302    302    302      302      302   302         302
joining:consent            GET    200    200    200      200      200   200         200
joining:feedback           GET    404    404    404      404      404   404         404
joining:feedback           POST   404    404    404      404      404   404         404
joining:add_account        GET    200    200    200      403      403   403         login
joining:add_account        POST   422    422    422      403      403   403         login

resident:start             GET    302   200    302       403      403   403         login
resident:home              GET    200   404    404       404      404   404         login
resident:more              GET    200   404    404       404      404   404         login
resident:charges_newest    GET    302   404    404       404      404   404         login
resident:charges           GET    200   404    404       404      404   404         login
resident:charges_table     GET    200   404    404       404      404   404         login
resident:bill              GET    200   404    404       404      404   404         login
resident:history           GET    200   404    404       404      404   404         login
resident:account           GET    200   404    404       404      404   404         login
resident:payments          GET    200   404    404       404      404   404         login
resident:payment           GET    200   404    404       404      404   404         login
resident:payment           POST   302   404    404       404      404   404         login
resident:payment_pdf       GET    200   404    404       404      404   404         login
resident:requisites        GET    200   404    404       404      404   404         login
resident:requisites_qr     GET    200   404    404       404      404   404         login
resident:pay_next          POST   302   404    404       404      404   404         login
resident:requisites_png    GET    200   404    404       404      404   404         login
resident:requisites_pdf    GET    200   404    404       404      404   404         login
resident:meters            GET    200   404    404       404      404   404         login
resident:meters            POST   302   404    404       404      404   404         login
resident:meters_month      GET    200   404    404       404      404   404         login
resident:meters_building   GET    200   404    404       404      404   404         login
resident:news              GET    200   404    404       404      404   404         login
resident:meters_history    GET    200   404    404       404      404   404         login
resident:meters_photo      GET    200   404    404       404      404   404         login
resident:pay               GET    200   404    404       404      404   404         login
resident:pay               POST   422   404    404       404      404   404         login
resident:pay_check         GET    302   404    404       404      404   404         login
resident:pay_start         GET    405   404    404       404      404   404         login
resident:pay_start         POST   302   404    404       404      404   404         login
resident:pay_result        GET    200   404    404       404      404   404         login

office:start               GET    desk  desk   desk      desk     200   200         desk
office:way_in              GET    desk  desk   desk      desk     200   200         desk
office:way_in_of           GET    desk  desk   desk      desk     200   404         desk
office:bank                GET    desk  desk   desk      desk     200   200         desk
office:bank                POST   desk  desk   desk      desk     422   422         desk
office:bank_file           GET    desk  desk   desk      desk     200   404         desk
office:bank_credit         GET    desk  desk   desk      desk     405   405         desk
office:bank_credit         POST   desk  desk   desk      desk     302   404         desk
office:bank_take_back      GET    desk  desk   desk      desk     200   404         desk
office:bank_take_back      POST   desk  desk   desk      desk     422   404         desk
office:bank_problems       GET    desk  desk   desk      desk     200   404         desk
office:bank_queue          GET    desk  desk   desk      desk     200   200         desk
office:bank_row            GET    desk  desk   desk      desk     200   404         desk
office:bank_row            POST   desk  desk   desk      desk     422   404         desk
office:bank_export         GET    desk  desk   desk      desk     200   200         desk
office:bank_export         POST   desk  desk   desk      desk     422   422         desk
office:payments            GET    desk  desk   desk      desk     200   200         desk
office:payment             GET    desk  desk   desk      desk     200   404         desk
office:payment             POST   desk  desk   desk      desk     422   404         desk
office:refund              GET    desk  desk   desk      desk     405   405         desk
office:refund              POST   desk  desk   desk      desk     302   404         desk
office:connections         GET    desk  desk   desk      desk     403   403         desk
office:connection_new      GET    desk  desk   desk      desk     403   403         desk
office:connection_new      POST   desk  desk   desk      desk     403   403         desk
office:connection          GET    desk  desk   desk      desk     403   403         desk
office:connection          POST   desk  desk   desk      desk     403   403         desk
office:reconciliation      GET    desk  desk   desk      desk     200   200         desk
office:reconciliation      POST   desk  desk   desk      desk     302   302         desk
office:applications        GET    desk  desk   desk      desk     200   200         desk
office:application         GET    desk  desk   desk      desk     200   404         desk
office:application         POST   desk  desk   desk      desk     403   404         desk
office:application_undo    POST   desk  desk   desk      desk     403   403         desk
office:application_resume  POST   desk  desk   desk      desk     403   403         desk
office:codes               GET    desk  desk   desk      desk     403   403         desk
office:house_codes         GET    desk  desk   desk      desk     403   403         desk
office:house_codes         POST   desk  desk   desk      desk     403   403         desk
office:locks               GET    desk  desk   desk      desk     403   403         desk
office:lift_locks          POST   desk  desk   desk      desk     403   403         desk
office:staff               GET    desk  desk   desk      desk     403   403         desk
office:staff_invite        POST   desk  desk   desk      desk     403   403         desk
office:staff_let_in        POST   desk  desk   desk      desk     403   403         desk
office:residents           GET    desk  desk   desk      desk     200   200         desk
office:resident            GET    desk  desk   desk      desk     200   404         desk
office:resident            POST   desk  desk   desk      desk     403   404         desk
office:account             GET    desk  desk   desk      desk     200   404         desk
office:account_act         POST   desk  desk   desk      desk     403   403         desk
office:close_access        POST   desk  desk   desk      desk     403   403         desk
office:readings            GET    desk  desk   desk      desk     200   200         desk
office:readings_decide     GET    desk  desk   desk      desk     405   405         desk
office:readings_decide     POST   desk  desk   desk      desk     302   302         desk
office:reading_refuse      GET    desk  desk   desk      desk     404   404         desk
office:reading_refuse      POST   desk  desk   desk      desk     404   404         desk
office:reading             GET    desk  desk   desk      desk     200   404         desk
office:reading_photo       GET    desk  desk   desk      desk     200   404         desk
office:phone               GET    desk  desk   desk      desk     200   200         desk
office:phone_account       GET    desk  desk   desk      desk     200   404         desk
office:phone_account       POST   desk  desk   desk      desk     422   404         desk
office:missing             GET    desk  desk   desk      desk     200   200         desk
office:missing_house       GET    desk  desk   desk      desk     200   404         desk
office:missing_file        GET    desk  desk   desk      desk     200   404         desk
office:export              GET    desk  desk   desk      desk     200   200         desk
office:export              POST   desk  desk   desk      desk     422   422         desk
office:account_meters      GET    desk  desk   desk      desk     200   404         desk
office:meter_install       GET    desk  desk   desk      desk     200   404         desk
office:meter_install       POST   desk  desk   desk      desk     422   404         desk
office:meter               GET    desk  desk   desk      desk     200   404         desk
office:meter               POST   desk  desk   desk      desk     422   404         desk
office:import              GET    desk  desk   desk      desk     200   200         desk
office:import              POST   desk  desk   desk      desk     422   422         desk
office:import_check        GET    desk  desk   desk      desk     200   404         desk
office:import_check        POST   desk  desk   desk      desk     200   404         desk
office:import_problems     GET    desk  desk   desk      desk     200   404         desk
office:import_batch        GET    desk  desk   desk      desk     200   404         desk
office:import_batch        POST   desk  desk   desk      desk     302   404         desk

profile:page               GET    200       200       200       403       403       403       login
profile:contacts           POST   302       302       302       403       403       403       login
profile:photo              POST   404       404       404       403       403       403       login
profile:photo_removed      POST   302       302       302       403       403       403       login
profile:photo_image        GET    404       404       404       403       403       403       login
profile:phone              GET    302       302       302       403       403       403       login
profile:phone              POST   302       302       302       403       403       403       login
profile:phone_sent         POST   302       302       302       403       403       403       login
profile:email_again        POST   302       302       302       403       403       403       login
profile:email_cancelled    POST   302       302       302       403       403       403       login
profile:email_confirmed    GET    410       410       410       410       410       410       410
profile:email_confirmed    POST   422       422       422       422       422       422       422
profile:messages           POST   302       302       302       403       403       403       login
profile:delivery           POST   302       302       302       403       403       403       login
profile:look               POST   422       422       422       403       403       403       login
profile:unlink             GET    200       404       404       404       404       404       login
profile:unlink             POST   302       404       404       404       404       404       login
profile:restore            POST   302       302       302       403       403       403       login
profile:viewers            GET    200       404       404       404       404       404       login
profile:close_access       GET    200       404       404       404       404       404       login
profile:close_access       POST   302       404       404       404       404       404       login
profile:password           GET    200       200       200       403       403       403       login
profile:password           POST   422       422       422       403       403       403       login
profile:sure               GET    200       200       200       403       403       403       login
profile:sure               POST   200       200       200       403       403       403       login
profile:end_session        POST   302       302       302       404       404       404       login
profile:end_others         POST   302       302       302       403       403       403       login
profile:new_code           GET    302       302       302       403       403       403       login
profile:code_off           GET    302       302       302       403       403       403       login
profile:spare_codes        GET    302       302       302       403       403       403       login
profile:new_key            GET    302       302       302       403       403       403       login
profile:delete             GET    302       302       302       403       403       403       login
profile:new_code           POST   302       302       302       403       403       403       login
profile:code_off           POST   302       302       302       403       403       403       login
profile:new_spare_codes    POST   302       302       302       403       403       403       login
profile:new_key            POST   302       302       302       403       403       403       login
profile:delete             POST   302       302       302       403       403       403       login
profile:key                GET    302       302       302       404       404       404       login
profile:key                POST   302       302       302       404       404       404       login
profile:key_off            GET    302       302       302       404       404       404       login
profile:key_off            POST   302       302       302       404       404       404       login
profile:consent            GET    302       302       302       404       404       404       login
profile:consent            POST   302       302       302       404       404       404       login
profile:leaving            GET    home      home      home      403       403       403       login
profile:leaving            POST   home      home      home      403       403       403       login

hooks:payments             GET    400   400    400       400      400   400         400
hooks:payments             POST   400   400    400       400      400   400         400

dev:index                  GET    200   200    200       200      200   200         200
dev:demo_json              GET    200   200    200       200      200   200         200
dev:outbox                 GET    200   200    200       200      200   200         200
dev:outbox_json            GET    200   200    200       200      200   200         200
dev:clock                  GET    200   200    200       200      200   200         200
dev:clock                  POST   400   400    400       400      400   400         400
dev:clock_form             GET    405   405    405       405      405   405         405
dev:clock_form             POST   302   302    302       302      302   302         302
dev:ui                     GET    200   200    200       200      200   200         200

sandbox_bank:page          GET    200   200    200       200      200   200         200
sandbox_bank:page          POST   422   422    422       422      422   422         422
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what each of PEOPLE gets."""

    route: str
    method: str
    answers: tuple[str, ...]


def rows() -> list[Row]:
    """Return the lines of the table."""
    lines = [line.split() for line in TABLE.splitlines() if line and not line.startswith("#")]
    return [Row(route, method, tuple(answers)) for route, method, *answers in lines]
