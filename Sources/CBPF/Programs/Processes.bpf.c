// Writes a record of each process, with where its links lead to, or whether they may lead to the directory that is
// wanted.

#include "Directory.h"
#include "Process.h"

static void look_up(const struct path *path, struct cbpf_link *link) {
  struct dentry *name = 0;
  struct inode *inode = 0;
  struct super_block *file_system = 0;
  READ(link->mount, path->mnt);
  READ(name, path->dentry);
  link->name = (unsigned long)name;
  READ(inode, name->d_inode);
  READ(link->inode, inode->i_ino);
  READ(file_system, inode->i_sb);
  READ(link->device, file_system->s_dev);
  READ(link->kind, file_system->s_magic);
}

static void look_up_links(struct task_struct *task, struct cbpf_process *record) {
  struct fs_struct *directories = 0;
  struct mm_struct *memory = 0;
  struct file *program = 0;
  READ(directories, task->fs);
  READ(memory, task->mm);
  look_up(&directories->pwd, &record->working_directory);
  look_up(&directories->root, &record->root_directory);
  READ(program, memory->exe_file);
  look_up(&program->f_path, &record->program);
}

// Whether a link to this name may lead to something in the directory that is wanted, or to that: as
// may_be_of_directory() has it. A function that is not static is verified once, and not in each place that calls it.
__attribute__((noinline)) int may_be_there(unsigned long address) {
  if (!selection.wants_directory) return 0;
  struct dentry *dentry = (struct dentry *)address;
  struct dentry *root = 0, *directory = dentry;
  struct inode *own = 0;
  struct super_block *file_system = 0;
  void *hashed = 0;
  unsigned device = 0, link_count = 0;
  unsigned short mode = 0;
  READ(own, dentry->d_inode);
  if (!own) return 1;
  READ(file_system, own->i_sb);
  READ(device, file_system->s_dev);
  READ(link_count, own->i_nlink);
  if (device != selection.directory_device || !link_count) return 0;
  READ(mode, own->i_mode);
  if ((mode & TYPE) != DIRECTORY && link_count > 1) return 1;
  READ(root, file_system->s_root);
  READ(hashed, dentry->d_hash.pprev);
  if (dentry != root && !hashed) return 1;
  if ((mode & TYPE) != DIRECTORY) READ(directory, dentry->d_parent);
  return may_lead_below(directory, root);
}

// Which of the links may lead to the directory that is wanted, or below it.
static unsigned links_below_directory(struct task_struct *task) {
  struct fs_struct *directories = 0;
  struct mm_struct *memory = 0;
  struct file *program = 0;
  struct dentry *names[3] = {0};
  READ(directories, task->fs);
  READ(memory, task->mm);
  if (directories) {
    READ(names[0], directories->pwd.dentry);
    READ(names[1], directories->root.dentry);
  }
  if (memory) READ(program, memory->exe_file);
  if (program) READ(names[2], program->f_path.dentry);
  unsigned links = 0;
  if (names[0] && may_be_there((unsigned long)names[0])) links |= CBPF_MAY_WANT_WORKING_DIRECTORY;
  if (names[1] && may_be_there((unsigned long)names[1])) links |= CBPF_MAY_WANT_ROOT_DIRECTORY;
  if (names[2] && may_be_there((unsigned long)names[2])) links |= CBPF_MAY_WANT_PROGRAM;
  return links;
}

SECTION("iter/task") int processes(struct bpf_iter__task *context) {
  struct task_struct *task = context->task;
  struct cbpf_process record = {.length = sizeof record};
  if (!take_task(task, &record)) return 0;
  if (selection.wants_directory) record.marks = links_below_directory(task);
  if (selection.wants_links) look_up_links(task, &record);
  bpf_seq_write(context->meta->seq, &record, sizeof record);
  return 0;
}
