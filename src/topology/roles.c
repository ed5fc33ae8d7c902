/* roles.c - which service makes a host what. */
#include <string.h>
#include <strings.h>

#include "topology/roles.h"

/*
 * Conferencing, application and web services run on Front Ends, but web services on Directors as
 * well, and a registrar runs on Front Ends, Directors and branch appliances: what a pool with one
 * is follows from all its services.
 */
static const struct {
    const char *name;
    bool begins; /* the name begins so: seen by cmdlet parameter only, not in a topology */
    const char *role;
} table[] = {
    {"UserServices", false, "front-end"},
    {"UserServer", false, "front-end"}, /* Get-CsService's word for UserServices */
    {"Director", false, "director"},
    {"MediationServer", false, "mediation"},
    {"EdgeServer", false, "edge"},
    {"CentralMgmt", false, "cms"},
    {"CentralManagement", false, "cms"},
    {"UserStore", false, "sql-server"},
    {"ApplicationStore", false, "sql-server"},
    {"ArchivingStore", false, "sql-server"},
    {"MonitoringStore", false, "sql-server"},
    {"CentralMgmtStore", false, "sql-server"},
    {"UserDatabase", false, "sql-server"},
    {"ApplicationDatabase", false, "sql-server"},
    {"ArchivingDatabase", false, "sql-server"},
    {"MonitoringDatabase", false, "sql-server"},
    {"CentralManagementDatabase", false, "sql-server"},
    {"FileStore", false, "file-server"},
    {"WacService", false, "office-web-apps"},
    {"WacServer", false, "office-web-apps"}, /* Get-CsService's word for it */
    {"PersistentChatStore", true, "sql-server"},
    {"PersistentChatDatabase", true, "sql-server"},
    {"PersistentChatCompliance", true, "sql-server"},
    {"PersistentChat", true, "persistent-chat"},
    {"PstnGateway", true, "pstn-gateway"},
};

ls_roles ls_role_of_service(const struct ls_topology *topology, const char *name)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        bool is = table[i].begins ? strncasecmp(name, table[i].name, strlen(table[i].name)) == 0
                                  : strcasecmp(name, table[i].name) == 0;
        if (is && strcmp(table[i].role, "cms") == 0) /* the store lives on a Front End */
            return ls_role_named(topology, "cms") | ls_role_named(topology, "front-end");
        if (is)
            return ls_role_named(topology, table[i].role);
    }
    return 0;
}

unsigned ls_service_bit(const char *name)
{
    static const struct {
        const char *name;
        unsigned bit;
    } bits[] = {
        {"Registrar", LS_SERVICE_REGISTRAR},      {"UserServer", LS_SERVICE_USERS},
        {"UserServices", LS_SERVICE_USERS},       {"ConferencingServer", LS_SERVICE_CONFERENCES},
        {"ConfServices", LS_SERVICE_CONFERENCES}, {"WebServer", LS_SERVICE_WEB},
        {"WebServices", LS_SERVICE_WEB},          {"MediationServer", LS_SERVICE_MEDIATION},
    };
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++)
        if (strcasecmp(bits[i].name, name) == 0)
            return bits[i].bit;
    return 0;
}

/*
 * Front Ends hold users and conferences. Directors hold neither but publish web services; a
 * branch's appliance has none, but a Mediation Server beside its registrar.
 */
ls_roles ls_role_of_services(const struct ls_topology *topology, unsigned services)
{
    if ((services & LS_SERVICE_REGISTRAR) == 0)
        return 0;
    if ((services & (LS_SERVICE_USERS | LS_SERVICE_CONFERENCES)) != 0)
        return ls_role_named(topology, "front-end");
    if ((services & (LS_SERVICE_WEB | LS_SERVICE_MEDIATION)) == LS_SERVICE_WEB)
        return ls_role_named(topology, "director");
    if ((services & (LS_SERVICE_WEB | LS_SERVICE_MEDIATION)) == LS_SERVICE_MEDIATION)
        return ls_role_named(topology, "sba");
    return 0;
}
