#define _GNU_SOURCE
#include "CSystem.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

struct start {
  void *(*run)(void *);
  void *body;
  bool is_placed;
  cpu_set_t processors;
};

static void *begin(void *argument) {
  struct start start = *(struct start *)argument;
  free(argument);
  /* It has begun where it should, and may be moved from there. */
  if (start.is_placed) sched_setaffinity(0, sizeof start.processors, &start.processors);
  return start.run(start.body);
}

/* Whether a filter of calls is in force (seccomp(2)), or that isn't known. It may end the program for a call that
 * those who wrote it did not expect, so that it can't be tried. */
static bool reads_filter(void) {
  char status[4096];
  int file = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
  if (file < 0) return true;
  ssize_t count = read(file, status, sizeof status - 1);
  close(file);
  status[count < 0 ? 0 : count] = 0;
  return !strstr(status, "\nSeccomp:\t0\n");
}

static bool is_filtered(void) {
  enum { UNKNOWN, NO, YES };
  static atomic_int known = UNKNOWN;
  if (atomic_load(&known) == UNKNOWN) atomic_store(&known, reads_filter() ? YES : NO);
  return atomic_load(&known) == YES;
}

/* Has a thread with the attributes begin on another processor than the calling one, and notes which ones both may use;
 * false where there is no other. */
static bool place(pthread_attr_t *attributes, cpu_set_t *processors) {
  int own = sched_getcpu();
  if (own < 0 || own >= CPU_SETSIZE || sched_getaffinity(0, sizeof *processors, processors) != 0) return false;
  cpu_set_t others = *processors;
  CPU_CLR(own, &others);
  return CPU_COUNT(&others) > 0 && !is_filtered() &&
         pthread_attr_setaffinity_np(attributes, sizeof others, &others) == 0;
}

int csystem_start_thread(
    pthread_t *thread, size_t stack_size, bool elsewhere, void *(*run)(void *), void *body) {
  struct start *start = malloc(sizeof *start);
  *start = (struct start){.run = run, .body = body};
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_size);
  start->is_placed = elsewhere && place(&attributes, &start->processors);
  int error = pthread_create(thread, &attributes, begin, start);
  pthread_attr_destroy(&attributes);
  if (error == 0) return 0;
  bool was_placed = start->is_placed;
  free(start);
  /* The processors that it may use have changed, perhaps. */
  return was_placed ? csystem_start_thread(thread, stack_size, false, run, body) : error;
}
