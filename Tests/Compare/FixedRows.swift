/// Where the reference is wrong (it crashes, loses or garbles what was asked): the rows are run on ours
/// only, against expectations of their own. The man page lists them under DIFFERENCES.
let fixedRows = #"""
  # A host with addresses of both IP versions
  -nP -iTCP@two-versions -sTCP:LISTEN ## fixed exits=0 has="TCP 127.0.0.1:{port.listen} (LISTEN)" has="TCP [::1]:{port.listen6} (LISTEN)" needs=fd.keeper.hosts
  -nP -iUDP@two-versions ## fixed exits=0 has="UDP 127.0.0.1:{port.udp}" has="UDP [::1]:" lacks=TCP needs=fd.keeper.hosts
  # Lists that mix ports and services
  -nP -iTCP:1-10,smtp,99 ## fixed exits=0 has="TCP 127.0.0.1:25 (LISTEN)" lacks=:80 needs=fd.tcp.known-25
  -nP -iTCP:smtp,{port.listen} ## fixed exits=0 has="TCP 127.0.0.1:25 (LISTEN)" has="TCP 127.0.0.1:{port.listen} (LISTEN)" needs=fd.tcp.known-25
  # States of UDP
  -nP -iUDP -sUDP:IDLE -a -p {pid.udp} ## fixed exits=0 has="UDP 127.0.0.1:{port.udp}" lacks=TCP
  -nP -i -sUDP:ESTABLISHED -a -p {pid.udppeer} ## fixed exits=0 has="(ESTABLISHED)"
  -nP -iUDP -sUDP:^IDLE -a -p {pid.udppeer} ## fixed exits=0 has="(ESTABLISHED)"
  # Repetition counted as such only
  -r1c2 -t -p {pid.blankname} ## fixed exits=0 rows=4 has="{pid.blankname}\n=======\n{pid.blankname}\n=======\n"
  -r1c1 -p {pid.files} ## fixed exits=0 has="=======\n" has={path.read}
  -r 1c1 -t -p {pid.files} ## fixed exits=0 has="{pid.files}\n=======\n"
  +r1c1 -t -p {pid.files} ## fixed exits=0 has="{pid.files}\n=======\n"
  -r1c2m####%n -t -p {pid.files} ## fixed exits=0 has="{pid.files}\n####\n\n{pid.files}\n####\n"
  -r1c1 -Fp0 -p {pid.files} ## fixed exits=0 has="p{pid.files}\x00\nm\x00\n"
  -r1c1 -p 999999 ## fixed exits=1 has="=======\n"
  -r0c1 -t -p {pid.files} ## fixed exits=0 has="{pid.files}\n"
  # Columns by name
  -nP --columns=pid,fd,name -a -p {pid.files} -d cwd ## fixed exits=0 rows=2 has="{pid.files} cwd   /" lacks=COMMAND
  -nP -j --columns=tcp.lport,state -iTCP:{port.listen} ## fixed exits=0 json has="{\"tcp.lport\":{port.listen},\"state\":\"LISTEN\"}"
  -J --columns=+inode,+flags,+pos,+nlink -p {pids} ## fixed json
  -J --columns=+pos -p 999999 ## fixed exits=1 json rows=1
  -J --columns=+starttime,+cmdline,+exe,+cgroup,+blocks,+perm,+owner,+fuid,+mtime -p {pids} ## fixed json
  --columns=blocks,perm,fuid,name -a -p {pid.files} -d cwd ## fixed exits=0 rows=2 has=" drwx"
  --csv -a -p {pid.files} -d cwd ## fixed exits=0 rows=2 has="COMMAND,PID,USER,FD,TYPE,DEVICE,SIZE/OFF,NODE,NAME\x0d\n"
  --raw --columns=pid,assoc -a -p {pid.files} -d cwd ## fixed exits=0 rows=1 has="{pid.files}\x00cwd\x00\n"
  --columns=pid,sise ## fixed exits=1 rows=0 said="no such column: sise; did you mean SIZE?"
  --columns=help ## fixed exits=0 silent has="TCP.LPORT"
  # Filters
  -nP --filter=pid=={pid.files} "--filter=assoc=='cwd'" ## fixed exits=0 rows=2 has=" cwd "
  -t --filter=pid=={pid.files} ## fixed exits=0 rows=1 has="{pid.files}\n"
  -J "--filter=pid=={pid.files}&&user=='nosuch'" ## fixed exits=1 json has="\"processes\":[]"
  -Q --filter=pid=={pid.files}&&size<0 ## fixed exits=0 rows=0 silent
  -p {pid.files},999999 "--filter=fd=='cwd'" ## fixed exits=0 rows=2 silent
  -j --columns=pid,lport "--filter=lport=={port.listen}&&state=='listen'" ## fixed exits=0 json has="\"lport\":{port.listen}}"
  -nP --csv --columns=name "--filter=name=='{path.read}'" -p {pids} ## fixed exits=0 has="{path.read}\x0d\n"
  -F pn "--filter=name=~'^{base}/'" -p {pids} ## fixed exits=0 has="n{path.read}\n" lacks=n/dev/null
  -r1c1 -t --filter=pid=={pid.files} ## fixed exits=0 has="{pid.files}\n=======\n"
  --filter=sise>1 ## fixed exits=1 rows=0 said="no such column: sise; did you mean SIZE?"
  # Counts
  --count -a -p {pid.files} -d cwd ## fixed exits=0 rows=1 has="1\n" silent
  --count=fd,pid,size -a -p {pid.files} -d cwd ## fixed exits=0 rows=2 has="COUNT FD " has=" cwd "
  --count -p 999999 ## fixed exits=1 has="0\n"
  --count=pid,user,type -J -p {pids} ## fixed exits=0 json has="{\"count\":"
  --count=pid --csv -p {pid.files} -a -d cwd ## fixed exits=0 has="COUNT,PID\x0d\n1,{pid.files}\x0d\n"
  --count=pid --raw -p {pid.files} -a -d cwd ## fixed exits=0 has="1\x00{pid.files}\x00\n"
  --count=pid --columns=pid ## fixed exits=1 said="exclude each other"
  --count -t ## fixed exits=1 said="--count excludes -F and -t"
  -r1c1 --count=pid -a -p {pid.files} -d cwd ## fixed exits=0 has="=======\n"
  # What is asked twice is found twice
  {path.read} {path.read} ## fixed exits=0 rows=2 silent
  {path.hardlink} {path.hardlink2} ## fixed exits=0 rows=2 silent
  -d cwd -a -p {pids} -c fifteen -c fifteen ## fixed exits=0 rows=2
  -d cwd -a -c ^OpenFiles ## fixed exits=0 has="two\\x20wo" lacks=OpenFiles
  # A process that is left out for its command is found by its number
  -V -p {pid.files},{pid.links} -c ^Open ## fixed exits=0 rows=0 silent
  -V -p {pid.files},{pid.blankname} -c ^Open -d cwd -a ## fixed exits=0 rows=2 silent
  -V -p {pid.files},999999 -c ^Open ## fixed exits=1 rows=1 has="process ID not located: 999999"
  # There are tasks, also where no socket of theirs is looked for or found
  -V -a -K -p {pid.tasks} -U ## fixed exits=0 rows=0 silent
  -V -a -K -p {pid.files} -E ## fixed exits=1 rows=1 has="no tasks located"
  -V -a -K -p {pid.tasks} -i ## fixed exits=1 rows=1 has="no Internet files located"
  -d cwd -a -p {pid.blankname},{pid.fullname} -c "two words" -c ^kworker ## fixed exits=0 rows=2
  # -x counts wherever it stands
  +D {base} -x f ## fixed exits=1 has={mount.tmpfs}/file
  +D {path.tree} -x l ## fixed exits=1 has={path.tree}/one
  # A process whose first thread has ended
  -p {pid.leaderless} ## fixed exits=0 has={pid.leaderless}
  -t -p {pid.leaderless} ## fixed exits=0 rows=1
  # Numbers beyond all bounds
  -p 99999999999999999999999 ## fixed exits=1 said=9999999
  -u 99999999999999999999999 ## fixed exits=1 said=9999999
  -g 99999999999999999999999 ## fixed exits=1 said=9999999
  -d 99999999999999999999999 ## fixed exits=1 said=9999999
  -p 18446744073709551617 ## fixed exits=1
  -i :99999999999999999999999 ## fixed exits=1 said="port above 65535"
  -nP -i :65536 ## fixed exits=1 rows=0 said="port above 65535 in -i: :65536"
  -i:99999 ## fixed exits=1 rows=0 said="port above 65535 in -i: :99999"
  -iTCP:1-99999 ## fixed exits=1 rows=0 said="port above 65535"
  -p ^ ## fixed exits=1
  -u ^ ## fixed exits=1
  -g ^ ## fixed exits=1
  +c 99999999999999999999999 ## fixed exits=1
  # An empty name is complained about wherever it stands
  {path.read} '' ## fixed exits=1 rows=2 said="No such file"
  # -b forgoes calls that may block, not what is known without them
  -b -w {path.read} ## fixed exits=0 rows=2 silent
  # Sockets that are bound by relative names, by their files
  +d {base}/unix ## fixed has=" named-stream type=STREAM" has=" connected type=STREAM" has={base}/unix/absolute
  +D {base}/unix ## fixed has=" named-stream type=STREAM" lacks={base}/files/read
  +D {base} ## fixed has=" named-stream type=STREAM" has={base}/files/read
  -x f +D {base} ## fixed has=" named-stream type=STREAM" has={base}/files/read
  -a +D {base} -u nobody ## fixed has="{path.nobodychild}" has=" own type=STREAM"
  # What is mapped and has been removed has a size and no link, for those who may ask
  {path.mapreplaced} ## fixed exits=1
  -Fftn0 -a -d DEL -p {pid.removed} ## fixed exits=0 has="fDEL\x00tREG\x00n{base}/removed/mapdeleted\x00" has="n{base}/removed/mapreplaced\x00" has="n/memfd:mapped\x00" has="n/dev/zero\x00"
  -w -a -d DEL +e / -p {pid.removed} ## fixed exits=0 has=" DEL " has="{base}/removed/mapdeleted (+e /)"
  -a +L1 -p {pid.removed} ## fixed exits=0 has="{base}/removed/mapdeleted\n" has="{base}/removed/mapreplaced\n" has="/memfd:mapped\n"
  # A mount point by any path that leads there
  {base}//volume ## fixed exits=0 has={mount.tmpfs}/file needs=fd.mounted.tmpfs
  {base}/./volume/. ## fixed exits=0 has={mount.tmpfs}/file needs=fd.mounted.tmpfs
  {base}/files/../volume ## fixed exits=0 has={mount.tmpfs}/file needs=fd.mounted.tmpfs
  +f -- {base}/files/../volume ## fixed exits=0 has={mount.tmpfs}/file needs=fd.mounted.tmpfs
  # An exempt file system by its mount point
  -e {mount.tmpfs} {mount.tmpfs} ## fixed exits=0 has="{mount.tmpfs}/file (-e" has="{mount.tmpfs} (-e" needs=fd.mounted.tmpfs
  +e {mount.tmpfs} -- {mount.tmpfs} ## fixed exits=0 has="{mount.tmpfs}/file (+e" needs=fd.mounted.tmpfs
  # Users with long numbers
  -l -a -d cwd -p {pid.longuser} ## fixed exits=0 has=1234567890 needs=fd.longuser.user
  -a -d cwd -u 1234567890 -l ## fixed exits=0 rows=2 needs=fd.longuser.user
  # TCP sockets that are only bound
  -nP -a -i -p {pid.boundtcp} ## fixed exits=0 rows=5 has="TCP 127.0.0.1:{port.bound} (BOUND)" has="TCP [::1]:{port.bound6} (BOUND)" has="TCP 127.0.0.1:{port.refused} (BOUND)" needs=fd.boundtcp.told
  -nP -p {pid.boundtcp} ## fixed exits=0 has="IPv4 " has="TCP 127.0.0.1:{port.bound} (BOUND)" has="TCP [::1]:{port.bound6} (BOUND)" lacks="protocol: TCP" needs=fd.boundtcp.told
  -nP -i :{port.bound} ## fixed exits=0 rows=2 has="TCP 127.0.0.1:{port.bound} (BOUND)" needs=fd.boundtcp.told
  -nP -iTCP@[::1]:{port.bound6} ## fixed exits=0 rows=2 has="(BOUND)" needs=fd.boundtcp.told
  -nP -iTCP -sTCP:BOUND -a -p {pid.boundtcp} ## fixed exits=0 rows=5 lacks=LISTEN needs=fd.boundtcp.told
  -nP -iTCP -sTCP:LISTEN -a -p {pid.boundtcp} ## fixed exits=1 rows=0
  -nP -sTCP:^BOUND -a -p {pid.boundtcp} -i ## fixed exits=1 rows=0
  -t -sTCP:BOUND -i :{port.bound} ## fixed exits=0 has="{pid.boundtcp}\n" rows=1 needs=fd.boundtcp.told
  -nP -Tqs -a -i -p {pid.boundtcp} ## fixed exits=0 has="(BOUND QR=0 QS=0)" needs=fd.boundtcp.told
  -nP -F -a -i -p {pid.boundtcp} ## fixed exits=0 has="\nTST=BOUND\nTQR=0\nTQS=0\n" needs=fd.boundtcp.told
  -nP -J -a -i -p {pid.boundtcp} ## fixed exits=0 json has='"local_port":{port.bound}' has='"state":"BOUND"' lacks=remote_ needs=fd.boundtcp.told
  -nP -E -a -i -p {pid.boundtcp} ## fixed exits=0 rows=5 needs=fd.boundtcp.told
  -nP -X -p {pid.boundtcp} ## fixed exits=0 has="can't identify protocol" lacks=BOUND
  # An address of one link on one network interface
  -nP -i@[fe80::7%lo] ## fixed exits=0 rows=3 has="TCP [fe80::7]:4711 (LISTEN)" has="UDP [fe80::7]:4711 \n" needs=fd.scoped.scope.scoped0
  -nP -i@[fe80::7%scoped0]:4711 ## fixed exits=0 rows=3 needs=fd.scoped.scope.scoped0
  -nP -iTCP@[fe80::7%scoped0]:4711 -sTCP:LISTEN ## fixed exits=0 rows=2 needs=fd.scoped.scope.scoped0
  -nP -iUDP@[fe80::7%lo] ## fixed exits=0 rows=2 needs=fd.scoped.scope.scoped0
  -nP -i@[fe80::7%1] ## fixed exits=0 rows=3 needs=fd.scoped.scope.scoped0
  -nP -i@[fe80::7]:4711 ## fixed exits=0 rows=5 needs=fd.scoped.scope.scoped0
  -nP -i@[fe80::7%lo]:4712 ## fixed exits=1 rows=0
  -V -i@[fe80::8%lo] ## fixed exits=1 rows=1 has="Internet address not located: @[fe80::8%lo]"
  -i@[fe80::7%] ## fixed exits=1 rows=0 said="no interface after %"
  -i@[fe80::7%no-such0] ## fixed exits=1 rows=0 said="unknown network interface in -i: @[fe80::7%no-such0]"
  -J -nP -a -i -p {pid.scoped} ## fixed exits=0 json agrees has='"local_address":"fe80::7","local_scope":"lo","local_port":4711' has='"local_scope":"scoped0"' lacks=remote_ needs=fd.scoped.scope.scoped0
  -j -nP -iUDP@[fe80::7] ## fixed exits=0 json has='"local_scope":"lo"' has='"local_scope":"scoped0"' needs=fd.scoped.scope.scoped0
  # UNIX sockets with names of several words
  {path.unixblank} ## fixed exits=0 rows=2
  {path.unixcolon} ## fixed exits=0 rows=2
  {path.unixtab} ## fixed exits=0 rows=2
  {path.unixnewline} ## fixed exits=0 rows=2
  # A mapped file whose name says that it is deleted
  -a -d mem -p {pid.wrong} ## fixed exits=0 has="{path.mapnotdeleted}"
  {path.mapnewline} ## fixed exits=0 rows=3 has="mem "
  -Fn0 -a -d mem,DEL -p {pid.wrong} ## fixed exits=0 has="/b\\n (deleted\\x29\x00" has="/gone\\nline\x00" has="/gone\\\\012line\x00"
  # A line in a socket's name is no line of the table
  -U -a -p {pid.wrong} ## fixed exits=0 has=" earlier type=STREAM (LISTEN)" has=" later type=STREAM" lacks=0x00000000feedf0e5 has="\\n00000000feedf0e5: 0"
  -nP -p {pid.wrong} ## fixed exits=0 has="protocol: TCP\n" lacks=0x00000000feedf0e5
  -E -U -a -p {pid.wrong} ## fixed exits=0 has=" later type=STREAM" lacks=0x00000000feedf0e5
  -F0dn -p {pid.wrong} ## fixed exits=0 lacks=0x00000000feedf0e5
  # No two names are the same in NUL-terminated fields
  -Fn0 -p {pid.names} ## fixed exits=0 has="/\\x01\\x02\\x03" has="/^[[31m" has="/\\x1b[31mred" has="a\\xc2\\xa0b"
  -Fn0 -p {pid.names} ## fixed utf8 exits=0 has="caf\xc3\xa9" has="a\\xc2\\xa0b"
  -Fn0 -p {pid.unicode} ## fixed utf8 exits=0 has="/\\xe2\\x80\\xaeabc" has="x\\xe2\\x80\\x8dy" lacks="\xe2\x80"
  -F0n -U -a -p {pid.unixnames} ## fixed exits=0 has="n@a\\x00\\x00b\\x00 type=STREAM\x00" has="n@a@@b@ type=STREAM\x00" has="n\\x40a@@b@ type=STREAM\x00"
  -j -Fn -U -a -p {pid.unixnames} ## fixed exits=0 json has='"@a@@b@ type=STREAM"}' has='"@a@@b@ type=STREAM","name_bytes":"00610000620020' has='"@a@@b@ type=STREAM","name_bytes":"40614040624020'
  -F0n -p {pid.names} ## fixed exits=0 has="/kept (deleted\\x29\x00"
  -j -F0n -a -d mem -p {pid.wrong} ## fixed exits=0 json has='/x (deleted)","name_bytes":"2f'
  -F0n -p {pid.files} ## fixed exits=0 has=" (deleted)\x00"
  -Fc0 -p {pid.newline} ## fixed exits=0 has="ctwo\\nlines"
  -Fc0 -p {pid.escapename} ## fixed exits=0 has="c\\x1b[31mred"
  -J -p {pid.names} ## fixed exits=0 json has="caf\\u00e9" has="a\\u007fb" lacks="\xc3" lacks="\x7f"
  -J -p {pid.names} ## fixed utf8 exits=0 json has="caf\xc3\xa9" has="a\\u007fb" has="\\u0085a\\u009b" lacks="\xc2\x85"
  -J -p {pid.unicode} ## fixed utf8 exits=0 json has="\\u202eabc" has="\\u200b" has="\\udb40\\udc41" has="x\\u200dy"
  # Characters that reorder or hide others are escaped as control characters are; joiners stay
  -p {pid.unicode} ## fixed utf8 exits=0 has="/\\xe2\\x80\\xaeabc\xd7\x90\n" has="/a\\xe2\\x80\\x8bb\\xef\\xbb\\xbf\n" has="/a\\xf3\\xa0\\x81\\x81b\n" has="/x\xe2\x80\x8dy\xe2\x80\x8cz\n" lacks="\xe2\x80\xae"
  -Fn -p {pid.unicode} ## fixed utf8 exits=0 has="/\\xe2\\x80\\xaeabc\xd7\x90\n" has="/x\xe2\x80\x8dy" lacks="\xe2\x80\xae"
  {name.righttoleft} ## fixed utf8 exits=0 has="/\\xe2\\x80\\xaeabc\xd7\x90\n"
  "a\xe2\x80\xaeb" ## fixed utf8 exits=1 said="a\\xe2\\x80\\xaeb"
  -V -c "a\xe2\x81\xa6" ## fixed utf8 exits=1 has="command not located: a\\xe2\\x81\\xa6\n"
  # Command names in UTF-8 are cut by columns of the terminal, and never within a character
  -a -d cwd -p {pid.accentname} ## fixed utf8 exits=0 has="COMMAND " has="\ncaf\xc3\xa9-1234 "
  +c0 -a -d cwd -p {pid.accentname} ## fixed utf8 exits=0 has="COMMAND    " has="\ncaf\xc3\xa9-12345 "
  +c2 -a -d cwd -p {pid.accentname} ## fixed utf8 exits=0 has="COMMAND " has="\ncaf\xc3\xa9-12 "
  -a -d cwd -p {pid.widename},{pid.accentname} ## fixed utf8 exits=0 has="\n\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e    "
  -a -d cwd -p {pid.fullwidename} ## fixed utf8 exits=0 has="COMMAND   " has="\n\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe6\x97\xa5  "
  +c0 -a -d cwd -p {pid.fullwidename} ## fixed utf8 exits=0 has="COMMAND    " has="\n\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe6\x97\xa5\xe6\x9c\xac "
  -a -d cwd -p {pid.halfname} ## fixed utf8 exits=0 has="\n\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9   "
  +c0 -a -d cwd -p {pid.halfname} ## fixed utf8 exits=0 has="\xc3\xa9\\xc3 "
  +c0 -a -d cwd -p {pid.hiddenname} ## fixed utf8 exits=0 has="\na\\xe2\\x80\\xaeb "
  +c0 -a -d cwd -p {pid.invalidname} ## fixed utf8 exits=0 has="\ncaf\\xe9-12345 "
  -Fc -p {pid.halfname} ## fixed utf8 exits=0 has="\xc3\xa9\\xc3\n"
  +c0 -aK -d cwd -p {pid.foreigntask} ## fixed utf8 exits=0 has=" w\xc3\xa4chter "
  -E -a -p {pid.unicode} -d {fd.unicode.pipe} ## fixed utf8 exits=0 has=" {pid.accentname},caf\xc3\xa9-1234,{fd.unicode.pipe}r" has=",\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe6\x97\xa5,"
  -c "caf\xc3\xa9" ## fixed utf8 exits=0 has="caf\xc3\xa9-1234 "
  -J -Fc -p {pid.newline} ## fixed exits=0 json has="two\\nlines"
  # Nothing that the user gives steers the terminal
  -r1c1m"\x1b[2J\x9b\\x" -t -p {pid.files} ## fixed exits=0 has="^[[2J\\x9b\\x\n"
  -F -r1c1m%-n -p {pid.files} ## fixed exits=1 said=newline
  -V -p 999999 ## argv0="l\x1b[2Jf" fixed exits=1 has="l^[[2Jf: process" lacks="\x1b"
  # Regular expressions that would take seconds or gigabytes
  -c /(a{1,255}){1,255}/ ## fixed exits=1 said="too many repetitions"
  -c /a{1,32767}/ ## fixed exits=1 said="too many repetitions"
  -c '/(.*)(.*)(.*)(.*)\1\2\3\4z/' ## fixed exits=1 said="back references"
  # A table of mounts that never ends
  -a -d cwd -e /proc +m /dev/zero -p {pid.files} ## fixed exits=0 rows=2 said="reasonable size"
  # The file of a socket, opened as a place in the file system
  -a -d {fd.wrong.socketpath} -p {pid.wrong} ## fixed exits=0 has=" sock " has=" 0t0 " has="/socket\n"
  -F -a -d {fd.wrong.socketpath} -p {pid.wrong} ## fixed exits=0 has="\ntsock\n" has="\no0t0\n" has="/socket\n" lacks="\ns" lacks="\nk"
  # What only a task has is the process's, too
  -t -a -K -U -p {pid.foreigntask} ## fixed exits=0 has="{pid.foreigntask}\n"
  # Names of tasks are escaped in fields too
  -aK -FKM -p {pid.foreigntask} ## fixed exits=0 has="Mw\\xc3\\xa4chter"
  # All ends of a socket: of clients and servers, of connections that wait, of more than one client
  -E -nP -a -d {fd.endsclient.dual} -p {pid.endsclient} ## fixed exits=0 has=" {pid.ends},OpenFiles,{fd.ends.accepted-endsclient}u (ESTABLISHED)\n"
  -E -nP -a -d {fd.ends.accepted-endsclient} -p {pid.ends} ## fixed exits=0 has=" {pid.endsclient},OpenFiles,{fd.endsclient.dual}u (ESTABLISHED)\n"
  -E -nP -a -d {fd.endsclient.queue} -p {pid.endsclient} ## fixed exits=0 has=" {pid.ends},OpenFiles,{fd.ends.queue}u (ESTABLISHED)\n"
  -E -nP -a -d {fd.ends.queue} -p {pid.ends} ## fixed exits=0 has=" {pid.endsclient},OpenFiles,{fd.endsclient.queue}u " has=" {pid.endsclient2},OpenFiles,{fd.endsclient2.queue}u "
  -E -nP -a -d {fd.ends.dual} -p {pid.ends} ## fixed exits=0 has=" (LISTEN)\n" lacks=OpenFiles,
  -E -nP -a -d {fd.endsclient.udp} -p {pid.endsclient} ## fixed exits=0 has=" {pid.ends},OpenFiles,{fd.ends.udp}u (ESTABLISHED)\n"
  -E -nP -a -d {fd.ends.udp} -p {pid.ends} ## fixed exits=0 has=" {pid.endsclient},OpenFiles,{fd.endsclient.udp}u " has=" {pid.endsclient2},OpenFiles,{fd.endsclient2.udp}u "
  -E -nP -a -d {fd.endsclient2.udpdual} -p {pid.endsclient2} ## fixed exits=0 has=" {pid.ends},OpenFiles,{fd.ends.udpdual}u (ESTABLISHED)\n"
  -E -nP -a -d {fd.ends.udpdual} -p {pid.ends} ## fixed exits=0 has=" {pid.endsclient},OpenFiles,{fd.endsclient.udpdual}u " has=" {pid.endsclient2},OpenFiles,{fd.endsclient2.udpdual}u "
  -E -nP -a -d {fd.ends.closewait} -p {pid.ends} ## fixed exits=0 has="u (FIN_WAIT2)\n" has="u (CLOSE_WAIT)\n"
  -E -nP -a -d {fd.ends.lite} -p {pid.ends} ## fixed exits=0 rows=3 has=" {pid.ends},OpenFiles," lacks=(E
  -E -nP -a -d {fd.endsclient.udponly6} -p {pid.endsclient} ## fixed exits=0 rows=2 lacks=OpenFiles, needs=module.udpdiag
  -E -a -d {fd.endsclient.datagram} -p {pid.endsclient} ## fixed exits=0 has=" {pid.ends},OpenFiles,{fd.ends.datagram}u (CONNECTED)\n"
  -E -a -d {fd.ends.datagram} -p {pid.ends} ## fixed exits=0 has=" {pid.endsclient},OpenFiles,{fd.endsclient.datagram}u " has=" {pid.endsclient2},OpenFiles,{fd.endsclient2.datagram}u "
  -E -a -d {fd.endsclient2.stream} -p {pid.endsclient2} ## fixed exits=0 has=" {pid.ends},OpenFiles,{fd.ends.stream}u (CONNECTED)\n"
  -E -a -d {fd.ends.stream} -p {pid.ends} ## fixed exits=0 has=" {pid.endsclient},OpenFiles,{fd.endsclient.stream}u " has=" {pid.endsclient2},OpenFiles,{fd.endsclient2.stream}u "
  +E -nP -a -d {fd.ends.udp},{fd.ends.queue},{fd.ends.stream},{fd.ends.datagram} -p {pid.ends} ## fixed exits=0 rows=13
  -E -a -d {fd.ends.master} -p {pid.ends} ## fixed exits=0 has=" ->/dev/pts/0 {pid.ends},OpenFiles,{fd.ends.slave}u\n"
  -E -a -d {fd.ends.slave} -p {pid.ends} ## fixed exits=0 has=" {pid.ends},OpenFiles,{fd.ends.master}u\n"
  -E -a -d {fd.ends.othermaster} -p {pid.ends} ## fixed exits=0 has=" ->/dev/pts/0 {pid.ends},OpenFiles,{fd.ends.otherslave}u\n"
  +E -nP -a -U -p {pid.endsclient} ## fixed exits=0 rows=5
  # A lock that ends before the largest offset of 32 bits
  -Fl -a -d {fd.wrong.lock} -p {pid.wrong} ## fixed exits=0 has="\nlw\n"
  # Locks show at whatever descriptor has them, whoever took them
  -a -d {fd.sharedlocks.ofd-write-full} -p {pid.sharedlocks} -Ffl ## fixed exits=0 has="f{fd.sharedlocks.ofd-write-full}\nlW\n"
  -Fln -c OpenFiles ## fixed exits=0 has="\nlW\nn{base}/sharedlocks/ofd-write-full\n" has="\nlR\nn{base}/sharedlocks/ofd-read-full\n" has="\nlw\nn{base}/sharedlocks/ofd-write-tail\n" has="\nlr\nn{base}/sharedlocks/ofd-read-byte\n" has="\nlw\nn{base}/sharedlocks/ofd-both\n"
  -Fln ## fixed exits=0 has="\nlW\nn{base}/sharedlocks/ofd-write-full\n" has="\nlR\nn{base}/sharedlocks/ofd-read-full\n" has="\nlw\nn{base}/sharedlocks/ofd-write-tail\n" has="\nlr\nn{base}/sharedlocks/ofd-read-byte\n" has="\nlw\nn{base}/sharedlocks/ofd-both\n"
  -p {pid.lockheir} -Ffl ## fixed exits=0 has="f{fd.sharedlocks.ofd-write-part}\nlw\n" has="f{fd.sharedlocks.heir-shared}\nlR\n" has="f{fd.sharedlocks.heir-exclusive}\nlW\n" has="f{fd.sharedlocks.lease}\nlR\n" has="f{fd.sharedlocks.passed}\nlW\n" has="f{fd.sharedlocks.unlocked}\nl \n"
  -p {pid.sharedlocks} -Ffl ## fixed exits=0 has="f{fd.sharedlocks.heir-shared}\nlR\n" has="f{fd.sharedlocks.heir-exclusive}\nlW\n" has="f{fd.sharedlocks.lease}\nlR\n" has="f{fd.sharedlocks.unlocked}\nl \n" has="f{fd.sharedlocks.reopened}\nl \n"
  {base}/sharedlocks/heir-exclusive ## fixed exits=0 rows=3 has="uW "
  -J -p {pid.lockheir} -a -d {fd.sharedlocks.heir-exclusive} ## fixed exits=0 json has='"lock":"W"'
  # One that the process took by a descriptor that isn't asked for
  -Ffln -d {fd.locks.beside} ## fixed exits=0 has="\nlw\nn{base}/locks/write-part\n" has="\nlW\nn{base}/locks/flock-exclusive\n"
  # A lock on one of the files that share an inode is none on the others
  -a -p {pid.sharedlocks} -d {fd.sharedlocks.eventfds} -Fl ## fixed exits=0 has="\nlW\n" has="\nl \n"
  # JSON parses whatever the names, and knows internet sockets
  -J -nP ## fixed exits=0 json agrees
  -J ## fixed exits=0 json utf8
  -j -nP ## fixed exits=0 json agrees
  -J -nP -p {pid.names} ## fixed exits=0 json
  -j -nP -p {pid.names} ## fixed exits=0 json utf8
  -J -nP -iTCP:{port.listen} ## fixed exits=0 json has=127.0.0.1:{port.listen}
  -J -nP -i ## fixed exits=0 json agrees has="[::1]:"
  -J -nP -U ## fixed exits=0 json lacks='"tcp_info":{}'
  -J -K -nP ## fixed exits=0 json agrees
  -J -E -nP -p {pids} ## fixed json agrees
  -J -nP -p {pids} ## fixed exits=0 json agrees utf8
  -j -nP -d 0-20 ## fixed exits=0 json agrees
  -J -l -nP -u nobody ## fixed exits=0 json agrees
  -J -nP -a -c two ## fixed exits=0 json agrees
  -J -p 999999 ## fixed exits=1 json has='"processes":[]'
  -j -nP -p {pid.blankname},{pid.invalidname},{pid.escapename} ## fixed exits=0 json
  -J -u 1234567890 -l ## fixed exits=0 json needs=fd.longuser.user
  """#
