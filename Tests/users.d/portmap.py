"""portmap.py PROGRAM PROTOCOL PORT: tells the portmapper of this machine (RFC 1833, version 2) that the RPC
program has that port; PROTOCOL is tcp or udp."""
import socket
import struct
import sys

program, protocol, port = int(sys.argv[1]), {"tcp": 6, "udp": 17}[sys.argv[2]], int(sys.argv[3])
connection = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
connection.settimeout(5)
# A call: message type 0, RPC 2, the portmapper 100000 version 2, procedure 1 (set), no credentials.
connection.sendto(struct.pack(">14I", 1, 0, 2, 100000, 2, 1, 0, 0, 0, 0, program, 3, protocol, port),
                  ("127.0.0.1", 111))
answer = struct.unpack(">7I", connection.recv(64)[:28])
sys.exit(0 if answer[2] == 0 and answer[5] == 0 and answer[6] == 1 else "portmap.py: refused")
