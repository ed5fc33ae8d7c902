/* roles.c - which service makes a host what. */
#include <string.h>
#include <strings.h>

#include "topology/roles.h"

/*
 * Conferencing, application and web services run on Front Ends, but web services on Directors as
 * well: they say nothing that Registrar and UserServices do not.
 */
static const struct {
    const char *name;
    bool begins; /* the name begins so: seen by cmdlet parameter only, not in a topology */
    const char *role;
} table[] = {
    {"Registrar", false, "front-end"},
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
