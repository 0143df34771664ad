// Iterates over all open files and writes records of those that are wanted. Run by the kernel, for the process that
// reads the iterator, once for each descriptor (kernel/bpf/task_iter.c).

#include "HeldFile.h"
#include "Directory.h"

SECTION("iter/task_file") int open_files(struct bpf_iter__task_file *context) {
  struct seq_file *table = context->meta->seq;
  if (take(context)) write_with_path(context->file, table);
  return 0;
}
