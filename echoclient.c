/*
 * echoclient.c - sends what is typed to an echo server, and prints its answers
 *
 * Shows a client that waits for its user and its server at once, with poll: a
 * line may be of any length, and a server that goes away is noticed while the
 * user is still typing. At the end of stdin the client half-closes, which says
 * that nothing more will come, and prints what it is still owed.
 *
 * Run:   ./echoclient <host> <port>     (Ctrl-D ends it)
 * Read:  csapp.h before; echoserveri.c after, the other end.
 */
#include "csapp.h"

typedef struct {
    int clientfd;
    int typing;     /* stdin has not ended */
    long long owed; /* bytes read from stdin whose echo has not come back */
    size_t count;   /* bytes in buf that are still to be sent */
    char *first;    /* the first of them */
    char buf[MAXBUF];
} client_t;

/* Says whether the last call failed for now only: it would have blocked. */
static int not_now(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

/* Reads a line, or from a file as much as fits; at the end, half-closes. */
static void read_stdin(client_t *cp)
{
    ssize_t n = read(STDIN_FILENO, cp->buf, sizeof(cp->buf));

    if (n < 0 && not_now())
        return;
    if (n < 0)
        unix_error("echoclient: stdin");
    if (n == 0) {
        cp->typing = 0;
        shutdown(cp->clientfd, SHUT_WR);
    }
    cp->owed += n;
    cp->count = n;
    cp->first = cp->buf;
}

/* Sends what the connection takes now. */
static void send_line(client_t *cp)
{
    ssize_t n = write(cp->clientfd, cp->first, cp->count);

    if (n > 0) {
        cp->first += n;
        cp->count -= n;
    } else if (!not_now()) {
        cp->typing = 0; /* the server is gone: just read what it left */
        cp->count = 0;
    }
}

/* Prints what the server sent; returns 0 once nothing more can come. */
static int print_reply(client_t *cp)
{
    char reply[MAXBUF];
    ssize_t n = read(cp->clientfd, reply, sizeof(reply));

    if (n < 0 && not_now())
        return 1;
    if (n < 0 && errno != ECONNRESET)
        unix_error("echoclient: connection lost");
    if (n <= 0)
        return 0;
    if (rio_writen(STDOUT_FILENO, reply, n) < 0)
        unix_error("echoclient: stdout");
    cp->owed -= n;
    return 1;
}

int main(int argc, char **argv)
{
    client_t client = {.typing = 1};
    int connected = 1;

    if (argc != 3)
        app_error("usage: echoclient <host> <port>");
    Signal(SIGPIPE, SIG_IGN); /* writing to a server that left: EPIPE only */
    if (fcntl(STDIN_FILENO, F_GETFL) < 0 || fcntl(STDOUT_FILENO, F_GETFL) < 0)
        unix_error("echoclient: stdin or stdout");
    client.clientfd = Open_clientfd(argv[1], argv[2]);
    if (fcntl(client.clientfd, F_SETFL, O_NONBLOCK) < 0)
        unix_error("echoclient: fcntl");

    while (connected) {
        int sending = client.count > 0;
        struct pollfd fds[2] = {
            {client.clientfd, sending ? POLLIN | POLLOUT : POLLIN, 0},
            {client.typing && !sending ? STDIN_FILENO : -1, POLLIN, 0}};

        if (poll(fds, 2, -1) < 0 && errno != EINTR)
            unix_error("echoclient: poll");
        if (fds[1].revents)
            read_stdin(&client);
        if (client.count > 0)
            send_line(&client);
        if (fds[0].revents & ~POLLOUT)
            connected = print_reply(&client);
    }
    if (client.typing || client.owed > 0)
        app_error("echoclient: server closed the connection");
    return 0;
}
