import Store
import Testing

@testable import Arg

@Suite struct UsageErrorTests {
  @Test(
    "bad options and values are refused with the reason",
    arguments: [
      ("-y", "no such option: y"),
      ("-:", "no such option: :"),
      ("-A", "this option is for other systems: A"),
      ("-C", "this option is for other systems: C"),
      ("-k x", "this option is for other systems: k"),
      ("-m x", "-m is for other systems"),
      ("-m", "-m is for other systems"),
      ("-z", "this option is for other systems: z"),
      ("-Z", "-Z needs SELinux, which isn't in force here"),
      ("-D x", "this build has no device cache for -D"),
      ("+J", "JSON is asked for with a minus sign, not with +: J"),
      ("+j", "JSON is asked for with a minus sign, not with +: j"),
      ("-c ^", "no command name after ^: ^"),
      ("-p", "no process ID was given"),
      ("-p ''", "no process ID was given"),
      ("-p ,", "no process ID was given"),
      ("-p x", "bad process ID: x"),
      ("-p 1x", "bad process ID: 1x"),
      ("-p ^", "bad process ID: ^"),
      ("-p -1", "bad process ID: -1"),
      ("-p 2147483648", "bad process ID: 2147483648"),
      ("-p 99999999999999999999", "bad process ID: 99999999999999999999"),
      ("-p 1,^1", "process ID both selected and left out: 1"),
      ("-g ''", "no process group ID was given"),
      ("-g x", "bad process group ID: x"),
      ("-g 1,^1", "process group ID both selected and left out: 1"),
      ("-u", "no user was given"),
      ("-u ''", "no user was given"),
      ("-u ,", "no user was given"),
      ("-u ^", "no user was given after ^: ^"),
      ("-u 4294967296", "user ID too large: 4294967296"),
      ("-u 99999999999999999999", "user ID too large: 99999999999999999999"),
      ("-u no-such-user-here", "unknown user: no-such-user-here"),
      ("-u root,^0", "a user is both selected and left out"),
      (
        "-u aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "login name of more than 32 characters: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      ),
      ("-d", "no descriptor was given"),
      ("-d ''", "no descriptor was given"),
      ("-d ,", "no descriptor was given"),
      ("-d ^", "no descriptor was given"),
      ("-d xyz", "no such descriptor type: xyz"),
      ("-d 1,^2", "descriptors can't be selected and left out in one list: ^2"),
      ("-d 1 -d ^2", "descriptors can't be selected and left out in one list: ^2"),
      ("-d 5-5", "range of descriptors doesn't ascend: 5-5"),
      ("-d 9-1", "range of descriptors doesn't ascend: 9-1"),
      ("-d -5", "bad range of descriptors: -5"),
      ("-d 1-", "bad range of descriptors: 1-"),
      ("-d 1-2-3", "bad range of descriptors: 1-2-3"),
      ("-d 2147483648", "descriptor number too large: 2147483648"),
      ("-d 0-99999999999", "descriptor number too large: 0-99999999999"),
      ("-c", "-c without a command name"),
      ("-c -n", "-c without a command name, but before an option: -n"),
      ("-c x -c ^x", "command both selected and left out: x"),
      (
        "-c 1234567890123456",
        "command name longer than the 15 characters that the system keeps: 1234567890123456"
      ),
      ("-c /x", "regular expression without a / at its end: /x"),
      ("-c /", "regular expression without a / at its end: /"),
      ("-c /x/q", "regular expression with an unknown modifier: /x/q"),
      ("-c /x/bx", "regular expression can't be both basic and extended: /x/bx"),
      ("-c /x/ii", "regular expression with a modifier given twice: /x/ii"),
      ("-c /(/", "regular expression doesn't compile, "),
      ("-c /[/", "regular expression doesn't compile, "),
      ("+c", "+c needs a width"),
      ("+c x", "+c needs a width, and not: x"),
      ("+c 16", "width of +c beyond the 15 characters that the system keeps: 16"),
      (
        "+c 99999999999999999999",
        "width of +c beyond the 15 characters that the system keeps: 99999999999999999999"
      ),
      ("+d", "+d and +D need a directory"),
      ("+d ''", "+d and +D need a directory"),
      ("+d /nosuch", "can't search the directory: /nosuch"),
      ("+D /etc/passwd", "can't search the directory: /etc/passwd"),
      ("+d -n", "+d and +D need a directory, which can't begin with a sign: -n"),
      ("-e", "-e needs the path of a file system, and not: "),
      ("-e x", "-e needs the path of a file system, and not: x"),
      ("-e ''", "-e needs the path of a file system, and not: "),
      ("-e /etc", "no file system is mounted where -e says: /etc"),
      ("-e /auto", "no file system is mounted where -e says: /auto"),
      ("-f x", "-f takes g and G only (write -f -- before names): x"),
      ("+fc", "-f takes g and G only (write -f -- before names): c"),
      ("-Fy", "no such field: y"),
      ("-F ?p", "no such field: ?"),
      ("-K x", "-K takes no value but i: x"),
      ("-K ''", "-K takes no value but i: "),
      ("-L1", "a number can follow +L, but not -L"),
      ("-L 5", "a number can follow +L, but not -L"),
      ("-r m", "bad marker format of -r: m"),
      ("-s x", "protocol of -s is neither TCP nor UDP: x"),
      ("-s TCP", "protocol of -s is neither TCP nor UDP: TCP"),
      ("-s TCP:", "no state was given to -s"),
      ("-s TCP:x", "no such state: x"),
      ("-s TCP:,", "empty state name in: ,"),
      ("-s TCP:LISTEN,listen", "state given twice: listen"),
      ("-s UDP:IDLE,Idle", "state given twice: Idle"),
      ("-s TCP:LISTEN,^LISTEN", "a TCP state is both selected and left out"),
      ("-s UDP:IDLE,^UNBOUND", "a UDP state is both selected and left out"),
      ("-s SCTP:OPEN", "protocol of -s is neither TCP nor UDP: SCTP:OPEN"),
      ("-Tw", "-T takes f, q and s only: w"),
      ("-T x", "-T takes f, q and s only: x"),
      ("-x", "-x is of use with +d and +D only"),
      ("-x f", "-x is of use with +d and +D only"),
      ("-xq +d /home", "-x takes f and l only: q"),
      ("-a", "-a has no selections to combine"),
      ("-o -s", "sizes (-s) and offsets (-o) exclude each other"),
      ("-Fo -s", "sizes (-s) and offsets (-o) exclude each other"),
      ("-t -F", "-t excludes -F, -J and -j"),
      ("-J -t", "-t excludes -F, -J and -j"),
      ("-j -t", "-t excludes -F, -J and -j"),
      ("-J -j", "-J and -j exclude each other"),
      ("-F -r m%n", "the marker (-r m) of field output can't have a newline: %n"),
      ("-J -r1m%%%n", "the marker (-r m) of field output can't have a newline: %%%n"),
      ("-X -i", "-X leaves out what -i asks for"),
      ("-X -iTCP", "-X leaves out what -i asks for"),
    ] as [(String, String)])
  func errors(line: String, reason: String) {
    let run = Run(line)
    #expect(run.isRefused)
    #expect(run.messages.hasPrefix("lsof: ") && run.messages.hasSuffix("\n"))
    let messages = run.messages.split(separator: "\n").filter { !$0.contains("WARNING") }
    let expected = "lsof: " + reason
    #expect(
      messages == [expected[...]]
        || reason.hasSuffix(" ") && messages.count == 1 && messages[0].hasPrefix(expected),
      "\(run.messages)")
  }

  @Test(
    "bad words are refused with the reason, and the nearest word is named",
    arguments: [
      ("--halp", "no such option: --halp; did you mean --help?"),
      ("--hlep", "no such option: --hlep; did you mean --help?"),
      ("--helpp", "no such option: --helpp; did you mean --help?"),
      ("--vers", "no such option: --vers; did you mean --version?"),
      ("--he", "no such option: --he; did you mean --help?"),
      ("--columns=prot", "no such column: prot; did you mean PROTO?"),
      ("--columns=+PID,-LPROT", "no such column: LPROT; did you mean LPORT?"),
      ("--columns=flaggs", "no such column: flaggs; did you mean FILE-FLAG?"),
      ("--columns=nothing-like-it", "no such column: nothing-like-it"),
      ("--columns=,", "--columns needs the name of a column, or help"),
      ("--columns=PID,-PID", "--columns leaves no column"),
      ("--columns=PID -F", "--columns, --raw and --csv exclude -F and -t"),
      ("--raw -t", "--columns, --raw and --csv exclude -F and -t"),
      ("--raw --csv", "--raw, --csv and JSON exclude each other"),
      ("--csv -J", "--raw, --csv and JSON exclude each other"),
      ("--columns=Z,SECURITY-CONTEXT", "no such column: Z"),
      ("--columns=SECURITY-CONTEXT", "security contexts need SELinux, which isn't in force here"),
      ("--virson=2", "no such option: --virson; did you mean --version?"),
      ("--HELP", "no such option: --HELP; did you mean --help?"),
      ("--x", "no such option: --x"),
      ("--nothing-like-it", "no such option: --nothing-like-it"),
      ("--=x", "no such option: --=x"),
      ("---help", "no such option: ---help; did you mean --help?"),
      ("--help=", "this option takes no value: --help="),
      ("--version=1", "this option takes no value: --version=1"),
    ] as [(String, String)])
  func words(line: String, message: String) {
    let run = Run(line)
    #expect(run.isRefused && run.messages == "lsof: \(message)\n")
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
    #expect(Run([[UInt8(ascii: "-"), 0xff]]).messages == "lsof: no such option: \\xff\n")
    let word = Run([bytes("--hel\u{1b}[2J")])
    #expect(word.isRefused && word.messages == "lsof: no such option: --hel^[[2J\n")
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
