#include "CTestSystem.h"

#include <stdio.h>

static void redirect(int from, int to) {
  int source = from < 0 ? open("/dev/null", to == 0 ? O_RDONLY : O_WRONLY) : from;
  if (source < 0 || dup2(source, to) < 0)
    _exit(126);
  if (from < 0 && source != to)
    close(source);
}

static int enter_network(pid_t process) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/ns/net", (int)process);
  int space = open(path, O_RDONLY | O_CLOEXEC);
  return space < 0 ? -1 : setns(space, CLONE_NEWNET);
}

pid_t testsystem_spawn(const struct testsystem_start *start) {
  pid_t child = fork();
  if (child != 0)
    return child;
  redirect(start->input, 0);
  redirect(start->output, 1);
  redirect(start->error, 2);
  syscall(SYS_close_range, 3, ~0U, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (start->network && enter_network(start->network) != 0)
    _exit(126);
  if (start->user
      && (setgroups(0, NULL) != 0 || setgid(start->user) != 0 || setuid(start->user) != 0))
    _exit(126);
  execve(start->path, start->arguments, start->environment);
  _exit(127);
}

void testsystem_exit_thread(void) { syscall(SYS_exit, 0); }
