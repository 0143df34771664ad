// What the programs that iterate over open files have in common: which are wanted, and their records. Each has a
// may_be_socket(), whether a file is a socket or stands for what may be one, by what takes least to look at; a
// may_be_wanted_socket(), whether a socket may have an inode that is wanted; and an is_in_place(), whether the file
// that is looked at is still the one that was found.

#include "Selection.h"

static int may_be_socket(struct file *file, struct inode *inode);
static int may_be_wanted_socket(unsigned long inode);
static int is_in_place(void);

// How many mounts are remembered of which no file has a name that is wanted.
enum { MOST_LACKING = 16 };
// Bits that stand for the inodes of files that have one, several for one bit.
enum { NAMED_BITS = 512 };

// What is known of the names and of the file that is looked at.
struct known {
  // The inodes of the reader's own descriptors, once they are known, unless they are of no use.
  unsigned long named[CBPF_MOST_NAMED];
  unsigned long named_bits[NAMED_BITS / 64];
  int knows_named;
  int lacks_inodes;
  // By place_of().
  unsigned long lacking[MOST_LACKING];
  // The user who made the inode.
  unsigned owner;
};

// One thread reads.
struct known known SECTION(".bss");

#define HAS_ANY(list) (READ(next, (list).next) || next != &(list))

// Whether somebody has a lock or lease on a file that has had some.
static int has_locks(struct file_lock_context *locks) {
  struct list_head *next = 0;
  return HAS_ANY(locks->flc_flock) || HAS_ANY(locks->flc_posix) || HAS_ANY(locks->flc_lease);
}

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
  unsigned long inode = 0;
  READ(files, reader->files);
  READ(table, files->fdt);
  READ(open_files, table->fd);
  for (unsigned index = 0; index < CBPF_MOST_NAMED; index++) {
    if (index >= selection.named_count) break;
    bpf_probe_read_kernel(&file, sizeof file, open_files + selection.named[index]);
    READ(inode, file->f_inode);
    known.named[index] = inode;
    unsigned bit = place_of(inode, NAMED_BITS);
    known.named_bits[bit / 64] |= 1ul << bit % 64;
    if (!are_told_by_inodes(kind_of_file_system(file))) known.lacks_inodes = 1;
  }
  known.knows_named = 1;
}

// Whether files on the mount of a file have no name that is wanted, unless their inode is of one that has.
static int lacks_names(struct file *file) {
  unsigned long kind = kind_of_file_system(file);
  return kind == SOCKFS ? !selection.wants_sockets : are_told_by_inodes(kind);
}

// Whether a descriptor is none of the names', which its inode is not asked about; `is_own`: of the reader.
static int has_no_name(struct file *file, struct inode *inode, unsigned descriptor, int is_own) {
  unsigned long mount = 0;
  int is_named = 0;
  for (unsigned index = 0; index < CBPF_MOST_NAMED; index++) {
    if (index >= selection.named_count) break;
    if (is_own && descriptor == (unsigned)selection.named[index]) return 1;
    if ((unsigned long)inode == known.named[index]) is_named = 1;
  }
  if (is_named || known.lacks_inodes) return 0;
  READ(mount, file->f_path.mnt);
  unsigned long *lacking = &known.lacking[place_of(mount, MOST_LACKING)];
  if (*lacking == mount) return 1;
  if (!lacks_names(file) || !is_in_place()) return 0;
  *lacking = mount;
  return 1;
}

// Whether a process is that of the reader.
static int is_of_reader(struct task_struct *task) {
  struct task_struct *reader = bpf_get_current_task_btf();
  return task->tgid == reader->tgid;
}

// Fills in what a record has of a file, but for what follows. Returns whether it is wanted, as far as that doesn't
// depend on the process.
static int take_file(struct file *file, struct inode *inode, unsigned descriptor, struct cbpf_open_file *record) {
  if (!selection.wants_others && !may_be_socket(file, inode)) return 0;
  unsigned short mode = inode->i_mode;
  struct super_block *file_system = inode->i_sb;
  unsigned long kind = file_system->s_magic;
  unsigned device = file_system->s_dev;
  // Not to look for them saves a wait for memory.
  struct file_lock_context *locks = selection.wants_locks ? inode->i_flctx : 0;
  if (selection.wants_directory && !may_be_below(file, inode, file_system)) return 0;
  int is_socket = kind == SOCKFS;
  int has_status = tells_status(kind, mode & TYPE);
  if (is_socket ? !selection.wants_sockets : !selection.wants_others) return 0;
  if (is_socket && selection.wants_socket_inodes && !may_be_wanted_socket(inode->i_ino)) return 0;
  if (!may_have_name(inode->i_ino, device, has_status)) return 0;

  record->descriptor = descriptor;
  record->marks = 0;
  record->access = file->f_mode & 3;
  record->mode = mode;
  record->link_count = inode->i_nlink;
  record->device = device;
  record->raw_device = inode->i_rdev;
  record->inode = inode->i_ino;
  record->size = inode->i_size;
  record->position = file->f_pos;
  record->path_length = 0;
  known.owner = inode->i_uid.val;
  if (has_status) record->marks |= CBPF_HAS_STATUS;
  if (locks && has_locks(locks)) record->marks |= CBPF_MAY_BE_LOCKED;
  if (is_socket) record->marks |= CBPF_IS_SOCKET;
  if (kind == PIPEFS) record->marks |= CBPF_IS_PIPE;
  return 1;
}
