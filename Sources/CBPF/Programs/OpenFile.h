// What the programs that iterate over open files have in common: which are wanted, and their records.

#include "Selection.h"

// Of a UNIX socket's name, with what fills it up.
#define NAME_ROOM 112

struct output {
  struct cbpf_open_file file;
  union {
    char path[LONGEST_PATH + 8];
    struct {
      struct cbpf_socket socket;
      char name[NAME_ROOM];
    };
  };
};

// One thread reads.
struct output output SECTION(".bss");

#define HAS_ANY(list) (READ(next, (list).next) || next != &(list))

// Whether somebody has a lock or lease on the file.
static int has_locks(struct inode *inode) {
  struct file_lock_context *locks = 0;
  struct list_head *next = 0;
  READ(locks, inode->i_flctx);
  return locks && (HAS_ANY(locks->flc_flock) || HAS_ANY(locks->flc_posix) || HAS_ANY(locks->flc_lease));
}

// Of a file (include/linux/fs.h, FMODE_PATH): it was opened to stand for its path.
enum { PATH_ONLY = 1 << 14 };

// Whether a file is a socket, or stands for what may be one.
static int may_be_socket(struct file *file) { return bpf_sock_from_file(file) || file->f_mode & PATH_ONLY; }

// Fills in the record of a descriptor, but for what follows it. Returns whether it is wanted.
static int take(struct bpf_iter__task_file *context) {
  struct task_struct *task = context->task;
  struct file *file = context->file;
  // Threads that have descriptors of their own are left to procfs.
  if (!task || !file || task->pid != task->tgid) return 0;
  // What is open is mostly not in the processor's cache: a look at the file alone is half of that at the inode too.
  if (!selection.wants_others && !may_be_socket(file)) return 0;
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
  record->path_length = 0;
  record->started = task->start_time;
  if (has_status) record->marks |= CBPF_HAS_STATUS;
  if (has_locks(inode)) record->marks |= CBPF_MAY_BE_LOCKED;
  if (is_socket) record->marks |= CBPF_IS_SOCKET;
  if (file_system == PIPEFS) record->marks |= CBPF_IS_PIPE;
  return 1;
}

// Writes the record, with the path where there is one.
static void write_with_path(struct bpf_iter__task_file *context) {
  struct file *file = context->file;
  struct cbpf_open_file *record = &output.file;
  long length = 0;
  if (file && !(record->marks & (CBPF_IS_SOCKET | CBPF_IS_PIPE))) {
    length = path_of(file, output.path);
    if (!length) record->marks |= CBPF_LACKS_PATH;
  }
  record->path_length = length;
  unsigned size = record_size(sizeof *record, length);
  if (size > sizeof output) return;
  record->length = size;
  bpf_seq_write(context->meta->seq, &output, size);
}
