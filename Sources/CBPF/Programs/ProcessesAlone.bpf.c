// As Processes.bpf.c where no links are wanted. A program of its own: it is loaded in less time.

#include "Process.h"

SECTION("iter/task") int processes_alone(struct bpf_iter__task *context) {
  struct cbpf_process record = {.length = sizeof record};
  if (take_task(context->task, &record)) bpf_seq_write(context->meta->seq, &record, sizeof record);
  return 0;
}
