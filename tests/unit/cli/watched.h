/* watched.h - flows with verdicts, made up for the tests of what is watched */
#pragma once

#include <check.h>
#include <string.h>

#include "lyncscope/clock.h"
#include "lyncscope/report.h"

struct made {
    struct ls_summary summary;
    struct ls_verdict verdict;
    struct ls_record record;
};

/* Flow i of 10.0.0.7 to 10.0.0.9; its port is the source's. */
static inline void make_flow(struct made *made, uint32_t i, uint16_t port,
                             enum ls_verdict_kind kind)
{
    static const uint8_t host[2][4] = {{10, 0, 0, 7}, {10, 0, 0, 9}};
    memset(made, 0, sizeof *made);
    made->summary = (struct ls_summary){
        .addr = {ls_addr_v4(host[0]), ls_addr_v4(host[1])},
        .port = {(uint16_t)(10000 + i % 50000), port},
        .ip_proto = LS_IP_TCP,
        .flags = LS_FLOW_PORTS,
        .number = i,
        .first_ns = (int64_t)(i + 1) * LS_SECOND,
        .last_ns = (int64_t)(i + 2) * LS_SECOND,
        .packets = {i + 1, 2},
        .bytes = {100, 200},
    };
    made->verdict.kind = kind;
    made->verdict.who[0].name = made->verdict.who[1].name = "";
    snprintf(made->verdict.reason, sizeof made->verdict.reason, "reason %u", i);
    if (kind == LS_UNDOCUMENTED || kind == LS_MISPLACED || kind == LS_CONTRADICTED) {
        made->verdict.finding_count = 1;
        made->verdict.findings[0].id = ls_verdict_name(kind);
        made->verdict.findings[0].severity = LS_HIGH;
        snprintf(made->verdict.findings[0].text, sizeof made->verdict.findings[0].text,
                 "finding %u", i);
    }
    made->record = (struct ls_record){&made->summary, &made->verdict};
}
