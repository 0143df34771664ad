// As OpenFiles.bpf.c, and writes what /proc/net has of sockets, whichever network namespace they are in. A program of
// its own: the kernel searches for each of its types when the program is loaded.

#include "HeldFile.h"

static int may_be_of_directory(struct file *file, struct inode *inode, struct super_block *file_system) {
  (void)file, (void)inode, (void)file_system;
  return 1;
}

// Families and types of sockets, protocols, and a state (socket(2), include/uapi/linux/in.h,
// include/net/tcp_states.h).
enum { UNIX = 1, INET = 2, INET6 = 10, NETLINK = 16, PACKET = 17 };
enum { STREAM = 1, DATAGRAM = 2 };
enum { TCP = 6, UDP = 17, UDPLITE = 136 };
enum { LISTEN = 10 };

static int is_wanted_socket(const struct cbpf_socket *record) {
  if (record->family == INET || record->family == INET6) return selection.families & CBPF_INTERNET_SOCKETS;
  if (record->family == UNIX) return selection.families & CBPF_UNIX_SOCKETS;
  return selection.families & CBPF_OTHER_SOCKETS;
}

// The following fill in a record; false where the kernel has it otherwise. Types of a module that isn't loaded are not
// there. Nothing here is held but the socket: what is behind a pointer may change.

// As net/ipv4/tcp_ipv4.c, net/ipv4/udp.c and their like write it.
static int describe_internet(struct sock *socket, struct cbpf_socket *record) {
  record->local_port = socket->__sk_common.skc_num;
  record->foreign_port = __builtin_bswap16(socket->__sk_common.skc_dport);
  record->interface = socket->__sk_common.skc_bound_dev_if;
  if (record->family == INET6) {
    bpf_probe_read_kernel(record->local, sizeof record->local, &socket->__sk_common.skc_v6_rcv_saddr);
    bpf_probe_read_kernel(record->foreign, sizeof record->foreign, &socket->__sk_common.skc_v6_daddr);
  } else {
    *(unsigned *)record->local = socket->__sk_common.skc_rcv_saddr;
    *(unsigned *)record->foreign = socket->__sk_common.skc_daddr;
  }
  if (record->type == STREAM && record->protocol == TCP) {
    if (record->state == LISTEN) {
      record->receive_queue = socket->sk_ack_backlog;
      record->backlog_limit = socket->sk_max_ack_backlog;
      return 1;
    }
    struct tcp_sock *tcp = (struct tcp_sock *)socket;
    if (!HAS_MEMBER(tcp->snd_una)) return 0;
    unsigned received = 0, copied = 0, written = 0, acknowledged = 0;
    READ(received, tcp->rcv_nxt);
    READ(copied, tcp->copied_seq);
    READ(written, tcp->write_seq);
    READ(acknowledged, tcp->snd_una);
    int unread = received - copied;
    record->receive_queue = unread > 0 ? unread : 0;
    record->send_queue = written - acknowledged;
  } else if (record->type == DATAGRAM && (record->protocol == UDP || record->protocol == UDPLITE)) {
    struct udp_sock *udp = (struct udp_sock *)socket;
    if (!HAS_MEMBER(udp->forward_deficit)) return 0;
    unsigned deficit = 0;
    READ(deficit, udp->forward_deficit);
    record->receive_queue = socket->sk_backlog.rmem_alloc.counter - deficit;
    record->send_queue = socket->sk_wmem_alloc.refs.counter - 1;
  }
  return 1;
}

// The name, as net/unix/af_unix.c has it.
static int describe_unix(struct sock *socket, struct cbpf_socket *record, char *name) {
  struct unix_sock *unix_socket = (struct unix_sock *)socket;
  struct unix_address *address = 0;
  if (!HAS_MEMBER(unix_socket->addr) || !HAS_MEMBER(address->len)) return 0;
  READ(address, unix_socket->addr);
  if (!address) return 1;
  int length = 0;
  READ(length, address->len);
  // Without the family.
  unsigned size = length - 2;
  asm volatile("" : "+r"(size));
  if (size == 0 || size > CBPF_LONGEST_NAME) return 0;
  if (bpf_probe_read_kernel(name, size, &address->name[0].sun_path)) return 0;
  record->name_length = size;
  return 1;
}

static int describe_netlink(struct sock *socket, struct cbpf_socket *record) {
  struct netlink_sock *netlink = (struct netlink_sock *)socket;
  unsigned long *groups = 0;
  unsigned long first = 0;
  unsigned char bound = 0;
  if (!HAS_MEMBER(netlink->bound)) return 0;
  READ(record->number, netlink->portid);
  bpf_probe_read_kernel(&bound, sizeof bound, &netlink->bound);
  READ(groups, netlink->groups);
  if (groups) bpf_probe_read_kernel(&first, sizeof first, groups);
  record->groups = first;
  if (bound) record->marks |= CBPF_IS_BOUND;
  return 1;
}

static int describe_packet(struct sock *socket, struct cbpf_socket *record) {
  struct packet_sock *packet = (struct packet_sock *)socket;
  unsigned short protocol = 0;
  if (!HAS_MEMBER(packet->num)) return 0;
  READ(protocol, packet->num);
  READ(record->interface, packet->ifindex);
  record->number = __builtin_bswap16(protocol);
  return 1;
}

static int describe(struct sock *socket, struct cbpf_socket *record, char *name) {
  switch (record->family) {
  case INET:
  case INET6:
    return describe_internet(socket, record);
  case UNIX:
    return describe_unix(socket, record, name);
  case NETLINK:
    return describe_netlink(socket, record);
  case PACKET:
    return describe_packet(socket, record);
  }
  return 1;
}

SECTION("iter/task_file") int open_sockets(struct bpf_iter__task_file *context) {
  struct seq_file *table = context->meta->seq;
  if (!take(context)) return 0;
  struct file *file = context->file;
  struct cbpf_open_file *record = &output.file;
  struct cbpf_socket *told = &output.socket;
  struct socket *socket = file && record->marks & CBPF_IS_SOCKET ? bpf_sock_from_file(file) : 0;
  struct sock *sock = socket ? socket->sk : 0;
  if (!sock) {
    write_with_path(file, table);
    return 0;
  }
  __builtin_memset(told, 0, sizeof *told);
  told->network_namespace = sock->__sk_common.skc_net.net->ns.inum;
  told->family = sock->__sk_common.skc_family;
  if (!is_wanted_socket(told)) return 0;
  told->owner = owner;
  told->type = sock->sk_type;
  told->protocol = sock->sk_protocol;
  told->state = sock->__sk_common.skc_state;
  if (!describe(sock, told, output.name)) {
    write_with_path(file, table);
    return 0;
  }
  record->marks |= CBPF_TELLS_SOCKET;
  unsigned size = record_size(sizeof *record + sizeof *told, told->name_length);
  if (size > sizeof *record + sizeof *told + NAME_ROOM) return 0;
  record->length = size + (told->family == UNIX ? CBPF_ADDRESS_LENGTH : 0);
  if (bpf_seq_write(table, &output, size) == 0 && told->family == UNIX) {
    const char format[] = "%pK";
    unsigned long address = (unsigned long)sock;
    bpf_seq_printf(table, format, sizeof format, &address, sizeof address);
  }
  return 0;
}
