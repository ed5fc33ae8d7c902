/* screen.c - canvas to ncurses, ncurses' keys to ours. */
#include "cli/watch/screen.h"

#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include <curses.h>

#include "cli/watch/restore.h"

enum { ESCAPE_MS = 25, CTRL_L = 0x0c, CTRL_U = 0x15, CTRL_Z = 0x1a, ESCAPE = 0x1b, DELETE = 0x7f };

struct screen {
    SCREEN *terminal;
    FILE *keys; /* of our own where standard input is the capture */
    bool colour;
};

bool screen_known(void)
{
    return true;
}

/* Names from captures are UTF-8, whatever the environment says. */
static void speak_utf8(void)
{
    setlocale(LC_CTYPE, "");
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        setlocale(LC_CTYPE, "C.UTF-8");
}

static void begin_colours(struct screen *screen)
{
    static const short colours[] = {[PAGE_RED] = COLOR_RED,
                                    [PAGE_YELLOW] = COLOR_YELLOW,
                                    [PAGE_GREEN] = COLOR_GREEN,
                                    [PAGE_BLUE] = COLOR_CYAN};
    screen->colour = screen->colour && has_colors() && start_color() != ERR;
    if (!screen->colour)
        return;
    use_default_colors();
    for (int i = PAGE_RED; i <= PAGE_BLUE; i++)
        init_pair((short)i, colours[i], -1);
}

/* Colours off, the cursor seen, the first page: terminfo(5) sgr0, cnorm, rmcup, rmkx. */
static size_t leaving_text(char *text, size_t size)
{
    static const char *const names[] = {"sgr0", "cnorm", "rmkx", "rmcup"};
    size_t n = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *part = tigetstr(names[i]);
        size_t length = part != NULL && part != (const char *)-1 ? strlen(part) : 0;
        if (n + length > size)
            break;
        memcpy(text + n, part, length);
        n += length;
    }
    return n;
}

/* Ctrl-Z is a key here; ncurses would stop the program in its way, with calls of its own. */
static void take_suspend_key(void)
{
    struct termios state;
    if (tcgetattr(STDOUT_FILENO, &state) < 0)
        return;
    state.c_cc[VSUSP] = _POSIX_VDISABLE;
    tcsetattr(STDOUT_FILENO, TCSANOW, &state);
    def_prog_mode();
}

static void set_modes(struct screen *screen)
{
    cbreak();
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    keypad(stdscr, TRUE);
    take_suspend_key();
    curs_set(0);
    set_escdelay(ESCAPE_MS);
    begin_colours(screen);
}

struct screen *screen_open(bool colour, struct ls_error *error)
{
    char leaving[128];
    struct screen *screen = calloc(1, sizeof *screen);
    if (screen == NULL) {
        ls_fail(error, LS_E_MEMORY, "out of memory");
        return NULL;
    }
    screen->colour = colour;
    speak_utf8();
    signal(SIGTSTP, SIG_IGN); /* see take_suspend_key */
    if (!isatty(STDIN_FILENO))
        screen->keys = fopen("/dev/tty", "r");
    if (isatty(STDIN_FILENO) || screen->keys != NULL)
        screen->terminal = newterm(NULL, stdout, screen->keys != NULL ? screen->keys : stdin);
    if (screen->terminal == NULL) {
        ls_fail(error, LS_E_USAGE, "watch: this terminal (TERM=%s) cannot be used",
                getenv("TERM") != NULL ? getenv("TERM") : "");
        screen_close(screen);
        return NULL;
    }
    reset_shell_mode(); /* so that it is the user's state that is kept */
    restore_arm(STDOUT_FILENO, leaving, leaving_text(leaving, sizeof leaving));
    reset_prog_mode();
    set_modes(screen);
    return screen;
}

void screen_close(struct screen *screen)
{
    if (screen == NULL)
        return;
    if (screen->terminal != NULL) {
        endwin();
        restore_disarm();
        delscreen(screen->terminal);
    }
    if (screen->keys != NULL)
        fclose(screen->keys);
    free(screen);
}

void screen_size(const struct screen *screen, int *rows, int *columns)
{
    (void)screen;
    getmaxyx(stdscr, *rows, *columns);
}

static attr_t attributes(const struct screen *screen, enum page_colour colour)
{
    if (colour == PAGE_PLAIN)
        return A_NORMAL;
    if (colour == PAGE_BOLD)
        return A_BOLD;
    if (colour == PAGE_DIM)
        return screen->colour ? A_DIM : A_NORMAL;
    attr_t attribute = screen->colour ? (attr_t)COLOR_PAIR(colour) : A_NORMAL;
    return colour == PAGE_RED ? attribute | A_BOLD : attribute;
}

static void draw_line(const struct screen *screen, int row, const struct canvas_line *line,
                      int columns)
{
    attr_t reverse = line->reverse ? A_REVERSE : A_NORMAL;
    move(row, 0);
    for (size_t i = 0; i < line->run_count; i++) {
        size_t from = line->runs[i].from;
        size_t to = i + 1 < line->run_count ? line->runs[i + 1].from : line->used;
        attrset((int)(attributes(screen, line->runs[i].colour) | reverse));
        addnstr(line->text + from, (int)(to - from));
    }
    attrset((int)reverse);
    if (line->columns >= columns)
        return; /* the cursor is on the next line by now */
    if (line->reverse)
        printw("%*s", columns - line->columns, "");
    else
        clrtoeol();
}

void screen_draw(struct screen *screen, const struct canvas *canvas, int cursor)
{
    int rows, columns;
    screen_size(screen, &rows, &columns);
    for (int row = 0; row < rows && row < canvas->rows; row++)
        draw_line(screen, row, &canvas->lines[row], columns);
    attrset((int)A_NORMAL);
    curs_set(cursor >= 0 ? 1 : 0);
    if (cursor >= 0)
        move(canvas->rows - 2, cursor < columns ? cursor : columns - 1);
    refresh();
}

void screen_redraw(struct screen *screen)
{
    (void)screen;
    clearok(curscr, TRUE);
}

void screen_suspend(struct screen *screen)
{
    (void)screen;
    endwin();
    signal(SIGTSTP, SIG_DFL);
    raise(SIGTSTP);
    signal(SIGTSTP, SIG_IGN); /* goes on here */
    screen_redraw(screen);
    refresh();
}

static enum key special(wint_t code)
{
    static const struct {
        int code;
        enum key key;
    } keys[] = {
        {KEY_UP, KEY_IS_UP},         {KEY_DOWN, KEY_IS_DOWN},
        {KEY_LEFT, KEY_IS_LEFT},     {KEY_RIGHT, KEY_IS_RIGHT},
        {KEY_PPAGE, KEY_IS_PAGE_UP}, {KEY_NPAGE, KEY_IS_PAGE_DOWN},
        {KEY_HOME, KEY_IS_HOME},     {KEY_END, KEY_IS_END},
        {KEY_ENTER, KEY_IS_ENTER},   {KEY_BACKSPACE, KEY_IS_BACKSPACE},
        {KEY_RESIZE, KEY_IS_REDRAW}, {KEY_F(1), KEY_IS_F1},
        {KEY_F(2), KEY_IS_F2},       {KEY_F(3), KEY_IS_F3},
        {KEY_F(4), KEY_IS_F4},       {KEY_F(5), KEY_IS_F5},
        {KEY_F(6), KEY_IS_F6},       {KEY_F(7), KEY_IS_F7},
        {KEY_F(10), KEY_IS_F10},
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if ((wint_t)keys[i].code == code)
            return keys[i].key;
    return KEY_IS_NONE;
}

static enum key control(wint_t code)
{
    switch (code) {
    case '\r':
    case '\n':
        return KEY_IS_ENTER;
    case '\t':
        return KEY_IS_TAB;
    case '\b':
    case DELETE:
        return KEY_IS_BACKSPACE;
    case CTRL_L:
        return KEY_IS_REDRAW;
    case CTRL_U:
        return KEY_IS_CLEAR_LINE;
    case CTRL_Z:
        return KEY_IS_SUSPEND;
    case ESCAPE:
        return KEY_IS_ESCAPE;
    default:
        return code < ' ' ? KEY_IS_NONE : KEY_IS_TEXT;
    }
}

/* No key, and the terminal has gone: else one would ask for ever. */
static bool is_gone(const struct screen *screen)
{
    struct pollfd keys = {.fd = screen->keys != NULL ? fileno(screen->keys) : STDIN_FILENO,
                          .events = POLLIN};
    return poll(&keys, 1, 0) > 0 && (keys.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

struct press screen_key(struct screen *screen, int wait_ms)
{
    struct press press = {KEY_IS_NONE, ""};
    wint_t code;
    timeout(wait_ms);
    int kind = get_wch(&code);
    if (kind == ERR) {
        press.key = is_gone(screen) ? KEY_IS_GONE : KEY_IS_NONE;
        return press;
    }
    press.key = kind == KEY_CODE_YES ? special(code) : control(code);
    if (press.key != KEY_IS_TEXT)
        return press;
    mbstate_t state = {0};
    char bytes[MB_LEN_MAX];
    size_t n = wcrtomb(bytes, (wchar_t)code, &state);
    if (n >= sizeof press.text)
        press.key = KEY_IS_NONE;
    else
        memcpy(press.text, bytes, n);
    return press;
}
