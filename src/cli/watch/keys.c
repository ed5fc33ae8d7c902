/* keys.c - one table of keys for lists, one for texts. */
#include "cli/watch/keys.h"

#include <string.h>

#include "cli/watch/detail.h"
#include "cli/watch/prompt.h"
#include "cli/watch/words.h"

static bool shows_text(const struct model *model)
{
    return model->help || model->detailed || model->view == VIEW_REPORT;
}

static struct list *list_of(struct model *model)
{
    return shows_text(model) ? &model->pages.list : &model->lists[model->view];
}

static void step(struct model *model, long by)
{
    if (shows_text(model))
        list_scroll(list_of(model), by);
    else
        list_move(list_of(model), by);
}

static long page(struct model *model)
{
    size_t height = list_of(model)->height;
    return height > 1 ? (long)height - 1 : 1;
}

static void open_text(struct model *model, int columns)
{
    model->pages.list.top = model->pages.list.selected = 0;
    if (!detail_make(model, columns))
        model->help = model->detailed = false;
}

static void show(struct model *model, enum view view, int columns)
{
    model->view = view;
    model->help = model->detailed = false;
    if (view == VIEW_REPORT)
        open_text(model, columns);
}

static void back(struct model *model, int columns)
{
    if (model->help)
        model->help = false;
    else
        model->detailed = false;
    if (shows_text(model))
        open_text(model, columns);
}

/* All, then one verdict after the other: findings first. */
static void next_only(struct model *model)
{
    static const unsigned turns[] = {0,
                                     1U << LS_CONTRADICTED,
                                     1U << LS_MISPLACED,
                                     1U << LS_UNDOCUMENTED,
                                     1U << LS_DOCUMENTED,
                                     1U << LS_DEPENDENCY};
    enum { TURNS = sizeof turns / sizeof *turns };
    int at = 0;
    while (at < TURNS && turns[at] != model->only)
        at++;
    model->only = at < TURNS ? turns[(at + 1) % TURNS] : 0; /* several, as --only may say */
}

/* --- what keys do; each returns what is left to do --- */

enum then { THEN_NOTHING, THEN_REORDER, THEN_QUIT };

static enum then sort_by(struct model *model, int by)
{
    model->order = (enum order)(((int)model->order + by + ORDER_COUNT) % ORDER_COUNT);
    return THEN_REORDER;
}

static enum then press_letter_of_flows(struct model *model, char letter)
{
    switch (letter) {
    case '/':
        prompt_ask(model, ASK_FILTER, choice_text(model->choice));
        return THEN_NOTHING;
    case '<':
        return sort_by(model, -1);
    case '>':
        return sort_by(model, 1);
    case 'r':
        model->reversed = !model->reversed;
        return THEN_REORDER;
    case 'v':
        next_only(model);
        return THEN_REORDER;
    case 's':
        if (model->save_path == NULL)
            model_say(model, "%s", word(WORD_NO_PLACE, model_lang(model)));
        else
            prompt_ask(model, ASK_FILE, model->save_path);
        return THEN_NOTHING;
    default:
        return THEN_NOTHING;
    }
}

static enum then press_letter(struct model *model, char letter, int columns)
{
    if (letter >= '1' && letter < '1' + VIEW_COUNT) {
        show(model, (enum view)(letter - '1'), columns);
        return THEN_NOTHING;
    }
    switch (letter) {
    case 'q':
        if (!model->help && !model->detailed)
            return THEN_QUIT;
        back(model, columns);
        return THEN_NOTHING;
    case '?':
        model->help = true;
        open_text(model, columns);
        return THEN_NOTHING;
    case 'j':
        step(model, 1);
        return THEN_NOTHING;
    case 'k':
        step(model, -1);
        return THEN_NOTHING;
    case 'p':
    case ' ':
        model->paused = !model->paused;
        return THEN_REORDER;
    case 'c':
        model_say(model, "%s", word(WORD_CLEARED, model_lang(model)));
        model->detailed = false;
        return model_clear(model) < 0 ? THEN_QUIT : THEN_REORDER;
    default:
        return model->view == VIEW_FLOWS && !shows_text(model)
                   ? press_letter_of_flows(model, letter)
                   : THEN_NOTHING;
    }
}

static enum then press_enter(struct model *model, int columns)
{
    if (shows_text(model))
        return THEN_NOTHING;
    model->detailed = true;
    open_text(model, columns);
    return THEN_NOTHING;
}

/* From a list Escape takes the filter away. */
static enum then press_escape(struct model *model, int columns)
{
    if (model->help || model->detailed) {
        back(model, columns);
        return THEN_NOTHING;
    }
    choice_free(model->choice);
    model->choice = NULL;
    model->only = 0;
    return THEN_REORDER;
}

/* Function keys are names of letters. */
static char letter_of(enum key key)
{
    switch (key) {
    case KEY_IS_F1:
        return '?';
    case KEY_IS_F2:
        return '1';
    case KEY_IS_F3:
        return '2';
    case KEY_IS_F4:
        return '3';
    case KEY_IS_F5:
        return '4';
    case KEY_IS_F6:
        return '>';
    case KEY_IS_F7:
        return '/';
    case KEY_IS_F10:
        return 'q';
    default:
        return '\0';
    }
}

static enum then press_key(struct model *model, enum key key, int columns)
{
    switch (key) {
    case KEY_IS_UP:
        step(model, -1);
        break;
    case KEY_IS_DOWN:
        step(model, 1);
        break;
    case KEY_IS_PAGE_UP:
        step(model, -page(model));
        break;
    case KEY_IS_PAGE_DOWN:
        step(model, page(model));
        break;
    case KEY_IS_HOME:
        step(model, -(long)list_of(model)->count);
        break;
    case KEY_IS_END:
        list_to_end(list_of(model), shows_text(model));
        break;
    case KEY_IS_TAB:
        show(model, (model->view + 1) % VIEW_COUNT, columns);
        break;
    case KEY_IS_ENTER:
        return press_enter(model, columns);
    case KEY_IS_ESCAPE:
        return press_escape(model, columns);
    default:
        return press_letter(model, letter_of(key), columns);
    }
    return THEN_NOTHING;
}

static enum wish do_then(struct model *model, enum then then)
{
    if (then == THEN_QUIT)
        return WISH_QUIT;
    return then == THEN_REORDER && model_reorder(model) < 0 ? WISH_MEMORY : WISH_NOTHING;
}

enum wish model_press(struct model *model, const struct press *press, int columns)
{
    if (press->key == KEY_IS_NONE)
        return WISH_NOTHING;
    if (press->key == KEY_IS_GONE)
        return WISH_QUIT;
    if (press->key == KEY_IS_SUSPEND)
        return WISH_SUSPEND;
    if (press->key == KEY_IS_REDRAW) {
        if (shows_text(model))
            (void)detail_make(model, columns);
        return WISH_REDRAW;
    }
    model->message[0] = '\0';
    if (model->prompt.question != ASK_NOTHING)
        return prompt_press(model, press) < 0 ? WISH_MEMORY : WISH_NOTHING;
    if (press->key == KEY_IS_TEXT)
        return do_then(model, press_letter(model, press->text[0], columns));
    return do_then(model, press_key(model, press->key, columns));
}
