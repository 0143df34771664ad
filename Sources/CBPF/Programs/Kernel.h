// What the programs use of the kernel's types. The kernel that loads them fills in where each member is there
// (preserve_access_index), so that members must have the kernel's names, and nothing else of a type is needed.
//
// For each of these types it goes through all of its own, which takes 0.4 ms, unless it remembers the search: that of
// 31 types, by a hash of the name (kernel/bpf/btf.c, vmlinux_cand_cache). So what a program has no need of is not here,
// and what shares its place with another is avoided, as vfsmount with super_block.

#define KERNEL_TYPE __attribute__((preserve_access_index))

// An element of an array, whose size must be the kernel's.
struct upid {
  int nr;
  void *ns;
};

struct pid {
  unsigned level;
  struct upid numbers[1];
} KERNEL_TYPE;

struct dentry;

struct super_block {
  unsigned s_dev;
  unsigned long s_magic;
  struct dentry *s_root;
} KERNEL_TYPE;

struct list_head {
  struct list_head *next;
};

struct file_lock_context {
  struct list_head flc_flock;
  struct list_head flc_posix;
  struct list_head flc_lease;
} KERNEL_TYPE;

struct inode {
  unsigned short i_mode;
  union {
    const unsigned i_nlink;
  };
  struct {
    unsigned val;
  } i_uid;
  unsigned i_rdev;
  long long i_size;
  unsigned long i_ino;
  struct super_block *i_sb;
  struct file_lock_context *i_flctx;
} KERNEL_TYPE;

struct hlist_bl_node {
  void *next;
  void *pprev;
};

struct dentry {
  struct {
    struct {
      unsigned sequence;
    } seqcount;
  } d_seq;
  struct hlist_bl_node d_hash;
  struct dentry *d_parent;
  struct {
    unsigned len;
    const unsigned char *name;
  } d_name;
  struct inode *d_inode;
  struct super_block *d_sb;
} KERNEL_TYPE;

struct mount {
  struct mount *mnt_parent;
  struct dentry *mnt_mountpoint;
  struct {
    struct dentry *mnt_root;
  } mnt;
} KERNEL_TYPE;

struct path {
  void *mnt;
  struct dentry *dentry;
} KERNEL_TYPE;

struct file {
  unsigned f_mode;
  long long f_pos;
  struct inode *f_inode;
  struct path f_path;
} KERNEL_TYPE;

struct fs_struct {
  struct path root;
  struct path pwd;
} KERNEL_TYPE;

struct mm_struct {
  struct file *exe_file;
} KERNEL_TYPE;

struct cred {
  struct {
    unsigned val;
  } euid;
} KERNEL_TYPE;

struct signal_struct {
  struct pid *pids[4];
} KERNEL_TYPE;

struct nsproxy {
  void *mnt_ns;
} KERNEL_TYPE;

struct fdtable {
  unsigned max_fds;
  struct file **fd;
} KERNEL_TYPE;

struct files_struct {
  struct fdtable *fdt;
} KERNEL_TYPE;

struct task_struct {
  unsigned flags;
  int pid;
  int tgid;
  int exit_state;
  unsigned long long start_time;
  unsigned long long start_boottime;
  char comm[16];
  struct task_struct *real_parent;
  struct pid *thread_pid;
  struct cred *real_cred;
  struct fs_struct *fs;
  struct files_struct *files;
  struct nsproxy *nsproxy;
  struct signal_struct *signal;
  struct mm_struct *mm;
} KERNEL_TYPE;

struct sock_common {
  unsigned skc_daddr;
  unsigned skc_rcv_saddr;
  unsigned short skc_dport;
  unsigned short skc_num;
  unsigned short skc_family;
  unsigned char skc_state;
  int skc_bound_dev_if;
  struct {
    struct net *net;
  } skc_net;
  // A struct in6_addr each.
  struct {
  } skc_v6_daddr;
  struct {
  } skc_v6_rcv_saddr;
} KERNEL_TYPE;

struct sock {
  struct sock_common __sk_common;
  struct {
    struct {
      int counter;
    } rmem_alloc;
  } sk_backlog;
  struct {
    struct {
      int counter;
    } refs;
  } sk_wmem_alloc;
  unsigned short sk_protocol;
  unsigned short sk_type;
  unsigned sk_ack_backlog;
  unsigned sk_max_ack_backlog;
} KERNEL_TYPE;

struct socket {
  struct sock *sk;
} KERNEL_TYPE;

struct net {
  struct {
    unsigned inum;
  } ns;
} KERNEL_TYPE;

struct tcp_sock {
  unsigned copied_seq;
  unsigned write_seq;
  unsigned rcv_nxt;
  unsigned snd_una;
} KERNEL_TYPE;

struct udp_sock {
  int forward_deficit;
} KERNEL_TYPE;

struct unix_sock {
  struct unix_address *addr;
} KERNEL_TYPE;

struct sockaddr_un {
  char sun_path[108];
} KERNEL_TYPE;

struct unix_address {
  int len;
  struct sockaddr_un name[1];
} KERNEL_TYPE;

struct netlink_sock {
  unsigned portid;
  unsigned long *groups;
  _Bool bound;
} KERNEL_TYPE;

struct packet_sock {
  int ifindex;
  unsigned short num;
} KERNEL_TYPE;

struct vm_area_struct {
  unsigned long vm_start;
  unsigned long vm_end;
  unsigned long vm_flags;
  struct file *vm_file;
  void *anon_name;
} KERNEL_TYPE;

struct seq_file;

// What the programs are called with, the same in all kernels (include/linux/bpf.h). Not to have it looked up saves a
// millisecond for each of them.
struct bpf_iter_meta {
  struct seq_file *seq;
};

struct bpf_iter__task_file {
  struct bpf_iter_meta *meta;
  struct task_struct *task;
  unsigned fd;
  struct file *file;
};

struct bpf_iter__task_vma {
  struct bpf_iter_meta *meta;
  struct task_struct *task;
  struct vm_area_struct *vma;
};

struct bpf_iter__task {
  struct bpf_iter_meta *meta;
  struct task_struct *task;
};

// Whether the kernel's type has a member (BPF_FIELD_EXISTS of libbpf's bpf_core_read.h).
#define HAS_MEMBER(member) __builtin_preserve_field_info(member, 2)

// Where a type's member is in it, in bytes.
#define PLACE_OF_MEMBER(member) __builtin_preserve_field_info(member, 0)

// Helpers, by their numbers (include/uapi/linux/bpf.h).
static void *(*const bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static long (*const bpf_probe_read_kernel)(void *to, unsigned size, const void *from) = (void *)113;
static long (*const bpf_probe_read_kernel_str)(void *to, unsigned size, const void *from) = (void *)115;
static long (*const bpf_seq_printf)(struct seq_file *, const char *format, unsigned format_size, const void *data,
                                    unsigned size) = (void *)126;
static long (*const bpf_seq_write)(struct seq_file *, const void *data, unsigned size) = (void *)127;
static long (*const bpf_d_path)(struct path *, char *buffer, unsigned size) = (void *)147;
static void *(*const bpf_get_current_task_btf)(void) = (void *)158;
static long (*const bpf_loop)(unsigned count, long (*)(unsigned, void *), void *, unsigned long) = (void *)181;
static struct socket *(*const bpf_sock_from_file)(struct file *) = (void *)162;

// Reads a member of a type, also of one that the kernel only knows as the first member of another. Where a pointer is
// loaded without it from what the iterator holds, the verifier may take milliseconds: it searches for lists of those
// that it may trust (kernel/bpf/btf.c, btf_nested_type_is_trusted).
#define READ(to, from) bpf_probe_read_kernel(&(to), sizeof(to), &(from))
