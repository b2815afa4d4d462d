/*
 * merge.c - runs several commands at the same time, and prints their output as
 *           it comes
 *
 * Shows select on several pipes: the output of one command does not have to
 * wait for that of another.
 *
 * Run:   ./merge <command>...
 * Read:  echoserver_select.c after, which does the same with connections.
 */
#include "csapp.h"

enum { MAXCOMMANDS = 64 };

/* Starts a command. Returns a descriptor to read its output from. */
static int start(char *command)
{
    int fds[2];

    if (pipe(fds) < 0)
        unix_error("pipe");
    if (Fork() == 0) {
        char sh[] = "sh", c[] = "-c", *argv[] = {sh, c, command, NULL};

        Dup2(fds[1], STDOUT_FILENO);
        Close(fds[0]);
        Close(fds[1]);
        Execve("/bin/sh", argv, environ);
    }
    Close(fds[1]);                      /* EOF comes once no process has it */
    fcntl(fds[0], F_SETFD, FD_CLOEXEC); /* later commands do not get it */
    return fds[0];
}

int main(int argc, char **argv)
{
    int fds[MAXCOMMANDS], n = argc - 1, maxfd = 0, failures = 0, status;
    fd_set open_set, ready_set;
    char buf[MAXBUF];

    if (n < 1 || n > MAXCOMMANDS)
        app_error("usage: merge <command>...");
    FD_ZERO(&open_set);
    for (int i = 0; i < n; i++) {
        fds[i] = start(argv[1 + i]);
        if (fds[i] >= FD_SETSIZE)
            app_error("merge: a descriptor that select cannot hold");
        FD_SET(fds[i], &open_set);
        if (fds[i] > maxfd)
            maxfd = fds[i];
    }
    for (int left = n; left > 0;) {
        ready_set = open_set;
        Select(maxfd + 1, &ready_set, NULL, NULL, NULL);
        for (int i = 0; i < n; i++) {
            if (!FD_ISSET(fds[i], &ready_set))
                continue;
            ssize_t count = Read(fds[i], buf, MAXBUF);
            Rio_writen(STDOUT_FILENO, buf, count);
            if (count == 0) {
                FD_CLR(fds[i], &open_set);
                Close(fds[i]);
                left--;
            }
        }
    }
    for (int i = 0; i < n; i++) {
        Wait(&status);
        failures += status != 0;
    }
    return failures > 0;
}
