// Picks the descriptors of few files, by their names, or those of sockets. Paths are not told: of few files procfs can
// be asked, and the program is loaded in less time.

#include "DescriptorTables.h"
#include "Names.h"

// Of files that are looked at together.
struct {
  unsigned long inodes[TOGETHER];
  unsigned long mounts[TOGETHER];
  // The process is the reader.
  int is_own;
} some SECTION(".bss");

static int may_be_of_directory(struct file *file, struct inode *inode, struct super_block *file_system) {
  (void)file, (void)inode, (void)file_system;
  return 1;
}

static void begin_process(struct task_struct *task) {
  if (!selection.named_count) return;
  if (!known.knows_named) find_named();
  some.is_own = is_of_reader(task);
}

// Other than 0 where one of the files may have a name that is wanted. There are no branches here, each way of which the
// verifier would follow.
static inline unsigned long may_be_named(void) {
  unsigned long may_be_named = 0;
#pragma clang loop unroll(disable)
  for (unsigned index = 0; index < TOGETHER; index++) {
    struct file *file = AT(struct file, process.files[index]);
    some.inodes[index] = (unsigned long)file->f_inode;
    some.mounts[index] = (unsigned long)file->f_path.mnt;
  }
  // Loaded again they are numbers, which the verifier lets a program compute with.
  asm volatile("" : : : "memory");
#pragma clang loop unroll(disable)
  for (unsigned index = 0; index < TOGETHER; index++) {
    unsigned long mount = some.mounts[index];
    unsigned bit = place_of(some.inodes[index], NAMED_BITS);
    may_be_named |= known.named_bits[bit / 64] >> bit % 64 & 1;
    may_be_named |= (known.lacking[place_of(mount, MOST_LACKING)] ^ mount) & mask_of(mount);
  }
  return may_be_named;
}

// Other than 0 where one of the files may be wanted for its type.
static inline unsigned long may_be_of_type(void) {
  unsigned long types = selection.wants_others ? ~0ul : 1ul << (SOCKET >> 12), may_be_wanted = 0;
#pragma clang loop unroll(disable)
  for (unsigned index = 0; index < TOGETHER; index++)
    may_be_wanted |= types >> (AT(struct file, process.files[index])->f_inode->i_mode >> 12) & 1;
  return may_be_wanted;
}

static int may_be_wanted_of_some(void) {
  if (!selection.named_count) return may_be_of_type() != 0;
  return may_be_named() || known.lacks_inodes;
}

static int is_passed_over(struct file *file, struct inode *inode, unsigned descriptor) {
  return selection.named_count && has_no_name(file, inode, descriptor, some.is_own);
}

static unsigned write_text(char *text, struct file *file) {
  (void)text, (void)file;
  if (!(process.record.marks & (CBPF_IS_SOCKET | CBPF_IS_PIPE))) process.record.marks |= CBPF_LACKS_PATH;
  return 0;
}

SECTION("iter/task") int picked_files(struct bpf_iter__task *context) { return go_through(context); }
