/// The command lines of programs that call lsof and parse what it says.
let userRows = #"""
  # checkrestart
  +XL -F nf
  # rkhunter
  -wnlP +c 0
  -wnlP +c 0 -p {pid.maps}
  -wnlP -i TCP:{port.listen}
  -wnlP -i UDP:{port.udp}
  -lMnPw -d 1-20
  # lynis
  -K i -iTCP -sTCP:LISTEN -P -n
  -n +L 1
  -i -P
  # MariaDB
  -Pnl -b -w -i :{port.listen}
  -Pnl -b -w -i :3306
  # libzypp
  -n -FpcuLRftkn0 -K i -a -p {pid.files},{pid.sizes},{pid.maps},{pid.devices},{pid.pipes},{pid.tcp},{pid.unix},{pid.anonymous},{pid.tasks}
  # px
  -n -F fnaptd0i -a -p {pid.files},{pid.sizes},{pid.maps},{pid.devices},{pid.pipes},{pid.tcp},{pid.unix},{pid.anonymous},{pid.tasks}
  # htop
  -P -p {pid.files} -F
  -o -P -p {pid.files} -F
  # git-annex
  -F0can -- {path.read}
  -F0can -- {path.missing}
  # hobbit, tiger
  -n -FpcLfn0 -a -p {pid.files},{pid.sizes},{pid.maps},{pid.devices},{pid.pipes},{pid.tcp},{pid.unix},{pid.anonymous},{pid.tasks}
  -FpPcnLt -nPi
  -n
  -np {pid.tcp}
  # sosreport
  -b +M -n -l -c '' -p ^{pid.queue},^{pid.queuereader},^{pid.queuetworeader} ## quiet
  -b +M -n -l -P -p ^{pid.queue},^{pid.queuereader},^{pid.queuetworeader} ## quiet
  -b +M -n -l -p ^{pid.queue},^{pid.queuereader},^{pid.queuetworeader} ## quiet
  +D {base}/files
  # piuparts, tomb, frr, openafs, gvfs
  -w +D {path.tree}
  -t +D {path.tree}
  -t -a -c /open/i {path.read} {path.write}
  -Fp {mount.tmpfs}
  -t {mount.blank}
  # unburden-home-dir, percona
  -F c {path.read}
  -p {pid.maps}
  # jc, insights, Zed, oshi, gomon, kill-port
  -nP
  -nP -iTCP -a -p {pid.tcp}
  -nP -iTCP -a -p {pid.files}
  -Fn -d cwd
  +E -Ki -l -n -P -d ^cwd,^mem,^rtd,^txt,^DEL -r1m====%%==== ## cut=1.5 paired
  -i tcp:{port.listen}
  # What people type
  -i :{port.listen} -S
  -i TCP:{port.listen} -sTCP:LISTEN -t
  -i tcp -n -P +c 15
  -nP -iTCP:{port.listen} -sTCP:LISTEN -Fpcn
  -nP +L1 -F nspf
  -u root -a -i -nP
  -c Open -a -i 4 -nP
  -a -d txt -Fn -p {pid.files}
  -a +D {base}/files -d ^cwd -Fn
  """#
