/*
 * cxx.cc - uses csapp from C++17: an echo over loopback, and features that C++
 *          treats differently: linkage, const, functions that never return
 *
 * Run:   sh tests/csapp/cxx.sh     (compiles csapp.c as C, and links it)
 */
#include "csapp.h"

#include <array>
#include <cstring>
#include <iostream>
#include <string>
#include <string_view>

namespace
{

bool failed = false;

void expect(bool ok, std::string_view promise)
{
    if (!ok)
        std::cout << "not true: " << promise << '\n';
    failed |= !ok;
}

/* Owns a descriptor, and closes it in the destructor. */
class Descriptor
{
  public:
    explicit Descriptor(int fd) : fd_(fd)
    {
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    ~Descriptor()
    {
        Close(fd_);
    }
    operator int() const
    {
        return fd_;
    }

  private:
    int fd_;
};

volatile sig_atomic_t handled;

extern "C" void handler(int sig) noexcept
{
    handled = sig;
}

extern "C" void *serve(void *vargp)
{
    sockaddr_storage addr;
    socklen_t addrlen = sizeof(addr);
    const Descriptor connfd(Accept(*static_cast<const Descriptor *>(vargp),
                                   reinterpret_cast<SA *>(&addr), &addrlen));
    std::array<char, MAXLINE> line;
    rio_t rio;
    ssize_t n;

    rio_readinitb(&rio, connfd);
    while ((n = rio_readlineb(&rio, line.data(), line.size())) > 0)
        rio_writeb(&rio, line.data(), n);
    rio_flushb(&rio);
    return nullptr;
}

/* Returns the port that a socket is bound to. */
std::string port_of(int fd)
{
    sockaddr_storage addr;
    socklen_t addrlen = sizeof(addr);
    const auto *sa = reinterpret_cast<const SA *>(&addr);
    char host[64], port[8];

    if (getsockname(fd, reinterpret_cast<SA *>(&addr), &addrlen) < 0)
        unix_error("getsockname");
    if (int rc =
            address_text(sa, addrlen, host, sizeof(host), port, sizeof(port)))
        gai_error(rc, "address_text");
    return port;
}

void test_echo()
{
    const Descriptor listenfd(Open_listenfd("0"));
    const std::string port = port_of(listenfd), sent("one\ntwo\0three", 13);
    std::string received;
    pthread_t tid;

    Pthread_create(&tid, nullptr, serve, const_cast<Descriptor *>(&listenfd));
    {
        const Descriptor clientfd(Open_clientfd("localhost", port.c_str()));
        char line[MAXLINE];
        rio_t rio;

        Rio_writen(clientfd, sent.data(), sent.size());
        shutdown(clientfd, SHUT_WR);
        Rio_readinitb(&rio, clientfd);
        while (ssize_t n = Rio_readlineb(&rio, line, sizeof(line)))
            received.append(line, n);
    }
    Pthread_join(tid, nullptr);
    expect(received == sent, "all bytes that are sent come back");
    expect(open_clientfd("localhost", "http") == -1 && errno == EINVAL,
           "an error is -1 with errno");
}

void test_signals()
{
    sigset_t set;

    Sigemptyset(&set);
    Sigaddset(&set, SIGUSR1);
    expect(Signal(SIGUSR1, handler) == SIG_DFL, "Signal returns a handler");
    Sigprocmask(SIG_BLOCK, &set, nullptr);
    Kill(getpid(), SIGUSR1);
    expect(handled == 0, "a blocked signal waits");
    Sigprocmask(SIG_UNBLOCK, &set, nullptr);
    expect(handled == SIGUSR1, "a handler in C++ is called");
    Signal(SIGUSR1, [](int) { handled = 0; });
    Kill(getpid(), SIGUSR1);
    expect(handled == 0, "a lambda as a handler is called");
}

/* A function may be CSAPP_NORETURN if it calls one that is. */
CSAPP_NORETURN void complain(const std::string &what)
{
    app_error(what.c_str());
}

void test_processes()
{
    const std::string message = "as it should";
    int fds[2], status;
    char said[64];

    if (pipe(fds) < 0)
        unix_error("pipe");
    if (Fork() == 0) {
        Dup2(fds[1], STDERR_FILENO);
        complain(message);
    }
    Close(fds[1]);
    const Descriptor in(fds[0]);
    said[Rio_readn(in, said, sizeof(said) - 1)] = '\0';
    Wait(&status);
    expect(WIFEXITED(status) && WEXITSTATUS(status) == 1 &&
               said == message + "\n",
           "a checked call exits with 1 and prints the reason");
    if (Fork() == 0) {
        std::string sh = "sh", c = "-c", command = "exit 7";
        char *argv[] = {sh.data(), c.data(), command.data(), nullptr};

        Execve("/bin/sh", argv, environ);
    }
    Wait(&status);
    expect(WEXITSTATUS(status) == 7, "Execve passes argv to the program");
}

void test_memory()
{
    const Descriptor zero(Open("/dev/zero", O_RDWR, DEF_MODE));
    auto *page = static_cast<char *>(
        Mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, zero, 0));
    auto *copy = static_cast<char *>(Realloc(Malloc(1), 4096));

    std::strcpy(page, "text");
    std::memcpy(copy, page, 4096);
    expect(std::string_view(copy) == "text",
           "memory from Mmap and Realloc can be used");
    Free(copy);
    Munmap(page, 4096);
}

} // namespace

int main()
{
    Signal(SIGPIPE, SIG_IGN);
    test_echo();
    test_signals();
    test_processes();
    test_memory();
    return failed;
}
