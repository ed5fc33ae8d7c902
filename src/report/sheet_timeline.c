/* sheet_timeline.c - when flows began, by spans of equal length. */
#include "report/sheet_cells.h"

static const void *next_bin(const struct ls_audit *audit, const void *before)
{
    return timeline_next(&audit->timeline, before);
}

PUT(bin_start)
{
    put_moment(out, timeline_start(&reader->audit->timeline, item));
}

PUT_NUMBER(bin_flows, struct bin, flows)
PUT_NUMBER(bin_findings, struct bin, findings)

static const struct column timeline_columns[] = {
    {"start", {{"From", "起始时间"}}, COLUMN_TIME, bin_start},
    {"flows", {{"Flows begun", "开始的流"}}, COLUMN_NUMBER, bin_flows},
    {"findings", {{"Of them with findings", "其中有发现的"}}, COLUMN_NUMBER, bin_findings},
    {"", {{"", ""}}, COLUMN_WORDS, NULL},
};

const struct sheet sheet_timeline = {
    "timeline", {{"When flows began", "时间线：流的开始时间"}}, timeline_columns, next_bin, NULL,
    NULL};
