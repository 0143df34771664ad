// Makes the path of a file that is not held, as the kernel does of one that is (fs/d_path.c, prepend_path): from the
// file up to the root of the reader, name by name.
//
// What is renamed or moved meanwhile must not be told by halves. The sequence number of a name is odd while that
// changes, and another one afterwards (dentry->d_seq). So at the end the whole way is looked at once more: where all
// names and mounts are the same, it was so all at once, unless mounts have been moved away and back. The way from a
// directory is kept for its other files, as long as nothing that it leads by can be freed (RCU).

// Ways of more names and mounts are left to procfs.
enum { MOST_STEPS = 64 };

// What paths of names end with that were removed, and what those of anonymous inodes begin with (fs/anon_inodes.c).
const char removed[] = " (deleted)";
const char anonymous[] = "anon_inode:";

// A name on the way, in its mount.
struct step {
  unsigned long name;
  unsigned long mount;
  unsigned sequence;
};

// The way from a directory to the root.
struct {
  // The file, and what it is found in: the directory, or itself where it is a root.
  struct step file;
  struct step directory;
  struct step steps[MOST_STEPS + 1];
  // How many of them lead on.
  unsigned count;
  int is_good;
  // Its path ends at LONGEST_PATH, and is empty for the root.
  unsigned start;
  char text[LONGEST_PATH + LONGEST_NAME];
  // The root of the reader.
  struct step root;
  // What a step is taken by.
  unsigned long parent;
  unsigned long mount_root;
  unsigned long mountpoint;
  unsigned long mount_parent;
  unsigned long hashed;
  unsigned long text_of_name;
  // The file's name was removed.
  int is_removed;
} way SECTION(".bss");

// The numbers of a name in its mount.
static inline void begin(struct step *step, struct path *path) {
  step->name = (unsigned long)path->dentry;
  step->mount = (unsigned long)path->mnt - PLACE_OF_MEMBER(((struct mount *)0)->mnt);
}

// Finds the root of the reader.
static inline void find_root(void) {
  struct file *root = own_file(selection.root);
  READ(way.root.name, root->f_path.dentry);
  READ(way.root.mount, root->f_path.mnt);
  way.root.mount -= PLACE_OF_MEMBER(((struct mount *)0)->mnt);
}

static inline unsigned sequence_of(unsigned long name) { return AT(struct dentry, name)->d_seq.seqcount.sequence; }

static inline int is_same(const struct step *one, const struct step *other) {
  return one->name == other->name && one->mount == other->mount;
}

// Sets where a step leads to: to the parent, or from the root of a mount to where that is mounted; to itself where
// there is nothing above. Returns whether it is the root of a mount.
static inline int look_up(const struct step *step, struct step *next) {
  struct dentry *name = AT(struct dentry, step->name);
  struct mount *mount = AT(struct mount, step->mount);
  way.parent = (unsigned long)name->d_parent;
  way.mount_root = (unsigned long)mount->mnt.mnt_root;
  way.mountpoint = (unsigned long)mount->mnt_mountpoint;
  way.mount_parent = (unsigned long)mount->mnt_parent;
  // Loaded again they are numbers, which the verifier lets a program compute with.
  asm volatile("" : : : "memory");
  int is_root = step->name == way.mount_root;
  next->name = is_root ? way.mountpoint : way.parent;
  next->mount = is_root ? way.mount_parent : step->mount;
  return is_root;
}

// Finds the text of a name. Returns its length.
static inline unsigned find_text(unsigned long name) {
  struct dentry *dentry = AT(struct dentry, name);
  unsigned length = dentry->d_name.len;
  way.text_of_name = (unsigned long)dentry->d_name.name;
  asm volatile("" : : : "memory");
  return length;
}

// Takes a step, and puts its name before the path.
static long climb_step(unsigned level, void *unused) {
  (void)unused;
  struct step *step = &way.steps[level % MOST_STEPS], *next = step + 1;
  way.count = level;
  if (is_same(step, &way.root)) return 1;
  step->sequence = sequence_of(step->name);
  order_reads();
  int is_root = look_up(step, next);
  way.count = level + 1;
  unsigned length = is_root ? 0 : find_text(step->name);
  // It changes just now, or it is below no root, or too far down.
  if (step->sequence & 1 || (!is_root && next->name == step->name) || level == MOST_STEPS - 1 ||
      length > LONGEST_NAME || way.start <= length + 1) {
    way.is_good = 0;
    return 1;
  }
  if (!is_root) {
    way.start -= length;
    bpf_probe_read_kernel(way.text + way.start % LONGEST_PATH, length, (void *)way.text_of_name);
    way.text[--way.start % LONGEST_PATH] = '/';
  }
  return is_same(step, next);
}

static long compare_step(unsigned level, void *unused) {
  (void)unused;
  struct step *step = &way.steps[level % MOST_STEPS], now;
  look_up(step, &now);
  if (!is_same(&now, step + 1) || sequence_of(step->name) != step->sequence) way.is_good = 0;
  return !way.is_good;
}

// Finds the way from the directory, unless that is the one which was found last.
__attribute__((noinline)) int find_way(void) {
  if (way.is_good && is_same(&way.directory, &way.steps[0])) return 0;
  way.steps[0] = way.directory;
  way.start = LONGEST_PATH;
  way.is_good = 1;
  bpf_loop(MOST_STEPS, climb_step, 0, 0);
  return 0;
}

// Finds what the file is in. Returns whether it has a name there.
static inline int find_file(struct step *directory) {
  int is_root = look_up(&way.file, directory);
  way.hashed = (unsigned long)AT(struct dentry, way.file.name)->d_hash.pprev;
  asm volatile("" : : : "memory");
  way.is_removed = !way.hashed && way.parent != way.file.name;
  if (!is_root && !is_same(&way.file, &way.root)) return 1;
  *directory = way.file;
  return 0;
}

// Whether the way is still as it was found.
__attribute__((noinline)) int is_way_same(void) {
  struct step directory;
  int was_removed = way.is_removed;
  order_reads();
  bpf_loop(way.count, compare_step, 0, 0);
  find_file(&directory);
  if (!is_same(&directory, &way.directory) || way.is_removed != was_removed) return 0;
  return way.is_good && sequence_of(way.file.name) == way.file.sequence;
}

// Writes the name of the file alone. Returns its length.
static unsigned write_name(char *text) {
  unsigned length = find_text(way.file.name);
  if (length > LONGEST_NAME) return 0;
  bpf_probe_read_kernel(text, length, (void *)way.text_of_name);
  return length;
}

// Writes what the name of an anonymous inode is told as. Returns the length.
static unsigned write_anonymous(char *text) {
  enum { PREFIX = sizeof anonymous - 1 };
  bpf_probe_read_kernel(text, PREFIX, anonymous);
  return PREFIX + write_name(text + PREFIX);
}

// Writes the path of a file of tmpfs that has no directory, as memfd_create(2) makes them (fs/d_path.c, simple_dname).
// Returns its length; 0 for one that has no name either.
static unsigned write_memory_file(char *path) {
  path[0] = '/';
  unsigned length = 1 + write_name(path + 1);
  if (path[1] == '/') return 0;
  bpf_probe_read_kernel(path + length, sizeof removed - 1, removed);
  return length + sizeof removed - 1;
}

// Writes the path of the file, on a kind of file system. Returns its length; 0 where procfs must be asked.
static unsigned write_path(char *path, unsigned long kind) {
  way.file.sequence = sequence_of(way.file.name);
  order_reads();
  int has_name = find_file(&way.directory);
  unsigned name_length = has_name ? find_text(way.file.name) : 0;
  unsigned long text_of_name = way.text_of_name;
  if (way.file.sequence & 1 || name_length > LONGEST_NAME) return 0;
  if (has_name && way.directory.name == way.file.name) return kind == TMPFS ? write_memory_file(path) : 0;
  find_way();
  unsigned long length = LONGEST_PATH - way.start;
  // It never is longer, but the verifier forgets that.
  asm volatile("" : "+r"(length));
  length %= LONGEST_PATH;
  bpf_probe_read_kernel(path, length, way.text + way.start % LONGEST_PATH);
  if (has_name || !length) path[length++] = '/';
  bpf_probe_read_kernel(path + length, name_length, (void *)text_of_name);
  length += name_length;
  if (way.is_removed) {
    bpf_probe_read_kernel(path + length, sizeof removed - 1, removed);
    length += sizeof removed - 1;
  }
  return length < LONGEST_PATH && is_way_same() ? length : 0;
}
