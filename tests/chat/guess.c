/*
 * guess.c - gives wrong passwords to the code of the chat server, more often
 *           than could be done from outside
 *
 * guess time       compares the time for a user with the time for no user
 * guess addresses  guesses at 10,001 addresses: one of them is forgotten
 * guess minute     lets a minute pass after wrong guesses
 *
 * work.sh builds it in the place of chatserver.c, and runs it.
 */
#include "chat/command.h"
#include "chat/users.h"

#define BATCHES 200 /* of each kind */
#define BATCH 100   /* guesses in a batch */
#define ADDRESSES 10000

/* Returns the microseconds for a batch of guesses. */
static long long batch(chat_t *chat, member_t *mp, const char *line)
{
    long long start = time_now();

    for (int i = 0; i < BATCH; i++) {
        mp->wrong_keys = 0;
        command_line(chat, mp, line, strlen(line));
    }
    connection_flush(&mp->connection);
    return time_now() - start;
}

/*
 * Takes the fastest batch of each kind: others were interrupted. Batches of the
 * two kinds alternate, so that both run on a machine that is as busy.
 */
static int compare(chat_t *chat, member_t *mp)
{
    long long user = LLONG_MAX, nobody = LLONG_MAX;

    for (int i = 0; i < BATCHES; i++) {
        long long time = batch(chat, mp, "/login ann correct cart");

        user = time < user ? time : user;
        time = batch(chat, mp, "/login eve correct cart");
        nobody = time < nobody ? time : nobody;
    }
    printf("happened: %d guesses took %lld us for a user, %lld us for nobody\n",
           BATCH, user, nobody);
    return 2 * user > 3 * nobody || 2 * nobody > 3 * user;
}

static int count_addresses(chat_t *chat, member_t *mp)
{
    static const char line[] = "/login ann x";

    for (int i = 0; i <= ADDRESSES; i++) {
        snprintf(mp->address, sizeof(mp->address), "address %d", i);
        mp->wrong_keys = 0;
        command_line(chat, mp, line, strlen(line));
        connection_flush(&mp->connection);
    }
    printf("happened: %zu addresses are remembered, from %s to %s\n",
           chat->guessers.count, chat->guessers.oldest->name,
           chat->guessers.newest->name);
    return chat->guessers.count != ADDRESSES ||
           strcmp(chat->guessers.oldest->name, "address 1") != 0;
}

/* Returns true if a line must wait so many seconds after a batch of guesses. */
static int waits_after(chat_t *chat, member_t *mp, int seconds)
{
    chat->now = 1;
    batch(chat, mp, "/login ann x");
    chat->now += 1000000LL * seconds;
    mp->connection.held_until = 0;
    member_hold(chat, mp);
    printf("happened: after %d s, a line %s\n", seconds,
           mp->connection.held_until > chat->now ? "waits" : "does not wait");
    return mp->connection.held_until > chat->now;
}

int main(int argc, char **argv)
{
    static chat_t chat = {.now = 1};
    static user_t ann = {.password = "correct horse"};
    struct sockaddr_in addr = {.sin_family = AF_INET};
    member_t *mp;

    names_add(&chat.users, &ann.named, "ann");
    mp = member_new(&chat, Open("/dev/null", O_RDWR, 0), (SA *)&addr,
                    sizeof(addr));
    if (mp == NULL)
        unix_error("member_new");
    if (argc == 2 && strcmp(argv[1], "time") == 0)
        return compare(&chat, mp);
    if (argc == 2 && strcmp(argv[1], "addresses") == 0)
        return count_addresses(&chat, mp);
    if (argc == 2 && strcmp(argv[1], "minute") == 0)
        return !waits_after(&chat, mp, 60) || waits_after(&chat, mp, 61);
    app_error("usage: guess time | addresses | minute");
}
