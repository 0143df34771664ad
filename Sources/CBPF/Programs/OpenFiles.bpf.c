// Iterates over all open files and writes records of those that are wanted. Run by the kernel, for the process that
// reads the iterator, once for each descriptor (kernel/bpf/task_iter.c).

#include "HeldFile.h"
#include "Directory.h"

static int may_be_of_directory(struct file *file, struct inode *inode, struct super_block *file_system) {
  return !selection.wants_directory || may_be_below(file, inode, file_system);
}

SECTION("iter/task_file") int open_files(struct bpf_iter__task_file *context) {
  struct seq_file *table = context->meta->seq;
  if (take(context)) write_with_path(context->file, table);
  return 0;
}
