/* kept.c - runs without end: the frames of flows that may turn out to be evidence. */
#include "engine/engine.h"

bool ls_engine_kept(struct ls_engine *engine, const struct ls_summary *flow, struct ls_frame *frame)
{
    return engine->keeper != NULL && keeper_take(engine->keeper, flow->number, frame);
}

void ls_engine_kept_tell(const struct ls_engine *engine, const struct ls_summary *flow,
                         struct ls_kept_tally *kept)
{
    *kept = (struct ls_kept_tally){0};
    if (engine->keeper != NULL)
        keeper_tell(engine->keeper, flow->number, kept);
}

const struct ls_summary *ls_engine_leaving(struct ls_engine *engine)
{
    uint32_t flow;
    if (engine->keeper == NULL || !keeper_oldest(engine->keeper, &flow))
        return NULL;
    return ls_flow_summary(ls_flows_at(engine->workers->flows, flow));
}

void ls_engine_let_go(struct ls_engine *engine, const struct ls_summary *flow)
{
    keeper_drop(engine->keeper, flow->number);
}
