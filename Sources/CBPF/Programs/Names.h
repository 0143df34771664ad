// Which files have the names that are wanted, by inodes that the reader has open: those of other files need not be
// looked at.

#include "OpenFile.h"

// How many mounts are remembered of which no file has a name that is wanted.
enum { MOST_LACKING = 16 };
// Bits that stand for the inodes of files that have one, several for one bit.
enum { NAMED_BITS = 512 };

// What is known of the names.
struct known {
  // The inodes of the reader's own descriptors, once they are known, unless they are of no use.
  unsigned long named[CBPF_MOST_NAMED];
  unsigned long named_bits[NAMED_BITS / 64];
  int knows_named;
  int lacks_inodes;
  // By place_of().
  unsigned long lacking[MOST_LACKING];
};

// One thread reads.
struct known known SECTION(".bss");

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
  unsigned long inode = 0;
  for (unsigned index = 0; index < CBPF_MOST_NAMED; index++) {
    if (index >= selection.named_count) break;
    struct file *file = own_file(selection.named[index]);
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
