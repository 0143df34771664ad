/// Which processes and files are listed.
let selectionRows = #"""
  -p {pids}
  -nP -p {pids}
  -nP
  -nP ## nobody
  -nP -p {pids} ## nobody
  -nP -p {pids} ## utf8
  -nP -l
  -nP -O
  -nP -b -w
  -nP -b -p {pids} ## quiet
  -p {pid.files}
  -p{pid.files}
  -p {pid.files},{pid.maps}
  -p {pid.maps},{pid.files}
  -p {pid.files} -p {pid.tcp}
  -p {pid.files},{pid.files}
  -p {pid.files},999999
  -p 999999
  -p ^{pid.files}
  -p ^{pid.files},^{pid.names} -nP
  -p {pid.files},^{pid.files}
  -a -p {pids} -p ^{pid.files}
  -p {pid.zombie}
  -p {pid.stopped}
  -p {pid.deletedcwd}
  -p {pid.chroot}
  -p {pid.manyfds}
  -p {pid.mountspace}
  -p {pid.netspace} -nP
  -p {pid.nobodychild}
  -p {pid.strangerchild} ## nobody
  -p {pid.files} ## nobody
  -p {pid.nobodychild} ## nobody
  # Commands
  -c OpenFiles -nP
  -c Open -nP
  -c open
  -c nosuchcommand
  -c two
  -c 'two words'
  -c '(sd'
  -c 'a (b)'
  -c fifteen-letters
  -c fifteen-letter
  -c 2nd
  -c kworker
  -c '%s'
  -c 'back\'
  -c "tab\there"
  -c "caf\xe9"
  -c "caf\xc3\xa9" ## utf8
  -c "caf\xc3\xa9"
  -c /^two/
  -c /^TWO/i
  -c /words$/x
  -c '/^(two|a) /x'
  -c '/^[a-f]/b'
  -c /nothing/
  -c /open/i -a -d cwd
  -c two -c kworker
  -c two -c nosuchcommand
  -a -c Open -p {pid.tcp}
  -c two -p {pid.locks}
  # Users
  -u nobody
  -u 65534
  -u nobody -nP -l
  -u root -nP
  -u ^root -nP
  -u ^0 -nP
  -u nobody,54321
  -u 54321
  -u ^nobody,^54321 -nP
  -u nobody -u 54321
  -a -u nobody -d cwd
  -a -u root -c two
  -u nobody -c two
  -u nosuchuser ## status
  -u 4242
  -u nobody ## nobody
  -u root -nP ## nobody
  -u ^root -nP ## nobody
  # Process groups
  -g {pid.nobodychild}
  -g -p {pids}
  -g -nP
  -g {pid.nobody}
  -g {pid.shell}
  -g ^{pid.keeper} -nP
  -g 999999
  -g {pid.nobody},{pid.shell}
  -a -g {pid.keeper} -c two
  -a -g {pid.keeper} -d cwd -R
  -g 1 -p {pid.files}
  # Descriptors
  -d cwd
  -d cwd,rtd,txt
  -d ^cwd,^rtd,^txt,^mem,^DEL -nP
  -d mem
  -d DEL
  -d txt
  -d 0
  -d 0-2
  -d 3-5
  -d 3,5,7 -nP
  -d 10000
  -d 9999-20000
  -d fd -nP
  -d ^fd
  -d ^fd,^mem
  -d fd,cwd
  -d 999
  -d ^0-2 -nP
  -d ^3 -p {pid.files}
  -d 5-3 ## status
  -a -d 3 -p {pid.files}
  -a -p {pid.files} -d 999
  -ad3,4 -p {pid.tcp} -nP
  -a -d mem -p {pid.maps}
  -a -d DEL -p {pid.maps}
  -a -d ^mem -p {pid.maps}
  -a -d cwd -c OpenFiles -u root
  -d err
  -d ltx
  -d m86
  -d NOFD
  -d cwd,^rtd
  -d cwd -d ^rtd -a -p {pid.files}
  -d unk
  -a -d 3 -d ^4 -p {pid.files}
  # Links
  +L1 -nP
  +L1
  +L2 -nP
  +L -p {pids}
  -L -p {pid.links}
  +L0 -p {pid.links}
  +L -p {pid.links}
  +L1 -p {pid.links}
  +aL1 -p {pid.links}
  -a +L1 -p {pid.links}
  -a +L1 -p {pid.maps}
  -a +L2 {base}
  -a +L1 {mount.tmpfs}
  +L1 ## nobody
  # Families
  -U
  -U -p {pid.unix}
  -a -U -p {pid.unix}
  -aU -c Open -d 3-10
  -U ## nobody
  -N
  -N -p {pid.files}
  -a -N -p {pid.files}
  -X -nP
  -X -p {pid.tcp}
  -X -i
  # Several at once
  -c two -d cwd
  -c two -u nobody -d cwd
  -a -c two -u nobody
  -a -i -p {pid.tcp} -nP
  -i -p {pid.files} -nP
  -i -U -nP
  -a -i -U -nP
  -a -i -u nobody -nP
  -a -U -u nobody
  -a -p {pid.files}
  -a ## status
  -a -nP ## status
  -p {pid.files} -- {path.read}
  -p {pid.links} {path.read}
  -a -p {pid.links} {path.read}
  -a -p {pid.files} {path.read}
  -a -p {pid.files} -d cwd {path.read}
  -a -c Open {path.read} -u nobody
  # Tasks
  -K -p {pid.files} ## since=4.99.7
  -K ## since=4.99.7
  -K -nP -d ^mem
  -a -K -p {pid.tasks} ## since=4.99.7
  -aK -p {pid.tasks} -d ^mem
  -aK -p {pid.owntask} -d ^mem
  -aK -d cwd
  -K i -p {pid.tasks}
  -Ki -nP
  -K i
  -aK -c Open -d cwd
  -aKi -p {pid.tasks} -d cwd
  -aK -c worker -d cwd
  -K -d 3 -nP
  -aK -p {pid.tasks} -d cwd -R -g
  -aK -p {pid.tasks} -d cwd ## nobody
  -aK -u nobody -d cwd
  -aK -p {pid.namesakes},{pid.tasks} -d 3 -nP
  -K -i -nP
  -aK -iTCP -nP
  """#
