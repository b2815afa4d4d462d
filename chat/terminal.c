/*
 * terminal.c - the terminal: reads keys one by one, and restores its settings
 *
 * terminal.h says what each function does; this file shows how.
 */
#include "terminal.h"
#include <sys/ioctl.h>
#include <termios.h>

static struct termios original; /* for terminal_restore, at exit */
static int is_taken;

/* With bracketed paste on, pasted text comes between two escape sequences. */
static const char paste_on[] = "\033[?2004h", paste_off[] = "\033[?2004l";

void terminal_take(void)
{
    static int is_registered;
    struct termios keys;

    if (is_taken || tcgetattr(STDIN_FILENO, &original) < 0)
        return;
    keys = original;
    keys.c_iflag &= ~(tcflag_t)(ICRNL | IGNCR | INLCR | ISTRIP | IXON);
    keys.c_lflag &= ~(tcflag_t)(ECHO | ICANON | IEXTEN);
    keys.c_cc[VQUIT] = keys.c_cc[VSUSP] = _POSIX_VDISABLE;
    keys.c_cc[VMIN] = 1;
    keys.c_cc[VTIME] = 0;
    if (!is_registered && atexit(terminal_restore) != 0)
        return;
    is_registered = 1;
    if (tcsetattr(STDIN_FILENO, TCSADRAIN, &keys) < 0)
        return;
    is_taken = 1;
    rio_writen(STDOUT_FILENO, paste_on, sizeof(paste_on) - 1);
}

void terminal_restore(void)
{
    if (!is_taken)
        return;
    is_taken = 0;
    rio_writen(STDOUT_FILENO, paste_off, sizeof(paste_off) - 1);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &original);
}

int terminal_output(void)
{
    const char *name = ttyname(STDOUT_FILENO);
    int fd = -1;

    if (name != NULL)
        fd = open(name, O_WRONLY | O_NOCTTY | O_NONBLOCK);
    return fd < 0 ? STDOUT_FILENO : fd;
}

void terminal_size(size_t *rows, size_t *columns)
{
#ifdef TIOCGWINSZ
    struct winsize size;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 &&
        size.ws_col > 0) {
        *rows = size.ws_row;
        *columns = size.ws_col;
        return;
    }
#endif
    *rows = 24;
    *columns = 80;
}

size_t terminal_columns(void)
{
    size_t rows, columns;

    terminal_size(&rows, &columns);
    return columns;
}
