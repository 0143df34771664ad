// Iterates over all open files and writes records of those that are wanted. Run by the kernel, for the process that
// reads the iterator, once for each descriptor (kernel/bpf/task_iter.c).

#include "../include/CBPFRecords.h"
#include "Kernel.h"

#define SECTION(name) __attribute__((section(name), used))

// Helpers that read the kernel's memory may be used only by programs that say that they are compatible with the GPL.
char licence[] SECTION("license") = "Dual BSD/GPL";

const volatile struct cbpf_selection selection SECTION(".rodata");

#define LONGEST_PATH 4096

struct output {
  struct cbpf_open_file file;
  char path[LONGEST_PATH + 8];
};

// One thread reads.
struct output output SECTION(".bss");

// File types of a mode (inode(7)).
enum { TYPE = 0170000, FIFO = 0010000, CHARACTER = 0020000, DIRECTORY = 0040000, REGULAR = 0100000 };

// File systems (include/uapi/linux/magic.h, fs/xfs/libxfs/xfs_format.h).
enum {
  ANONYMOUS_INODES = 0x09041934,
  DEVPTS = 0x1cd1,
  EXT = 0xef53,
  TMPFS = 0x01021994,
  PIPEFS = 0x50495045,
  SOCKFS = 0x534f434b,
  XFS = 0x58465342,
};

// Whether stat(2) says what the inode has. There are file systems that would have to look further, for all files or
// for some kinds; whoever is not known here is asked.
static int tells_status(unsigned long file_system, unsigned type) {
  switch (file_system) {
  case DEVPTS:
  case EXT:
  case TMPFS:
    return type == REGULAR || type == DIRECTORY || type == CHARACTER || type == FIFO;
  case XFS:
    return type == REGULAR || type == CHARACTER || type == FIFO;
  case PIPEFS:
    return type == FIFO;
  case ANONYMOUS_INODES:
    return type == 0;
  }
  return 0;
}

static int pid_of(struct task_struct *task) {
  if (selection.is_in_initial_namespace) return task->tgid;
  struct task_struct *reader = bpf_get_current_task_btf();
  struct pid *pid = task->thread_pid;
  unsigned level = reader->thread_pid->level;
  struct upid number = {};
  if (!pid) return 0;
  bpf_probe_read_kernel(&number, sizeof number, &pid->numbers[level]);
  return number.nr;
}

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
  if (selection.wants_inodes && has_status) {
    unsigned bit = cbpf_inode_bit(inode->i_ino);
    if (!(selection.inodes[bit / 64] >> bit % 64 & 1)) return 0;
  }

  struct cbpf_open_file *record = &output.file;
  record->pid = pid_of(task);
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
    // With the NUL.
    length = bpf_d_path(&file->f_path, output.path, LONGEST_PATH);
    if (length > 1 && length <= LONGEST_PATH) {
      length -= 1;
    } else {
      length = 0;
      record->marks |= CBPF_LACKS_PATH;
    }
  }
  record->path_length = length;
  unsigned size = (sizeof *record + length + 7) & ~7u;
  // Older kernels, 6.12 among them, don't know how long a path can be that they have returned; the compiler does, and
  // would leave the question out.
  asm volatile("" : "+r"(size));
  if (size > sizeof output) return 0;
  record->length = size;
  bpf_seq_write(context->meta->seq, &output, size);
  return 0;
}
