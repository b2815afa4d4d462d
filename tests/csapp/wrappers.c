/*
 * wrappers.c - tests how the checked calls fail, and that they continue after a
 *              signal
 *
 * Each Capital() function that can fail is made to fail, in a child process. It
 * must print the reason and nothing else, and exit with status 1. Other tests
 * show that calls wait and connect although signals interrupt them, and which
 * errors open_clientfd and open_listenfd return.
 *
 * Run:   tests/csapp/wrappers     (prints TAP)
 * Read:  csapp.h, which makes the promises.
 */
#ifdef __linux__ /* elsewhere, it would hide names such as RLIMIT_NPROC */
#define _XOPEN_SOURCE 700 /* declares posix_openpt */
#endif
#include "csapp.h"

#include <sys/resource.h>
#include <sys/un.h>

static int count, failed;

/* Prints as a line of TAP whether a promise is kept. */
static void expect(int ok, const char *promise)
{
    printf("%sok %d - %s\n", ok ? "" : "not ", ++count, promise);
    failed |= !ok;
}

static int output; /* the pipe from which a child's output can be read */
static pid_t child;

/* Forks. Returns 1 in the child, whose output goes to the parent, else 0. */
static int in_child(void)
{
    int fds[2];

    fflush(stdout);
    if (pipe(fds) < 0)
        unix_error("pipe");
    child = Fork();
    if (child == 0) {
        Dup2(fds[1], STDOUT_FILENO);
        Dup2(fds[1], STDERR_FILENO);
        close(fds[0]);
    } else {
        output = fds[0];
    }
    close(fds[1]);
    return child == 0;
}

/* Expects that the child prints wanted, and exits with this status. */
static void expect_end(int status, const char *wanted, const char *promise)
{
    char said[MAXLINE];
    int ending;

    said[rio_readn(output, said, sizeof(said) - 1)] = '\0';
    close(output);
    Waitpid(child, &ending, 0);
    expect(WIFEXITED(ending) && WEXITSTATUS(ending) == status &&
               strcmp(said, wanted) == 0,
           promise);
    if (strcmp(said, wanted) != 0)
        printf("# wanted: %s# it said: %s\n", wanted, said);
}

static const char *reason(const char *function, int error)
{
    static char line[MAXLINE];

    snprintf(line, sizeof(line), "%s error: %s\n", function, strerror(error));
    return line;
}

static void drop_stdout(void)
{
    Dup2(Open("/dev/null", O_WRONLY, 0), STDOUT_FILENO);
}

/* Expects that function(...) prints wanted on stderr, and exits with 1. */
#define SAYS(wanted, function, ...)                                            \
    do {                                                                       \
        if (in_child()) {                                                      \
            drop_stdout();                                                     \
            function(__VA_ARGS__);                                             \
            exit(0);                                                           \
        }                                                                      \
        expect_end(1, wanted, #function " says why it fails");                 \
    } while (0)

/* Expects that a wrapper prints its name and the message for this errno. */
#define FAILS(function, error, ...)                                            \
    SAYS(reason(#function, error), function, __VA_ARGS__)

/* Expects that the function, which is called in a child, returns 1. */
#define HOLDS(promise, function)                                               \
    do {                                                                       \
        if (in_child()) {                                                      \
            printf("%s\n", function() ? "yes" : strerror(errno));              \
            exit(0);                                                           \
        }                                                                      \
        expect_end(0, "yes\n", promise);                                       \
    } while (0)

/* Sets a limit. Returns the old one. */
static rlim_t limit(int resource, rlim_t most)
{
    struct rlimit limits;
    rlim_t before;

    if (getrlimit(resource, &limits) < 0)
        unix_error("getrlimit");
    before = limits.rlim_cur;
    limits.rlim_cur = most;
    if (setrlimit(resource, &limits) < 0)
        unix_error("setrlimit");
    return before;
}

static void test_errors(void)
{
    errno = ENOENT; /* children inherit it */
    SAYS("what: No such file or directory\n", unix_error, "what");
    SAYS("what: No such file or directory\n", posix_error, ENOENT, "what");
    SAYS("what: No such file or directory\n", gai_error, EAI_SYSTEM, "what");
    SAYS("what\n", app_error, "what");
    SAYS("what\n", sio_error, "what\n");
    SAYS("what\n", Sio_error, "what\n");
}

static void fork_too_much(void)
{
    if (getuid() == 0 && setuid(65534) < 0) /* no limit holds for root */
        unix_error("setuid");
    limit(RLIMIT_NPROC, 0);
    Fork();
}

/* The argument of Sigsuspend is in memory that cannot be read. */
static void suspend_nowhere(void)
{
    int fd = Open("/dev/zero", O_RDONLY, 0);

    Sigsuspend(Mmap(NULL, 1, PROT_NONE, MAP_PRIVATE, fd, 0));
}

static void puts_nowhere(void)
{
    close(STDOUT_FILENO);
    Sio_puts("lost");
}

static void putl_nowhere(void)
{
    close(STDOUT_FILENO);
    Sio_putl(1);
}

static volatile sig_atomic_t alarms;

static void count_alarm(int sig)
{
    (void)sig;
    alarms++;
}

/* Starts an alarm every 20 ms. A call that it interrupts is not restarted. */
static void set_alarms(handler_t *handler)
{
    struct sigaction action;
    struct itimerval timer = {{0, 20000}, {0, 20000}};

    memset(&action, 0, sizeof(action));
    action.sa_handler = handler;
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &timer, NULL);
}

static int pauses(void)
{
    set_alarms(count_alarm);
    Pause();
    return alarms > 0;
}

static void test_processes_and_signals(void)
{
    char *argv[] = {NULL};
    sigset_t set;

    sigemptyset(&set);
    SAYS(reason("Fork", EAGAIN), fork_too_much, );
    FAILS(Execve, ENOENT, "/no/such/file", argv, environ);
    FAILS(Wait, ECHILD, NULL);
    FAILS(Waitpid, ECHILD, -1, NULL, 0);
    FAILS(Kill, EINVAL, getpid(), -1);
    FAILS(Setpgid, EINVAL, getpid(), -1);
    FAILS(Signal, EINVAL, SIGKILL, SIG_IGN);
    FAILS(Sigprocmask, EINVAL, -1, &set, NULL);
    FAILS(Sigaddset, EINVAL, &set, -1);
    FAILS(Sigdelset, EINVAL, &set, -1);
#ifdef __GLIBC__ /* other C libraries return 0: not in the set */
    FAILS(Sigismember, EINVAL, &set, -1);
#endif
    SAYS(reason("Sigsuspend", EFAULT), suspend_nowhere, );
    HOLDS("Pause returns after a signal", pauses);
    SAYS("Sio_puts error\n", puts_nowhere, );
    SAYS("Sio_putl error\n", putl_nowhere, );
}

/* Returns a stream whose descriptor is closed: every call with it fails. */
static FILE *broken_stream(const char *mode)
{
    FILE *fp = Fopen("/dev/null", mode);

    setvbuf(fp, NULL, _IONBF, 0);
    close(fileno(fp));
    return fp;
}

static DIR *broken_directory(void)
{
    DIR *dir = Opendir("/");

    close(dirfd(dir));
    return dir;
}

static void test_files_and_memory(void)
{
    volatile size_t too_much = SIZE_MAX / 2; /* volatile avoids a warning */
    static char buf[MAXLINE];
    struct stat st;

    FAILS(Open, ENOENT, "/no/such/file", O_RDONLY, 0);
    FAILS(Read, EBADF, -1, buf, 1);
    FAILS(Write, EBADF, -1, buf, 1);
    FAILS(Lseek, ESPIPE, STDERR_FILENO, 0, SEEK_SET);
    FAILS(Close, EBADF, -1);
    FAILS(Select, EINVAL, -1, NULL, NULL, NULL, NULL);
    FAILS(Dup2, EBADF, -1, STDIN_FILENO);
    FAILS(Stat, ENOENT, "/no/such/file", &st);
    FAILS(Fstat, EBADF, -1, &st);
    FAILS(Opendir, ENOENT, "/no/such/directory");
    FAILS(Readdir, EBADF, broken_directory());
    FAILS(Closedir, EBADF, broken_directory());
    FAILS(Mmap, EBADF, NULL, 1, PROT_READ, MAP_PRIVATE, -1, 0);
    FAILS(Munmap, EINVAL, buf, 0);
    FAILS(Malloc, ENOMEM, too_much);
    FAILS(Realloc, ENOMEM, NULL, too_much);
    FAILS(Calloc, ENOMEM, too_much, 2);
    FAILS(Fclose, EBADF, broken_stream("r"));
    FAILS(Fdopen, EINVAL, STDIN_FILENO, "no mode");
    FAILS(Fgets, EBADF, buf, MAXLINE, broken_stream("r"));
    FAILS(Fopen, ENOENT, "/no/such/file", "r");
    FAILS(Fputs, EBADF, "lost", broken_stream("w"));
    FAILS(Fread, EBADF, buf, 1, 1, broken_stream("r"));
    FAILS(Fwrite, EBADF, buf, 1, 1, broken_stream("w"));
}

static void test_sockets_and_names(void)
{
    static char buf[MAXLINE];
    struct sockaddr_in sin = {.sin_family = AF_INET};
    struct addrinfo numeric = {.ai_flags = AI_NUMERICHOST}, *list;
    const SA *addr = (SA *)&sin;
    const char *why;

    FAILS(Socket, EAFNOSUPPORT, -1, SOCK_STREAM, 0);
    FAILS(Setsockopt, EBADF, -1, SOL_SOCKET, SO_REUSEADDR, buf, sizeof(int));
    FAILS(Bind, EBADF, -1, addr, sizeof(sin));
    FAILS(Listen, EBADF, -1, LISTENQ);
    FAILS(Accept, ENOTSOCK, STDERR_FILENO, NULL, NULL);
    FAILS(Connect, EBADF, -1, addr, sizeof(sin));
    FAILS(Inet_ntop, EAFNOSUPPORT, -1, &sin.sin_addr, buf, MAXLINE);
    FAILS(Inet_pton, EAFNOSUPPORT, -1, "127.0.0.1", buf);
    SAYS("Inet_pton error: not an address of this family\n", Inet_pton, AF_INET,
         "::1", buf);
    why = gai_strerror(getaddrinfo("words", "1", &numeric, &list));
    snprintf(buf, MAXLINE, "Getaddrinfo error: %s\n", why);
    SAYS(buf, Getaddrinfo, "words", "1", &numeric, &list);
    why = gai_strerror(getnameinfo(addr, 0, buf, 1, NULL, 0, 0));
    snprintf(buf, MAXLINE, "Getnameinfo error: %s\n", why);
    SAYS(buf, Getnameinfo, addr, 0, buf, 1, NULL, 0, 0);
}

static void *thread(void *vargp)
{
    return vargp;
}

static void create_huge(void)
{
    pthread_attr_t attr;
    pthread_t tid;

    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, (size_t)1 << (sizeof(size_t) * 8 - 2));
    Pthread_create(&tid, &attr, thread, NULL);
}

#ifdef __GLIBC__ /* other C libraries need not detect the error */
static void detach_twice(void)
{
    Pthread_detach(pthread_self());
    Pthread_detach(pthread_self());
}
#endif

static sem_t sem;

static void test_threads(void)
{
    SAYS(reason("Pthread_create", EAGAIN), create_huge, );
#ifdef __GLIBC__
    FAILS(Pthread_join, EDEADLK, pthread_self(), NULL);
    SAYS(reason("Pthread_detach", EINVAL), detach_twice, );
#endif
    FAILS(Sem_init, EINVAL, &sem, 0, UINT_MAX);
    sem_init(&sem, 0, SEM_VALUE_MAX);
    FAILS(V, EOVERFLOW, &sem);
}

static void test_rio(void)
{
    static char buf[RIO_BUFSIZE];
    rio_t rio;

    FAILS(Rio_readn, EBADF, -1, buf, 1);
    FAILS(Rio_writen, EBADF, -1, buf, 1);
    rio_readinitb(&rio, -1);
    FAILS(Rio_readnb, EBADF, &rio, buf, 1);
    FAILS(Rio_readlineb, EBADF, &rio, buf, MAXLINE);
    FAILS(Rio_writeb, EBADF, &rio, buf, RIO_BUFSIZE);
    rio_writeb(&rio, "x", 1);
    FAILS(Rio_flushb, EBADF, &rio);
    buf[0] = 'x';
    expect(rio_readlineb(&rio, buf, 0) == 0 && buf[0] == 'x',
           "rio_readlineb with maxlen 0 writes nothing");
    expect(rio_readn(-1, buf, 1) == -1 && errno == EBADF &&
               rio_writen(-1, buf, 1) == -1 && errno == EBADF,
           "rio_readn, rio_writen: -1 with errno on an error");
}

/* Connections */

static int lowest_free_descriptor(void)
{
    int fd = dup(STDOUT_FILENO);

    close(fd);
    return fd;
}

static void get_port(int listenfd, char *port, size_t portlen)
{
    struct sockaddr_storage addr;
    socklen_t addrlen = sizeof(addr);
    char host[64];
    int rc;

    if (getsockname(listenfd, (SA *)&addr, &addrlen) < 0)
        unix_error("getsockname");
    rc = address_text((SA *)&addr, addrlen, host, sizeof(host), port, portlen);
    if (rc != 0)
        gai_error(rc, "address_text");
}

static int clientfd;
static struct sockaddr_in there = {.sin_family = AF_INET};

static void third_connects(int sig)
{
    (void)sig;
    if (++alarms == 3 && connect(clientfd, (SA *)&there, sizeof(there)) < 0 &&
        errno != EINPROGRESS)
        sio_error("connect failed\n");
}

static int accepts_through_signals(void)
{
    int listenfd = Open_listenfd("0");
    char port[8];

    get_port(listenfd, port, sizeof(port));
    there.sin_port = htons(atoi(port));
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    clientfd = Socket(AF_INET, SOCK_STREAM, 0);
    fcntl(clientfd, F_SETFL, O_NONBLOCK);
    set_alarms(third_connects);
    return Accept(listenfd, NULL, NULL) >= 0 && alarms >= 3;
}

static int without_descriptors(void)
{
    rlim_t before = limit(RLIMIT_NOFILE, lowest_free_descriptor());
    int refused = open_clientfd("127.0.0.1", "1") == -1 && errno == EMFILE &&
                  open_listenfd("0") == -1 && errno == EMFILE;

    limit(RLIMIT_NOFILE, before);
    return refused;
}

typedef struct block {
    struct block *next;
} block_t;

static int without_memory(void)
{
    rlim_t before = limit(RLIMIT_AS, 0);
    block_t *blocks = NULL, *block;
    int rc;

    for (size_t size = 1 << 20; size > sizeof(block_t);
         size = size > 4096 ? size / 2 : size - 16)
        while ((block = malloc(size)) != NULL) {
            block->next = blocks;
            blocks = block;
        }
    rc = open_listenfd("0");
    while ((block = blocks) != NULL) {
        blocks = block->next;
        free(block);
    }
    limit(RLIMIT_AS, before);
    return rc == -2;
}

static int without_standard_fds(void)
{
    int out = fcntl(STDOUT_FILENO, F_DUPFD, 10), listenfd, works;
    char byte;

    for (int fd = 0; fd <= STDERR_FILENO; fd++)
        close(fd);
    listenfd = open_listenfd("0");
    works = read(STDIN_FILENO, &byte, 1) >= 0 ||
            write(STDOUT_FILENO, "lost", 4) >= 0 ||
            write(STDERR_FILENO, "lost", 4) >= 0;
    dup2(out, STDOUT_FILENO);
    return listenfd > STDERR_FILENO && !works;
}

#ifdef __linux__ /* other systems refuse connections when the queue is full */
static int listenfd;

/*
 * Connects to a listener whose queue of connections is full, while alarms with
 * this handler interrupt open_clientfd. Such a listener drops the packet that
 * asks for a connection, and the client sends it again after a second.
 */
static int connect_with_alarms(handler_t *handler)
{
    struct pollfd pfd = {-1, POLLOUT, 0};
    char port[8];

    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listenfd = Socket(AF_INET, SOCK_STREAM, 0);
    Bind(listenfd, (SA *)&there, sizeof(there));
    Listen(listenfd, 0);
    get_port(listenfd, port, sizeof(port));
    there.sin_port = htons(atoi(port));
    do { /* until the queue is full, and a connection has to wait */
        pfd.fd = Socket(AF_INET, SOCK_STREAM, 0);
        fcntl(pfd.fd, F_SETFL, O_NONBLOCK);
        if (connect(pfd.fd, (SA *)&there, sizeof(there)) < 0 &&
            errno != EINPROGRESS)
            unix_error("connect");
    } while (poll(&pfd, 1, 100) > 0);
    fcntl(listenfd, F_SETFL, O_NONBLOCK);
    clientfd = lowest_free_descriptor();
    set_alarms(handler);
    return open_clientfd("127.0.0.1", port);
}

static void accept_all(int sig)
{
    (void)sig;
    if (++alarms < 3) /* the first alarms may come before the connection */
        return;
    while (accept(listenfd, NULL, NULL) >= 0)
        ;
}

static int connects_through_signals(void)
{
    return connect_with_alarms(accept_all) >= 0 && alarms > 2;
}

static void stop_listening(int sig)
{
    (void)sig;
    close(listenfd);
}

static int is_refused_through_signals(void)
{
    return connect_with_alarms(stop_listening) == -1 && errno == ECONNREFUSED;
}

static void close_client(int sig)
{
    (void)sig;
    close(clientfd);
}

static int loses_the_descriptor(void)
{
    return connect_with_alarms(close_client) == -1 && errno == EBADF;
}

static void forbid_descriptors(int sig)
{
    (void)sig;
    limit(RLIMIT_NOFILE, 0);
}

/* Without any descriptor allowed, poll fails, or socket does before it. */
static int may_not_poll(void)
{
    rlim_t before = limit(RLIMIT_NOFILE, 64);
    int fails = connect_with_alarms(forbid_descriptors) == -1 &&
                (errno == EINVAL || errno == EMFILE);

    Signal(SIGALRM, SIG_IGN);
    limit(RLIMIT_NOFILE, before);
    return fails;
}

static void test_interrupted_connections(void)
{
    HOLDS("open_clientfd connects, although signals interrupt it",
          connects_through_signals);
    HOLDS("open_clientfd is refused, although signals interrupt it",
          is_refused_through_signals);
    HOLDS("open_clientfd: -1 with errno if its descriptor was closed",
          loses_the_descriptor);
    HOLDS("open_clientfd: -1 with errno if it cannot wait", may_not_poll);
}
#else
static void test_interrupted_connections(void)
{
}
#endif

/* The argument of open_listenfd: each form of an address, right and wrong */

/* Returns true if a server that is started with where listens at address. */
static int listens_at(const char *where, const char *address)
{
    struct sockaddr_storage addr;
    socklen_t addrlen = sizeof(addr);
    char host[64] = "", port[8];
    int fd = open_listenfd(where);

    if (fd < 0 || getsockname(fd, (SA *)&addr, &addrlen) < 0)
        return 0;
    close(fd);
    return address_text((SA *)&addr, addrlen, host, sizeof(host), port,
                        sizeof(port)) == 0 &&
           strcmp(host, address) == 0;
}

static int has_ipv6(void)
{
    int fd = open_clientfd("::1", "1"); /* no server listens there */

    return fd == -1 && errno == ECONNREFUSED;
}

/* Open_listenfd prints told and why; open_listenfd returns -1 with EINVAL. */
static void refuses(const char *where, const char *told, const char *why)
{
    char line[MAXLINE];

    snprintf(line, sizeof(line), "Open_listenfd error: %s: %s\n", told, why);
    SAYS(line, Open_listenfd, where);
    snprintf(line, sizeof(line), "open_listenfd: -1 with EINVAL, %s", told);
    expect(open_listenfd(where) == -1 && errno == EINVAL, line);
}

static void refuses_address(const char *where, const char *why)
{
    refuses(where, where, why);
}

static void test_addresses(void)
{
    const char *number = "not a port number from 0 to 65535",
               *brackets = "write an IPv6 address as [ADDRESS]:PORT, "
                           "another without [ ]";
    char name[300], line[MAXLINE], port[8];
    struct addrinfo *list;
    int fd;

    expect(listens_at("0", "0.0.0.0"), "a port alone: every IPv4 address");
    expect(listens_at("127.0.0.1:0", "127.0.0.1"), "127.0.0.1:0");
    expect(listens_at("0.0.0.0:0", "0.0.0.0"), "0.0.0.0:0");
    expect(listens_at("localhost:0", "127.0.0.1") ||
               listens_at("localhost:0", "::1"),
           "localhost:0, a name");
    expect(!has_ipv6() || listens_at("[::1]:0", "::1"), "[::1]:0, for IPv6");
    expect(!has_ipv6() || listens_at("[::]:0", "::"), "[::]:0, every address");

    refuses(NULL, "port (none)", number);
    refuses("", "port ", number);
    refuses("65536", "port 65536", number);
    refuses("http", "port http", number);
    refuses("8000x", "port 8000x", number);
    refuses("-1", "port -1", number);
    refuses("127.0.0.1", "port 127.0.0.1", number);
    refuses_address("127.0.0.1:", number);
    refuses_address("127.0.0.1:65536", number);
    refuses_address("localhost:http", number);
    refuses_address("[::1]:", number);
    refuses_address("[::1]:8000x", number);
    refuses_address("[::1", brackets);
    refuses_address("[127.0.0.1:8000", brackets);
    refuses_address("localhost]:8000", brackets);
    refuses_address("[::1:8000", brackets);
    refuses_address("[::1]", brackets);
    refuses_address("[::1]8000", brackets);
    refuses_address(":8000", "no address before the port");
    refuses_address("[]:8000", "no address before the port");
    refuses_address("*:8000", "for every address, give the port alone");
    refuses_address("::1", brackets);
    refuses_address("::1:8000", brackets);
    refuses_address("127.0.0.1:80:80", brackets);
    refuses_address("[127.0.0.1]:8000", brackets);
    refuses_address("[localhost]:8000", brackets);
    memset(name, 'x', sizeof(name));
    strcpy(name + 256, ":8000");
    refuses_address(name, "the address is too long");

    fd = Open_listenfd("127.0.0.1:0");
    get_port(fd, port, sizeof(port));
    snprintf(name, sizeof(name), "127.0.0.1:%s", port);
    snprintf(line, sizeof(line), "Open_listenfd error: %s: %s\n", name,
             strerror(EADDRINUSE));
    SAYS(line, Open_listenfd, name);
    close(fd);
    expect(open_listenfd("no name:0") == -2,
           "open_listenfd: -2 for an unknown name");
    snprintf(line, sizeof(line), "Open_listenfd error: no name:0: %s\n",
             gai_strerror(getaddrinfo("no name", "0", NULL, &list)));
    SAYS(line, Open_listenfd, "no name:0");
    expect(open_listenfd("192.0.2.1:0") == -1 && errno == EADDRNOTAVAIL,
           "open_listenfd: -1 with errno for an address of another host");
}

static void test_connections(void)
{
    char port[8], line[MAXLINE];
    int before = lowest_free_descriptor(), fd;

    snprintf(line, sizeof(line), "Open_clientfd error: 127.0.0.1 port 1: %s\n",
             strerror(ECONNREFUSED));
    SAYS(line, Open_clientfd, "127.0.0.1", "1");
    SAYS("Open_clientfd error: localhost port (none): "
         "not a port number from 1 to 65535\n",
         Open_clientfd, NULL, NULL);
    fd = Open_listenfd("0");
    get_port(fd, port, sizeof(port));
    snprintf(line, sizeof(line), "Open_listenfd error: port %s: %s\n", port,
             strerror(EADDRINUSE));
    SAYS(line, Open_listenfd, port);
    expect(open_listenfd(port) == -1 && errno == EADDRINUSE,
           "open_listenfd: -1 with errno for a port in use");
    fcntl(fd, F_SETFL, O_NONBLOCK);
    FAILS(Accept, EAGAIN, fd, NULL, NULL);
    close(fd);
    expect(open_clientfd("no name", "1") == -2,
           "open_clientfd: -2 for an unknown name");
    expect(open_clientfd("localhost", "1") == -1 && errno == ECONNREFUSED,
           "open_clientfd: -1 with errno if no server listens");
    expect(lowest_free_descriptor() == before,
           "a call that fails leaves no descriptor open");
    HOLDS("Accept waits, although signals interrupt it",
          accepts_through_signals);
    HOLDS("open_clientfd, open_listenfd: -1 with errno if descriptors run out",
          without_descriptors);
    HOLDS("open_listenfd: -2 if the memory for names runs out", without_memory);
    HOLDS("a socket never becomes stdin, stdout or stderr",
          without_standard_fds);
}

static void log_nothing(void)
{
    struct sockaddr_in nowhere = {.sin_family = AF_INET};

    log_connected((SA *)&nowhere, 0);
}

/* Makes fd a terminal. What is printed there can be read from *reader. */
static void take_terminal(int fd, int *reader)
{
    *reader = posix_openpt(O_RDWR | O_NOCTTY);
    if (*reader < 0 || grantpt(*reader) < 0 || unlockpt(*reader) < 0)
        unix_error("posix_openpt");
    Dup2(Open(ptsname(*reader), O_WRONLY | O_NOCTTY, 0), fd);
}

/* Logs to both; the program's own descriptors must go on blocking. */
static int logs_to_unread_terminal(void)
{
    struct sockaddr_in local = {.sin_family = AF_INET};
    int reader, flags, old = dup(STDOUT_FILENO);

    take_terminal(STDOUT_FILENO, &reader);
    take_terminal(STDERR_FILENO, &reader);
    log_listening(Open_listenfd("127.0.0.1:0"));
    Alarm(10); /* SIGALRM ends it if it waits for a reader */
    for (int i = 1; i < 60000; i++) {
        local.sin_port = htons(i); /* makes lines of different lengths */
        log_connected((SA *)&local, sizeof(local));
        log_trouble("line %d", i);
    }
    flags = fcntl(STDOUT_FILENO, F_GETFL) | fcntl(STDERR_FILENO, F_GETFL);
    Dup2(old, STDOUT_FILENO);
    return !(flags & O_NONBLOCK);
}

/* The terminal cannot be opened again, but it can be used as it is. */
static int logs_without_descriptors(void)
{
    char line[MAXLINE] = "";
    int fd = Open_listenfd("127.0.0.1:0");
    int reader, old = dup(STDOUT_FILENO);

    take_terminal(STDOUT_FILENO, &reader);
    rlim_t before = limit(RLIMIT_NOFILE, lowest_free_descriptor());

    log_listening(fd);
    limit(RLIMIT_NOFILE, before);
    Dup2(old, STDOUT_FILENO);
    return read(reader, line, sizeof(line) - 1) > 0 &&
           strncmp(line, "listening on port ", 18) == 0;
}

static void test_log(void)
{
    char folder[] = "/tmp/csapp-wrappers.XXXXXX", host[64], port[8];
    char line[MAXLINE];
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    int fd = Socket(AF_UNIX, SOCK_STREAM, 0), rc;

    SAYS(reason("Getsockname", EBADF), log_listening, -1);
    if (mkdtemp(folder) == NULL)
        unix_error("mkdtemp");
    snprintf(name.sun_path, sizeof(name.sun_path), "%s/socket", folder);
    Bind(fd, (SA *)&name, sizeof(name));
    rc = address_text((SA *)&name, sizeof(name), host, sizeof(host), port,
                      sizeof(port));
    snprintf(line, sizeof(line), "Getnameinfo error: %s\n", gai_strerror(rc));
    SAYS(line, log_listening, fd);
    unlink(name.sun_path);
    rmdir(folder);
    if (in_child()) {
        log_nothing();
        exit(0);
    }
    expect_end(0, "", "log_connected prints nothing for an unknown address");
    HOLDS("a line of the log does not wait for a terminal that nobody reads",
          logs_to_unread_terminal);
    HOLDS("out of descriptors, a terminal still gets the log",
          logs_without_descriptors);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    test_errors();
    test_processes_and_signals();
    test_files_and_memory();
    test_sockets_and_names();
    test_threads();
    test_rio();
    test_addresses();
    test_connections();
    test_interrupted_connections();
    test_log();
    printf("1..%d\n", count);
    return failed;
}
