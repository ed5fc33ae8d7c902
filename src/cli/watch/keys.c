/* keys.c - what every key does, and where: one line of the table is one of them. */
#include "cli/watch/keys.h"

#include <string.h>

#include "cli/watch/detail.h"
#include "cli/watch/prompt.h"
#include "cli/watch/words.h"

/* Where a key means something: in one of the views, or in a text that lies over it. */
enum place {
    IN_FLOWS = 1 << VIEW_FLOWS,
    IN_FINDINGS = 1 << VIEW_FINDINGS,
    IN_ROLES = 1 << VIEW_ROLES,
    IN_REPORT = 1 << VIEW_REPORT,
    IN_TEXT = 1 << VIEW_COUNT,
    IN_LISTS = IN_FLOWS | IN_FINDINGS | IN_ROLES,
    ANYWHERE = IN_LISTS | IN_REPORT | IN_TEXT,
};

struct binding {
    enum key key; /* KEY_IS_NONE: only the letter */
    char letter;
    unsigned places;
    enum wish (*act)(struct model *model, int columns);
};

static enum place place_of(const struct model *model)
{
    return model->help || model->detailed ? IN_TEXT : (enum place)(1 << model->view);
}

static bool shows_text(const struct model *model)
{
    return place_of(model) == IN_TEXT || model->view == VIEW_REPORT;
}

static struct list *list_of(struct model *model)
{
    return shows_text(model) ? &model->pages.list : &model->lists[model->view];
}

static enum wish reorder(struct model *model)
{
    return model_reorder(model) < 0 ? WISH_MEMORY : WISH_NOTHING;
}

/* --- moving --- */

static enum wish step(struct model *model, long by)
{
    if (shows_text(model))
        list_scroll(list_of(model), by);
    else
        list_move(list_of(model), by);
    return WISH_NOTHING;
}

static long page(struct model *model)
{
    size_t height = list_of(model)->height;
    return height > 1 ? (long)height - 1 : 1;
}

static enum wish up(struct model *model, int columns)
{
    (void)columns;
    return step(model, -1);
}

static enum wish down(struct model *model, int columns)
{
    (void)columns;
    return step(model, 1);
}

static enum wish page_up(struct model *model, int columns)
{
    (void)columns;
    return step(model, -page(model));
}

static enum wish page_down(struct model *model, int columns)
{
    (void)columns;
    return step(model, page(model));
}

static enum wish home(struct model *model, int columns)
{
    (void)columns;
    return step(model, -(long)list_of(model)->count);
}

static enum wish end(struct model *model, int columns)
{
    (void)columns;
    return step(model, (long)list_of(model)->count);
}

/* --- views and texts --- */

static enum wish open_text(struct model *model, int columns)
{
    model->pages.list.top = model->pages.list.selected = 0;
    if (!detail_make(model, columns))
        model->help = model->detailed = false;
    return WISH_NOTHING;
}

static enum wish show(struct model *model, enum view view, int columns)
{
    model->view = view;
    model->help = model->detailed = false;
    return view == VIEW_REPORT ? open_text(model, columns) : WISH_NOTHING;
}

static enum wish show_flows(struct model *model, int columns)
{
    return show(model, VIEW_FLOWS, columns);
}

static enum wish show_findings(struct model *model, int columns)
{
    return show(model, VIEW_FINDINGS, columns);
}

static enum wish show_roles(struct model *model, int columns)
{
    return show(model, VIEW_ROLES, columns);
}

static enum wish show_report(struct model *model, int columns)
{
    return show(model, VIEW_REPORT, columns);
}

static enum wish show_next(struct model *model, int columns)
{
    return show(model, (model->view + 1) % VIEW_COUNT, columns);
}

static enum wish show_previous(struct model *model, int columns)
{
    return show(model, (model->view + VIEW_COUNT - 1) % VIEW_COUNT, columns);
}

static enum wish show_help(struct model *model, int columns)
{
    model->help = true;
    return open_text(model, columns);
}

static enum wish show_detail(struct model *model, int columns)
{
    model->detailed = true;
    return open_text(model, columns);
}

/* From help over a detail to the detail. */
static enum wish back(struct model *model, int columns)
{
    if (!model->help)
        model->detailed = false;
    model->help = false;
    return shows_text(model) ? open_text(model, columns) : WISH_NOTHING;
}

static enum wish quit(struct model *model, int columns)
{
    (void)model, (void)columns;
    return WISH_QUIT;
}

/* --- which flows, in which order --- */

static enum wish ask_filter(struct model *model, int columns)
{
    (void)columns;
    prompt_ask(model, ASK_FILTER, choice_text(model->choice));
    return WISH_NOTHING;
}

static enum wish drop_filter(struct model *model, int columns)
{
    (void)columns;
    choice_free(model->choice);
    model->choice = NULL;
    model->only = 0;
    return reorder(model);
}

/* All, then one verdict after the other: findings first. */
static enum wish next_verdict(struct model *model, int columns)
{
    static const unsigned turns[] = {0,
                                     1U << LS_CONTRADICTED,
                                     1U << LS_MISPLACED,
                                     1U << LS_UNDOCUMENTED,
                                     1U << LS_DOCUMENTED,
                                     1U << LS_DEPENDENCY};
    enum { TURNS = sizeof turns / sizeof *turns };
    int at = 0;
    (void)columns;
    while (at < TURNS && turns[at] != model->only)
        at++;
    model->only = at < TURNS ? turns[(at + 1) % TURNS] : 0; /* several, as --only may say */
    return reorder(model);
}

static enum wish flows_of_finding(struct model *model, int columns)
{
    if (model->view != VIEW_FINDINGS || !model_choose_finding(model))
        return WISH_NOTHING;
    (void)show(model, VIEW_FLOWS, columns);
    return reorder(model);
}

static enum wish sort_left(struct model *model, int columns)
{
    (void)columns;
    model->order = (model->order + ORDER_COUNT - 1) % ORDER_COUNT;
    return reorder(model);
}

static enum wish sort_right(struct model *model, int columns)
{
    (void)columns;
    model->order = (model->order + 1) % ORDER_COUNT;
    return reorder(model);
}

static enum wish turn_round(struct model *model, int columns)
{
    (void)columns;
    model->reversed = !model->reversed;
    return reorder(model);
}

/* --- what goes on --- */

static enum wish hold(struct model *model, int columns)
{
    (void)columns;
    model->paused = !model->paused;
    return reorder(model);
}

/* What would be lost for nothing stays. */
static enum wish clear(struct model *model, int columns)
{
    enum word said = model->finished ? WORD_NOT_CLEARED : WORD_CLEARED;
    (void)columns;
    model_say(model, "%s", word(said, model_lang(model)));
    if (model->finished)
        return WISH_NOTHING;
    model->detailed = false;
    return model_clear(model) < 0 ? WISH_MEMORY : reorder(model);
}

static enum wish ask_file(struct model *model, int columns)
{
    (void)columns;
    if (model->save_path == NULL)
        model_say(model, "%s", word(WORD_NO_PLACE, model_lang(model)));
    else
        prompt_ask(model, ASK_FILE, model->save_path);
    return WISH_NOTHING;
}

static const struct binding bindings[] = {
    {KEY_IS_UP, 'k', ANYWHERE, up},
    {KEY_IS_DOWN, 'j', ANYWHERE, down},
    {KEY_IS_PAGE_UP, '\0', ANYWHERE, page_up},
    {KEY_IS_PAGE_DOWN, '\0', ANYWHERE, page_down},
    {KEY_IS_HOME, '\0', ANYWHERE, home},
    {KEY_IS_END, '\0', ANYWHERE, end},
    {KEY_IS_F2, '1', ANYWHERE, show_flows},
    {KEY_IS_F3, '2', ANYWHERE, show_findings},
    {KEY_IS_F4, '3', ANYWHERE, show_roles},
    {KEY_IS_F5, '4', ANYWHERE, show_report},
    {KEY_IS_TAB, '\0', ANYWHERE, show_next},
    {KEY_IS_RIGHT, '\0', ANYWHERE, show_next},
    {KEY_IS_LEFT, '\0', ANYWHERE, show_previous},
    {KEY_IS_F1, '?', ANYWHERE, show_help},
    {KEY_IS_ENTER, '\0', IN_LISTS, show_detail},
    {KEY_IS_ESCAPE, 'q', IN_TEXT, back},
    {KEY_IS_ESCAPE, '\0', IN_FLOWS, drop_filter},
    {KEY_IS_F10, 'q', IN_LISTS | IN_REPORT, quit},
    {KEY_IS_F7, '/', IN_FLOWS, ask_filter},
    {KEY_IS_NONE, 'v', IN_FLOWS, next_verdict},
    {KEY_IS_NONE, 'f', IN_FINDINGS | IN_TEXT, flows_of_finding},
    {KEY_IS_NONE, '<', IN_FLOWS, sort_left},
    {KEY_IS_F6, '>', IN_FLOWS, sort_right},
    {KEY_IS_NONE, 'r', IN_FLOWS, turn_round},
    {KEY_IS_NONE, 'p', ANYWHERE, hold},
    {KEY_IS_NONE, ' ', ANYWHERE, hold},
    {KEY_IS_NONE, 'c', ANYWHERE, clear},
    {KEY_IS_NONE, 's', IN_FLOWS, ask_file},
};

static bool is_meant(const struct binding *binding, const struct press *press, enum place place)
{
    if ((binding->places & (unsigned)place) == 0)
        return false;
    if (press->key == KEY_IS_TEXT)
        return binding->letter != '\0' && press->text[0] == binding->letter;
    return binding->key != KEY_IS_NONE && press->key == binding->key;
}

static enum wish act(struct model *model, const struct press *press, int columns)
{
    enum place place = place_of(model);
    for (size_t i = 0; i < sizeof bindings / sizeof *bindings; i++)
        if (is_meant(&bindings[i], press, place))
            return bindings[i].act(model, columns);
    return WISH_NOTHING;
}

enum wish model_press(struct model *model, const struct press *press, int columns)
{
    switch (press->key) {
    case KEY_IS_NONE:
        return WISH_NOTHING;
    case KEY_IS_GONE:
        return WISH_QUIT;
    case KEY_IS_SUSPEND:
        return WISH_SUSPEND;
    case KEY_IS_REDRAW:
        if (shows_text(model))
            (void)detail_make(model, columns);
        return WISH_REDRAW;
    default:
        break;
    }
    model->message[0] = '\0';
    if (model->prompt.question != ASK_NOTHING)
        return prompt_press(model, press) < 0 ? WISH_MEMORY : WISH_NOTHING;
    return act(model, press, columns);
}
