/* A process beside ours that asks about paths which may never answer.
 *
 * A thread would not do: one that sleeps uninterruptibly in the kernel keeps its whole process from
 * ending. The process is forked, runs nothing but the calls below, and ends when our end closes. */
#ifndef CGUARD_H
#define CGUARD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

enum csystem_guard_call {
  csystem_guard_stat,
  csystem_guard_lstat,
  /* csystem_unlinked_status */
  csystem_guard_unlinked_stat,
  csystem_guard_readlink,
  /* statvfs; the structure follows the answer. */
  csystem_guard_space,
  /* Answers again and again, each time with some of the directory's linux_dirent64, until there are none. */
  csystem_guard_list,
  /* csystem_open_unlinked; answers again and again with what the file holds, until there is no more. */
  csystem_guard_read
};

/* The most bytes that follow an answer. */
enum { csystem_guard_longest_text = 32768 };

/* What the guard answers: `error` is 0 or an errno value; a link's text or some of a directory's entries
 * follow, `length` bytes. */
struct csystem_guard_reply {
  int32_t error;
  int32_t length;
  struct stat status;
};

/* Starts a guard; returns its process ID and sets `*channel`, or returns -1. Unless it `stays` in our
 * working directory, it keeps no file system busy, but must be asked for absolute paths. */
pid_t csystem_guard_start(int *channel, bool stays);

/* Whether the process of a guard that was killed is still there, because the kernel doesn't let it go. */
bool csystem_guard_remains(pid_t guard);

/* Sends a call. Returns 0, or -1 when the guard is gone. */
int csystem_guard_ask(int channel, enum csystem_guard_call call, const char *path, uint32_t length);

/* Waits up to `milliseconds` until an answer begins. Returns 1, 0 when the time is up, or -1. */
int csystem_guard_wait(int channel, int milliseconds);

/* Waits up to `milliseconds` for the answer. Returns 1 with it, 0 when the time is up, -1 when the guard
 * is gone. `text` must have room for `csystem_guard_longest_text` bytes. */
int csystem_guard_answer(int channel, int milliseconds, struct csystem_guard_reply *reply, char *text);

#endif
