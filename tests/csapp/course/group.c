/*
 * group.c - a process group: one signal ends all its processes
 *
 * Run:   ./group <children>
 * Read:  shell.c after, where each job is a process group.
 */
#include "csapp.h"

/* Becomes the leader of a new process group, whose processes only wait. */
CSAPP_NORETURN static void raise_family(int children, int tellfd)
{
    Setpgid(0, 0);
    if (Getpgrp() != getpid())
        app_error("group: not in a group of its own");
    for (int i = 0; i < children; i++)
        if (Fork() == 0)
            break;
    Alarm(10); /* SIGALRM ends it if the parent never sends SIGTERM */
    Write(tellfd, "!", 1); /* tells the parent that it is ready */
    while (1)
        Pause();
}

int main(int argc, char **argv)
{
    int children = argc == 2 ? atoi(argv[1]) : 0, fds[2], status;
    char sign;
    pid_t pid;

    if (children < 1)
        app_error("usage: group <children>");
    if (pipe(fds) < 0)
        unix_error("pipe");
    pid = Fork();
    if (pid == 0)
        raise_family(children, fds[1]);
    Close(fds[1]);
    for (int i = 0; i < 1 + children; i++)
        if (Read(fds[0], &sign, 1) == 0)
            app_error("group: somebody is missing");
    printf("%d processes wait\n", 1 + children);

    Kill(-pid, SIGTERM); /* a negative process ID stands for a group */
    Waitpid(pid, &status, 0);
    if (Read(fds[0], &sign, 1) == 0) /* EOF: no process has the pipe open */
        printf("all ended by signal %d\n", WTERMSIG(status));
    return 0;
}
