"""Every call of every service, and what each role is answered: the status, or "-" where the question does not arise.

A volunteer asks about what is their own, a colleague's and another ward's; a coordinator about what is in their own
ward and in another. 404: what is out of scope does not exist.
"""

from typing import NamedTuple

ASSIGNMENT = """
                                                         nobody volunteer    coordinator province auditor admin service
POST   /wards/{ward}/households                             401 201 201 404      201 404      403     403   403     403
PATCH  /wards/{ward}/households/{household_id}              401 200 404 404      200 404      403     403   403     403
DELETE /wards/{ward}/households/{household_id}              401 403 403 403      200 404      403     403   403     403
POST   /wards/{ward}/households/{household_id}/restoration  401 403 403 403      200 404      403     403   403     403
POST   /wards/{ward}/households/{household_id}/erasure      401 403 403 403      200 404      403     403   403     403
POST   /wards/{ward}/volunteers                             401 403 403 403      201 404      403     403   403     403
PATCH  /wards/{ward}/volunteers/{volunteer_id}              401 403 403 403      200 404      403     403   403     403
POST   /wards/{ward}/volunteers/{volunteer_id}/retirement   401 403 403 403      200 404      403     403   403     403
POST   /wards/{ward}/volunteers/{volunteer_id}/reinstatement
                                                            401 403 403 403      200 404      403     403   403     403
POST   /wards/{ward}/volunteers/{volunteer_id}/erasure      401 403 403 403      200 404      403     403   403     403
POST   /wards/{ward}/assignments                            401 403 403 403      201 404      403     403   403     403
DELETE /wards/{ward}/assignments/{household_id}             401 403 403 403      200 404      403     403   403     403
PUT    /wards/{ward}/villages/{village}                     401 403 403 403      200 404      403     403   403     403
POST   /wards/{ward}/imports                                401 403 403 403      200 404      403     403   403     403
POST   /commands                                            401 200   -   -      200   -      403     403   403     403
GET    /wards/{ward}/households                             401 403 403 403      200 404      403     403   403     403
GET    /wards/{ward}/households/{household_id}              401 200 404 404      200 404      403     403   403     403
GET    /wards/{ward}/volunteers                             401 403 403 403      200 404      403     403   403     403
GET    /wards/{ward}/volunteers/{volunteer_id}              401 200 404 404      200 404      403     403   403     403
GET    /wards/{ward}/villages                               401 200 200 404      200 404      403     403   403     403
GET    /wards/{ward}/households/{household_id}/erasure      401 403 403 403      200 404      403     403   403     403
GET    /wards/{ward}/volunteers/{volunteer_id}/erasure      401 403 403 403      200 404      403     403   403     403
GET    /evidence-keys                                       200 200   -   -      200   -      200     200   200     200
GET    /wards/{ward}/households/{household_id}/dossier      401 403 403 403      200 404      403     403   403     403
GET    /wards/{ward}/openings                               401 403 403 403      200 404      403     403   403     403
GET    /caseload                                            401 200 404 404      200 404      403     403   403     403
GET    /ledger                                              401 403 403 403      403 403      403     200   200     200
GET    /ledger/{ward}                                       401 403 403 403      403 403      403     200   200     200
"""

VISITS = """
                                                         nobody volunteer    coordinator province auditor admin service
POST   /visits                                              401 201 201   -      201   -      403     403   403     403
POST   /visits/{visit_id}/void                              401 200 409 404      200 404      403     403   403     403
POST   /cases/{case_id}/completion                          401 200 200 404      200 404      403     403   403     403
POST   /cases/{case_id}/refusal                             401 200 200 404      200 404      403     403   403     403
POST   /cases/{case_id}/return                              401 200 200 404      200 404      403     403   403     403
POST   /cases/{case_id}/withdrawal                          401 200 200 404      200 404      403     403   403     403
POST   /cases/{case_id}/reopening                           401 200 409 404      200 404      403     403   403     403
PATCH  /cases/{case_id}                                     401 200 200 404      200 404      403     403   403     403
POST   /households/{household_id}/follow-ups                401 201 201   -      201   -      403     403   403     403
POST   /follow-ups/{follow_up_id}/closure                   401 200 200 404      200 404      403     403   403     403
POST   /incidents                                           401 201   -   -      201   -      403     403   403     403
POST   /wards/{ward}/households/{household_id}/requests     401 201 201 404      201 404      403     403   403     403
POST   /wards/{ward}/households/{household_id}/requests/{request_id}/answer
                                                            401 403 403 403      200 404      403     403   403     403
POST   /commands                                            401 200   -   -      200   -      403     403   403     403
GET    /households/{household_id}                           401 200 404 404      200 404      403     403   403     403
GET    /caseload                                            401 200 404 404      200 404      403     403   403     403
GET    /follow-ups                                          401 200   -   -      200   -      403     403   403     403
GET    /wards/{ward}/visits                                 401 403 403 403      200 404      403     403   403     403
GET    /wards/{ward}/cases                                  401 403 403 403      200 404      403     403   403     403
GET    /wards/{ward}/requests                               401 403 403 403      200 404      403     403   403     403
GET    /wards/{ward}/incidents                              401 403 403 403      200 404      403     403   200     403
GET    /wards/{ward}/households/{household_id}/dossier      401 403 403 403      200 404      403     403   403     403
GET    /wards/{ward}/openings                               401 403 403 403      200 404      403     403   403     403
GET    /wards/{ward}/phones                                 401 403 403 403      200 404      403     403   403     403
GET    /ledger                                              401 403 403 403      403 403      403     200   200     200
GET    /ledger/{ward}                                       401 403 403 403      403 403      403     200   200     200
"""

REPORTING = """
                                                         nobody volunteer    coordinator province auditor admin service
GET    /province                                            401 200   -   -      200   -      200     200   200     403
GET    /wards                                               401 200   -   -      200   -      200     200   200     403
GET    /wards/{ward}                                        401 200 200 404      200 404      200     200   200     403
GET    /wards/{ward}/villages                               401 200 200 404      200 404      200     200   200     403
GET    /wards/{ward}/volunteers                             401 200 200 404      200 404      200     200   200     403
GET    /procedures                                          401 200   -   -      200   -      200     200   200     403
GET    /trend                                               401 200   -   -      200   -      200     200   200     403
GET    /periods                                             401 200   -   -      200   -      200     200   200     403
GET    /freshness                                           401 200   -   -      200   -      200     200   200     403
GET    /live                                                401 200   -   -      200   -      200     200   200     403
"""

ACCESS = """
                                                         nobody volunteer    coordinator province auditor admin service
GET    /jwks                                                200 200   -   -      200   -      200     200   200     200
POST   /sessions                                            401 401   -   -      401   -      401     401   401     401
POST   /sessions/invitation                                 401 401   -   -      401   -      401     401   401     401
POST   /sessions/refresh                                    403 403   -   -      403   -      403     403   403     403
POST   /sessions/passkey-options                            201 201   -   -      201   -      201     201   201     201
POST   /sessions/passkey                                    401 401   -   -      401   -      401     401   401     401
GET    /oidc/start                                          404 404   -   -      404   -      404     404   404     404
GET    /oidc/callback                                       404 404   -   -      404   -      404     404   404     404
DELETE /sessions/current                                    401 404   -   -      404   -      404     404   404     404
GET    /sessions                                            401 200   -   -      200   -      200     200   200     403
DELETE /sessions                                            401 404   -   -      404   -      404     404   404     403
DELETE /sessions/{session_id}                               401 404 404 404      404 404      404     404   404     403
GET    /sessions/ended                                      401 403   -   -      403   -      403     403   403     200
GET    /account                                             401 404   -   -      404   -      404     404   404     403
PUT    /account/password                                    401 404   -   -      404   -      404     404   404     403
POST   /passkeys/options                                    401 409   -   -      404   -      404     404   404     403
POST   /passkeys                                            401 409   -   -      404   -      404     404   404     403
DELETE /passkeys/{passkey_id}                               401 404   -   -      404   -      404     404   404     403
POST   /accounts                                            401 403   -   -      403   -      403     403   201     403
GET    /accounts                                            401 403   -   -      403   -      403     403   200     403
POST   /accounts/{account_id}/recovery                      401 403 403 403      403 403      403     403   200     403
DELETE /accounts/{account_id}                               401 403 403 403      403 403      403     403   200     403
GET    /wards/{ward}/openings                               401 403 403 403      200 404      403     403   403     403
GET    /wards/{ward}/accounts                               401 403 403 403      200 404      403     403   403     403
PUT    /wards/{ward}/volunteers/{volunteer_id}/sign-in      401 403 403 403      200 404      403     403   403     403
POST   /wards/{ward}/volunteers/{volunteer_id}/invitations  401 403 403 403      201 404      403     403   403     403
GET    /wards/{ward}/volunteers/{volunteer_id}/sessions     401 403 403 403      200 404      403     403   403     403
DELETE /wards/{ward}/volunteers/{volunteer_id}/sessions     401 403 403 403      200 404      403     403   403     403
DELETE /wards/{ward}/volunteers/{volunteer_id}/sessions/{session_id}
                                                            401 403 403 403      404 404      403     403   403     403
GET    /ledger                                              401 403 403 403      403 403      403     200   200     200
GET    /ledger/{ward}                                       401 403 403 403      403 403      403     200   200     200
"""
"""The table's callers have tokens without an account behind them: what is one's own is 404 for them. With accounts:
test_access_sign_in.py and its neighbours."""

EACH_SERVICE = ("/healthz", "/readyz", "/metrics", "/openapi.json")
"""Open to all: they tell nothing of anybody."""


class Row(NamedTuple):
    """One call: `expected` by caller and, for those with a ward, whose things are asked about."""

    service: str
    method: str
    path: str
    expected: dict[str, int]


ASKERS = (
    "nobody",
    "volunteer, own",
    "volunteer, a colleague's",
    "volunteer, elsewhere",
    "coordinator, own",
    "coordinator, elsewhere",
    "province",
    "auditor",
    "admin",
    "service",
)


def rows() -> list[Row]:
    """Every call under `/api/<service>/v1`."""
    tables = {"assignment": ASSIGNMENT, "visits": VISITS, "reporting": REPORTING, "access": ACCESS}
    return [row for service, table in tables.items() for row in _read(service, table)]


def _read(service: str, table: str) -> list[Row]:
    words = table.split()[7:]
    width = 2 + len(ASKERS)
    found = []
    for method, path, *statuses in (words[start : start + width] for start in range(0, len(words), width)):
        pairs = zip(ASKERS, statuses, strict=True)
        expected = {asker: int(status) for asker, status in pairs if status != "-"}
        found.append(Row(service, method, f"/api/{service}/v1{path}", expected))
    return found


def open_rows() -> set[tuple[str, str, str]]:
    """(service, method, path) of what every service answers to anybody."""
    services = ("assignment", "visits", "reporting", "access")
    own = {(name, "GET", place + path) for name in services for path in EACH_SERVICE for place in ("", f"/api/{name}")}
    return own | {("access", "GET", "/.well-known/jwks.json")}
