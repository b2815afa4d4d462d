/*
 * echoserverp.c - a concurrent echo server: a process for each client
 *
 * Shows how the parent accepts clients while its children serve them, which
 * descriptors each of them must close, and how the parent reaps children that
 * have ended.
 *
 * Run:   ./echoserverp <port>     then   telnet localhost <port>
 *        (<port>: 8000, or 127.0.0.1:8000 for clients on this machine only)
 * Read:  echoserveri.c before; echoservert.c after, with threads.
 */
#include "csapp.h"

void echo(int connfd);

/* Reaps all children that have ended: one SIGCHLD may stand for several. */
static void sigchld_handler(int sig)
{
    int olderrno = errno; /* waitpid changes errno, which main may need */

    (void)sig;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        ;
    errno = olderrno;
}

int main(int argc, char **argv)
{
    struct sockaddr_storage clientaddr; /* room for an address of any family */

    if (argc != 2)
        app_error("usage: echoserverp <port>");
    Signal(SIGPIPE, SIG_IGN); /* if a client has left, write returns EPIPE */
    Signal(SIGCHLD, sigchld_handler);
    int listenfd = Open_listenfd(argv[1]);
    log_listening(listenfd);

    while (1) {
        socklen_t clientlen = sizeof(clientaddr);
        int connfd = Accept(listenfd, (SA *)&clientaddr, &clientlen);
        log_connected((SA *)&clientaddr, clientlen);
        pid_t pid = fork();
        if (pid == 0) {
            close(listenfd); /* only the parent accepts */
            echo(connfd);
            _exit(0); /* closes connfd, and does not flush stdout again */
        }
        if (pid < 0)
            log_trouble("echoserverp: fork: %s", strerror(errno));
        close(connfd); /* or the client would never see end of file */
    }
}
