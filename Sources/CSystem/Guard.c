#define _GNU_SOURCE
#include "CGuard.h"
#include "CPrivileges.h"
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { longest_path = 4096 };

struct request {
  int32_t call;
  uint32_t length;
};

static int send_all(int channel, const void *bytes, size_t count) {
  const char *next = bytes;
  while (count > 0) {
    ssize_t sent = send(channel, next, count, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return -1;
    next += sent;
    count -= (size_t)sent;
  }
  return 0;
}

static int receive_all(int channel, void *bytes, size_t count) {
  char *next = bytes;
  while (count > 0) {
    ssize_t got = recv(channel, next, count, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return -1;
    next += got;
    count -= (size_t)got;
  }
  return 0;
}

static bool answer(int channel, struct csystem_guard_reply *reply, const char *text) {
  return send_all(channel, reply, sizeof *reply) == 0 && send_all(channel, text, (size_t)reply->length) == 0;
}

/* Answers with the entries of a directory, or with what a file holds. False when nobody listens any more. */
static bool stream(int channel, enum csystem_guard_call call, const char *path, char *text) {
  struct csystem_guard_reply reply = {0};
  bool isList = call == csystem_guard_list;
  int file = isList ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : csystem_open_unlinked(path);
  if (file < 0) reply.error = errno;
  while (file >= 0) {
    ssize_t count = isList ? csystem_getdents64(file, text, csystem_guard_longest_text)
                           : read(file, text, csystem_guard_longest_text);
    if (count < 0) reply.error = errno;
    if (count <= 0) break;
    reply.length = (int32_t)count;
    if (!answer(channel, &reply, text)) return false;
    reply.length = 0;
  }
  if (file >= 0) close(file);
  return answer(channel, &reply, text);
}

static void serve(int channel) {
  static char path[longest_path + 1];
  static _Alignas(struct statvfs) char text[csystem_guard_longest_text];
  struct request request;
  while (receive_all(channel, &request, sizeof request) == 0 && request.length <= longest_path &&
         receive_all(channel, path, request.length) == 0) {
    struct csystem_guard_reply reply = {0};
    path[request.length] = '\0';
    int result = 0;
    switch (request.call) {
      case csystem_guard_stat: result = stat(path, &reply.status); break;
      case csystem_guard_lstat: result = lstat(path, &reply.status); break;
      case csystem_guard_unlinked_stat: result = csystem_unlinked_status(path, &reply.status); break;
      case csystem_guard_space:
        if ((result = statvfs(path, (struct statvfs *)text)) == 0) reply.length = sizeof(struct statvfs);
        break;
      case csystem_guard_list:
      case csystem_guard_read:
        if (!stream(channel, (enum csystem_guard_call)request.call, path, text)) return;
        continue;
      default:
        result = (int)readlink(path, text, longest_path);
        if (result >= 0) reply.length = result;
    }
    if (result < 0) reply.error = errno;
    if (!answer(channel, &reply, text)) break;
  }
}

pid_t csystem_guard_start(int *channel, bool stays) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return -1;
  pid_t guard = fork();
  if (guard == 0) {
    /* Our output must not stay open for as long as the guard sleeps, nor a file system busy. */
    dup2(ends[1], 0);
    close(ends[0]);
    close(ends[1]);
    csystem_close_from(1);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    /* What the caller names is asked for with the caller's privileges. */
    if (csystem_give_up_privileges() == 0 && (stays || chdir("/") == 0)) serve(0);
    _exit(0);
  }
  close(ends[1]);
  if (guard < 0) {
    close(ends[0]);
    return -1;
  }
  *channel = ends[0];
  return guard;
}

bool csystem_guard_remains(pid_t guard) {
  pid_t ended;
  do {
    ended = waitpid(guard, NULL, WNOHANG);
  } while (ended < 0 && errno == EINTR);
  return ended == 0;
}

int csystem_guard_ask(int channel, enum csystem_guard_call call, const char *path, uint32_t length) {
  struct request request = {(int32_t)call, length};
  if (length > longest_path || send_all(channel, &request, sizeof request) != 0) return -1;
  return send_all(channel, path, length);
}

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

int csystem_guard_wait(int channel, int milliseconds) {
  struct pollfd wait = {channel, POLLIN, 0};
  int64_t end = now() + milliseconds;
  for (;;) {
    int64_t left = end - now();
    int ready = poll(&wait, 1, left > 0 ? (int)left : 0);
    if (ready > 0) return 1;
    if (ready == 0) return 0;
    if (errno != EINTR) return -1;
  }
}

int csystem_guard_answer(int channel, int milliseconds, struct csystem_guard_reply *reply, char *text) {
  int ready = csystem_guard_wait(channel, milliseconds);
  if (ready <= 0) return ready;
  if (receive_all(channel, reply, sizeof *reply) != 0) return -1;
  if (reply->length < 0 || reply->length > csystem_guard_longest_text) return -1;
  return receive_all(channel, text, (size_t)reply->length) == 0 ? 1 : -1;
}
