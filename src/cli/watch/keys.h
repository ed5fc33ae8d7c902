/* keys.h - what keys do to the model */
#pragma once

#include "cli/watch/model.h"

enum key {
    KEY_IS_NONE,
    KEY_IS_TEXT, /* a character, see text */
    KEY_IS_UP,
    KEY_IS_DOWN,
    KEY_IS_LEFT,
    KEY_IS_RIGHT,
    KEY_IS_PAGE_UP,
    KEY_IS_PAGE_DOWN,
    KEY_IS_HOME,
    KEY_IS_END,
    KEY_IS_ENTER,
    KEY_IS_ESCAPE,
    KEY_IS_BACKSPACE,
    KEY_IS_TAB,
    KEY_IS_CLEAR_LINE, /* Ctrl-U */
    KEY_IS_REDRAW,     /* Ctrl-L, and another size */
    KEY_IS_F1,
    KEY_IS_F2,
    KEY_IS_F3,
    KEY_IS_F4,
    KEY_IS_F5,
    KEY_IS_F6,
    KEY_IS_F7,
    KEY_IS_F10,
    KEY_IS_SUSPEND, /* Ctrl-Z */
    KEY_IS_GONE,    /* nobody is there any more */
};

struct press {
    enum key key;
    char text[8]; /* UTF-8 of one character, for KEY_IS_TEXT */
};

/* What is left to whoever runs the model. */
enum wish { WISH_NOTHING, WISH_QUIT, WISH_SUSPEND, WISH_REDRAW, WISH_MEMORY };

/* model_press does what the key says; columns is how wide texts are to be made. */
enum wish model_press(struct model *model, const struct press *press, int columns);
