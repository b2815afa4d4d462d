/*
 * web.c - a tiny web server: files by mmap, programs (CGI) by fork and exec
 *
 * Each connection has a process of its own. This process may use checked calls:
 * an error ends its connection, and the server continues.
 *
 * Run:   ./web <port>     in the folder whose files it should serve; then
 *        ./fetch localhost <port> /FILE     or   /cgi-bin/PROGRAM?ARGUMENTS
 * Read:  echoserverp.c before; sum.c, a program for it, and fetch.c after.
 */
#include "csapp.h"

static void sigchld_handler(int sig)
{
    int olderrno = errno;

    (void)sig;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        ;
    errno = olderrno;
}

/* Sends an answer that consists of a status only, without a file. */
static void send_status(int connfd, const char *status)
{
    char answer[256];

    snprintf(answer, sizeof(answer),
             "HTTP/1.0 %s\r\nContent-Type: text/plain\r\n\r\n%s\n", status,
             status);
    Rio_writen(connfd, answer, strlen(answer));
}

static const char *content_type(const char *path)
{
    if (strcasestr(path, ".html"))
        return "text/html";
    if (strcasestr(path, ".png"))
        return "image/png";
    return "text/plain";
}

static void send_file(int connfd, const char *path)
{
    int fd = open(path, O_RDONLY);
    char head[256];
    struct stat st;

    if (fd < 0) {
        send_status(connfd, "403 Forbidden");
        return;
    }
    Fstat(fd, &st);
    snprintf(head, sizeof(head),
             "HTTP/1.0 200 OK\r\nContent-Type: %s\r\n"
             "Content-Length: %lld\r\n\r\n",
             content_type(path), (long long)st.st_size);
    Rio_writen(connfd, head, strlen(head));
    if (st.st_size > 0) { /* mmap cannot map 0 bytes */
        char *bytes = Mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        Rio_writen(connfd, bytes, st.st_size);
        Munmap(bytes, st.st_size);
    }
    Close(fd);
}

/* Executes the program, with the connection as its standard output. */
static void run_program(int connfd, char *path, const char *query)
{
    char *argv[] = {path, NULL};

    if (access(path, X_OK) < 0) {
        send_status(connfd, "403 Forbidden");
        return;
    }
    Rio_writen(connfd, "HTTP/1.0 200 OK\r\n", 17); /* its output follows */
    if (setenv("QUERY_STRING", query, 1) < 0)
        unix_error("setenv");
    Dup2(connfd, STDOUT_FILENO);
    Close(connfd);
    Execve(path, argv, environ);
}

static void serve(int connfd)
{
    char line[MAXLINE], method[16] = "", uri[MAXLINE] = "", path[MAXLINE + 1];
    char *query;
    struct stat st;
    rio_t rio;

    Rio_readinitb(&rio, connfd);
    Rio_readlineb(&rio, line, MAXLINE);
    sscanf(line, "%15s %8191s", method, uri);
    while (Rio_readlineb(&rio, line, MAXLINE) > 0)
        if (strcmp(line, "\r\n") == 0 || strcmp(line, "\n") == 0)
            break; /* an empty line ends the headers of the request */

    query = strchr(uri, '?');
    if (query != NULL)
        *query++ = '\0';
    snprintf(path, sizeof(path), ".%s", uri);
    if (uri[0] != '/')
        send_status(connfd, "400 Bad Request");
    else if (strcmp(method, "GET") != 0)
        send_status(connfd, "501 Not Implemented");
    else if (strstr(uri, "..") != NULL) /* might be outside the folder */
        send_status(connfd, "403 Forbidden");
    else if (stat(path, &st) < 0 || !S_ISREG(st.st_mode))
        send_status(connfd, "404 Not Found");
    else if (strncmp(uri, "/cgi-bin/", 9) == 0)
        run_program(connfd, path, query ? query : "");
    else
        send_file(connfd, path);
}

int main(int argc, char **argv)
{
    struct sockaddr_storage clientaddr;

    if (argc != 2)
        app_error("usage: web <port>");
    Signal(SIGPIPE, SIG_IGN); /* it continues if nobody reads its stdout */
    Signal(SIGCHLD, sigchld_handler);
    int listenfd = Open_listenfd(argv[1]);
    log_listening(listenfd);

    while (1) {
        socklen_t clientlen = sizeof(clientaddr);
        int connfd = Accept(listenfd, (SA *)&clientaddr, &clientlen);
        log_connected((SA *)&clientaddr, clientlen);
        pid_t pid = fork();
        if (pid == 0) {
            Close(listenfd);
            Signal(SIGPIPE, SIG_DFL); /* programs expect the default */
            serve(connfd);
            exit(0);
        }
        if (pid < 0)
            log_trouble("web: fork: %s", strerror(errno));
        Close(connfd);
    }
}
