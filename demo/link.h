/*
 * link.h - joins the connection of a client to a connection with the server
 *
 * What comes by one connection is passed on by the other: each byte, each
 * half-close, each reset. A link reads from one side only when the other has
 * taken all that was read before, so each side is held up as much as if the two
 * were connected directly. No function here blocks.
 */
#ifndef LINK_H
#define LINK_H

#include "csapp.h"

#define LINK_SIZE 16384 /* bytes that wait in each direction, at most */

typedef enum { CLIENT, SERVER } side_t;

/* One of the two connections, and what was read from it. */
typedef struct {
    int fd;
    int is_eof;         /* read returned 0: this side has half-closed */
    int is_broken;      /* write failed: this side was reset */
    int is_hung_up;     /* poll reports it again and again, but in vain */
    int is_urgent;      /* the first byte that waits is urgent data */
    size_t first, last; /* the bytes that wait to be passed on */
    char bytes[LINK_SIZE];
} end_t;

typedef struct {
    end_t ends[2];
    int is_connecting; /* to the server */
    const char *over;  /* NULL, or why this link is over and both are closed */
} link_t;

/*
 * Joins clientfd, a connection that was accepted, to a new connection with the
 * server. Returns a link, or NULL with errno; then clientfd is still open.
 */
link_t *link_open(int clientfd, const struct sockaddr_in *server);

/* Sets the descriptor and the events of pollfd to what one side waits for. */
void link_watch(const link_t *lp, side_t side, struct pollfd *pollfd);

/*
 * Handles the events that poll(2) returned for one side. Returns the number of
 * bytes that have come from this side, which are at ends[side].bytes, or 0. The
 * function may end the link: see over.
 */
size_t link_ready(link_t *lp, side_t side, short revents);

/* Closes both connections, if they are not closed yet, and frees the link. */
void link_close(link_t *lp);

#endif /* LINK_H */
