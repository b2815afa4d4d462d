/*
 * short.c - short counts: when read and write return less than was asked for,
 *           and what the Rio functions return then
 *
 * Run:   demo/short
 * Read:  csapp.h before, the part about Rio; 07-short-counts.sh runs it.
 */
#include "csapp.h"

#define BIG 30000000 /* bytes, more than any buffer of the kernel holds */

static char big[BIG];

static void result(const char *what, ssize_t asked, ssize_t got)
{
    if (got < 0)
        printf("%-44s %9zd %9d  %s\n", what, asked, -1,
               errno == EINTR ? "EINTR" : strerror(errno));
    else
        printf("%-44s %9zd %9zd%s\n", what, asked, got,
               got < asked ? "  short" : "");
}

static void sleep_ms(int ms)
{
    poll(NULL, 0, ms);
}

/* Forks a child that writes two parts, 0.1 s apart; returns its pid. */
static pid_t two_parts(int fd, const char *first, const char *second)
{
    pid_t pid;

    fflush(stdout);
    pid = Fork();
    if (pid == 0) {
        Rio_writen(fd, first, strlen(first));
        sleep_ms(100);
        Rio_writen(fd, second, strlen(second));
        _exit(0);
    }
    return pid;
}

/* Forks a child that waits, and then reads fd to EOF; returns its pid. */
static pid_t late_reader(int fd, int otherfd, int ms)
{
    pid_t pid;

    fflush(stdout);
    pid = Fork();
    if (pid == 0) {
        close(otherfd);
        sleep_ms(ms);
        while (read(fd, big, sizeof(big)) > 0)
            ;
        _exit(0);
    }
    return pid;
}

static void file_end(void)
{
    FILE *fp = tmpfile();
    int fd;

    if (fp == NULL)
        unix_error("short: tmpfile");
    fd = fileno(fp);
    Rio_writen(fd, "twelve bytes", 12);
    Lseek(fd, 0, SEEK_SET);
    result("read, a file of 12 bytes", 100, Read(fd, big, 100));
    Lseek(fd, 0, SEEK_SET);
    result("rio_readn, the same: the file ends", 100, rio_readn(fd, big, 100));
    Fclose(fp);
}

static void pipe_parts(void)
{
    int fds[2];
    pid_t pid;

    if (pipe(fds) < 0)
        unix_error("short: pipe");
    pid = two_parts(fds[1], "twelve bytes", "eight mo");
    result("read, a pipe, 12 bytes now and 8 later", 20, Read(fds[0], big, 20));
    Waitpid(pid, NULL, 0);
    Rio_readn(fds[0], big, 8);
    pid = two_parts(fds[1], "twelve bytes", "eight mo");
    result("rio_readn, the same", 20, rio_readn(fds[0], big, 20));
    Waitpid(pid, NULL, 0);
    close(fds[0]);
    close(fds[1]);
}

/* Makes a TCP connection, and stores both of its ends. */
static void connect_pair(int fds[2])
{
    int listenfd = Open_listenfd("0");
    struct sockaddr_storage addr;
    socklen_t len = sizeof(addr);
    char host[MAXLINE], port[MAXLINE];

    if (getsockname(listenfd, (SA *)&addr, &len) < 0)
        unix_error("short: getsockname");
    Getnameinfo((SA *)&addr, len, host, MAXLINE, port, MAXLINE,
                NI_NUMERICHOST | NI_NUMERICSERV);
    fds[1] = Open_clientfd("localhost", port);
    fds[0] = Accept(listenfd, NULL, NULL);
    Close(listenfd);
}

static void socket_parts(void)
{
    int fds[2];
    rio_t rio;
    pid_t pid;

    connect_pair(fds);
    pid = two_parts(fds[1], "half a ", "line\n");
    result("read, a socket, half a line now, half later", 12,
           Read(fds[0], big, 12));
    Waitpid(pid, NULL, 0);
    Rio_readn(fds[0], big, 5);
    pid = two_parts(fds[1], "half a ", "line\n");
    rio_readinitb(&rio, fds[0]);
    result("rio_readlineb, the same", 12, rio_readlineb(&rio, big, MAXLINE));
    Waitpid(pid, NULL, 0);
    close(fds[0]);
    close(fds[1]);
}

static void full_socket(void)
{
    int fds[2];
    pid_t pid;

    connect_pair(fds);
    pid = late_reader(fds[0], fds[1], 300);
    close(fds[0]);
    fcntl(fds[1], F_SETFL, O_NONBLOCK);
    result("write, a non-blocking socket, nobody reads", BIG,
           write(fds[1], big, BIG));
    fcntl(fds[1], F_SETFL, 0);
    result("rio_writen, blocking, a reader comes later", BIG,
           rio_writen(fds[1], big, BIG));
    close(fds[1]);
    Waitpid(pid, NULL, 0);
}

static void handler(int sig)
{
    (void)sig;
}

/* Has SIGALRM sent every us microseconds, so that it reaches a call that begins
   late, too. 0 stops the signals. */
static void alarm_every(int us)
{
    struct itimerval timer = {{0, us}, {0, us}};

    if (setitimer(ITIMER_REAL, &timer, NULL) < 0)
        unix_error("short: setitimer");
}

static void signals(void)
{
    struct sigaction action = {0};
    int fds[2];
    pid_t pid;

    action.sa_handler = handler; /* without SA_RESTART: calls return early */
    connect_pair(fds);
    pid = late_reader(fds[0], fds[1], 500);
    close(fds[0]);
    sigaction(SIGALRM, &action, NULL);
    alarm_every(100000);
    result("write, a socket, a signal while it blocks", BIG,
           write(fds[1], big, BIG));
    result("rio_writen, the same", BIG, rio_writen(fds[1], big, BIG));
    alarm_every(0);
    close(fds[1]);
    Waitpid(pid, NULL, 0);

    if (pipe(fds) < 0)
        unix_error("short: pipe");
    alarm_every(100000);
    result("read, a pipe, a signal while it blocks", 12, read(fds[0], big, 12));
    pid = two_parts(fds[1], "", "twelve bytes");
    result("rio_readn, the same, 12 bytes come later", 12,
           rio_readn(fds[0], big, 12));
    alarm_every(0);
    Waitpid(pid, NULL, 0);
    close(fds[0]);
    close(fds[1]);
}

int main(void)
{
    printf("%-44s %9s %9s\n", "", "asked for", "returned");
    file_end();
    pipe_parts();
    socket_parts();
    full_socket();
    signals();
    return 0;
}
