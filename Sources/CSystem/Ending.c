#include "CEnding.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <unistd.h>

static const int numbers[] = {SIGINT, SIGTERM};
enum { COUNT = sizeof numbers / sizeof *numbers };

static volatile sig_atomic_t noted;
/* Which of the signals are noted: what was ignored stays so. */
static volatile sig_atomic_t is_noted[COUNT];
/* Readable once a signal was noted: any thread may get it, and none is missed before the wait begins. */
static int event = -1;

static void note(int number) {
  int error = errno;
  uint64_t one = 1;
  noted = number;
  for (int index = 0; index < COUNT; index++) {
    if (is_noted[index]) signal(numbers[index], SIG_DFL);
  }
  ssize_t sent = write(event, &one, sizeof one);
  (void)sent;
  errno = error;
}

int csystem_note_ending(void) {
  event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (event < 0) return -1;
  for (int index = 0; index < COUNT; index++) {
    struct sigaction action, usual;
    if (sigaction(numbers[index], NULL, &usual) != 0 || usual.sa_handler == SIG_IGN) continue;
    memset(&action, 0, sizeof action);
    action.sa_handler = note;
    action.sa_flags = SA_RESTART;
    is_noted[index] = 1;
    sigaction(numbers[index], &action, NULL);
  }
  return 0;
}

int csystem_ending_signal(void) { return noted; }

void csystem_await_ending(unsigned seconds) {
  fd_set readable;
  struct timespec time = {.tv_sec = seconds, .tv_nsec = 0};
  if (event < 0 || event >= FD_SETSIZE) {
    sleep(seconds);
    return;
  }
  FD_ZERO(&readable);
  FD_SET(event, &readable);
  pselect(event + 1, &readable, NULL, NULL, &time, NULL);
}

void csystem_end_by(int number) {
  signal(number, SIG_DFL);
  kill(getpid(), number);
}
