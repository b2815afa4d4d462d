/*
 * reap_one.c - echoserverp with one mistake: its handler reaps only one child
 *
 * Signals do not queue: when several children end at once, one SIGCHLD may
 * stand for all of them. The children that the handler does not reap stay
 * zombies.
 *
 * Run:   tests/mistakes/reap_one <port>
 * Read:  echoserverp.c, whose handler loops; demo/02-zombies.sh
 */
#include "csapp.h"

void echo(int connfd);

static void sigchld_handler(int sig)
{
    int olderrno = errno;

    (void)sig;
    waitpid(-1, NULL, WNOHANG); /* the mistake: no loop around it */
    errno = olderrno;
}

int main(int argc, char **argv)
{
    struct sockaddr_storage clientaddr;

    if (argc != 2)
        app_error("usage: reap_one <port>");
    Signal(SIGPIPE, SIG_IGN);
    Signal(SIGCHLD, sigchld_handler);
    int listenfd = Open_listenfd(argv[1]);
    log_listening(listenfd);

    while (1) {
        socklen_t clientlen = sizeof(clientaddr);
        int connfd = Accept(listenfd, (SA *)&clientaddr, &clientlen);
        log_connected((SA *)&clientaddr, clientlen);
        if (Fork() == 0) {
            close(listenfd);
            echo(connfd);
            _exit(0);
        }
        close(connfd);
    }
}
