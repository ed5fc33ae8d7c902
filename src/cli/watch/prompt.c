/* prompt.c - edits a line; what it is for is in the table of answers. */
#include "cli/watch/prompt.h"

#include <string.h>
#include <unistd.h>

#include "cli/watch/save.h"
#include "cli/watch/words.h"

void prompt_ask(struct model *model, enum question question, const char *text)
{
    model->prompt.question = question;
    snprintf(model->prompt.text, sizeof model->prompt.text, "%s", text);
}

/* Takes the last character, all bytes of it. */
static void rub_out(char *text)
{
    size_t n = strlen(text);
    while (n > 0 && ((unsigned char)text[--n] & 0xc0) == 0x80)
        continue;
    text[n] = '\0';
}

static void type(struct prompt *prompt, const char *text)
{
    size_t n = strlen(prompt->text);
    if (n + strlen(text) < sizeof prompt->text)
        strcpy(prompt->text + n, text);
}

static int answer_filter(struct model *model)
{
    model->prompt.question = ASK_NOTHING;
    model_choose(model, model->prompt.text);
    return model_reorder(model);
}

/* What is there stays, unless somebody says otherwise. */
static int answer_file(struct model *model)
{
    struct prompt *prompt = &model->prompt;
    prompt->question = ASK_NOTHING;
    if (prompt->text[0] == '\0' || !save_may(model, prompt->text))
        return 0;
    if (access(prompt->text, F_OK) == 0)
        prompt->question = ASK_REPLACE;
    else
        save(model, prompt->text);
    return 0;
}

static int answer(struct model *model)
{
    return model->prompt.question == ASK_FILTER ? answer_filter(model) : answer_file(model);
}

static void press_yes_no(struct model *model, const struct press *press)
{
    model->prompt.question = ASK_NOTHING;
    if (press->key == KEY_IS_TEXT && (press->text[0] == 'y' || press->text[0] == 'Y'))
        save(model, model->prompt.text);
}

int prompt_press(struct model *model, const struct press *press)
{
    struct prompt *prompt = &model->prompt;
    if (prompt->question == ASK_REPLACE) {
        press_yes_no(model, press);
        return 0;
    }
    switch (press->key) {
    case KEY_IS_TEXT:
        type(prompt, press->text);
        break;
    case KEY_IS_BACKSPACE:
        rub_out(prompt->text);
        break;
    case KEY_IS_CLEAR_LINE:
        prompt->text[0] = '\0';
        break;
    case KEY_IS_ESCAPE:
        prompt->question = ASK_NOTHING;
        break;
    case KEY_IS_ENTER:
        return answer(model);
    default:
        break;
    }
    return 0;
}

const char *prompt_text(const struct model *model, char text[2 * PROMPT_TEXT])
{
    static const enum word asked[] = {[ASK_FILTER] = WORD_ASK_FILTER,
                                      [ASK_FILE] = WORD_ASK_FILE,
                                      [ASK_REPLACE] = WORD_ASK_REPLACE};
    const struct prompt *prompt = &model->prompt;
    const char *words = word(asked[prompt->question], model_lang(model));
    const char *gap = strstr(words, "%s");
    if (gap != NULL)
        snprintf(text, 2 * PROMPT_TEXT, "%.*s%s%s", (int)(gap - words), words, prompt->text,
                 gap + 2);
    else
        snprintf(text, 2 * PROMPT_TEXT, "%s%s", words, prompt->text);
    return text;
}
