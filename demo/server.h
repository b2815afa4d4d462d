/*
 * server.h - the server that timeline or watch shows: starts it, and ends it
 *
 * There is one server at a time. It leads a process group of its own, so that
 * its children can be found, and are ended together with it.
 */
#ifndef SERVER_H
#define SERVER_H

#include "csapp.h"

/* What the system tells about the processes of the server. */
typedef struct {
    int processes;   /* zombies included */
    int zombies;     /* of these */
    int threads;     /* of all the others */
    int descriptors; /* of the first process alone: the parent of the others */
} census_t;

/*
 * server_model returns in a few words what the model of a server of this
 * library is, such as "a thread for each client"; "" for any other program.
 */
const char *server_model(const char *program);

/*
 * server_start starts command, a program and its arguments, as execvp does.
 * In the arguments, %p stands for a port of this machine that is free; if it is
 * in none of them, the port is added after the last one. outfd and errfd become
 * the server's stdout and stderr. Returns the server's address. If the program
 * cannot be started, prints the reason and exits; myname begins the message.
 */
struct sockaddr_in server_start(const char *myname, char *const command[],
                                int outfd, int errfd);

/*
 * server_try connects to the server, and closes this connection at once. It
 * returns 1 if that is possible. Otherwise it waits for 10 ms, and returns 0 if
 * the caller should try again, or -1 if the server has ended, or has been
 * running for five seconds.
 */
int server_try(const struct sockaddr_in *address);

/*
 * server_ended returns true if the server has ended. Then it also writes why to
 * why: "exited with status 1", or "was killed by signal 11 (...)".
 */
int server_ended(char *why, size_t size);

/*
 * server_stop ends the server and its children. It sends SIGTERM to all. When
 * the server has ended, or after a second, it sends SIGKILL to those that are
 * left. It does nothing if there is no server. A process that has left the
 * server's group is not ended.
 *
 * After server_guard, the server also ends if this program exits, or if SIGINT,
 * SIGTERM, SIGHUP or SIGQUIT ends it.
 */
void server_stop(void);
void server_guard(void);

/* server_census returns 0, or -1 if the system does not tell (no /proc). */
int server_census(census_t *census);

#endif /* SERVER_H */
