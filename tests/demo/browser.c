/*
 * browser.c - lets a script drive Chromium, without a window
 *
 * It starts the program CHROMIUM, which keeps its files in the folder PROFILE,
 * and opens URL. Then it reads lines from stdin. Each is a method of the Chrome
 * DevTools Protocol and its parameters, such as
 *
 *   Runtime.evaluate {"expression": "1 + 1"}
 *
 * It prints the answer of the browser as one line. The answer to Page.navigate
 * is printed when the page has loaded. Events are not printed. At the end of
 * stdin, after an error and after a signal, it ends the browser.
 *
 * The browser reads commands from descriptor 3 and writes to descriptor 4. Each
 * message is JSON, and ends in '\0'.
 *
 * Run:   tests/demo/browser CHROMIUM PROFILE URL
 * Read:  tests/demo/slides_browser.sh, which runs it.
 */
#include "csapp.h"

#define LIMIT 30 /* seconds to wait for an answer */

struct browser {
    FILE *to, *from; /* commands and messages */
    FILE *words;     /* what it writes to stderr */
    int id;          /* of the last command */
    char *answer;    /* to the last command */
    char page[128];  /* part of a command: it is for this page */
    char loaded[64]; /* the loader of the page that was loaded last */
};

static pid_t leader;   /* process id of the browser, and of its process group */
static int alive = -1; /* end of file when no process of the browser is left */

/* A signal handler may call this: all that it calls is async-signal-safe. */
static void end_browser(void)
{
    char byte;

    if (leader <= 0) /* it has not been started */
        return;
    kill(-leader, SIGKILL);
    waitpid(leader, NULL, 0);
    while (read(alive, &byte, 1) > 0)
        ;
}

static void interrupted(int signum)
{
    end_browser();
    if (signum == SIGALRM)
        sio_error("browser: no answer: time limit\n");
    _exit(128 + signum);
}

/* Ends the program because the browser has ended. */
CSAPP_NORETURN static void ended(struct browser *b)
{
    char line[MAXLINE] = "no words\n", next[MAXLINE];

    rewind(b->words);
    while (fgets(next, sizeof(next), b->words) != NULL)
        snprintf(line, sizeof(line), "%s", next);
    fprintf(stderr, "browser: the browser has ended: %s", line);
    exit(1);
}

/* Copies the string that has this name in a message, or "". */
static void find(const char *message, const char *name, char *value, int size)
{
    char key[64];

    snprintf(key, sizeof(key), "\"%s\":\"", name);
    const char *found = strstr(message, key);
    found = found == NULL ? "" : found + strlen(key);
    snprintf(value, size, "%.*s", (int)strcspn(found, "\""), found);
}

/* Sends a command, and returns the answer. */
static const char *command(struct browser *b, const char *method,
                           const char *parameters)
{
    char opening[32], loader[64] = "", *message = NULL;
    size_t size = 0;

    alarm(LIMIT);
    snprintf(opening, sizeof(opening), "{\"id\":%d,", ++b->id);
    fprintf(b->to, "%s%s\"method\":\"%s\",\"params\":%s}%c", opening, b->page,
            method, parameters, '\0');
    fflush(b->to);
    free(b->answer);
    b->answer = NULL;
    while (b->answer == NULL || strcmp(loader, b->loaded) != 0) {
        if (getdelim(&message, &size, '\0', b->from) < 0)
            ended(b);
        if (strstr(message, "\"name\":\"load\"") != NULL)
            find(message, "loaderId", b->loaded, sizeof(b->loaded));
        if (strncmp(message, opening, strlen(opening)) != 0)
            continue;
        b->answer = message;
        message = NULL;
        if (strcmp(method, "Page.navigate") == 0)
            find(b->answer, "loaderId", loader, sizeof(loader));
        if (loader[0] == '\0')
            break;
    }
    free(message);
    alarm(0);
    return b->answer;
}

/*
 * Starts the browser. It is the leader of a process group, so that all of it
 * can be ended. All its processes inherit its stdout, to which none of them
 * writes.
 */
static void start(struct browser *b, const char *program, const char *folder)
{
    char profile[PATH_MAX];
    int in[2], out[2], living[2];

    if (pipe(in) < 0 || pipe(out) < 0 || pipe(living) < 0)
        unix_error("browser: pipe");
    if ((b->words = tmpfile()) == NULL)
        unix_error("browser: tmpfile");
    snprintf(profile, sizeof(profile), "--user-data-dir=%s", folder);
    alive = living[0];
    leader = Fork();
    if (leader == 0) {
        setpgid(0, 0);
        Dup2(Open("/dev/null", O_RDONLY, 0), STDIN_FILENO);
        Dup2(living[1], STDOUT_FILENO);
        Dup2(fileno(b->words), STDERR_FILENO);
        close(in[1]);
        close(out[0]);
        Dup2(in[0], 3); /* in[0] is the smallest of the six descriptors */
        Dup2(out[1], 4);
        /* Without the limit that the next option removes, the browser would
           ignore some addresses, because the test changes them so fast. */
        execlp(program, program, "--disable-ipc-flooding-protection",
               "--headless=new", "--no-sandbox", "--disable-gpu",
               "--disable-dev-shm-usage", "--disable-background-networking",
               "--disable-breakpad", "--no-first-run", "--hide-scrollbars",
               "--window-size=1920,1080", "--remote-debugging-pipe", profile,
               (char *)NULL);
        fprintf(stderr, "%s: %s\n", program, strerror(errno));
        _exit(1);
    }
    setpgid(leader, leader); /* the one of the two that comes first counts */
    close(in[0]);
    close(out[1]);
    close(living[1]);
    b->to = Fdopen(in[1], "w");
    b->from = Fdopen(out[0], "r");
}

int main(int argc, char **argv)
{
    struct browser b = {.page = ""};
    char target[64], parameters[MAXLINE], *line = NULL;
    size_t size = 0;

    if (argc != 4)
        app_error("usage: browser CHROMIUM PROFILE URL");
    const int signals[] = {SIGALRM, SIGHUP, SIGINT, SIGTERM};
    for (int i = 0; i < 4; i++)
        Signal(signals[i], interrupted);
    Signal(SIGPIPE, SIG_IGN); /* reading shows that the browser has ended */
    atexit(end_browser);
    start(&b, argv[1], argv[2]);

    command(&b, "Target.createTarget", "{\"url\":\"about:blank\"}");
    find(b.answer, "targetId", target, sizeof(target));
    snprintf(parameters, sizeof(parameters),
             "{\"targetId\":\"%s\",\"flatten\":true}", target);
    command(&b, "Target.attachToTarget", parameters);
    find(b.answer, "sessionId", target, sizeof(target));
    snprintf(b.page, sizeof(b.page), "\"sessionId\":\"%s\",", target);
    command(&b, "Page.enable", "{}");
    command(&b, "Page.setLifecycleEventsEnabled", "{\"enabled\":true}");
    snprintf(parameters, sizeof(parameters), "{\"url\":\"%s\"}", argv[3]);
    command(&b, "Page.navigate", parameters);
    if (b.loaded[0] == '\0' || strstr(b.answer, "\"errorText\"") != NULL) {
        fprintf(stderr, "browser: %s: %s\n", argv[3], b.answer);
        exit(1);
    }

    while (getline(&line, &size, stdin) > 0) {
        const char *method = strtok(line, " \n"), *rest = strtok(NULL, "\n");
        if (method != NULL)
            puts(command(&b, method, rest == NULL ? "{}" : rest));
        if (fflush(stdout) == EOF)
            unix_error("browser: stdout");
    }
    return 0;
}
