/*
 * proxy.c - a web proxy: forwards each request to the server that it names
 *
 * Shows a program that is a server and a client at the same time, with a thread
 * for each connection. A thread uses lowercase calls only: an error ends its
 * connection, and not the process.
 *
 * Run:   ./proxy <port>     (takes a free port, and prints it, if <port> is in
 *        use)
 *        ./fetch localhost <port> http://<host>:<port>/<path>
 * Read:  echoservert.c and fetch.c before.
 */
#include "csapp.h"

/* The target of a request. */
typedef struct {
    char host[256], port[8], path[MAXLINE];
} target_t;

/* Parses http://HOST[:PORT][/PATH]. Returns 0, or -1 for another form. */
static int parse_uri(const char *uri, target_t *tp)
{
    int n = 0;

    if (sscanf(uri, "http://%255[^:/]%n", tp->host, &n) != 1)
        return -1;
    uri += n;
    strcpy(tp->port, "80");
    if (*uri == ':') {
        if (sscanf(uri, ":%7[0-9]%n", tp->port, &n) != 1)
            return -1;
        uri += n;
    }
    snprintf(tp->path, MAXLINE, "%s", *uri ? uri : "/");
    return tp->path[0] == '/' ? 0 : -1;
}

/* Returns true for an empty line, which ends the headers of a request. */
static int is_end(const char *line)
{
    return strcmp(line, "\r\n") == 0 || strcmp(line, "\n") == 0;
}

/* Reads the rest of the request, and answers with nothing but a status. */
static void refuse(rio_t *client, const char *status)
{
    char answer[MAXLINE];

    while (rio_readlineb(client, answer, MAXLINE) > 0)
        if (is_end(answer))
            break;
    snprintf(answer, sizeof(answer), "HTTP/1.0 %s\r\n\r\n", status);
    if (rio_writeb(client, answer, strlen(answer)) >= 0)
        rio_flushb(client);
}

/* Returns true for a header that the proxy does not forward. */
static int is_ours(const char *line)
{
    return strncasecmp(line, "Host:", 5) == 0 ||
           strncasecmp(line, "Connection:", 11) == 0 ||
           strncasecmp(line, "Proxy-Connection:", 17) == 0;
}

/* Forwards the request to the server, and the response to the client. */
static void forward(rio_t *client, rio_t *server, const target_t *tp)
{
    char line[MAXLINE], head[MAXLINE + 512];
    ssize_t n;

    snprintf(head, sizeof(head),
             "GET %s HTTP/1.0\r\nHost: %s:%s\r\nConnection: close\r\n",
             tp->path, tp->host, tp->port);
    if (rio_writeb(server, head, strlen(head)) < 0)
        return;
    do {
        n = rio_readlineb(client, line, MAXLINE);
        if (n <= 0 || (!is_ours(line) && rio_writeb(server, line, n) < 0))
            return;
    } while (!is_end(line));
    if (rio_flushb(server) < 0)
        return;
    while ((n = read(server->rio_fd, line, MAXLINE)) > 0)
        if (rio_writen(client->rio_fd, line, n) < 0)
            return;
}

static void serve(int connfd)
{
    char line[MAXLINE], method[16], uri[MAXLINE];
    target_t target;
    rio_t client, server;
    int serverfd;

    rio_readinitb(&client, connfd);
    if (rio_readlineb(&client, line, MAXLINE) <= 0)
        return;
    if (sscanf(line, "%15s %8191s", method, uri) != 2 ||
        parse_uri(uri, &target) < 0) {
        refuse(&client, "400 Bad Request");
        return;
    }
    if (strcmp(method, "GET") != 0) {
        refuse(&client, "501 Not Implemented");
        return;
    }
    serverfd = open_clientfd(target.host, target.port);
    if (serverfd < 0) {
        refuse(&client, "502 Bad Gateway");
        return;
    }
    rio_readinitb(&server, serverfd);
    forward(&client, &server, &target);
    close(serverfd);
}

/* Prints the client's address to stdout. */
static void announce(int connfd)
{
    struct sockaddr_storage addr;
    socklen_t addrlen = sizeof(addr);
    char host[64], port[8];

    if (getpeername(connfd, (SA *)&addr, &addrlen) < 0 ||
        address_text((SA *)&addr, addrlen, host, sizeof(host), port,
                     sizeof(port)) != 0)
        return; /* the client has closed the connection already */
    printf("request from %s, port %s\n", host, port);
    fflush(stdout);
}

static void *thread(void *vargp)
{
    int connfd = (int)(intptr_t)vargp;

    Pthread_detach(Pthread_self());
    announce(connfd);
    serve(connfd);
    close(connfd);
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc != 2)
        app_error("usage: proxy <port>");
    Signal(SIGPIPE, SIG_IGN); /* a write to a closed connection: EPIPE */
    int listenfd = open_listenfd(argv[1]);
    if (listenfd < 0 && errno == EADDRINUSE)
        listenfd = open_listenfd("0");
    if (listenfd < 0)
        unix_error("proxy: cannot listen");
    log_listening(listenfd);

    while (1) {
        int connfd = Accept(listenfd, NULL, NULL);
        pthread_t tid;
        int rc = pthread_create(&tid, NULL, thread, (void *)(intptr_t)connfd);
        if (rc != 0) {
            log_trouble("proxy: pthread_create: %s", strerror(rc));
            close(connfd);
        }
    }
}
