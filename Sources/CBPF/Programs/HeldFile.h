// What the programs have in common that the kernel calls once for each descriptor, while it holds the file: nothing
// that this leads to goes away meanwhile.

#include "Names.h"

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

// Of a file (include/linux/fs.h, FMODE_PATH): it was opened to stand for its path.
enum { PATH_ONLY = 1 << 14 };

// What is open is mostly not in the processor's cache: a look at the file alone is half of that at the inode too.
static int may_be_socket(struct file *file, struct inode *inode) {
  (void)inode;
  return bpf_sock_from_file(file) || file->f_mode & PATH_ONLY;
}

static int may_be_wanted_socket(unsigned long inode) { return may_be_wanted(inode); }

static int is_in_place(void) { return 1; }

// Fills in the record of a descriptor, but for what follows it. Returns whether it is wanted.
static int take(struct bpf_iter__task_file *context) {
  struct task_struct *task = context->task;
  struct file *file = context->file;
  // Threads that have descriptors of their own are left to procfs.
  if (!task || !file || task->pid != task->tgid) return 0;
  struct inode *inode = file->f_inode;
  if (selection.named_count) {
    if (!known.knows_named) find_named();
    if (has_no_name(file, inode, context->fd, is_of_reader(task))) return 0;
  }
  if (!take_file(file, inode, context->fd, &output.file)) return 0;
  int pid = pid_of(task);
  if (!is_wanted_process(pid)) return 0;
  output.file.pid = pid;
  output.file.started = task->start_time;
  return 1;
}

// Writes what sockfs calls a socket's protocol, with a NUL (net/socket.c, sockfs_xattr_get). Returns the length without
// that.
static long protocol_of(struct file *file, char *name) {
  struct dentry *dentry = 0;
  const unsigned char *protocol = 0;
  READ(dentry, file->f_path.dentry);
  READ(protocol, dentry->d_name.name);
  long length = bpf_probe_read_kernel_str(name, CBPF_LONGEST_PROTOCOL + 1, protocol);
  return length > 1 && length <= CBPF_LONGEST_PROTOCOL + 1 ? length - 1 : 0;
}

// Writes the record, with the path where there is one.
static void write_with_path(struct file *file, struct seq_file *table) {
  struct cbpf_open_file *record = &output.file;
  long length = 0;
  if (file && record->marks & CBPF_IS_SOCKET) {
    if (selection.wants_others) length = protocol_of(file, output.path);
  } else if (file && !(record->marks & CBPF_IS_PIPE)) {
    length = path_of(file, output.path);
    if (!length) record->marks |= CBPF_LACKS_PATH;
  }
  record->path_length = length;
  unsigned size = record_size(sizeof *record, length);
  if (size > sizeof output) return;
  record->length = size;
  bpf_seq_write(table, &output, size);
}
