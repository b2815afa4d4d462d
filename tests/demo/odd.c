/*
 * odd.c - a server with odd manners, all of which demo/watch must pass on
 *
 *   tells      echoes the lines, and prints how each client has left
 *   speaks     greets each client first, and then does the same
 *   finishes   half-closes at once, and prints the lines that come
 *   resets     resets the connection when the first line has come
 *   refuses    closes its listening socket when the first line has come
 *   dies       ends with status 3 when the first line has come
 *   stays      ignores SIGTERM, and so does its child
 *   never      reads nothing
 *   deaf       takes the port, but does not listen there
 *   urgent     sends each byte back as it came, urgent bytes as urgent ones
 *
 * It serves one client at a time. With ASKS in place of a manner, it is a
 * client of the last of these servers: each "!" that it sends is urgent. It
 * prints what comes back, with urgent bytes in brackets.
 *
 * Run:   tests/demo/odd MANNER <port>
 * Read:  demo/relay.c before; tests/demo/watch.sh after.
 */
#include "csapp.h"

static int is(const char *manner, const char *name)
{
    return strcmp(manner, name) == 0;
}

/* Echoes or prints lines until the client leaves; prints how it has left. */
static void serve_lines(int listenfd, int connfd, const char *manner)
{
    char line[MAXLINE];
    ssize_t n;
    rio_t rio;

    rio_readinitb(&rio, connfd);
    while ((n = rio_readlineb(&rio, line, MAXLINE)) > 0) {
        if (is(manner, "dies"))
            exit(3);
        if (is(manner, "refuses"))
            close(listenfd);
        if (is(manner, "resets"))
            break;
        if (is(manner, "finishes"))
            printf("got %s", line);
        else if (rio_writen(connfd, line, n) < 0)
            break;
    }
    if (n <= 0)
        printf("the client left: %s\n", n == 0 ? "EOF" : strerror(errno));
}

/* Reads a byte. Returns 1 if it is urgent, 0 if it is not, and -1 at EOF. */
static int read_byte(int fd, char *byte)
{
    struct pollfd pfd = {fd, POLLIN, 0};
    int urgent;

    poll(&pfd, 1, -1); /* before the byte has come, there is no mark */
    urgent = sockatmark(fd);
    return read(fd, byte, 1) == 1 ? urgent : -1;
}

static void send_byte(int fd, char byte, int urgent)
{
    if (send(fd, &byte, 1, urgent ? MSG_OOB : 0) < 0)
        unix_error("odd: send");
}

static void serve_bytes(int connfd)
{
    char byte;
    int urgent;

    while ((urgent = read_byte(connfd, &byte)) >= 0)
        send_byte(connfd, byte, urgent);
}

static void serve(int listenfd, int connfd, const char *manner)
{
    struct linger at_once = {1, 0};
    int on = 1;

    if (is(manner, "never"))
        pause();
    if (is(manner, "speaks"))
        rio_writen(connfd, "welcome\n", 8);
    if (is(manner, "finishes"))
        shutdown(connfd, SHUT_WR);
    if (is(manner, "resets"))
        Setsockopt(connfd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    Setsockopt(connfd, SOL_SOCKET, SO_OOBINLINE, &on, sizeof(on));
    if (is(manner, "urgent"))
        serve_bytes(connfd);
    else
        serve_lines(listenfd, connfd, manner);
}

/* Sends the text, and prints what comes back. */
static void ask(int fd, const char *text)
{
    char byte;

    for (const char *p = text; *p != '\0'; p++)
        send_byte(fd, *p, *p == '!');
    for (size_t i = 0; i < strlen(text); i++) {
        int urgent = read_byte(fd, &byte);

        if (urgent < 0)
            app_error("odd: the server closed the connection");
        printf(urgent ? "[%c]" : "%c", byte);
    }
    printf("\n");
}

/* Takes the port, so that no other program listens there. */
static void hold_port(const char *port)
{
    struct sockaddr_in addr = {0};

    addr.sin_family = AF_INET;
    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    addr.sin_port = htons(atoi(port));
    Bind(Socket(AF_INET, SOCK_STREAM, 0), (SA *)&addr, sizeof(addr));
    pause();
}

int main(int argc, char **argv)
{
    if (argc != 3)
        app_error("usage: odd MANNER <port>");
    Alarm(60); /* ends it if watch leaves it behind, or loses a byte */
    Signal(SIGPIPE, SIG_IGN);
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (is(argv[1], "asks")) {
        int fd = Open_clientfd("127.0.0.1", argv[2]), on = 1;
        Setsockopt(fd, SOL_SOCKET, SO_OOBINLINE, &on, sizeof(on));
        ask(fd, "ab!cd");
        ask(fd, "!");
        ask(fd, "e!");
        return 0;
    }

    if (is(argv[1], "deaf"))
        hold_port(argv[2]);
    int listenfd = Open_listenfd(argv[2]);
    log_listening(listenfd);
    if (is(argv[1], "stays")) {
        Signal(SIGTERM, SIG_IGN);
        if (Fork() == 0)
            return (int)Sleep(60);
    }
    while (1) {
        int connfd = Accept(listenfd, NULL, NULL);
        serve(listenfd, connfd, argv[1]);
        close(connfd);
    }
}
