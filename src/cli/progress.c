/* progress.c - one line, redrawn in place, gone at the end. */
#include "cli/progress.h"

#include <stdio.h>

#include "cli/terminal.h"
#include "lyncscope/now.h"

enum { BAR_CELLS = 24 };

void progress_begin(struct progress *progress, bool quiet)
{
    progress->on = !quiet && terminal_is(stderr);
    progress->shown = false;
    progress->started_ns = ls_now_monotonic();
    progress->next_ns = progress->started_ns + LS_SECOND / 2; /* short reads need no bar */
}

static void draw_bar(double share)
{
    int full = (int)(share * BAR_CELLS);
    fputs("\r\033[K[", stderr);
    for (int i = 0; i < BAR_CELLS; i++)
        fputc(i < full ? '#' : '.', stderr);
    fprintf(stderr, "] %3d%%", (int)(share * 100));
}

void progress_show(struct progress *progress, uint64_t frames, uint64_t done, uint64_t total)
{
    if (!progress->on)
        return;
    int64_t now = ls_now_monotonic();
    if (now < progress->next_ns)
        return;
    progress->next_ns = now + LS_SECOND / 10;
    progress->shown = true;
    double seconds = (double)(now - progress->started_ns) / (double)LS_SECOND;
    if (total > 0) {
        double share = done < total ? (double)done / (double)total : 1.0;
        draw_bar(share);
        if (share > 0.01)
            fprintf(stderr, "  %d s left", (int)(seconds / share - seconds + 0.5));
    } else {
        fputs("\r\033[K", stderr);
    }
    fprintf(stderr, "  %llu packets", (unsigned long long)frames);
    fflush(stderr);
}

void progress_end(struct progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
}
