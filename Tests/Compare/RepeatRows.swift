/// Repeat mode, help, and arguments that are refused.
let repeatRows = #"""
  -r1 -p {pid.files} ## cut=1.5
  -r1m==%%== -p {pid.files} ## cut=1.5
  -r1 -F -p {pid.files} ## cut=1.5
  -r1 -Fpn0 -p {pid.files} ## cut=1.5
  -r1 -t -p {pid.files} ## cut=1.5
  -r1m####%n -t -p {pid.files} ## cut=1.5
  -r 1 -p 999999 ## cut=1.5
  -r1 {path.closed} ## cut=1.5
  -r1 -a -d cwd -c OpenFiles ## cut=1.5
  +r1 -t -p {pid.files} ## cut=1.5
  -r1 -j -p {pid.files} ## cut=1.5 since=4.99.7
  +r1 -t -p 999999
  +r1 -p 999999
  +r1 -F -p 999999
  +r1 -Q -p 999999
  +r1 -Q -a -p {pid.files} -d 999
  -Q -a -p {pid.files} -d 999
  +r1m==%%== -p 999999
  +r1 {path.closed}
  -rx -p {pid.files} ## status
  -r1cx -p {pid.files} ## status
  -r1x -p {pid.files} ## status
  -h
  -?
  -h -p {pid.files}
  -v
  -h ## argv0=/usr/bin/ls-of
  -F? ## argv0=x
  # Refused
  -Y ## status
  -I ## status
  -nY ## status
  +Y ## status
  +p 1 ## status
  -p ## status
  -p x ## status
  -p 1x ## status
  -p -1 ## status
  -p 1,x ## status
  -p ^x ## status
  -c ## status
  -c /x ## status
  -c /[/ ## status
  -c /x/q ## status
  -c /a{2/x ## status
  -c /(/x ## status
  -c /x/ii ## status
  -c averyveryverylongname ## status
  -d ## status
  -d x ## status
  -d 1- ## status
  -d -1 ## status
  -d 1-x ## status
  -d cwd,x ## status
  -d 3,^4 ## status
  -d ^cwd,3 ## status
  -u ## status
  -u ^nosuchuser ## status
  -u root,nosuchuser ## status
  -u root,^root ## status
  -g x ## status
  -g 1,x ## status
  -i x ## status
  -i 5 ## status
  -i 46 ## status
  -i tcp: ## status
  -i tcp@ ## status
  -i @ ## status
  -i : ## status
  -i :x ## status
  -i :1-x ## status
  -i :1- ## status
  -i :2-1 ## status
  -i @1.2.3 ## status
  -i @1.2.3.4.5 ## status
  -i @[::1 ## status
  -i @[x] ## status
  -i @1.2.3.400 ## status
  -i tcpx ## status
  -i 4@[::1] ## status
  -i 6@127.0.0.1 ## status
  -i tcp@127.0.0.1: ## status
  -s TCP ## status
  -s TCP: ## status
  -s x:y ## status
  -s tcp:listen -i ## status
  -s :LISTEN ## status
  -o x ## status
  -o -1 ## status
  +o ## status
  +c ## status
  +c x ## status
  +c -1 ## status
  +L x ## status
  +L -1 ## status
  +Lx ## status
  -L1 ## status
  -T1 ## status
  -K x ## status
  -Kx ## status
  -x q ## status
  -x ## status
  -x f ## status
  -x l ## status
  +d ## status
  +D ## status
  -D x ## status
  -e ## status
  -S ## status
  -S -1 ## status
  +m x ## status
  +m ## status
  -r -p 999999 -t +r ## status
  -Z x ## status
  -t -F -p {pid.files} ## status
  -tF -p {pid.files} ## status
  -t -o -p {pid.files} ## status
  -nPx ## status
  -aa -p {pid.files}
  -ll -p {pid.files}
  -a -a -p {pid.files} -d cwd
  -nnPP -p {pid.files}
  -p{pid.files} -d3
  -ap{pid.files} -d3
  -ad3 -p{pid.files}
  -nPp {pid.files}
  +aR -p {pid.files} ## status
  +L 99999999999999999999999 ## status
  -o 99999999999999999999999 ## status
  -S 99999999999999999999999 ## status
  '' ## status
  -- ## status
  ++ ## status
  - ## status
  + ## status
  """#
