/*
 * process.c - a concurrent echo server with a process for each client and one
 *             of several mistakes; -D picks the mistake
 *
 * Run:   tests/mistakes/process <port>
 * Read:  echoserverp.c before, which is correct; keeps_connfd.c, no_reap.c and
 *        reap_one.c beside this file; tests/mistakes/echo.table.
 */
#include "csapp.h"

void echo(int connfd);

static void sigchld_handler(int sig)
{
    int olderrno = errno;
    int options = WNOHANG;

    (void)sig;
#ifdef REAP_BLOCKS /* the parent waits here while a child serves */
    options = 0;
#endif
    while (waitpid(-1, NULL, options) > 0)
        ;
    errno = olderrno;
}

static void install_handler(void)
{
    struct sigaction action;

    memset(&action, 0, sizeof(action));
    action.sa_handler = sigchld_handler;
    action.sa_flags = SA_RESTART;
#if defined(EINTR_EXITS) || defined(EINTR_UNCHECKED)
    action.sa_flags = 0; /* accept fails with EINTR when a child ends */
#elif defined(HANDLES_ONCE)
    action.sa_flags |= SA_RESETHAND; /* for one signal, as in System V */
#endif
    sigaction(SIGCHLD, &action, NULL);
}

static int accept_client(int listenfd)
{
    struct sockaddr_storage addr;
    socklen_t len = sizeof(addr);
#if defined(EINTR_EXITS)
    int connfd = accept(listenfd, (SA *)&addr, &len);
    if (connfd < 0) /* EINTR is no reason to exit */
        unix_error("accept");
#elif defined(EINTR_UNCHECKED)
    int connfd = accept(listenfd, (SA *)&addr, &len); /* -1 is not a client */
#else
    int connfd = Accept(listenfd, (SA *)&addr, &len);
#endif
#ifdef PRINTS_TWICE /* the child inherits the line in stdio's buffer */
    char host[INET6_ADDRSTRLEN], port[8];
    address_text((SA *)&addr, len, host, sizeof(host), port, sizeof(port));
    printf("Connected to (%s, %s)\n", host, port);
#else
    log_connected((SA *)&addr, len);
#endif
    return connfd;
}

static void serve(int connfd, int listenfd)
{
#ifdef KEEPS_LISTENFD /* the port stays in use while a child lives */
    (void)listenfd;
#elif defined(CHILD_GOES_ON)
    (void)listenfd;
#else
    close(listenfd);
#endif
    echo(connfd);
    close(connfd);
#if defined(CHILD_GOES_ON) /* the child returns to main's accept loop */
    return;
#elif defined(PRINTS_TWICE)
    exit(0);
#else
    _exit(0);
#endif
}

int main(int argc, char **argv)
{
    if (argc != 2)
        app_error("usage: process <port>");
    Signal(SIGPIPE, SIG_IGN);
    install_handler();
    int listenfd = Open_listenfd(argv[1]);
    log_listening(listenfd);

    while (1) {
        int connfd = accept_client(listenfd);
#ifdef FORK_EXITS /* Fork exits if there are too many processes */
        pid_t pid = Fork();
#else
        pid_t pid = fork();
#endif
#ifdef FORK_SPINS /* the shortage may last, and the loop never sleeps */
        while (pid < 0) {
            fprintf(stderr, "process: fork: %s\n", strerror(errno));
            pid = fork();
        }
#endif
        if (pid == 0)
            serve(connfd, listenfd);
#ifndef FORK_SILENT /* without this, nobody learns why the client is closed */
        if (pid < 0)
            fprintf(stderr, "process: fork: %s\n", strerror(errno));
#endif
#ifdef KEEPS_REFUSED /* the refused client waits for ever */
        if (pid < 0)
            continue;
#endif
        close(connfd);
#ifdef WAITS_FOR_CHILD /* serves one client at a time */
        waitpid(pid, NULL, 0);
#endif
    }
}
