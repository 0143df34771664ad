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
  // The inodes of the reader's own descriptors, once they are known, unless they are of no use, and the mount that was
  // met last.
  unsigned long named[CBPF_MOST_NAMED];
  unsigned long last_mount;
  int knows_named;
  int lacks_inodes;
  int mount_lacks_names;
  // The user who made the inode that is looked at.
  unsigned owner;
};

// One thread reads.
struct output output SECTION(".bss");

#define HAS_ANY(list) (READ(next, (list).next) || next != &(list))

// Whether somebody has a lock or lease on a file that has had some.
static int has_locks(struct file_lock_context *locks) {
  struct list_head *next = 0;
  return HAS_ANY(locks->flc_flock) || HAS_ANY(locks->flc_posix) || HAS_ANY(locks->flc_lease);
}

// Of a file (include/linux/fs.h, FMODE_PATH): it was opened to stand for its path.
enum { PATH_ONLY = 1 << 14 };

// Whether a file is a socket, or stands for what may be one.
static int may_be_socket(struct file *file) { return bpf_sock_from_file(file) || file->f_mode & PATH_ONLY; }

// Whether files of a kind of file system are told apart by their inodes alone.
static int are_told_by_inodes(unsigned long kind) {
  return cbpf_tells_identity(kind) || kind == DEVPTS || kind == PIPEFS || kind == ANONYMOUS_INODES;
}

static unsigned long kind_of_file_system(struct file *file) {
  struct dentry *name = 0;
  struct super_block *file_system = 0;
  unsigned long kind = 0;
  READ(name, file->f_path.dentry);
  READ(file_system, name->d_sb);
  READ(kind, file_system->s_magic);
  return kind;
}

// Finds the inodes of the reader's own descriptors of files with names.
static void find_named(void) {
  struct task_struct *reader = bpf_get_current_task_btf();
  struct files_struct *files = 0;
  struct fdtable *table = 0;
  struct file **open_files = 0, *file = 0;
  READ(files, reader->files);
  READ(table, files->fdt);
  READ(open_files, table->fd);
  for (unsigned index = 0; index < CBPF_MOST_NAMED; index++) {
    if (index >= selection.named_count) break;
    bpf_probe_read_kernel(&file, sizeof file, open_files + selection.named[index]);
    READ(output.named[index], file->f_inode);
    if (!are_told_by_inodes(kind_of_file_system(file))) output.lacks_inodes = 1;
  }
  output.knows_named = 1;
}

// Whether files on the mount of a file have no name that is wanted, unless their inode is of one that has.
static int lacks_names(struct file *file) {
  unsigned long kind = kind_of_file_system(file);
  return kind == SOCKFS ? !selection.wants_sockets : are_told_by_inodes(kind);
}

// Whether a descriptor is none of the names', which its inode is not asked about.
static int has_no_name(struct task_struct *task, struct file *file, unsigned long inode, unsigned descriptor) {
  if (!output.knows_named) find_named();
  struct task_struct *reader = bpf_get_current_task_btf();
  int is_own = task->tgid == reader->tgid;
  unsigned long mount = 0;
  int is_named = 0;
  for (unsigned index = 0; index < CBPF_MOST_NAMED; index++) {
    if (index >= selection.named_count) break;
    if (is_own && descriptor == (unsigned)selection.named[index]) return 1;
    if (inode == output.named[index]) is_named = 1;
  }
  if (is_named || output.lacks_inodes) return 0;
  READ(mount, file->f_path.mnt);
  if (mount != output.last_mount) {
    output.last_mount = mount;
    output.mount_lacks_names = lacks_names(file);
  }
  return output.mount_lacks_names;
}

// Fills in the record of a descriptor, but for what follows it. Returns whether it is wanted.
static int take(struct bpf_iter__task_file *context) {
  struct task_struct *task = context->task;
  struct file *file = context->file;
  // Threads that have descriptors of their own are left to procfs.
  if (!task || !file || task->pid != task->tgid) return 0;
  // What is open is mostly not in the processor's cache: a look at the file alone is half of that at the inode too.
  if (!selection.wants_others && !may_be_socket(file)) return 0;
  struct inode *inode = file->f_inode;
  if (selection.named_count && has_no_name(task, file, (unsigned long)inode, context->fd)) return 0;
  struct super_block *file_system = inode->i_sb;
  unsigned long kind = file_system->s_magic;
  unsigned device = file_system->s_dev;
  // Not to look for them saves a wait for memory.
  struct file_lock_context *locks = selection.wants_locks ? inode->i_flctx : 0;
  if (selection.wants_directory && !may_be_below(file, inode, file_system)) return 0;
  unsigned type = inode->i_mode & TYPE;
  int is_socket = kind == SOCKFS;
  int has_status = tells_status(kind, type);
  if (is_socket ? !selection.wants_sockets : !selection.wants_others) return 0;
  if (is_socket && selection.wants_socket_inodes && !may_be_wanted(inode->i_ino)) return 0;
  if (!may_have_name(inode->i_ino, device, has_status)) return 0;
  int pid = pid_of(task);
  if (!is_wanted_process(pid)) return 0;

  struct cbpf_open_file *record = &output.file;
  record->pid = pid;
  record->descriptor = context->fd;
  record->marks = 0;
  record->access = file->f_mode & 3;
  record->mode = inode->i_mode;
  record->link_count = inode->i_nlink;
  record->device = device;
  record->raw_device = inode->i_rdev;
  record->inode = inode->i_ino;
  record->size = inode->i_size;
  record->position = file->f_pos;
  record->path_length = 0;
  record->started = task->start_time;
  output.owner = inode->i_uid.val;
  if (has_status) record->marks |= CBPF_HAS_STATUS;
  if (locks && has_locks(locks)) record->marks |= CBPF_MAY_BE_LOCKED;
  if (is_socket) record->marks |= CBPF_IS_SOCKET;
  if (kind == PIPEFS) record->marks |= CBPF_IS_PIPE;
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
