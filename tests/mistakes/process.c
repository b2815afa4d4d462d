/*
 * process.c - a concurrent echo server with a process for each client, each
 *             time with one mistake; -D picks one
 *
 * Run:   tests/mistakes/process <port>
 * Read:  echoserverp.c before, the right one; keeps_connfd.c, no_reap.c and
 *        reap_one.c beside it; tests/mistakes/echo.table.
 */
#include "csapp.h"

void echo(int connfd);

static void sigchld_handler(int sig)
{
    int olderrno = errno;
    int options = WNOHANG;

    (void)sig;
#ifdef REAP_BLOCKS /* while a child serves, the parent waits in here */
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
    action.sa_flags |= SA_RESETHAND; /* as System V's signal did */
#endif
    sigaction(SIGCHLD, &action, NULL);
}

static int accept_client(int listenfd)
{
    struct sockaddr_storage addr;
    socklen_t len = sizeof(addr);
#if defined(EINTR_EXITS)
    int connfd = accept(listenfd, (SA *)&addr, &len);
    if (connfd < 0) /* by a signal: no reason to end */
        unix_error("accept");
#elif defined(EINTR_UNCHECKED)
    int connfd = accept(listenfd, (SA *)&addr, &len); /* -1 is no client */
#else
    int connfd = Accept(listenfd, (SA *)&addr, &len);
#endif
#ifdef PRINTS_TWICE /* it stays in the buffer, and the child inherits it */
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
#ifdef KEEPS_LISTENFD /* the port stays taken while a child lives */
    (void)listenfd;
#elif defined(CHILD_GOES_ON)
    (void)listenfd;
#else
    close(listenfd);
#endif
    echo(connfd);
    close(connfd);
#if defined(CHILD_GOES_ON) /* it returns, and accepts beside its parent */
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
#ifdef FORK_EXITS /* Fork exits where there are too many processes */
        pid_t pid = Fork();
#else
        pid_t pid = fork();
#endif
#ifdef FORK_SPINS /* a shortage may last */
        while (pid < 0) {
            fprintf(stderr, "process: fork: %s\n", strerror(errno));
            pid = fork();
        }
#endif
        if (pid == 0)
            serve(connfd, listenfd);
#ifndef FORK_SILENT /* nobody learns why the client was sent away */
        if (pid < 0)
            fprintf(stderr, "process: fork: %s\n", strerror(errno));
#endif
#ifdef KEEPS_REFUSED /* the refused client waits for ever */
        if (pid < 0)
            continue;
#endif
        close(connfd);
#ifdef WAITS_FOR_CHILD /* one client at a time */
        waitpid(pid, NULL, 0);
#endif
    }
}
