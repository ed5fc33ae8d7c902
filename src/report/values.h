/* values.h - what the getters of fields_*.c are made of. */
#pragma once

#include "report/fields.h"

#define GET(name)                                                                                  \
    static void name(const struct ls_run *run, const struct ls_record *record, struct value *value)

/* Most getters need one of the two arguments only. */
#define UNUSED_RUN    (void)run
#define UNUSED_RECORD (void)record

/* The tables that make up field_tables; each ends with a NULL key. */
extern const struct field fields_network[];
extern const struct field fields_tls[];
extern const struct field fields_lync[];

void put(struct value *value, const char *text); /* keeps text */
void put_uint(struct value *value, uint64_t number);
void put_list_one(struct value *value, const char *text); /* keeps text */
void put_time(struct value *value, int64_t ns);

/* side_of returns the summary's side of an end: 0 = initiator, 1 = responder. */
int side_of(const struct ls_record *record, int end);
