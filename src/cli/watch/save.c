/* save.c - records, in the form that the name's end asks for. */
#include "cli/watch/save.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/output.h"
#include "cli/watch/words.h"
#include "report/names.h"

static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? (size_t)(slash - path) + 1 : 0;
}

/* A sentence of the table with one text in it. */
static void tell(struct model *model, enum word which, const char *text)
{
    const char *words = word(which, model_lang(model)), *gap = strstr(words, "%s");
    model_say(model, "%.*s%s%s", (int)(gap - words), words, text, gap + 2);
}

bool save_may(struct model *model, const char *path)
{
    const char *place = model->save_path;
    if (place == NULL) {
        model_say(model, "%s", word(WORD_NO_PLACE, model_lang(model)));
        return false;
    }
    size_t n = folder_length(place);
    if (folder_length(path) == n && strncmp(path, place, n) == 0)
        return true;
    tell(model, WORD_OTHER_FOLDER, place);
    return false;
}

static const struct ls_record_format *format_for(const char *path)
{
    static const char *const ends[][2] = {{".csv", "csv"}, {".txt", "text"}};
    size_t n = strlen(path);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (n > 4 && strcasecmp(path + n - 4, ends[i][0]) == 0)
            return ls_record_format_find(ends[i][1]);
    return ls_record_format_find("jsonl");
}

/* Records go into files by the time of their first packet, whatever the screen's order is. */
static int record_order(const void *left, const void *right)
{
    const struct ls_summary *a = &(*(struct kept *const *)left)->summary;
    const struct ls_summary *b = &(*(struct kept *const *)right)->summary;
    if (a->first_ns != b->first_ns)
        return a->first_ns < b->first_ns ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

static int write_records(FILE *out, const struct model *model)
{
    const struct picture *picture = &model->picture;
    const struct ls_record_format *format = format_for(model->prompt.text);
    struct ls_look look = {.columns = 80};
    struct kept **sorted = calloc(picture->flow_count + 1, sizeof *sorted);
    if (sorted == NULL)
        return LS_E_MEMORY;
    memcpy(sorted, picture->flows, picture->flow_count * sizeof *sorted);
    qsort(sorted, picture->flow_count, sizeof *sorted, record_order);
    format->begin(out, model->facts, &look);
    for (size_t i = 0; i < picture->flow_count; i++) {
        struct ls_verdict verdict;
        struct ls_record record = {&sorted[i]->summary, &verdict};
        kept_verdict(sorted[i], model->facts->topology, &verdict);
        format->record(out, model->facts, &look, &record);
    }
    format->end(out, model->facts, &look);
    free(sorted);
    return 0;
}

void save(struct model *model, const char *path)
{
    struct ls_error error;
    struct output output;
    if (output_open(&output, path, &error) < 0) {
        model_say(model, "%s", error.text);
        return;
    }
    if (write_records(output.file, model) < 0) {
        output_abandon(&output);
        model_say(model, "out of memory");
    } else if (output_close(&output, &error) < 0) {
        model_say(model, "%s", error.text);
    } else {
        size_t count = model->picture.flow_count;
        enum ls_lang lang = model_lang(model);
        model_say(model, lang == LS_ZH_CN ? "已将 %zu %s保存到 %s" : "%zu %s saved to %s", count,
                  counted(LABEL_FLOWS, count, lang), path);
    }
}
