#ifndef CBPF_RECORDS_H
#define CBPF_RECORDS_H

// What the BPF programs and the one that reads from them agree on. Both are built of one source tree for one machine.

/// The ``cbpf_open_file/status`` is what stat(2) says. File systems whose files have other numbers there than in their
/// inodes, or other sizes, must be asked.
#define CBPF_HAS_STATUS 1
/// Somebody has a lock or lease on the file, where that is wanted.
#define CBPF_MAY_BE_LOCKED 2
/// It is a socket, or a pipe without a name: no path follows, which the inode would tell. Where not only sockets are
/// wanted, what sockfs calls the protocol of a socket may stand in its place.
#define CBPF_IS_SOCKET 4
#define CBPF_IS_PIPE 8
/// Bytes. A struct proto has 32 with a NUL (include/net/sock.h).
#define CBPF_LONGEST_PROTOCOL 63
/// The path could not be had, or was not asked for: the whole is longer than 4,095 bytes, the file has no directory or
/// is outside of what its mount shows, something on the path changed just then, or the file was picked.
#define CBPF_LACKS_PATH 16
/// It is a socket, and a ``cbpf_socket`` follows.
#define CBPF_TELLS_SOCKET 32
/// It is no descriptor: those of the process change so often that procfs must be asked about it.
#define CBPF_LEFT_TO_PROCFS 64

/// A descriptor. Unless CBPF_TELLS_SOCKET, the path follows, as readlink(2) has it of /proc/PID/fd/FD, without a NUL,
/// and then as many bytes that the next record begins at a multiple of eight.
struct cbpf_open_file {
  /// Bytes of the record, with all that follows.
  unsigned length;
  /// In the PID namespace of the reader.
  int pid;
  int descriptor;
  /// CBPF_*
  unsigned marks;
  /// FMODE_READ and FMODE_WRITE (include/linux/fs.h), the bits 1 and 2.
  unsigned access;
  /// Bytes.
  unsigned path_length;
  /// Of the process, as in ``cbpf_process``.
  unsigned started;
  unsigned padding;
  /// As in stat(2): st_mode, st_nlink. The devices are the kernel's dev_t, 12 bits of major and 20 of minor number.
  unsigned mode;
  unsigned link_count;
  unsigned device;
  unsigned raw_device;
  unsigned long long inode;
  unsigned long long size;
  /// The position in the file, `pos` of fdinfo.
  long long position;
};

/// /proc/net/netlink has the socket.
#define CBPF_IS_BOUND 1

/// A sun_path, with the NUL of a whole path (unix(7)).
#define CBPF_LONGEST_NAME 109
/// How the kernel prints an address of its own, where only some may see it (`%pK`).
#define CBPF_ADDRESS_LENGTH 16

/// What /proc/net tells of a socket. The name of a UNIX socket follows, as many bytes that what is next begins at a
/// multiple of eight, and where the kernel has it, as /proc/net/unix shows that.
struct cbpf_socket {
  /// Its number in nsfs.
  unsigned network_namespace;
  /// The user who made it, as the initial namespace has that.
  unsigned owner;
  /// AF_*, SOCK_*, IPPROTO_*, TCP_* of include/net/tcp_states.h.
  unsigned short family;
  unsigned short type;
  unsigned short protocol;
  unsigned char state;
  /// CBPF_IS_BOUND
  unsigned char marks;
  /// The index of the network interface that it is bound to; 0 for none.
  unsigned interface;
  /// Bytes; of a listener of TCP the connections that wait.
  unsigned receive_queue;
  unsigned send_queue;
  unsigned backlog_limit;
  /// The port ID of a netlink socket, and its first 32 groups; the protocol of a packet socket.
  unsigned number;
  unsigned groups;
  /// In host byte order.
  unsigned short local_port;
  unsigned short foreign_port;
  /// Bytes.
  unsigned name_length;
  /// In network byte order, four bytes of IPv4.
  unsigned char local[16];
  unsigned char foreign[16];
};

/// What is written there goes to the file.
#define CBPF_IS_SHARED_FOR_WRITING 1
/// /proc/PID/maps has more to say, or says it otherwise.
#define CBPF_NEEDS_MAPS 2

/// A file that a process has mapped, in the order of the addresses; of mappings of one file that follow each other only
/// the first. The path follows as after a descriptor, as the link in /proc/PID/map_files has it.
struct cbpf_mapping {
  unsigned length;
  int pid;
  /// CBPF_IS_SHARED_FOR_WRITING, CBPF_NEEDS_MAPS
  unsigned marks;
  unsigned path_length;
  /// As in /proc/PID/maps; the device is the kernel's dev_t.
  unsigned device;
  /// Of the process, as in ``cbpf_process``.
  unsigned started;
  unsigned long long inode;
  unsigned long long start;
  unsigned long long end;
};

/// Where a link of a process leads to: cwd, root or exe. Links to one place have one text.
struct cbpf_link {
  /// The mount, and the name there, by numbers that stand for nothing else as long as they are in use; 0 for none.
  unsigned long long mount;
  unsigned long long name;
  /// As in the inode; the device is the kernel's dev_t.
  unsigned long long inode;
  unsigned device;
  /// The kind of file system, `f_type` of statfs(2).
  unsigned kind;
};

/// Which links of a process may lead to the directory that is wanted, or to something below it: cwd, root, exe.
#define CBPF_MAY_WANT_WORKING_DIRECTORY 1
#define CBPF_MAY_WANT_ROOT_DIRECTORY 2
#define CBPF_MAY_WANT_PROGRAM 4

/// Of ``cbpf_process/flags`` (include/linux/sched.h, PF_*).
#define CBPF_KERNEL_WORKER 0x20
#define CBPF_KERNEL_THREAD 0x200000

/// With the NUL (proc_pid_comm(5)).
#define CBPF_COMMAND_SIZE 16

/// A process, or another task of one. The IDs are those of the reader's PID namespace, 0 for what isn't in it.
struct cbpf_process {
  unsigned length;
  /// Of the task, and of its process.
  int task;
  int process;
  /// CBPF_MAY_WANT_*, where a directory is wanted.
  unsigned marks;
  /// CBPF_KERNEL_*, and others.
  unsigned flags;
  /// Other than 0 where it has ended.
  int exit_state;
  /// The effective user, as the initial namespace has that.
  unsigned uid;
  int parent;
  int group;
  /// Tells processes apart that had one ID after each other: the start time, without its upper bits.
  unsigned started;
  /// Nanoseconds from the start of the machine to that of the task.
  unsigned long long since_boot;
  char command[CBPF_COMMAND_SIZE];
  /// Numbers of what it may share with others: its mount namespace, and as in clone(2) its directories, memory and
  /// descriptors; 0 for none.
  unsigned long long mounts;
  unsigned long long directories;
  unsigned long long memory;
  unsigned long long descriptors;
  struct cbpf_link working_directory;
  struct cbpf_link root_directory;
  struct cbpf_link program;
};

/// Kinds of file systems, as in ``cbpf_link/kind``: ext2 to ext4, tmpfs, XFS (include/uapi/linux/magic.h,
/// fs/xfs/libxfs/xfs_format.h).
#define CBPF_EXT 0xef53
#define CBPF_TMPFS 0x01021994
#define CBPF_XFS 0x58465342

/// Whether inodes of a kind of file system have the numbers that stat(2) tells.
static inline int cbpf_tells_identity(unsigned kind) {
  return kind == CBPF_EXT || kind == CBPF_TMPFS || kind == CBPF_XFS;
}

#define CBPF_INTERNET_SOCKETS 1
#define CBPF_UNIX_SOCKETS 2
#define CBPF_OTHER_SOCKETS 4

/// Bits of ``cbpf_selection/inodes``; a power of two.
#define CBPF_INODE_BITS 65536
#define CBPF_MOST_DEVICES 16
#define CBPF_MOST_PIDS 16

#define CBPF_MOST_NAMED 8

/// Which files are wanted.
struct cbpf_selection {
  /// The reader is in the initial PID namespace, whose numbers are the kernel's own.
  int is_in_initial_namespace;
  /// Sockets, other than the files that they are bound to.
  int wants_sockets;
  /// Whether files may be locked.
  int wants_locks;
  /// Of them only those that may have one of ``inodes``.
  int wants_socket_inodes;
  /// CBPF_*_SOCKETS, which only ``cbpf_open_sockets`` tells apart.
  unsigned families;
  /// All else.
  int wants_others;
  /// A descriptor of the reader, while it reads, of its root directory, as seen from which ``cbpf_unheld_files`` tells
  /// paths.
  int root;
  /// Of these only files that may have one of ``inodes``, or are on one of ``devices``, as stat(2) tells them.
  int wants_names;
  /// Of these only files that may be the directory with this device, the kernel's dev_t, and inode, or below it; a file
  /// with several names may be anywhere on the device. On file systems where stat(2) tells the same numbers.
  int wants_directory;
  unsigned directory_device;
  unsigned long long directory_inode;
  /// Tasks beside the first of each process.
  int wants_tasks;
  /// Where the links of processes lead to.
  int wants_links;
  /// Descriptors of the reader, while it reads, of all files with the names: the inodes of other files need not be
  /// looked at.
  unsigned named_count;
  int named[CBPF_MOST_NAMED];
  /// How many of ``devices`` and ``pids`` there are; without ``pids`` any process is wanted.
  unsigned device_count;
  unsigned pid_count;
  /// The kernel's dev_t.
  unsigned devices[CBPF_MOST_DEVICES];
  /// In the PID namespace of the reader.
  int pids[CBPF_MOST_PIDS];
  /// A bit for each inode number, by ``cbpf_inode_bit``. Several numbers share one.
  unsigned long long inodes[CBPF_INODE_BITS / 64];
};

/// Which bit stands for an inode number: the upper bits of its product with 2^64 divided by the golden ratio.
static inline unsigned cbpf_inode_bit(unsigned long long inode) {
  return (unsigned)((inode * 0x9e3779b97f4a7c15ull) >> 48) % CBPF_INODE_BITS;
}

/// Whether an inode number may be among those that bits stand for.
static inline int cbpf_may_have_inode(const volatile unsigned long long *bits, unsigned long long inode) {
  unsigned bit = cbpf_inode_bit(inode);
  return bits[bit / 64] >> bit % 64 & 1;
}

static inline void cbpf_add_inode_bit(unsigned long long *bits, unsigned long long inode) {
  unsigned bit = cbpf_inode_bit(inode);
  bits[bit / 64] |= 1ull << bit % 64;
}

static inline void cbpf_add_inode(struct cbpf_selection *selection, unsigned long long inode) {
  cbpf_add_inode_bit(selection->inodes, inode);
}

/// Bytes of ``cbpf_records``, pages, and of the records in it.
enum { CBPF_RECORDS_SIZE = 32768, CBPF_RECORDS_ROOM = CBPF_RECORDS_SIZE - CBPF_INODE_BITS / 8 - 8 };

/// What the iterators over files that are not held share with their reader.
struct cbpf_records {
  /// Of sockets only those that may have one of these are wanted, where ``cbpf_selection/wants_socket_inodes``, as in
  /// ``cbpf_selection/inodes``: they need not be known when it is loaded.
  unsigned long long socket_inodes[CBPF_INODE_BITS / 64];
  /// Bytes of the records. The reader sets it to 0 once it has them.
  unsigned long long size;
  /// Records of descriptors, one after another.
  unsigned char bytes[CBPF_RECORDS_ROOM];
};

static inline void cbpf_add_socket_inode(struct cbpf_records *records, unsigned long long inode) {
  cbpf_add_inode_bit(records->socket_inodes, inode);
}

static inline void cbpf_add_all_sockets(struct cbpf_records *records) {
  for (unsigned word = 0; word < CBPF_INODE_BITS / 64; word++) records->socket_inodes[word] = ~0ull;
}

/// ``cbpf_records/bytes``, which Swift has no type for.
static inline const unsigned char *cbpf_records_bytes(const struct cbpf_records *records) { return records->bytes; }

/// There is room for CBPF_MOST_DEVICES.
static inline void cbpf_add_device(struct cbpf_selection *selection, unsigned device) {
  selection->devices[selection->device_count++] = device;
}

/// There is room for CBPF_MOST_NAMED.
static inline void cbpf_add_named(struct cbpf_selection *selection, int descriptor) {
  selection->named[selection->named_count++] = descriptor;
}

/// There is room for CBPF_MOST_PIDS.
static inline void cbpf_add_pid(struct cbpf_selection *selection, int pid) {
  selection->pids[selection->pid_count++] = pid;
}

#endif
