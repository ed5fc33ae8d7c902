/* live.c - step, judge what ended, hand it on; until somebody says it is enough. */
#include "cli/live.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli/signals.h"
#include "lyncscope/now.h"

enum { JUDGE_FLOWS = 16384 }; /* as many wait at most, though not much longer than a second */

void live_note(struct live *live, const char *format, ...)
{
    char **grown = reallocarray(live->notes, live->note_count + 1, sizeof *grown);
    if (grown == NULL)
        return;
    live->notes = grown;
    va_list args;
    va_start(args, format);
    if (vasprintf(&grown[live->note_count], format, args) >= 0)
        live->note_count++;
    va_end(args);
    live->run->facts.incomplete = (const char *const *)live->notes;
    live->run->facts.incomplete_count = live->note_count;
}

static void forget_notes(struct live *live)
{
    for (size_t i = 0; i < live->note_count; i++)
        free(live->notes[i]);
    live->note_count = 0;
}

int live_facts(struct live *live)
{
    struct run *run = live->run;
    run_gather_facts(run);
    if (shown_facts(&run->shown, &run->facts) == 0)
        return 0;
    say("out of memory");
    return -1;
}

static void note_evidence(struct live *live)
{
    const struct evidence *evidence = &live->evidence;
    if (evidence->left > 0)
        live_note(
            live,
            "-w: %llu packets of %llu flows with findings were given up before their verdict; "
            "a larger --evidence-buffer helps",
            (unsigned long long)evidence->left, (unsigned long long)evidence->flows);
    if (evidence->lost > 0)
        live_note(live, "-w: %llu packets could not be written",
                  (unsigned long long)evidence->lost);
}

/* The facts as they are now; what is incomplete may be added to. */
static int gather(struct live *live)
{
    struct run *run = live->run;
    if (ls_engine_state(run->engine, &run->result) < 0) {
        say("out of memory");
        return -1;
    }
    forget_notes(live);
    if (live_facts(live) < 0)
        return -1;
    for (size_t i = 0; i < run->result->incomplete_count; i++)
        live_note(live, "%s", run->result->incomplete[i]);
    uint64_t refused = ls_judge_refused(live->judge);
    if (refused > 0)
        live_note(live, "too many hosts to infer roles for: nothing was concluded from %llu flows",
                  (unsigned long long)refused);
    note_evidence(live);
    return 0;
}

/* What is shown of a flow may not be what was judged. */
static int take(struct live *live, const struct ls_record *judged)
{
    struct run *run = live->run;
    struct ls_verdict verdict = *judged->verdict;
    monitor_judge(&run->monitor, &verdict);
    live->verdicts[verdict.kind]++;
    live->findings += verdict.finding_count > 0;
    if (live->room != NULL && run_wants(run->options, &verdict))
        ls_explain(ls_judge_context(live->judge), judged->summary, live->room, &verdict);
    const struct ls_record record = {shown_now(&run->shown, judged->summary, &verdict), &verdict};
    if (record.summary == NULL) {
        say("out of memory");
        return -1;
    }
    evidence_ended(&live->evidence, judged->summary, &verdict);
    alerts_take(&run->alerts, run->facts.topology, &record);
    return live->sink.take(live->sink.self, &record);
}

static int judge(struct live *live)
{
    struct ls_record record;
    if (ls_judge_begin(live->judge) < 0) {
        say("out of memory");
        return -1;
    }
    int code = gather(live);
    while (ls_judge_next(live->judge, &record)) {
        if (code == 0)
            code = take(live, &record);
    }
    if (live->ending)
        evidence_close(&live->evidence);
    else
        evidence_turn(&live->evidence);
    if (code == 0)
        code = gather(live); /* now with the flows just taken */
    return code == 0 ? live->sink.turn(live->sink.self) : code;
}

static int judge_in_time(struct live *live)
{
    size_t waiting = ls_engine_waiting(live->run->engine);
    int64_t now = ls_now_monotonic();
    if (waiting < JUDGE_FLOWS && now - live->judged_ns < LS_SECOND)
        return 0;
    live->judged_ns = now;
    return judge(live);
}

/* Packets have to go before their flows have ended: those of findings go to the file. */
static int make_room(struct live *live)
{
    struct ls_verdict verdict;
    if (ls_engine_leaving(live->run->engine) == NULL)
        return 0;
    if (judge(live) < 0) /* some may have ended */
        return -1;
    for (const struct ls_summary *flow; (flow = ls_engine_leaving(live->run->engine)) != NULL;) {
        ls_judge_look(live->judge, flow, &verdict);
        shown_accepted(&live->run->shown, &verdict);
        if (verdict.finding_count > 0)
            evidence_take(&live->evidence, flow, &verdict);
        else
            ls_engine_let_go(live->run->engine, flow);
    }
    return 0;
}

/* SIGUSR1: one line, with what may be wrong at its end. */
static void say_status(struct live *live)
{
    if (gather(live) < 0)
        return;
    const struct ls_result *now = live->run->result;
    say("%llu packets, %llu bytes, %zu flows judged, %zu tracked; %llu documented, %llu "
        "contradicted, %llu misplaced, %llu dependency, %llu undocumented; %llu dropped, %llu "
        "ended "
        "early",
        (unsigned long long)now->packets, (unsigned long long)now->bytes, now->flow_count,
        now->tracked, (unsigned long long)live->verdicts[LS_DOCUMENTED],
        (unsigned long long)live->verdicts[LS_CONTRADICTED],
        (unsigned long long)live->verdicts[LS_MISPLACED],
        (unsigned long long)live->verdicts[LS_DEPENDENCY],
        (unsigned long long)live->verdicts[LS_UNDOCUMENTED],
        (unsigned long long)(now->dropped_kernel + now->dropped_interface),
        (unsigned long long)now->evicted);
}

static int read_on(struct live *live)
{
    struct ls_error error;
    char line[LS_STANDIN_TEXT + 200];
    int more;
    while ((more = ls_engine_step(live->run->engine, &error)) > 0) {
        monitor_step(&live->run->monitor, live->run->engine);
        for (const char *event; (event = ls_source_event(live->run->source)) != NULL;)
            say("%s", shown_line(&live->run->shown, event, line, sizeof line));
        if (signals_status())
            say_status(live);
        if (signals_reload() && live_reload(live) < 0)
            return -1;
        if (make_room(live) < 0 || judge_in_time(live) < 0)
            return -1;
        alerts_turn(&live->run->alerts, live->judged_ns);
        if (live->sink.step != NULL && live->sink.step(live->sink.self) < 0)
            return -1;
    }
    const struct ls_result *result;
    live->ending = true;
    if (more == 0 && ls_engine_finish(live->run->engine, &result, &error) == 0)
        return judge(live);
    say("%s", error.text);
    return -1;
}

struct ls_judge *live_judge(const struct run *run)
{
    struct ls_error error;
    const struct ls_judge_options wish = {
        .catalogs = run->catalogs,
        .topology = run->topology,
        .exceptions = run->exceptions,
        .lang = run->options->lang,
        .anonymiser = run->shown.anonymiser,
    };
    struct ls_judge *judge = ls_judge_new(&wish, run->engine, &error);
    if (judge == NULL)
        say("%s", error.text);
    return judge;
}

static void say_evidence(const struct live *live)
{
    const struct evidence *evidence = &live->evidence;
    if (live->run->options->write != NULL && live->run->options->verbose)
        say("-w: %llu packets of flows with findings are written",
            (unsigned long long)evidence->written);
    if (evidence->beyond > 0)
        say("-w: the first packets of each flow are kept, and %llu more came; --evidence-packets "
            "keeps more",
            (unsigned long long)evidence->beyond);
}

int live_run(struct live *live)
{
    struct run *run = live->run;
    if (run_engine(run) < 0)
        return -1;
    live->judge = live_judge(run);
    if (live->judge == NULL)
        return -1;
    live->judged_ns = ls_now_monotonic();
    if (run->options->write != NULL && run->shown.anonymiser != NULL)
        say("-w: --anonymise cuts off what stands behind the transport headers");
    if (evidence_open(&live->evidence, run->options, run->engine, run->shown.anonymiser) < 0)
        return -1;
    enum signals_of of = live->sink.watched ? SIGNALS_WATCH : SIGNALS_LIVE;
    signals_catch(run->source, of);
    int code = read_on(live);
    if (code < 0)
        evidence_close(&live->evidence); /* what was judged before a failure is complete, too */
    monitor_stop(&run->monitor);
    signals_catch(NULL, of);
    if (code == 0)
        run_talk(run);
    if (code == 0)
        say_evidence(live);
    return code;
}

void live_end(struct live *live)
{
    forget_notes(live);
    free(live->notes);
    free(live->room);
    ls_judge_free(live->judge);
    evidence_clear(&live->evidence);
    live_forget_settings(live);
}
