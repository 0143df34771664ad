/// The names of netlink's protocols.
enum NetlinkProtocolNames {
  /// NETLINK_* (linux/netlink.h); 17 has no meaning.
  static func name(of number: UInt64) -> StaticString? {
    let names: [StaticString] = [
      "ROUTE", "UNUSED", "USERSOCK", "FIREWALL", "INET_DIAG", "NFLOG", "XFRM", "SELINUX", "ISCSI", "AUDIT",
      "FIB_LOOKUP", "CONNECTOR", "NETFILTER", "IP6_FW", "DNRTMSG", "KOBJECT_UEVENT", "GENERIC", "",
      "SCSITRANSPORT", "ECRYPTFS", "RDMA", "CRYPTO", "SMC",
    ]
    guard number != 17, number < names.count else { return nil }
    return names[Int(number)]
  }
}
