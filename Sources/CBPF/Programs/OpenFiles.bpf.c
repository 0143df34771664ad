// Iterates over all open files and writes records of those that are wanted. Run by the kernel, for the process that
// reads the iterator, once for each descriptor (kernel/bpf/task_iter.c).

#include "Selection.h"

struct output {
  struct cbpf_open_file file;
  char path[LONGEST_PATH + 8];
};

// One thread reads.
struct output output SECTION(".bss");

SECTION("iter/task_file") int open_files(struct bpf_iter__task_file *context) {
  struct task_struct *task = context->task;
  struct file *file = context->file;
  // Threads that have descriptors of their own are left to procfs.
  if (!task || !file || task->pid != task->tgid) return 0;
  struct inode *inode = file->f_inode;
  unsigned long file_system = inode->i_sb->s_magic;
  unsigned type = inode->i_mode & TYPE;
  int is_socket = file_system == SOCKFS;
  int has_status = tells_status(file_system, type);
  if (is_socket ? !selection.wants_sockets : !selection.wants_others) return 0;
  if (!may_have_name(inode, file->f_path.dentry, has_status)) return 0;
  int pid = pid_of(task);
  if (!is_wanted_process(pid)) return 0;

  struct cbpf_open_file *record = &output.file;
  record->pid = pid;
  record->descriptor = context->fd;
  record->marks = 0;
  record->access = file->f_mode & 3;
  record->mode = inode->i_mode;
  record->link_count = inode->i_nlink;
  record->device = inode->i_sb->s_dev;
  record->raw_device = inode->i_rdev;
  record->inode = inode->i_ino;
  record->size = inode->i_size;
  record->position = file->f_pos;
  if (has_status) record->marks |= CBPF_HAS_STATUS;
  if (inode->i_flctx) record->marks |= CBPF_MAY_BE_LOCKED;

  long length = 0;
  if (is_socket) {
    record->marks |= CBPF_IS_SOCKET;
  } else if (file_system == PIPEFS) {
    record->marks |= CBPF_IS_PIPE;
  } else {
    length = path_of(file, output.path);
    if (!length) record->marks |= CBPF_LACKS_PATH;
  }
  record->path_length = length;
  unsigned size = record_size(sizeof *record, length);
  if (size > sizeof output) return 0;
  record->length = size;
  bpf_seq_write(context->meta->seq, &output, size);
  return 0;
}
