/*
 * keeps_connfd.c - echoserverp with one mistake: the parent keeps connfd
 *
 * The connection stays open after the child has closed its copy of connfd. The
 * client never receives EOF, and the parent runs out of descriptors.
 *
 * Run:   tests/mistakes/keeps_connfd <port>
 * Read:  echoserverp.c, which closes it; demo/03-keeps-connfd.sh
 */
#include "csapp.h"

void echo(int connfd);

static void sigchld_handler(int sig)
{
    int olderrno = errno;

    (void)sig;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        ;
    errno = olderrno;
}

int main(int argc, char **argv)
{
    struct sockaddr_storage clientaddr;

    if (argc != 2)
        app_error("usage: keeps_connfd <port>");
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
            close(connfd);
            _exit(0);
        }
        /* the mistake: no close(connfd) */
    }
}
