/*
 * services.h - the services a topology document lists, and their usual ports
 *
 * What is known about Owner and Usage of a Port element and about the port properties of
 * Get-CsService: the number each has unless an administrator moved it. From published topologies
 * and the cmdlet reference. Private to topology.
 */
#pragma once

#include "topology/store.h"

struct ls_service {
    const char *name;  /* owner and usage, and the side where a service has two */
    const char *owner; /* behind "urn:component:" or "urn:application:"; "" = not known */
    const char *usage;
    const char *side;        /* InterfaceSide, or "" for any */
    const char *protocol;    /* Protocol, or "" for any */
    const char *cmdlet_role; /* of Get-CsService, or "" */
    const char *property;    /* that holds its port there */
    const char *count;       /* property with the number of ports, or "" */
    const char *role;        /* a pool of this role has it, or "" where many lack it */
    uint16_t first, ports;   /* usual; 0 = there is no usual number */
    bool tcp, udp;
    enum ls_media_kind media;
    enum ls_proto speaks; /* where several services share the usual port */
};

size_t ls_service_count(void);
const struct ls_service *ls_service_at(size_t i);

/* ls_service_find returns what a Port element is about, or NULL. */
const struct ls_service *ls_service_find(const char *owner, const char *usage, const char *side,
                                         const char *protocol);
/* ls_service_named finds one by its name, or NULL. */
const struct ls_service *ls_service_named(const char *name);
