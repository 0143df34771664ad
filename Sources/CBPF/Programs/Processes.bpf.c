// Iterates over all tasks and writes a record of each process whose working or root directory or program may be wanted,
// and of its other tasks where these are. Nothing here is held but the task: what has been freed meanwhile reads as
// anything, and is of a process that changes just now.

// It runs only for readers in the initial PID namespace, whose numbers the kernel has at hand.
#include "Selection.h"

// Of a task (include/linux/sched.h).
enum { KERNEL_WORKER = 0x20, KERNEL_THREAD = 0x200000 };

// Of a process's IDs (include/linux/pid_types.h).
enum { PROCESS_GROUP = 2 };

// Whether the inode has the numbers that stat(2) tells.
static int tells_identity(unsigned long file_system) {
  return file_system == EXT || file_system == TMPFS || file_system == XFS;
}

static void look_up(const struct path *path, struct cbpf_link *link) {
  struct dentry *name = 0;
  struct inode *inode = 0;
  struct super_block *file_system = 0;
  unsigned long kind = 0;
  READ(link->mount, path->mnt);
  READ(name, path->dentry);
  link->name = (unsigned long)name;
  READ(inode, name->d_inode);
  READ(link->inode, inode->i_ino);
  READ(file_system, inode->i_sb);
  READ(link->device, file_system->s_dev);
  READ(kind, file_system->s_magic);
  link->marks = tells_identity(kind) ? CBPF_HAS_IDENTITY : 0;
}

// Fills in where the links lead to; false where there are none any more.
static int look_up_links(struct task_struct *task, struct cbpf_process *record) {
  struct fs_struct *directories = 0;
  struct mm_struct *memory = 0;
  struct file *program = 0;
  READ(directories, task->fs);
  READ(memory, task->mm);
  if (task->exit_state || !directories) return 0;
  if (selection.wants_links) {
    record->marks |= CBPF_TELLS_LINKS;
    look_up(&directories->pwd, &record->working_directory);
    look_up(&directories->root, &record->root_directory);
  }
  // Threads of the kernel have a memory only while they work in one of a process.
  if (task->flags & KERNEL_THREAD) return 1;
  if (!memory) return 0;
  if (!selection.wants_links) return 1;
  READ(program, memory->exe_file);
  if (program) look_up(&program->f_path, &record->program);
  return 1;
}

// Which of the links may lead to something in the directory that is wanted, or to that.
__attribute__((noinline)) static int may_be_there(struct dentry *dentry) {
  struct inode *inode = dentry->d_inode;
  return !inode || may_be_below(inode, dentry);
}

static unsigned links_below_directory(struct task_struct *task) {
  struct fs_struct *directories = task->fs;
  struct mm_struct *memory = task->mm;
  unsigned links = 0;
  if (directories && may_be_there(directories->pwd.dentry)) links |= CBPF_MAY_WANT_WORKING_DIRECTORY;
  if (directories && may_be_there(directories->root.dentry)) links |= CBPF_MAY_WANT_ROOT_DIRECTORY;
  if (memory && memory->exe_file && may_be_there(memory->exe_file->f_path.dentry)) links |= CBPF_MAY_WANT_PROGRAM;
  return links;
}

// Which of them may have one of the names that are wanted. Of some only stat(2) can tell.
static int may_be_named(const struct cbpf_link *link) {
  return link->name && (!(link->marks & CBPF_HAS_IDENTITY) || is_named(link->inode, link->device));
}

static unsigned named_links(const struct cbpf_process *record) {
  unsigned links = 0;
  if (may_be_named(&record->working_directory)) links |= CBPF_MAY_WANT_WORKING_DIRECTORY;
  if (may_be_named(&record->root_directory)) links |= CBPF_MAY_WANT_ROOT_DIRECTORY;
  if (may_be_named(&record->program)) links |= CBPF_MAY_WANT_PROGRAM;
  return links;
}

// CBPF_MAY_WANT_*
static unsigned wanted_links(struct task_struct *task, const struct cbpf_process *record) {
  if (selection.wants_directory) return links_below_directory(task);
  if (selection.wants_names) return named_links(record);
  return CBPF_MAY_WANT_WORKING_DIRECTORY | CBPF_MAY_WANT_ROOT_DIRECTORY | CBPF_MAY_WANT_PROGRAM;
}

static unsigned own_parts(struct task_struct *task) {
  struct task_struct *first = 0;
  void *directories[2] = {0}, *memories[2] = {0}, *descriptors[2] = {0};
  unsigned parts = 0;
  READ(first, task->group_leader);
  READ(directories[0], task->fs);
  READ(directories[1], first->fs);
  READ(memories[0], task->mm);
  READ(memories[1], first->mm);
  READ(descriptors[0], task->files);
  READ(descriptors[1], first->files);
  if (directories[0] != directories[1]) parts |= CBPF_HAS_OWN_DIRECTORIES;
  if (memories[0] != memories[1]) parts |= CBPF_HAS_OWN_MEMORY;
  if (descriptors[0] != descriptors[1]) parts |= CBPF_HAS_OWN_DESCRIPTORS;
  return parts;
}

static void *mounts_of(struct task_struct *task) {
  struct nsproxy *namespaces = 0;
  void *mounts = 0;
  READ(namespaces, task->nsproxy);
  if (namespaces) READ(mounts, namespaces->mnt_ns);
  return mounts;
}

static void describe(struct task_struct *task, struct cbpf_process *record) {
  struct cred *user = 0;
  struct task_struct *parent = 0;
  struct signal_struct *signal = 0;
  struct pid *group = 0;
  if (task->flags & KERNEL_THREAD) record->marks |= CBPF_IS_KERNEL_THREAD;
  if (task->flags & KERNEL_WORKER) record->marks |= CBPF_IS_KERNEL_WORKER;
  if (mounts_of(task) != mounts_of(bpf_get_current_task_btf())) record->marks |= CBPF_HAS_OTHER_MOUNTS;
  READ(user, task->real_cred);
  READ(record->uid, user->euid.val);
  READ(parent, task->real_parent);
  READ(record->parent, parent->tgid);
  READ(signal, task->signal);
  READ(group, signal->pids[PROCESS_GROUP]);
  READ(record->group, group->numbers[0].nr);
  READ(record->command, task->comm);
  record->started = task->start_time;
}

SECTION("iter/task") int processes(struct bpf_iter__task *context) {
  struct task_struct *task = context->task;
  if (!task) return 0;
  struct cbpf_process record = {.length = sizeof record, .task = task->pid, .process = task->tgid};
  if (record.task != record.process) {
    if (!selection.wants_tasks || task->exit_state) return 0;
    record.marks = own_parts(task);
  } else {
    // Of one that has ended other threads may have some still.
    unsigned marks = look_up_links(task, &record) ? wanted_links(task, &record) : CBPF_HAS_ENDED;
    if (!marks) return 0;
    record.marks |= marks;
  }
  if (!is_wanted_process(record.process)) return 0;
  describe(task, &record);
  bpf_seq_write(context->meta->seq, &record, sizeof record);
  return 0;
}
