import Store
import Testing

@testable import Arg

@Suite struct UsageErrorTests {
  @Test(
    "bad options and values are refused with a message",
    arguments: [
      "-y", "-:", "--foo", "-A", "-C", "-k x", "-m x", "-m", "-z", "-Z", "-D x", "+J", "+j",
      "-c ^", "-p", "-p ''", "-p ,", "-p x", "-p 1x", "-p ^", "-p -1", "-p 2147483648",
      "-p 99999999999999999999",
      "-p 1,^1", "-g ''", "-g x", "-g 1,^1", "-u", "-u ''", "-u ,", "-u ^", "-u 4294967296",
      "-u 99999999999999999999", "-u no-such-user-here", "-u root,^0",
      "-u aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "-d", "-d ''", "-d ,", "-d ^", "-d xyz", "-d 1,^2",
      "-d 1 -d ^2", "-d 5-5", "-d 9-1", "-d -5", "-d 1-", "-d 1-2-3", "-d 2147483648", "-d 0-99999999999",
      "-c", "-c -n", "-c x -c ^x", "-c 1234567890123456", "-c /x", "-c /", "-c /x/q", "-c /x/bx",
      "-c /x/ii", "-c /(/", "-c /[/", "+c", "+c x", "+c 16", "+c 99999999999999999999", "+d", "+d ''",
      "+d /nosuch", "+D /etc/passwd", "+d -n", "-e", "-e x", "-e ''", "-e /etc", "-e /auto", "-f x", "+fc",
      "-Fe", "-F ?p", "-K x", "-K ''", "-L1", "-L 5", "-r m", "-s x", "-s TCP", "-s TCP:", "-s TCP:x",
      "-s TCP:,", "-s TCP:LISTEN,listen", "-s UDP:IDLE,Idle", "-s TCP:LISTEN,^LISTEN",
      "-s UDP:IDLE,^UNBOUND", "-s SCTP:OPEN", "-Tw", "-T x", "-x", "-x f", "-xq +d /home", "-a", "-o -s",
      "-Fo -s", "-t -F", "-J -t", "-j -t", "-J -j", "-F -r m%n", "-J -r1m%%%n", "-X -i", "-X -iTCP",
    ])
  func errors(line: String) {
    let run = Run(line)
    #expect(run.isRefused)
    #expect(run.messages.hasPrefix("lsof: ") && run.messages.hasSuffix("\n"))
  }

  @Test(
    "the message names the member of a list that is bad",
    arguments: [
      ("-p 1,abc", "process ID: abc"), ("-p 7,^x,8", "process ID: x"), ("-g 1,2b", "process group ID: 2b"),
    ])
  func namesMember(line: String, words: String) {
    #expect(Run(line).messages.hasPrefix("lsof: bad \(words)\n"))
  }

  @Test("the message names the value, escaped")
  func escapes() {
    let run = Run([bytes("-p"), bytes("1\u{1b}[2J\n")])
    #expect(run.isRefused && run.messages.contains("1^[[2J\\n\n"))
    #expect(Run([[0x2d, 0xff]]).messages.contains("\\xff"))
  }

  @Test(
    "what the reference takes is taken",
    arguments: [
      "-p 1,", "-d 1,,2", "-F ''", "-T ''", "-f ''", "-o ''", "-L ''", "-r ''", "-S ''", "-g", "-K I",
      "-f --", "+f -- /", "+M -M", "-r1mx%%n -F", "-N +e /proc", "-iTCP:1-10,99", "-w +d /", "-r5n",
      "-sTCP:SYN_RECV,SYN_RCVD", "-u 1000,root", "-Q", "-c /x/xi", "-i -sTCP:LISTEN -a -p 1",
    ])
  func acceptance(line: String) {
    #expect(Run(line).request != nil)
  }
}
