import Store
import Testing

@testable import Print

@Suite struct SocketTests {

  private func fill(_ batch: inout Batch) {
    let here = InternetEndpoint.ipv4(127, 0, 0, 1, port: 33069)
    let any = InternetEndpoint.ipv4(0, 0, 0, 0, port: 0)
    let six = InternetEndpoint.ipv6(last: 1, port: 80)
    batch.process(1)
    batch.socket(3, .ipv4, "UDP", SocketInfo(.udp, .close, here))
    batch.socket(4, .ipv4, "UDP", SocketInfo(.udp, .established, here, here))
    batch.socket(5, .ipv4, "TCP", SocketInfo(.tcp, .listen, any))
    var established = SocketInfo(.tcp, .established, six, six)
    established.receiveQueue = 5
    established.sendQueue = 6
    batch.socket(6, .ipv6, "TCP", established)
    batch.socket(7, .ipv4, "TCP", SocketInfo(.tcp, .unknown(12), here))
    batch.socket(8, .ipv4, "UDPLITE", SocketInfo(.udplite, .close, here))
    var listening = SocketInfo(.unix, .unconnected)
    listening.isListening = true
    batch.socket(9, .unix, "", listening, name: "@a type=STREAM")
    batch.socket(10, .unix, "", SocketInfo(.unix, .connected), name: "type=DGRAM")
  }

  private func tails(_ info: Output.TransportInfo) -> [String] {
    let text = listing(.plain { $0.output.transportInfo = info }) { fill(&$0) }
    return text.split(separator: "\n").dropFirst().map { line in
      String(line.split(separator: "0t0", maxSplits: 1)[1].drop { $0 == " " })
    }
  }

  @Test func states() {
    #expect(
      tails(.state) == [
        "UDP 127.0.0.1:33069 ", "UDP 127.0.0.1:33069->127.0.0.1:33069 (ESTABLISHED)",
        "TCP *:* (LISTEN)", "TCP [::1]:80->[::1]:80 (ESTABLISHED)",
        "TCP 127.0.0.1:33069 (UNKNOWN_TCP_STATE_12)", "UDPLITE 127.0.0.1:33069 ",
        "@a type=STREAM (LISTEN)", "type=DGRAM (CONNECTED)",
      ])
  }

  @Test func queues() {
    #expect(
      tails([.state, .queues])[3...] == [
        "TCP [::1]:80->[::1]:80 (ESTABLISHED QR=5 QS=6)",
        "TCP 127.0.0.1:33069 (UNKNOWN_TCP_STATE_12 QR=0 QS=0)", "UDPLITE 127.0.0.1:33069 (QR=0 QS=0)",
        "@a type=STREAM (LISTEN)", "type=DGRAM (CONNECTED)",
      ])
    #expect(tails(.queues)[3] == "TCP [::1]:80->[::1]:80 (QR=5 QS=6)")
    #expect(tails(.queues)[6] == "@a type=STREAM ")
  }

  @Test func nothing() {
    #expect(tails(.flags)[0] == "UDP 127.0.0.1:33069 ")
    #expect(tails([])[0] == "UDP 127.0.0.1:33069")
    #expect(tails([])[6] == "@a type=STREAM")
  }

  @Test func fields() {
    let text = listing(
      .plain(.fields) {
        $0.output.fields = ["f", "n", "T", "P", "d"]
      }
    ) { fill(&$0) }
    #expect(text.hasPrefix("p1\nf3\nd34001\nPUDP\nn127.0.0.1:33069\nTQR=0\nTQS=0\nf4\n"))
    #expect(text.contains("n[::1]:80->[::1]:80\nTST=ESTABLISHED\nTQR=5\nTQS=6\n"))
    #expect(text.hasSuffix("f10\nd34001\nntype=DGRAM\nTST=CONNECTED\n"))
  }

  @Test func endpointsComeBeforeTheState() {
    let text = listing(.plain()) {
      $0.process(1)
      $0.socket(3, .ipv4, "TCP", SocketInfo(.tcp, .established, .ipv4(10, 0, 0, 1, port: 1)))
      $0.files[0].addition = $0.names.append(Bytes("9,nc,4u"))
    }
    #expect(text.hasSuffix("TCP 10.0.0.1:1 9,nc,4u (ESTABLISHED)\n"))
  }
}
