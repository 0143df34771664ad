// Whether something may be in the directory that is wanted, or below it: by the names that the kernel knows, which it
// goes up by.

#include "Selection.h"

// How far up a file's directory is looked for.
enum { MOST_LEVELS = 64 };
// How many directories are remembered that are neither the one that is wanted nor below it.
enum { MOST_OUTSIDE = 256 };

// The climb from a directory to the one that is wanted.
struct {
  // Where it has come to, from the directory that is asked about, and the root of the file system.
  unsigned long name;
  unsigned long root;
  // It has not ended outside.
  int may_be_below;
  // By place_of(). What is moved below the wanted one meanwhile, or opened below a new directory that has the place of
  // a removed one, may be missed, as anything that is opened then.
  unsigned long outside[MOST_OUTSIDE];
} climb SECTION(".bss");

static long climb_on(unsigned level, void *unused) {
  (void)level, (void)unused;
  struct dentry *name = (struct dentry *)climb.name;
  struct inode *inode = 0;
  unsigned long number = 0;
  READ(inode, name->d_inode);
  READ(number, inode->i_ino);
  if (number == selection.directory_inode) return 1;
  if (climb.name == climb.root) {
    climb.may_be_below = 0;
    return 1;
  }
  READ(climb.name, name->d_parent);
  return 0;
}

// Whether the climb may lead to the directory. A loop would be verified as often as it may be gone through.
__attribute__((noinline)) int ends_below(void) {
  // It is verified also where nothing calls it.
  if (!selection.wants_directory) return 0;
  unsigned long start = climb.name, *outside = &climb.outside[place_of(start, MOST_OUTSIDE)];
  if (*outside == start) return 0;
  climb.may_be_below = 1;
  bpf_loop(MOST_LEVELS, climb_on, 0, 0);
  if (!climb.may_be_below) *outside = start;
  return climb.may_be_below;
}

// Whether a directory is the one that is wanted or below it. It may be where it is too far down to tell.
__attribute__((unused)) static int may_lead_below(struct dentry *directory, struct dentry *root) {
  climb.name = (unsigned long)directory;
  climb.root = (unsigned long)root;
  return ends_below();
}

// Whether a file may be in the directory, or below it, if one is wanted: by where it is in its file system, whatever
// mount it was opened through. One that may have another name, and one whose name can't be told, may be anywhere.
__attribute__((unused)) static int may_be_of_directory(struct file *file, struct inode *inode,
                                                       struct super_block *file_system) {
  if (!selection.wants_directory) return 1;
  struct dentry *dentry = file->f_path.dentry;
  if (file_system->s_dev != selection.directory_device || !inode->i_nlink) return 0;
  int is_directory = (inode->i_mode & TYPE) == DIRECTORY;
  if (!is_directory && inode->i_nlink > 1) return 1;
  struct dentry *root = file_system->s_root;
  // Removed, maybe from elsewhere than the name that is left.
  if (dentry->d_inode != inode || (dentry != root && !dentry->d_hash.pprev)) return 1;
  return may_lead_below(is_directory ? dentry : dentry->d_parent, root);
}
