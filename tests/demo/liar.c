/*
 * liar.c - an echo server that lies: demo/load must notice each lie
 *
 *   honest    echoes the bytes: no lie
 *   drop      loses one of the bytes
 *   change    changes one of the bytes
 *   reorder   sends the second half of the bytes before the first
 *   add       sends one byte more
 *   close     closes the connection instead
 *   mute      answers nothing
 *
 * It lies once for each client, about the bytes of the NTH read. It serves each
 * client in a process of its own.
 *
 * Run:   tests/demo/liar LIE NTH <port>
 * Read:  demo/load.c before; tests/demo/load.sh after.
 */
#include "csapp.h"

static void send_all(int fd, const char *buf, size_t n)
{
    if (rio_writen(fd, buf, n) < 0)
        _exit(0); /* the client noticed the lie, and left */
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
    Signal(SIGCHLD, SIG_IGN); /* so children need not be reaped */
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
