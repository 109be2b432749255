/* N WebSocket readers in one process: counts whole messages and how late each is, by a stamp inside it.
 *
 *   readers PORT PATH READERS [deflate] [stalled=K] [live=TEXT]
 *
 * Opens READERS sockets (64 at a time), prints "ready" once each is open (and has been sent TEXT), then obeys lines on
 * standard input: "begin" starts a window, "end" prints it as JSON, "quit" or the end of input ends. A stamp is
 * "text":" and 20 digits: CLOCK_MONOTONIC in nanoseconds, written by the publisher on this machine. With `deflate`
 * compression is offered as browsers do; compressed messages are counted and not opened, so they have no lateness.
 * The K stalled ones open as the others do and then never read.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CARRY = 8192, CHUNK = 1 << 18, AT_ONCE = 64, STAMP = 20, SUB = 64, BUCKETS = 64 * SUB };

struct reader {
    int fd, open, live, stalled;
    uint64_t skip;     /* bytes still to come of a message that was counted already */
    size_t carried;    /* bytes of a message that has begun */
    unsigned char carry[CARRY];
};

static const char *live_text, *path;
static int port, offers_deflate, epoll_fd, total, begun, opened, lives, lost;
static struct reader *readers;
static unsigned char chunk[CARRY + CHUNK];
static uint64_t messages, bytes, compressed, late[BUCKETS], stamped, latest, window_began;

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + t.tv_nsec;
}

static void fail(const char *what) {
    fprintf(stderr, "readers: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* Buckets of microseconds, 64 to each power of two: within 1.6 % of the truth. */
static int bucket(uint64_t us) {
    if (us < SUB) return (int)us;
    int shift = 63 - __builtin_clzll(us) - 6;
    return (shift + 1) * SUB + (int)((us >> shift) - SUB);
}

static double microseconds(int b) {
    if (b < SUB) return b;
    int shift = b / SUB - 1;
    return (double)((uint64_t)(b % SUB + SUB) << shift);
}

static double percentile(double share) {
    uint64_t seen = 0, wanted = (uint64_t)(stamped * share);
    for (int b = 0; b < BUCKETS; b++)
        if ((seen += late[b]) > wanted) return microseconds(b) / 1000.0;
    return 0;
}

static void note_lateness(const unsigned char *text, size_t size) {
    static size_t usual;
    static const char marker[] = "\"text\":\"";
    const size_t m = sizeof marker - 1;
    const unsigned char *at = text + usual;
    if (usual + m + STAMP > size || memcmp(at, marker, m)) {
        at = memmem(text, size, marker, m);
        if (!at || at + m + STAMP > text + size) return;
        usual = at - text;
    }
    uint64_t stamp = 0;
    for (int i = 0; i < STAMP; i++) stamp = stamp * 10 + (at[m + i] - '0');
    uint64_t us = (now() - stamp) / 1000;
    if (us > latest) latest = us;
    late[bucket(us)]++;
    stamped++;
}

static void begin_next(void) {
    struct reader *r = &readers[begun];
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    int one = 1, small = 4096;
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    r->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (r->fd < 0) fail("socket");
    if (r->stalled) setsockopt(r->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    setsockopt(r->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(r->fd, (struct sockaddr *)&to, sizeof to)) fail("connect");
    char head[1024];
    int size = snprintf(head, sizeof head,
                        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s\r\n",
                        path, port,
                        offers_deflate ? "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n" : "");
    if (write(r->fd, head, size) != size) fail("write");
    fcntl(r->fd, F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = begun++};
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, r->fd, &event);
}

static void lose(struct reader *r) {
    epoll_ctl(epoll_fd, EPOLL_CTL_DEL, r->fd, NULL);
    close(r->fd);
    r->fd = -1;
    lost++;
}

static void became_live(struct reader *r) {
    r->live = 1;
    lives++;
    if (r->stalled) epoll_ctl(epoll_fd, EPOLL_CTL_DEL, r->fd, NULL);
    if (begun < total) begin_next();
}

static void answer_ping(struct reader *r, const unsigned char *payload, size_t size) {
    unsigned char pong[6 + 125] = {0x8A, 0x80 | (unsigned char)size}; /* masked with zeros */
    if (size > 125) return;
    memcpy(pong + 6, payload, size);
    if (write(r->fd, pong, 6 + size) < 0 && errno != EAGAIN) lose(r);
}

/* One whole frame, or as much of a long one as is here. */
static void take_frame(struct reader *r, unsigned char first, const unsigned char *payload, size_t size, uint64_t whole) {
    int opcode = first & 0x0F;
    if (opcode == 9) answer_ping(r, payload, size);
    if (opcode == 8) lose(r);
    if (opcode != 1 && opcode != 2) return;
    if (!r->live && live_text && !(first & 0x40) && memmem(payload, size, live_text, strlen(live_text))) became_live(r);
    messages++;
    bytes += whole;
    if (first & 0x40) compressed++;
    else note_lateness(payload, size);
}

/* Takes what is whole; gives how many bytes were used. */
static size_t take_frames(struct reader *r, const unsigned char *data, size_t size) {
    size_t at = 0;
    while (at < size && r->fd >= 0) {
        if (r->skip) {
            size_t skipped = r->skip < size - at ? r->skip : size - at;
            r->skip -= skipped;
            at += skipped;
            continue;
        }
        const unsigned char *f = data + at;
        size_t here = size - at, head = 2;
        if (here < 2) break;
        uint64_t payload = f[1] & 0x7F;
        if (payload == 126) head = 4;
        if (payload == 127) head = 10;
        if (here < head) break;
        if (head > 2) {
            payload = 0;
            for (size_t i = 2; i < head; i++) payload = payload << 8 | f[i];
        }
        if (here >= head + payload) {
            take_frame(r, f[0], f + head, payload, payload);
            at += head + payload;
        } else if (head + payload <= CARRY) {
            break;
        } else {
            take_frame(r, f[0], f + head, here - head, payload);
            r->skip = payload - (here - head);
            at = size;
        }
    }
    return at;
}

static void take(struct reader *r) {
    memcpy(chunk, r->carry, r->carried);
    ssize_t got = read(r->fd, chunk + r->carried, CHUNK);
    if (got <= 0) {
        if (got == 0 || errno != EAGAIN) lose(r);
        return;
    }
    size_t size = r->carried + got, used = 0;
    if (!r->open) {
        unsigned char *end = memmem(chunk, size, "\r\n\r\n", 4);
        if (end) {
            if (memcmp(chunk, "HTTP/1.1 101", 12)) {
                fprintf(stderr, "readers: refused: %.200s\n", chunk);
                exit(1);
            }
            used = end + 4 - chunk;
            r->open = 1;
            opened++;
            if (!live_text) became_live(r);
        }
    }
    if (r->open) used += take_frames(r, chunk + used, size - used);
    r->carried = r->fd < 0 ? 0 : size - used;
    if (r->carried > CARRY) fail("a head or frame is too long");
    memcpy(r->carry, chunk + used, r->carried);
}

static void begin(void) {
    memset(late, 0, sizeof late);
    messages = bytes = compressed = stamped = latest = 0;
    window_began = now();
}

static void end(void) {
    printf("{\"seconds\":%.6f,\"messages\":%llu,\"bytes\":%llu,\"compressed\":%llu,\"stamped\":%llu,"
           "\"p50\":%.3f,\"p99\":%.3f,\"latest\":%.3f,\"lost\":%d}\n",
           (now() - window_began) / 1e9, (unsigned long long)messages, (unsigned long long)bytes,
           (unsigned long long)compressed, (unsigned long long)stamped, percentile(0.50), percentile(0.99),
           latest / 1000.0, lost);
    fflush(stdout);
}

/* One line of standard input; gives 0 when it is time to end. */
static int obey(void) {
    char line[64];
    if (!fgets(line, sizeof line, stdin)) return 0;
    if (!strcmp(line, "begin\n")) begin();
    if (!strcmp(line, "end\n")) end();
    return strcmp(line, "quit\n");
}

int main(int count, char **words) {
    if (count < 4) return 2;
    int stalled = 0, said = 0;
    port = atoi(words[1]);
    path = words[2];
    total = atoi(words[3]);
    for (int i = 4; i < count; i++) {
        if (!strcmp(words[i], "deflate")) offers_deflate = 1;
        if (!strncmp(words[i], "stalled=", 8)) stalled = atoi(words[i] + 8);
        if (!strncmp(words[i], "live=", 5)) live_text = words[i] + 5;
    }
    total += stalled;
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    readers = calloc(total, sizeof *readers);
    epoll_fd = epoll_create1(0);
    if (!readers || epoll_fd < 0) fail("start");
    for (int i = 0; i < stalled; i++) readers[i].stalled = 1;
    setvbuf(stdin, NULL, _IONBF, 0); /* so that epoll sees every line */
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = UINT32_MAX}, events[256];
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, 0, &event);
    while (begun < total && begun < AT_ONCE) begin_next();
    for (;;) {
        int happened = epoll_wait(epoll_fd, events, 256, -1);
        for (int i = 0; i < happened; i++) {
            if (events[i].data.u32 == UINT32_MAX) {
                if (!obey()) return 0;
            } else if (readers[events[i].data.u32].fd >= 0) {
                take(&readers[events[i].data.u32]);
            }
        }
        if (!said && lives == total) {
            said = printf("ready\n");
            fflush(stdout);
        }
    }
}
