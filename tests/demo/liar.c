/*
 * liar.c - an echo server that does not echo what it was sent: what load
 *          must notice
 *
 *   honest    echoes
 *   drop      loses a byte of what it read
 *   change    changes one
 *   reorder   sends the second half before the first
 *   add       sends a byte more
 *   close     closes the connection instead
 *   mute      reads, and answers nothing
 *
 * It lies the nth time that it reads from a client, and serves each client in
 * a process of its own.
 *
 * Run:   tests/demo/liar LIE NTH <port>
 * Read:  demo/load.c before; demo_load.sh after.
 */
#include "csapp.h"

static void send_all(int fd, const char *buf, size_t n)
{
    if (rio_writen(fd, buf, n) < 0)
        _exit(0); /* the client has noticed */
}

static void tell_lie(const char *lie, int fd, char *buf, size_t n)
{
    if (strcmp(lie, "drop") == 0) {
        send_all(fd, buf, n - 1);
    } else if (strcmp(lie, "change") == 0) {
        buf[n / 2] ^= 1;
        send_all(fd, buf, n);
    } else if (strcmp(lie, "reorder") == 0) {
        send_all(fd, buf + n / 2, n - n / 2);
        send_all(fd, buf, n / 2);
    } else if (strcmp(lie, "add") == 0) {
        send_all(fd, buf, n);
        send_all(fd, "\n", 1);
    } else if (strcmp(lie, "close") == 0) {
        _exit(0);
    } else if (strcmp(lie, "honest") == 0) {
        send_all(fd, buf, n);
    } else if (strcmp(lie, "mute") != 0) {
        app_error("liar: no such lie");
    }
}

static void serve(int connfd, const char *lie, int nth)
{
    char buf[MAXBUF];
    ssize_t n;

    for (int i = 1; (n = read(connfd, buf, sizeof(buf))) > 0; i++)
        if (i == nth)
            tell_lie(lie, connfd, buf, n);
        else
            send_all(connfd, buf, n);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        app_error("usage: liar LIE NTH <port>");
    Signal(SIGPIPE, SIG_IGN);
    Signal(SIGCHLD, SIG_IGN); /* and nobody needs to reap */
    int listenfd = Open_listenfd(argv[3]);
    log_listening(listenfd);

    while (1) {
        int connfd = Accept(listenfd, NULL, NULL);
        if (Fork() == 0) {
            close(listenfd);
            serve(connfd, argv[1], atoi(argv[2]));
            _exit(0);
        }
        close(connfd);
    }
}
