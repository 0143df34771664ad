/// The names of the protocols that packet sockets listen to.
enum EthernetProtocolNames {
  /// ETH_P_* (linux/if_ether.h)
  static func name(of number: UInt64) -> StaticString? {
    names.first { $0.number == number }?.name
  }

  private static let names: [(number: UInt16, name: StaticString)] = [
    (0x0001, "802.3"), (0x0002, "AX25"), (0x0003, "ALL"), (0x0004, "802.2"), (0x0005, "SNAP"),
    (0x0006, "DDCMP"), (0x0007, "WAN_PPP"), (0x0008, "PPP MP"), (0x0009, "LCLTALK"), (0x000c, "CAN"),
    (0x000d, "CANFD"), (0x0010, "PPPTALK"), (0x0011, "802.2"), (0x0015, "MOBITEX"), (0x0016, "CONTROL"),
    (0x0017, "IRDA"), (0x0018, "ECONET"), (0x0019, "HDLC"), (0x001a, "ARCNET"), (0x001b, "DSA"),
    (0x001c, "TRAILER"), (0x0060, "LOOP"), (0x00f5, "PHONET"), (0x00f6, "802154"), (0x00f7, "CAIF"),
    (0x00f8, "XDSA"), (0x00f9, "MAP"), (0x0200, "PUP"), (0x0201, "PUPAT"), (0x0800, "IP"),
    (0x0805, "X25"), (0x0806, "ARP"), (0x08ff, "BPQ"), (0x0a00, "I3EPUP"), (0x0a01, "I3EPUPA"),
    (0x22eb, "ERSPAN2"), (0x22f0, "TSN"), (0x4305, "BATMAN"), (0x6000, "DEC"), (0x6001, "DNA_DL"),
    (0x6002, "DNA_RC"), (0x6003, "DNA_RT"), (0x6004, "LAT"), (0x6005, "DIAG"), (0x6006, "CUST"),
    (0x6007, "SCA"), (0x6558, "TEB"), (0x8035, "RARP"), (0x809b, "ATALK"), (0x80f3, "AARP"),
    (0x8100, "8021Q"), (0x8137, "IPX"), (0x86dd, "IPV6"), (0x8808, "PAUSE"), (0x8809, "SLOW"),
    (0x883e, "WCCP"), (0x8847, "MPLS_UC"), (0x8848, "MPLS_MC"), (0x884c, "ATMMPOA"),
    (0x8863, "PPP_DIS"), (0x8864, "PPP_SES"), (0x886c, "LINKCTL"), (0x8884, "ATMFATE"), (0x888e, "PAE"),
    (0x88a2, "AOE"), (0x88a8, "8021AD"), (0x88b5, "802_EX1"), (0x88be, "ERSPAN"), (0x88c7, "PREAUTH"),
    (0x88ca, "TIPC"), (0x88cc, "LLDP"), (0x88e3, "MRP"), (0x88e5, "MACSEC"), (0x88e7, "8021AH"),
    (0x88f5, "MVRP"), (0x88f7, "1588"), (0x88f8, "NCSI"), (0x88fb, "PRP"), (0x8906, "FCOE"),
    (0x890d, "TDLS"), (0x8914, "FIP"), (0x8915, "IBOE"), (0x8917, "802.21"), (0x892f, "HSR"),
    (0x894f, "NSH"), (0x9000, "LOOPBACK"), (0x9100, "QINQ1"), (0x9200, "QINQ2"), (0x9300, "QINQ3"),
    (0xdada, "EDSA"), (0xdadb, "DSAD1Q"), (0xed3e, "IFE"), (0xfbfb, "AF_IUCV"),
  ]
}
