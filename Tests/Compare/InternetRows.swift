/// Internet sockets, their states and the other ends of what connects processes.
let internetRows = #"""
  -i
  -i -n
  -i -P
  -nP -i
  -nPi
  -nPi ## nobody unseen
  -nPiTCP:{port.listen} ## nobody unseen
  -nP -t -i :{port.listen} ## nobody unseen
  -nPwiTCP:{port.listen} ## nobody
  -nP -iTCP -sTCP:LISTEN ## nobody unseen
  -nP -iTCP:9 ## nobody
  -i ## utf8
  -nP -i4
  -nP -i6
  -nP -i 4
  -nP -i 6
  -nP -i tcp
  -nP -i TCP
  -nP -i Tcp
  -nP -i udp
  -nP -i udplite
  -nP -i UDPLITE
  -nP -i 4tcp
  -nP -i 4TCP
  -nP -i 6tcp
  -nP -i 6UDP
  -nP -i 4udp
  -nP -i 4TCP -i 6UDP
  -nP -i sctp
  -nP -i icmp
  -nP -i raw
  -nP -i @127.0.0.1
  -nP -i @127.0.0.1:{port.listen}
  -nP -i @[::1]
  -nP -i @[::1]:{port.listen6}
  -nP -i 6@[::1]
  -nP -i tcp@[::1]
  -nP -i udp@127.0.0.1
  -nP -i @localhost
  -nP -i tcp@localhost:{port.listen}
  -nP -i 4@localhost
  -nP -i @0.0.0.0
  -nP -i @10.1.2.3
  -nP -i @[::ffff:127.0.0.1]
  -nP -i @[::]
  -nP -i @nosuchhost.invalid ## status
  -nP -i :{port.listen}
  -nP -i tcp:{port.listen}
  -nP -i udp:{port.listen}
  -nP -i udp:{port.udp}
  -nP -i :{port.listen},{port.udp}
  -nP -i :{port.server}
  -nP -i :1-65535
  -nP -i tcp:1-1024
  -nP -i tcp:80-90
  -nP -i :{port.listen}-{port.listen}
  -nP -i :4
  -nP -i :0 ## status
  -nP -i :65535
  -i :mysql ## needs=fd.tcp.known-3306
  -i tcp:smtp ## needs=fd.tcp.known-25
  -i udp:tftp ## needs=fd.udp.tftp
  -i :http,https ## needs=fd.tcp.known-80
  -i :ntp ## needs=fd.udp.ntp
  -i tcp@127.0.0.1:smtp ## needs=fd.tcp.known-25
  -i :3306 ## needs=fd.tcp.known-3306
  -nP -i tcp:smtp ## needs=fd.tcp.known-25
  -i :nosuchservice ## status
  -i TCP:http-alt -P
  -nP -i tcp -i udp
  -nP -i 4tcp@127.0.0.1:{port.listen} -i 6
  -nP -i @127.0.0.1 -a -p {pid.tcp}
  -nP -a -i -p {pid.client}
  -nP -i -a -d 3-6
  -nP -i4 -a -u root
  # States
  -nP -iTCP -sTCP:LISTEN
  -nP -iTCP -sTCP:listen
  -nP -iTCP -sTCP:ESTABLISHED
  -nP -iTCP -sTCP:CLOSE_WAIT
  -nP -iTCP -sTCP:FIN_WAIT2
  -nP -iTCP -sTCP:LISTEN,CLOSE_WAIT
  -nP -iTCP -sTCP:^LISTEN
  -nP -iTCP -sTCP:^LISTEN,^ESTABLISHED
  -nP -i -sTCP:LISTEN
  -nP -iTCP -sTCP:TIME_WAIT
  -nP -iTCP -sTCP:SYN_SENT
  -nP -iTCP -sTCP:NOSUCH ## status
  -nP -sTCP:LISTEN ## status
  -V -nP -iUDP -sTCP:LISTEN
  -V -nP -i :9 -sTCP:LISTEN
  -V -nP -i@127.0.0.9 -sTCP:LISTEN
  -V -a -N -nP -i
  -V -a -N -nP -iTCP:{port.listen}
  -t -sTCP:LISTEN ## status
  -t -p {pid.tcp} -sTCP:LISTEN
  -t -p {pid.tcp} -sTCP:SYN_SENT
  -a -t -u root -sTCP:LISTEN ## status
  -d cwd -sTCP:LISTEN
  -a -d 9999 -sTCP:LISTEN
  +L1 -sTCP:LISTEN
  -a +L1 -nP -iTCP
  -a +L1 -nP -iTCP:{port.listen}
  -a +L1 -nP -i -p {pid.tcp}
  -a +L1 -nP -iTCP:9
  -nP -iTCP -sTCP:LISTEN -a -p {pid.tcp}
  -nP -i -sTCP:LISTEN -a -p {pid.tcp}
  -nP -i -sTCP:ESTABLISHED -a -p {pid.tcp}
  -nP -iTCP:{port.listen} -sTCP:LISTEN
  -nP -iTCP:{port.listen} -p ^{pid.tcp}
  -nP -iTCP:{port.listen} -sTCP:LISTEN,CLOSE_WAIT
  -nP -iTCP:{port.listen} -sTCP:LISTEN,CLOSE_WAIT -p ^{pid.tcp}
  -nP -i -sTCP:CLOSE_WAIT,LISTEN -p ^{pid.tcp}
  -nP -i -u ^root
  -nP -i :{port.listen} -c ^OpenFiles
  -nP -iTCP -sTCP:LISTEN -sTCP:ESTABLISHED ## status
  -t -iTCP -sTCP:LISTEN
  -K i -iTCP -sTCP:LISTEN -P -n
  # What follows the name
  -nP -i -T
  -nP -i -Ts
  -nP -i -Tqs
  -nP -i -Tsq
  -nP -iTCP -Tqs
  -nP -iTCP -Tfqs
  -nP -iTCP -Tfs
  -nP -i +T ## status
  -nP -iUDP -Tqs
  -nP -p {pid.unix} -Tqs
  -nP -p {pid.tcp} -T
  -nP -p {pid.udp} -T
  -nP -p {pid.protocols} -Tqs
  -nP -iTCP -Tx ## status
  -FT -nP -i
  -FTn -nP -i
  -FT -nP -i -T
  -FT -nP -i -Tqs
  -FPtT0 -nP -i
  # Rows of sockets by process
  -nP -p {pid.tcp}
  -p {pid.tcp}
  -p {pid.udp}
  -nP -p {pid.udp}
  -nP -p {pid.udppeer}
  -nP -i ## since=4.99.7
  -nP -p {pid.protocols}
  -nP -p {pid.families}
  -nP -p {pid.unix}
  -nP -p {pid.unix} ## utf8
  -nP -p {pid.netspace}
  -nP -i ## network={pid.netspace}
  -nP -p {pid.netspace} ## network={pid.netspace}
  -nP -iTCP:4040 ## network={pid.netspace}
  -d 3 -a -p {pid.netspace} ## network={pid.netspace}
  -nP -U ## network={pid.netspace}
  +M -nP -i
  -M -nP -i
  +M -i ## needs=fd.tcp.known6
  -FM -nP -i ## status
  # The other ends
  -E -p {pid.pipes}
  +E -p {pid.pipes}
  -E -p {pid.reader}
  +E -p {pid.reader}
  -E -p {pid.writer}
  +E -p {pid.writer}
  -E -p {pid.unix}
  +E -p {pid.unix}
  -E -p {pid.unixclient}
  +E -p {pid.unixclient}
  +E -p {pid.unixpeer}
  -E -nP -p {pid.tcp}
  +E -nP -p {pid.tcp}
  -E -nP -p {pid.client}
  +E -nP -p {pid.client}
  -E -p {pid.terminal} ## paired
  +E -p {pid.terminal} ## paired
  +E -p {pid.shell} ## paired
  -E -p {pid.queue}
  +E -p {pid.queue}
  +E -p {pid.queuereader}
  -E -p {pid.events}
  +E -p {pid.events}
  +E -p {pid.listener}
  -E -nP ## paired
  +E -nP ## paired
  -E -nP -i ## paired
  +E -nP -i ## paired
  +E -U ## paired
  -E -U ## paired
  -E -a -p {pid.pipes} -d 3-8
  +E -a -p {pid.pipes} -d 3-20
  +E -nP -aiTCP -p {pid.client}
  -E -Fn -nP -p {pids} ## paired
  +E -Fpfn -nP -p {pids} ## paired
  +E -nP ## nobody paired
  +E -t -p {pid.writer}
  -E -p {pid.blankname},{pid.writer}
  +E -aK -p {pid.tasks} -d ^mem
  -E -nP -p {pid.families}
  """#
